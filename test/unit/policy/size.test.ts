/** IAM counts the characters of the shortest JSON, white space apart. */
import { expect, it } from 'vitest';
import { SURFACES, write } from '../../support/surfaces.ts';

const POLICY = {
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'Deploy',
      Effect: 'Allow',
      Action: ['sts:TagSession', 'sts:AssumeRoleWithWebIdentity'],
      Principal: {
        Federated: 'arn:aws:iam::111122223333:oidc-provider/gitlab.com',
        AWS: ['111122223333', '444455556666'],
      },
      Condition: {
        StringEquals: { 'gitlab.com:aud': 'sts.amazonaws.com' },
        StringLike: {
          'gitlab.com:sub': Array.from({ length: 60 }, (_, i) => `project_path:acme/a b ${i}:ref_type:tag:*`),
          'aws:RequestTag/team': ['web', 'data'],
        },
      },
    },
  ],
};

it.each(SURFACES)('%s', (surface) => {
  const { findings } = write(POLICY, surface)!.report;
  const { message } = findings.find(({ rule }) => rule === 'policy/size')!;
  expect(message).toContain(`at least ${JSON.stringify(POLICY).replace(/\s/g, '').length} characters`);
});
