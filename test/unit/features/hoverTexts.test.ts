import { describe, expect, it } from 'vitest';
import { providers } from '../../../server/src/core/oidc/catalogue.ts';
import { tokenClaims } from '../../../server/src/core/oidc/claims.ts';
import { operators } from '../../../server/src/core/oidc/operators.ts';
import {
  hoverForAction,
  hoverForClaim,
  hoverForClientIdList,
  hoverForConditionKey,
  hoverForFederated,
  hoverForIssuer,
  hoverForKey,
  hoverForOperator,
  hoverForProviderUrl,
  hoverForThumbprintList,
} from '../../../server/src/features/hoverTexts.ts';

const github = 'token.actions.githubusercontent.com';

describe('condition keys', () => {
  it('say that :aud compares azp first, and :oaud always aud', () => {
    expect(hoverForConditionKey(github, 'aud')).toContain('the claim `azp` if the token has one, else `aud`');
    expect(hoverForConditionKey(github, 'oaud')).toContain('Reads the claim `aud`');
    expect(hoverForConditionKey('idp.example.org', 'oaud')).toContain('Reads the claim `aud`');
  });

  it('say since when STS publishes them, and of which type', () => {
    expect(hoverForConditionKey(github, 'repository_id')).toContain('Type: string, published by STS since 2026-01.');
    expect(hoverForConditionKey('accounts.google.com', 'google/organization_number')).toContain('numeric');
    expect(hoverForConditionKey(github, 'repository')).toContain('`repository_id` does not');
    expect(hoverForConditionKey(github, 'ref')).toContain('Always a full ref, such as `refs/heads/main`.');
    expect(hoverForConditionKey(github, 'amr')).toContain('list of string');
  });

  it('say what is not published, and what serves instead', () => {
    expect(hoverForConditionKey(github, 'iss')).toMatch(/never matches[\s\S]*the job of the statement's `Principal`/);
    expect(hoverForConditionKey(github, 'repository_owner')).toContain('Use `:repository_owner_id`.');
    expect(hoverForConditionKey(github, 'made_up')).toContain('STS publishes no `made_up`');
    expect(hoverForConditionKey('idp.example.org', 'iss')).toContain('the condition never matches');
    expect(hoverForConditionKey('idp.example.org', 'made_up')).toBeUndefined();
    expect(hoverForConditionKey(github, '')).toBeUndefined();
  });

  it('say what IAM demands', () => {
    expect(hoverForConditionKey(github, 'sub')).toContain('IAM refuses a trust policy');
    expect(hoverForConditionKey(`${github}/octo`, 'sub')).not.toContain('IAM refuses');
  });

  it('are told from the keys of AWS', () => {
    expect(hoverForKey('sts:ExternalId')).toContain('`sts:AssumeRole`');
    expect(hoverForKey('aws:RequestTag/team')).toContain('`sts:TagSession`');
    expect(hoverForKey('aws:PrincipalArn')).toContain('Absent in calls with a web identity.');
    expect(
      hoverForKey('oidc.circleci.com/org/2f1c3b44-aaaa-bbbb-cccc-1234567890ab:oidc.circleci.com/project-id'),
    ).toContain('UUID of the project');
    expect(hoverForKey('no-colon')).toBeUndefined();
  });
});

describe('operators', () => {
  it('carry the traps of prefix and suffix', () => {
    const text = hoverForOperator('forallvalues:stringlikeifexists')!;
    expect(text).toContain('**`ForAllValues:StringLikeIfExists`**');
    expect(text).toContain('True when the key is absent or empty');
    expect(text).toContain('`IfExists`: Compares only when the key is present.');
    expect(hoverForOperator('StringEquals')).toContain('plain characters');
    expect(hoverForOperator('NullIfExists')).toBeUndefined();
  });
});

describe('actions', () => {
  it('say for whom they are', () => {
    expect(hoverForAction('sts:AssumeRoleWithWebIdentity')).toContain('For an OIDC provider or one of the built-in');
    expect(hoverForAction('sts:GetCallerIdentity')).toContain('no place in a trust policy');
    expect(hoverForAction('sts:AssumeRole*')).toContain('`sts:AssumeRoleWithSAML`');
    expect(hoverForAction('sts:Nothing')).toBeUndefined();
  });
});

describe('issuers and the arguments of a provider', () => {
  it('say the slash', () => {
    expect(hoverForIssuer('https://login.app.env0.com')).toContain('ends in a slash');
    const wrong = hoverForIssuer(`https://${github}/`)!;
    expect(wrong).toContain('has no slash at the end');
    expect(wrong).toContain(`\`${github}:sub\`, and not only with wildcards`);
    expect(hoverForIssuer('tokens.actions.githubusercontent.com')).toContain(`Did you mean \`${github}\`?`);
    expect(hoverForIssuer('https://idp.example.org')).toBeUndefined();
    expect(hoverForProviderUrl('https://idp.example.org')).toContain('letter by letter');
  });

  it('say which principal it is', () => {
    expect(hoverForFederated('arn:aws:iam::123456789012:oidc-provider/gitlab.com')).toContain('**GitLab.com CI/CD**');
    expect(hoverForFederated('accounts.google.com')).toContain('create no IAM provider');
    expect(hoverForFederated('arn:aws:iam::123456789012:saml-provider/x')).toBeUndefined();
  });

  it('say which certificate a thumbprint is of, and when it matters', () => {
    expect(hoverForThumbprintList()).toContain('`certificates[0]` is the last certificate that was sent');
    expect(hoverForThumbprintList()).toContain('only when the certificate does not come from a public authority');
    expect(hoverForThumbprintList('https://gitlab.com')).toContain('AWS does not compare thumbprints');
  });

  it('say the audience', () => {
    expect(hoverForClientIdList('https://app.terraform.io')).toContain('`aws.workload.identity`');
    expect(hoverForClientIdList()).toContain('at most 100');
  });
});

it('every text ends with a dated source and has no hole', () => {
  const texts = [
    ...tokenClaims.map(({ claim }) => hoverForClaim(claim)),
    ...operators.map(({ name }) => hoverForOperator(`ForAnyValue:${name}`)),
    ...providers.flatMap((provider) => {
      const issuer =
        provider.issuer.kind === 'fixed'
          ? provider.issuer.urls[0]
          : provider.issuer.kind === 'pattern'
            ? provider.issuer.examples[0]
            : undefined;
      if (issuer === undefined) return [];
      const claims = [...provider.publishedClaims, ...provider.unpublishedClaims];
      return [hoverForIssuer(issuer), ...claims.map(({ claim }) => hoverForConditionKey(issuer, claim))];
    }),
  ];
  for (const text of texts) {
    expect(text).toMatch(/\[[^\]]+\]\(https:\/\/[^)]+\), 20\d\d[^\n]*$/);
    expect(text).not.toMatch(/undefined|\[object/);
  }
});
