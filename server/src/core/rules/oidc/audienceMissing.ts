import { type Federation, issuerName } from '../../access/federation.ts';
import { isKeyOf, type StatementReading } from '../../access/reading.ts';
import { AWS } from '../../oidc/sources.ts';
import type { KeyText, PolicyEditor } from '../../policy/editor.ts';
import { usePlace } from '../../policy/model.ts';
import { known } from '../../value/text.ts';
import { knownString } from '../../value/value.ts';
import { defineRule, fix } from '../define.ts';
import { EKS, eks } from '../samples.ts';

/** No condition on the audience: the provider's own list is then the only check of it. */
export default defineRule({
  id: 'oidc/audience-missing',
  severity: 'warning',
  since: '0.1.0',
  summary: 'No condition on the audience.',
  fixable: true,
  docs: {
    what: 'The statement has no condition on `aud`.',
    why: "STS accepts every audience that the provider's `client_id_list` names. With several there, a token that was made for another purpose can assume this role.",
    fix: 'Compare `ISSUER:aud` with the audience that this role is for, mostly `sts.amazonaws.com`.',
    sources: [AWS.createRole, AWS.oidcKeys],
  },
  messages: {
    one: 'No condition on the audience: any audience that {provider} registers is accepted.',
    only: 'No condition on the audience: {provider} registers {audiences} alone, and whatever is added there is accepted too.',
    several: 'No condition on the audience: tokens of {issuer} for any of {audiences} are accepted.',
  },
  examples: [
    {
      surface: 'json',
      invalid: eks(`"StringEquals": { "${EKS}:sub": "system:serviceaccount:web:api" }`),
      at: `"arn:aws:iam::111122223333:oidc-provider/${EKS}"`,
    },
    {
      surface: 'json',
      valid: eks(`"StringEquals": {
  "${EKS}:sub": "system:serviceaccount:web:api",
  "${EKS}:aud": "sts.amazonaws.com"
}`),
    },
  ],
  statement(reading, policy, context) {
    if (reading.effect !== 'Allow' || !reading.admitsWebIdentity || !reading.conditionsClosed) return;
    const mayCheck = reading.conditions.some(({ claim, key }) =>
      known(key) === undefined ? claim === undefined || isAudience(claim.name) : isAudience(claim?.name ?? ''),
    );
    if (mayCheck) return;
    for (const federation of reading.oidc) {
      if (
        federation.kind !== 'oidc' ||
        federation.catalogued?.requiredByAws.some((r) => 'claim' in r.key && r.key.claim === 'aud')
      )
        continue;
      const ids = federation.declared[0]?.clientIds;
      const registered = ids?.is === 'present' && !ids.value.open ? ids.value.items.map(knownString) : [];
      const audiences = registered.every((id) => id !== undefined) ? registered : [];
      const key = keyFor(federation, reading, policy.editor);
      const edits =
        key && audiences.length > 0
          ? policy.editor.addCondition(reading.statement, 'StringEquals', key, audiences)
          : undefined;
      const message = audiences.length > 1 ? 'several' : audiences.length === 1 ? 'only' : 'one';
      context.report(message, usePlace(federation.principal.id), {
        data: {
          provider: federation.declared[0]?.address ?? `the provider of ${issuerName(federation)}`,
          issuer: issuerName(federation),
          audiences: audiences.map((id) => `"${id}"`).join(', '),
        },
        severity: audiences.length > 1 ? 'warning' : 'information',
        fixes: () => fix(`Add a condition on the audience`, 'safe', edits),
      });
    }
  },
});

function isAudience(claim: string): boolean {
  return claim.toLowerCase() === 'aud' || claim.toLowerCase() === 'oaud';
}

/** A key like that of a condition on another claim of the issuer, else the issuer's own where it is known. */
function keyFor(federation: Federation, reading: StatementReading, editor: PolicyEditor): KeyText | undefined {
  const sibling = reading.conditions.find(({ claim }) => claim && isKeyOf(claim, federation) === 'yes');
  const key = sibling && editor.siblingKey(sibling.condition, 'aud');
  const issuer = federation.issuer && known(federation.issuer);
  return key ?? (issuer ? `${issuer}:aud` : undefined);
}
