import type { Federation } from '../../access/federation.ts';
import { isOnlyGuard } from '../../access/guards.ts';
import { type ClaimKey, type ConditionReading, isKeyOf, ownerOf, type StatementReading } from '../../access/reading.ts';
import { STANDARD_UNPUBLISHED } from '../../oidc/catalogue/shared/claims.ts';
import { publishedClaim } from '../../oidc/catalogue.ts';
import { nearestName } from '../../oidc/nearest.ts';
import type { Provider, UnpublishedClaim } from '../../oidc/provider.ts';
import { AWS } from '../../oidc/sources.ts';
import { contains, type SourceRange } from '../../text/range.ts';
import { ANY, known } from '../../value/text.ts';
import { textOf } from '../../value/value.ts';
import { defineRule, fix } from '../define.ts';
import type { Severity } from '../finding.ts';
import { GITHUB, github, gitlab } from '../samples.ts';

type Effect = 'never' | 'always';

/** A claim that may well be in the token, but that STS makes no condition key of. */
export default defineRule({
  id: 'condition/claim-not-published',
  severity: 'error',
  since: '0.1.0',
  summary: "STS publishes no condition key for this claim of the issuer's tokens.",
  fixable: true,
  masks: ['condition/set-operator', 'condition/if-exists', 'condition/negated', 'condition/null'],
  docs: {
    what: "The key names a claim that AWS does not list for this issuer: `iss`, `azp`, GitHub's `repository_owner` or `event_name`, or a misspelled one. STS ignores such claims, also when the token has them.",
    why: 'The key is never in a request. A positive comparison with it is never true, so that nobody gets in; under `ForAllValues`, `IfExists` or a negated operator it is always true and restricts nothing. In a `Deny` it is the other way round: one refuses nobody, the other all.',
    fix: 'Compare a claim that AWS publishes: see the list for the issuer. `sub` is always among them.',
    sources: [AWS.oidcKeys, AWS.stsAuthorization],
  },
  messages: {
    nobody:
      'STS publishes no key "{claim}" for {issuer}: this comparison is never true, so the statement admits nobody.{instead}',
    always:
      'STS publishes no key "{claim}" for {issuer}: {operator} is true without it, so this restricts nothing.{instead}',
    deniesNobody:
      'STS publishes no key "{claim}" for {issuer}: this comparison is never true, so this Deny refuses nobody.{instead}',
    deniesAll:
      'STS publishes no key "{claim}" for {issuer}: {operator} is true without it, so this Deny refuses tokens whatever their "{claim}" is.{instead}',
  },
  examples: [
    {
      surface: 'json',
      invalid: gitlab(`"StringEquals": { "gitlab.com:azp": "https://gitlab.com" },
"StringLike": { "gitlab.com:sub": "project_path:acme/api:*" }`),
      at: '"gitlab.com:azp"',
      fixed: gitlab(`"StringEquals": { "gitlab.com:aud": "https://gitlab.com" },
"StringLike": { "gitlab.com:sub": "project_path:acme/api:*" }`),
    },
    {
      surface: 'json',
      invalid: github(`"StringEquals": { "${GITHUB}:repository_owner": "acme" },
"StringLike": { "${GITHUB}:sub": "repo:acme/api:*" }`),
      at: `"${GITHUB}:repository_owner"`,
    },
    {
      surface: 'json',
      valid: github(`"StringEquals": { "${GITHUB}:repository_owner_id": "1234" },
"StringLike": { "${GITHUB}:sub": "repo:acme/api:*" }`),
    },
  ],
  condition(reading, statement, policy, context) {
    const { claim, operator, condition } = reading;
    if (!claim || !operator || statement.effect === undefined) return;
    const owner = ownerOf(claim, statement);
    const provider = owner?.catalogued;
    if (provider ? publishedClaim(provider, claim.name) : !owner && !mayBeOfOne(claim, statement)) return;
    const effect = effectOf(reading);
    if (!effect) return;
    const listed = unpublishedClaim(provider?.unpublishedClaims ?? STANDARD_UNPUBLISHED, claim.name);
    if (!provider && !listed) return;
    const meant = listed ? sameAs(listed) : nearestPublished(provider!, claim.name);
    context.report(messageOf(effect, statement.effect), condition.key, {
      data: {
        claim: claim.name,
        issuer: provider?.name ?? 'any provider',
        operator: operator.canonical,
        instead: insteadOf(listed, meant),
      },
      severity: severityOf(effect, listed, meant, reading, statement),
      related: effect === 'always' ? [{ range: condition.operator.at, message: 'true when the key is absent' }] : [],
      covers: [...condition.values.items.map(({ at }) => at), ...ownOperator(reading, statement, effect)],
      fixes: () => {
        if (meant !== undefined && !isUsed(statement, owner, meant))
          return fix(
            `Replace "${claim.name}" with "${meant}"`,
            'review',
            policy.editor.replaceClaim(condition.key, claim.name, meant),
          );
        return isJobOfPrincipal(listed) && statement.conditions.length > 1
          ? fix('Delete this condition', 'review', policy.editor.removeCondition(statement.statement, condition))
          : [];
      },
    });
  },
});

function messageOf(comparison: Effect, effect: 'Allow' | 'Deny'): 'nobody' | 'always' | 'deniesNobody' | 'deniesAll' {
  if (effect === 'Allow') return comparison === 'never' ? 'nobody' : 'always';
  return comparison === 'never' ? 'deniesNobody' : 'deniesAll';
}

/** What the comparison comes to without the key; undefined where AWS does not say. */
function effectOf({ operator, condition }: ConditionReading): Effect | undefined {
  const { set, ifExists, operator: base } = operator!;
  if (base.family === 'null') {
    const [only] = condition.values.items.map((value) => known(textOf(value) ?? ANY));
    if (condition.values.open || condition.values.items.length !== 1) return undefined;
    return only === 'true' ? 'always' : only === 'false' ? 'never' : undefined;
  }
  if (ifExists || set === 'ForAllValues') return 'always';
  if (!base.negated) return 'never';
  return set === undefined ? 'always' : undefined;
}

function unpublishedClaim(claims: readonly UnpublishedClaim[], name: string): UnpublishedClaim | undefined {
  const lower = name.toLowerCase();
  return claims.find(({ claim }) => claim.toLowerCase() === lower);
}

/** The published claim that holds the same text. */
function sameAs({ sameValue, instead }: UnpublishedClaim): string | undefined {
  return sameValue ? instead : undefined;
}

/** Whether no other claim serves instead, but what the statement has anyway. */
function isJobOfPrincipal(listed: UnpublishedClaim | undefined): boolean {
  return listed?.instead?.includes(' ') === true;
}

function nearestPublished(provider: Provider, name: string): string | undefined {
  return nearestName(
    name,
    provider.publishedClaims.map(({ claim }) => claim),
    name.length < 6 ? 1 : 2,
  );
}

function insteadOf(listed: UnpublishedClaim | undefined, meant: string | undefined): string {
  const instead = listed?.instead ?? meant;
  if (instead === undefined) return '';
  return isJobOfPrincipal(listed)
    ? " The statement's Principal already says whose tokens are trusted."
    : ` Use "${instead}".`;
}

/** AWS adds claims now and then: one that is neither known to be ignored nor misspelled may be newer than the catalogue. */
function severityOf(
  effect: Effect,
  listed: UnpublishedClaim | undefined,
  meant: string | undefined,
  reading: ConditionReading,
  statement: StatementReading,
): Severity {
  const isCertain = listed ? listed.mark === 'S' : meant !== undefined;
  if (!isCertain || statement.effect !== 'Allow') return 'warning';
  return effect === 'never' || isOnlyGuard(reading, statement) ? 'error' : 'warning';
}

/** The operator, where it is why nothing is restricted, and no other key stands under it. */
function ownOperator(reading: ConditionReading, { conditions }: StatementReading, effect: Effect): SourceRange[] {
  const { at } = reading.condition.operator;
  const isShared = conditions.some(
    (other) =>
      other !== reading && other.condition.operator.at.file === at.file && contains(other.condition.operator.at, at),
  );
  return effect === 'always' && !isShared ? [at] : [];
}

/** Whether the key may have one of the issuers as prefix; of another's key a rule of its own tells. */
function mayBeOfOne(claim: ClaimKey, { oidc }: StatementReading): boolean {
  return oidc.some((federation) => isKeyOf(claim, federation) === 'maybe');
}

function isUsed(statement: StatementReading, owner: Federation | undefined, claim: string): boolean {
  return statement.conditions.some(
    (other) => other.claim?.name.toLowerCase() === claim.toLowerCase() && ownerOf(other.claim, statement) === owner,
  );
}
