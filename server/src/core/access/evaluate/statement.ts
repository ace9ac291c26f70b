/** One statement: whether it speaks of the token, and whether its conditions are met. */
import type { Issuers } from '../../oidc/project.ts';
import type { Statement } from '../../policy/model.ts';
import { equals, type Text } from '../../value/text.ts';
import { all, any, not, type Tri } from '../../value/tri.ts';
import { knownString, textsOf, type Value } from '../../value/value.ts';
import type { Federation } from '../federation.ts';
import { readStatement, type StatementReading } from '../reading.ts';
import { type ConditionDecision, decideCondition } from './condition.ts';
import type { RequestKeys } from './keys.ts';
import { matchString } from './strings.ts';
import { type Variables, wantedFrom } from './wanted.ts';

export interface StatementDecision {
  readonly statement: Statement;
  readonly effect: 'Allow' | 'Deny' | undefined;
  /** Principal, action and every condition together. */
  readonly applies: Tri;
  readonly principal: Tri;
  readonly action: Tri;
  readonly conditions: readonly ConditionDecision[];
}

export interface Question {
  readonly keys: RequestKeys;
  readonly action: string;
  readonly variables: Variables;
}

export function decideStatement(statement: Statement, issuers: Issuers, question: Question): StatementDecision {
  const reading = readStatement(statement, issuers);
  const conditions = reading.conditions.map((item) => decideCondition(item, question.keys, question.variables));
  const principal = principalIs(reading, question.keys.issuer);
  const action = actionIs(statement, question.action);
  const answers = [principal, action, ...conditions.map(({ holds }) => holds)];
  if (!reading.conditionsClosed) answers.push('maybe');
  return { statement, effect: reading.effect, applies: all(answers), principal, action, conditions };
}

/** Whether the token's issuer is among the principals. */
function principalIs(reading: StatementReading, issuer: Text): Tri {
  const { principals } = reading.statement;
  if (principals.is !== 'present') return 'maybe';
  const { items, open } = principals.value;
  const answer = any(reading.federations.map((federation) => isFrom(federation, issuer, reading.effect)));
  if (answer === 'no') return open ? 'maybe' : 'no';
  // A choice between principals stands beside its options, each of which may be the one that is not chosen.
  return open || items.some(({ id }) => id.kind === 'one-of') ? 'maybe' : answer;
}

function isFrom(federation: Federation, issuer: Text, effect: StatementReading['effect']): Tri {
  if (federation.issuer) return equals(federation.issuer, issuer);
  // Everybody: a Deny is certain to mean tokens too, an Allow is not certain to let a token in that nothing else names.
  if (effect === 'Deny' && isEverybody(federation)) return 'yes';
  return federation.kind === 'unknown' ? 'maybe' : 'no';
}

function isEverybody({ principal }: Federation): boolean {
  return knownString(principal.type) === 'AWS' && knownString(principal.id) === '*';
}

function actionIs({ actions, notActions }: Statement, action: string): Tri {
  if (actions.is === 'present' && notActions.is === 'absent') return isAmong(actions.value, action);
  if (actions.is === 'absent' && notActions.is === 'present') return not(isAmong(notActions.value, action));
  return 'maybe';
}

function isAmong({ items, open }: { items: readonly Value[]; open: boolean }, action: string): Tri {
  const answers = items.map((item) => isAction(item, action));
  return any(open ? [...answers, 'maybe'] : answers);
}

function isAction(item: Value, action: string): Tri {
  const options = textsOf(item).map((text): Tri => {
    const match = matchString(action, wantedFrom(text, true, 'plain text'), true);
    return match.is === 'cannot' ? 'no' : match.is;
  });
  if (options.length === 0) return 'maybe';
  return options.every((option) => option === options[0]) ? options[0]! : 'maybe';
}
