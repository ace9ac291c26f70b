/** Walks one token through AWS's layers for a role, in AWS's order: which one refuses it, and what would have to be otherwise. */
import { awsError } from '../oidc/awsErrors.ts';
import type { TrustPolicy } from '../policy/model.ts';
import { known, show } from '../value/text.ts';
import { any } from '../value/tri.ts';
import { knownString, textOf } from '../value/value.ts';
import type { TrustState } from './difference.ts';
import type { ConditionDecision } from './evaluate/condition.ts';
import type { StatementDecision } from './evaluate/statement.ts';
import { evaluatePolicy, type PolicyDecision } from './evaluatePolicy.ts';
import { readCondition, readStatement } from './reading.ts';
import {
  issuerOfToken,
  type LayerDecision,
  layer,
  layersOfToken,
  type TextDifference,
  type TokenFacts,
  type TokenFix,
} from './tokenLayers.ts';

export interface TokenWalk {
  /** `accepted`: if what is presumed is so. */
  readonly verdict: 'accepted' | 'refused' | 'not certain';
  /** The layer that decides: the first that certainly refuses, else the first that is not certain. */
  readonly decisive: LayerDecision | undefined;
  /** In AWS's order. */
  readonly layers: readonly LayerDecision[];
}

export function walkToken(trust: TrustState, facts: TokenFacts): TokenWalk {
  const layers = [...layersOfToken(facts, trust.issuers.declared), ...layersOfRole(trust, facts)];
  const refusing = layers.find(({ passes }) => passes === 'no');
  const decisive = refusing ?? layers.find(({ passes }) => passes === 'maybe');
  return { verdict: refusing ? 'refused' : decisive ? 'not certain' : 'accepted', decisive, layers };
}

function layersOfRole(trust: TrustState, facts: TokenFacts): LayerDecision[] {
  const [policy, ...others] = trust.policies;
  const issuer = issuerOfToken(facts);
  if (!policy || !trust.complete || others.length > 0 || issuer === undefined) {
    const reason =
      policy && trust.complete && others.length === 0
        ? 'the token names no issuer'
        : 'the trust policy of the role is not known in full';
    return [layer('principal', 'maybe', reason, denied())];
  }
  const decision = evaluatePolicy(policy, trust.issuers, { issuer, claims: facts.claims });
  return layersOfPolicy(policy, trust, decision, issuer);
}

function layersOfPolicy(
  policy: TrustPolicy,
  trust: TrustState,
  decision: PolicyDecision,
  issuer: string,
): LayerDecision[] {
  const allows = decision.statements.filter(({ effect }) => effect !== 'Deny');
  const principal = any(allows.map((statement) => statement.principal));
  if (principal === 'no')
    return [
      layer('principal', 'no', "no Allow statement names the token's issuer as principal", {
        ...denied(),
        differences: otherPrincipals(policy, trust, issuer),
      }),
    ];
  const named = allows.filter((statement) => statement.principal !== 'no');
  const layers = [
    layer(
      'principal',
      principal,
      principal === 'yes' ? 'the issuer is a principal' : 'whether the issuer is a principal is not certain',
      denied(),
    ),
  ];

  const action = any(named.map((statement) => statement.action));
  const acting = named.filter((statement) => statement.action !== 'no');
  const actionReason = {
    yes: 'sts:AssumeRoleWithWebIdentity is allowed',
    maybe: 'whether sts:AssumeRoleWithWebIdentity is allowed is not certain',
    no: 'sts:AssumeRoleWithWebIdentity is not among the actions',
  }[action];
  layers.push(layer('action', action, actionReason, denied()));
  if (action === 'no') return layers;

  const best = acting.reduce((a, b) => (failing(b).length < failing(a).length ? b : a));
  const applies = any(acting.map((statement) => statement.applies));
  const conditions = conditionsLayer(policy, best, applies);
  layers.push(conditions);
  if (conditions.passes === 'no') return layers;
  if (decision.decision !== 'allowed') {
    const isRefused = decision.decision === 'denied';
    layers.push(layer('deny', isRefused ? 'no' : 'maybe', decision.reason, denied()));
  }
  return layers;
}

function failing({ conditions }: StatementDecision): readonly ConditionDecision[] {
  return conditions.filter(({ holds }) => holds === 'no');
}

function conditionsLayer(
  policy: TrustPolicy,
  best: StatementDecision,
  applies: StatementDecision['applies'],
): LayerDecision {
  if (applies === 'yes')
    return layer(
      'conditions',
      'yes',
      best.conditions.length === 0 ? 'there is no condition' : 'every condition is met',
    );
  const deciding = best.conditions.filter(({ holds }) => holds === (applies === 'no' ? 'no' : 'maybe'));
  const reasons = deciding.map((decision) => `${nameOf(decision)}: ${decision.reason}`);
  const differences = deciding.flatMap((decision) => differenceOf(policy, decision));
  return layer('conditions', applies, reasons.join('; ') || 'not every condition is seen', {
    ...denied(),
    differences,
  });
}

function nameOf({ condition }: ConditionDecision): string {
  const operator = knownString(condition.operator) ?? 'a condition';
  const { key } = readCondition(condition);
  return `${operator} \`${show(key)}\``;
}

function differenceOf(policy: TrustPolicy, { condition, nearest }: ConditionDecision): TextDifference[] {
  if (!nearest) return [];
  const { actual, wanted, inActual, inWanted, value } = nearest;
  return [{ actual, wanted, inActual, inWanted, place: value.at, fixes: fixesFor(policy, condition, nearest) }];
}

/** None for a text that a policy would read as something else than itself. */
function fixesFor(
  { editor }: TrustPolicy,
  condition: ConditionDecision['condition'],
  { actual, wanted, value }: NonNullable<ConditionDecision['nearest']>,
): TokenFix[] {
  if (/[*?]|\$\{/.test(actual)) return [];
  const added = editor.addToListing(condition.values, actual);
  const replaced = editor.replaceString(value, actual);
  return [
    ...(added ? [{ title: `Accept "${actual}" too`, edits: added }] : []),
    ...(replaced ? [{ title: `Write "${actual}" in the place of "${wanted}"`, edits: replaced }] : []),
  ];
}

/** The issuers that are principals instead, where they stand and how they differ. */
function otherPrincipals(policy: TrustPolicy, { issuers }: TrustState, issuer: string): TextDifference[] {
  return policy.statements.items
    .flatMap((statement) => readStatement(statement, issuers).oidc)
    .flatMap(({ issuer: other, principal }) => {
      const wanted = other && known(other);
      if (wanted === undefined || textOf(principal.id) === undefined) return [];
      let start = 0;
      while (start < issuer.length && issuer[start] === wanted[start]) start++;
      return [{ actual: issuer, wanted, inActual: start, inWanted: start, place: principal.id.at, fixes: [] }];
    });
}

function denied(): Pick<LayerDecision, 'error'> & { readonly error: NonNullable<LayerDecision['error']> } {
  return { error: awsError('denied') };
}
