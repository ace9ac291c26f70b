import { type Federation, issuerName, meantIssuer } from '../../access/federation.ts';
import { type ClaimKey, isKeyOf } from '../../access/reading.ts';
import { builtinProviders } from '../../oidc/actions.ts';
import { findProviderByKeyPrefix } from '../../oidc/catalogue.ts';
import type { Issuers } from '../../oidc/project.ts';
import { AWS } from '../../oidc/sources.ts';
import { known, show } from '../../value/text.ts';
import { defineRule, fix } from '../define.ts';
import type { FixSafety } from '../finding.ts';
import { EKS, GITHUB, trust } from '../samples.ts';

/** A key that begins with another issuer than the statement's provider is never in that provider's requests. */
export default defineRule({
  id: 'condition/key-prefix',
  severity: 'error',
  since: '0.1.0',
  accessAnalyzer: ['MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL'],
  summary: "The condition key belongs to another issuer than the statement's provider.",
  fixable: true,
  masks: ['condition/set-operator', 'oidc/nobody'],
  docs: {
    what: "The part of the condition key before the colon is not the issuer of the statement's provider: a path is missing, a slash too many, another host.",
    why: 'A request by that provider never carries the key. Under a positive operator nobody gets in; under `ForAllValues`, `IfExists` or a negated operator the condition restricts nothing.',
    fix: "Begin the key with exactly what stands behind `oidc-provider/` in the provider's ARN.",
    sources: [AWS.oidcKeys],
  },
  messages: {
    prefix:
      'This key belongs to "{prefix}", but the statement trusts "{issuer}": tokens of the latter never carry this key, so the condition {effect}.',
    other:
      'This key belongs to "{prefix}", but the statement trusts "{issuer}": tokens of the latter never carry this key, so the condition {effect}. These are two issuers: either the key or the principal is wrong.',
  },
  examples: [
    {
      surface: 'json',
      invalid: trust(GITHUB, '"StringEquals": { "gitlab.com:sub": "repo:acme/api:pull_request" }'),
      at: '"gitlab.com:sub"',
      fixed: trust(
        GITHUB,
        '"StringEquals": { "token.actions.githubusercontent.com:sub": "repo:acme/api:pull_request" }',
      ),
    },
    {
      surface: 'json',
      invalid: trust(
        EKS,
        '"StringEquals": { "oidc.eks.us-east-1.amazonaws.com/id/FEDCBA9876543210FEDCBA9876543210:sub": "system:serviceaccount:web:api" }',
      ),
      at: '"oidc.eks.us-east-1.amazonaws.com/id/FEDCBA9876543210FEDCBA9876543210:sub"',
    },
    {
      surface: 'json',
      valid: trust(
        `${GITHUB}/acme-inc`,
        '"StringEquals": { "token.actions.githubusercontent.com/acme-inc:sub": "repo:acme/api:pull_request" }',
      ),
    },
  ],
  condition({ condition, claim, operator }, reading, policy, context) {
    if (!claim || !operator || reading.effect !== 'Allow' || !reading.principalsClosed) return;
    const federations = reading.oidc;
    if (federations.length === 0 || federations.length < reading.federations.length || !looksLikeIssuer(claim)) return;
    if (!federations.every((federation) => isKeyOf(claim, federation) === 'no')) return;
    if (federations.some((federation) => isMeantBy(federation, claim, context.issuers))) return;
    const isOther = namesOtherIssuer(claim, federations, context.issuers);
    const vacuous = operator.operator.negated || operator.ifExists || operator.set === 'ForAllValues';
    context.report(isOther ? 'other' : 'prefix', condition.key, {
      data: {
        prefix: show(claim.prefix),
        issuer: federations.map((federation) => show(federation.issuer ?? [])).join('", "'),
        effect: vacuous ? 'restricts nothing' : 'is never met',
      },
      related: federations.flatMap(declarationOf),
      fixes: () =>
        fixFor(claim, federations, isOther ? 'review' : 'safe', (text) =>
          policy.editor.replaceString(condition.key, text),
        ),
    });
  },
});

/** Whether the principal is misspelled and the key is right: that is told where the principal stands. */
function isMeantBy({ issuer }: Federation, claim: ClaimKey, { own }: Issuers): boolean {
  const written = issuer && known(issuer);
  const meant = written && meantIssuer(written, own);
  return !!meant && meant.toLowerCase() === known(claim.lowerPrefix);
}

/**
 * Whether the key names another issuer of the catalogue in full, and the principal is one too: either may be what is meant, and
 * with the key of the principal somebody else may get in.
 */
function namesOtherIssuer(claim: ClaimKey, federations: readonly Federation[], { own }: Issuers): boolean {
  const prefix = known(claim.prefix);
  const isIssuer = prefix !== undefined && findProviderByKeyPrefix(prefix, own) !== undefined;
  return isIssuer && federations.every(({ catalogued }) => catalogued);
}

/** Keys of other services have no dot before the colon (`saml:aud` aside, which has none either). */
function looksLikeIssuer(claim: ClaimKey): boolean {
  const prefix = known(claim.prefix);
  return prefix === undefined || builtinProviders.includes(prefix) || /^[^\s/]+\.[^\s/]+/.test(prefix);
}

function declarationOf(federation: Federation): { range: Federation['declared'][number]['at']; message: string }[] {
  return federation.declared.map((provider) => ({
    range: provider.at,
    message: `the provider of ${issuerName(federation)}`,
  }));
}

function fixFor(
  claim: ClaimKey,
  federations: readonly Federation[],
  safety: FixSafety,
  replace: (text: string) => Parameters<typeof fix>[2],
): ReturnType<typeof fix> {
  const [only] = federations;
  const issuer = federations.length === 1 && only?.issuer ? known(only.issuer) : undefined;
  // What IAM refuses in the principal it refuses in a key too.
  if (!issuer || !/^[!-~]+$/.test(issuer)) return [];
  const key = `${issuer}:${claim.name}`;
  return fix(`Replace with "${key}"`, safety, replace(key));
}
