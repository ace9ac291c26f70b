import { issuerName } from '../../access/federation.ts';
import type { Provider, SubjectPart } from '../../oidc/provider.ts';
import { AWS } from '../../oidc/sources.ts';
import { usePlace } from '../../policy/model.ts';
import { defineRule } from '../define.ts';
import { addSubject, mayDeny, mayNarrow } from '../narrowing.ts';
import { EKS, eks } from '../samples.ts';

/** Nothing says which workload may come, and AWS does not ask for it: whatever gets a token of the issuer gets in. */
export default defineRule({
  id: 'oidc/subject-missing',
  severity: 'warning',
  since: '0.1.0',
  summary: 'No condition says which workload of the issuer gets in.',
  fixable: true,
  docs: {
    what: 'The statement has no condition on `sub`, nor on another claim that tells one workload from another. The audience is the same for all of them.',
    why: 'Every service account of the cluster, every pipeline of the workspace or every project of the organisation can assume this role; with an issuer that serves everybody, every customer.',
    fix: 'Compare `ISSUER:sub` with the subject of the workload that this role is for.',
    sources: [AWS.oidcKeys, AWS.createRole],
  },
  messages: {
    shared:
      'No condition says whose tokens of {issuer} are accepted. It serves everybody with the same URL: any of its customers can assume this role.',
    workload:
      'No condition says which workload gets in: whatever gets a token from {issuer} for this audience can assume this role.',
  },
  examples: [
    {
      surface: 'json',
      invalid: eks(`"StringEquals": { "${EKS}:aud": "sts.amazonaws.com" }`),
      at: `"arn:aws:iam::111122223333:oidc-provider/${EKS}"`,
      fixed: eks(
        `"StringEquals": { "${EKS}:aud": "sts.amazonaws.com", "${EKS}:sub": "system:serviceaccount:default:my-service-account" }`,
      ),
    },
    {
      surface: 'json',
      valid: eks(`"StringEquals": {
  "${EKS}:aud": "sts.amazonaws.com",
  "${EKS}:sub": "system:serviceaccount:web:api"
}`),
    },
  ],
  statement(reading, policy, context) {
    if (reading.effect !== 'Allow' || !reading.admitsWebIdentity || !reading.conditionsClosed) return;
    for (const federation of reading.oidc) {
      const provider = federation.catalogued;
      if (!provider || !needsSubject(provider) || reading.conditions.some((one) => mayNarrow(one, federation)))
        continue;
      if (mayDeny(policy)) return;
      const isForAll = provider.tenancy === 'shared' && provider.requiredByAws.length === 0;
      context.report(isForAll ? 'shared' : 'workload', usePlace(federation.principal.id), {
        data: { issuer: issuerName(federation) },
        fixes: () => addSubject(federation, reading.statement, policy.editor),
      });
    }
  },
});

/**
 * Whether tokens of several workloads come from the issuer, as its documentation says. Where AWS itself demands the subject,
 * another rule tells.
 */
function needsSubject({ principal, requiredByAws, subject }: Provider): boolean {
  if (requiredByAws.some(({ key }) => 'global' in key || key.claim === 'sub')) return false;
  if (principal === 'builtin') return requiredByAws.length === 0;
  return subject?.forms.some(({ mark, parts }) => mark === 'S' && parts.some(isWhose)) === true;
}

function isWhose(part: SubjectPart): boolean {
  return 'part' in part && part.level !== 'context';
}
