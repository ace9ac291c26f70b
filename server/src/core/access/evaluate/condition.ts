/** One condition: its operator, its key in the request, its values. */
import type { Operator, ParsedOperator } from '../../oidc/operators.ts';
import type { Condition } from '../../policy/model.ts';
import { show } from '../../value/text.ts';
import { all, any, type Tri } from '../../value/tri.ts';
import { textsOf, type Value } from '../../value/value.ts';
import type { ConditionReading } from '../reading.ts';
import { matchAddress } from './addresses.ts';
import { matchArn } from './arns.ts';
import { matchDate } from './dates.ts';
import { type Difference, firstDifference } from './difference.ts';
import type { KeyState, RequestKeys } from './keys.ts';
import type { Match } from './match.ts';
import { matchBinary, matchBool, matchNumber } from './scalars.ts';
import { matchString } from './strings.ts';
import { type Variables, type Wanted, wantedFrom } from './wanted.ts';

export interface ConditionDecision {
  readonly condition: Condition;
  readonly holds: Tri;
  /** Why, in words: no capital, no full stop. */
  readonly reason: string;
  /** For a text that equals none of the values: the value that it fits longest. */
  readonly nearest?: NearestValue;
}

interface NearestValue extends Difference {
  /** What the request has. */
  readonly actual: string;
  /** What the policy asks for, policy variables put in. */
  readonly wanted: string;
  readonly value: Value;
}

type Outcome = Omit<ConditionDecision, 'condition'>;

export function decideCondition(reading: ConditionReading, keys: RequestKeys, variables: Variables): ConditionDecision {
  const { condition, operator } = reading;
  return { condition, ...decide(reading, operator, keys, variables) };
}

function decide(
  reading: ConditionReading,
  operator: ParsedOperator | undefined,
  keys: RequestKeys,
  variables: Variables,
): Outcome {
  if (!operator) return maybe('which operator this is, is not known: AWS refuses one that does not exist');
  const state = keys.read(reading.key);
  const { items, open } = reading.condition.values;
  if (items.length === 0 && !open) return maybe('what AWS makes of a condition without values is not documented');
  if (operator.operator.family === 'null') return decideNull(state, items, open);
  if (state.is === 'not known') return maybe(state.why);
  if (state.is === 'absent') return decideAbsent(operator, state.why);
  const { values, multivalued } = state;
  const asked = new Asked(operator.operator, items, open, variables);
  const each = values.map((actual) => asked.compare(actual));
  const name = show(reading.key);
  if (operator.set === 'ForAllValues') return setOutcome(all(each.map(({ holds }) => holds)), each, name, 'every');
  if (operator.set === 'ForAnyValue') return setOutcome(any(each.map(({ holds }) => holds)), each, name, 'one');
  if (multivalued) return decideWithoutSet(each, name, operator.operator);
  return each[0]!;
}

/** A set of values under an operator for one: AWS says only that it should not be. */
function decideWithoutSet(each: readonly Outcome[], name: string, operator: Operator): Outcome {
  if (!operator.negated && each.length > 0 && each.every(({ holds }) => holds === 'no')) return each[0]!;
  return maybe(`\`${name}\` may have several values, and the operator says neither ForAnyValue nor ForAllValues`);
}

function setOutcome(holds: Tri, each: readonly Outcome[], name: string, count: 'one' | 'every'): Outcome {
  const first = each.find((outcome) => outcome.holds === holds);
  if (!first) return { holds, reason: `\`${name}\` has no value in the request` };
  const met = holds === 'yes';
  return { ...first, reason: each.length === 1 ? first.reason : `${setReason(met, count)}: ${first.reason}` };
}

function setReason(met: boolean, count: 'one' | 'every'): string {
  if (count === 'every') return met ? 'every value fits' : 'not every value fits';
  return met ? 'one value fits' : 'no value fits';
}

/** oidc-facts 1.32, 1.33, 1.35: what an operator says of a key that is not there. */
function decideAbsent({ operator, set, ifExists }: ParsedOperator, why: string): Outcome {
  if (set === 'ForAnyValue' && ifExists)
    return maybe(`${why}, and which of ForAnyValue and IfExists then decides is not documented`);
  if (ifExists) return { holds: 'yes', reason: `${why}, and IfExists asks for nothing then` };
  if (set === 'ForAllValues') return { holds: 'yes', reason: `${why}, and ForAllValues asks for nothing then` };
  if (set === 'ForAnyValue' || !operator.negated) return { holds: 'no', reason: why };
  return { holds: 'yes', reason: `${why}, which counts as a difference` };
}

function decideNull(state: KeyState, items: readonly Value[], open: boolean): Outcome {
  const answers = items.map((value) => {
    const [text, ...others] = textsOf(value);
    const word = text === undefined || others.length > 0 ? '' : show(text).toLowerCase();
    if (word !== 'true' && word !== 'false') return 'maybe';
    if (state.is === 'not known' || (state.is === 'present' && state.values.length === 0)) return 'maybe';
    return (word === 'true') === (state.is === 'absent') ? 'yes' : 'no';
  });
  const reason = state.is === 'present' ? 'the request has the key' : state.why;
  return { holds: any(open ? [...answers, 'maybe'] : answers), reason };
}

/** The values of one condition. */
class Asked {
  readonly #operator: Operator;
  readonly #items: readonly { readonly value: Value; readonly options: readonly Wanted[] }[];
  readonly #open: boolean;

  constructor(operator: Operator, items: readonly Value[], open: boolean, variables: Variables) {
    const { family, wildcards } = operator;
    // AWS has policy variables for texts and ARNs.
    const readable = family === 'string' || family === 'arn' || variables === 'plain text' ? variables : 'not known';
    this.#operator = operator;
    this.#open = open;
    this.#items = items.map((value) => ({
      value,
      options: textsOf(value).map((text) => wantedFrom(text, wildcards, readable)),
    }));
  }

  /** Whether one value of the request meets the condition. */
  compare(actual: string): Outcome {
    const { negated } = this.#operator;
    const matches = this.#items.flatMap(({ options }) =>
      oneMatch(options.map((wanted) => this.#match(actual, wanted))),
    );
    if (matches.some(({ is }) => is === 'yes'))
      return { holds: negated ? 'no' : 'yes', reason: `\`${actual}\` is among the values` };
    const unsure = matches.find(({ is }) => is === 'maybe' || (negated && is === 'cannot'));
    if (unsure && 'why' in unsure) return maybe(unsure.why);
    if (this.#open) return maybe('there may be more values than are seen');
    const reason = `\`${actual}\` is none of the values`;
    return negated ? { holds: 'yes', reason } : { holds: 'no', reason, ...this.#nearest(actual) };
  }

  #match(actual: string, wanted: Wanted): Match {
    const { family, name, ignoresCase } = this.#operator;
    if (wanted.noValue !== undefined) return { is: 'cannot', why: wanted.noValue };
    if (family === 'string') return matchString(actual, wanted, ignoresCase);
    if (family === 'arn') return matchArn(actual, wanted);
    if (wanted.unknown !== undefined) return { is: 'maybe', why: wanted.unknown };
    if (family === 'numeric') return matchNumber(actual, wanted.text, name);
    if (family === 'date') return matchDate(actual, wanted.text, name);
    if (family === 'bool') return matchBool(actual, wanted.text);
    if (family === 'ip') return matchAddress(actual, wanted.text);
    return matchBinary(actual, wanted.text);
  }

  #nearest(actual: string): { nearest?: NearestValue } {
    const { family, ignoresCase } = this.#operator;
    if (family !== 'string') return {};
    const all = this.#items.flatMap(({ value, options }) =>
      options
        .filter(({ noValue, unknown }) => noValue === undefined && unknown === undefined)
        .map((wanted) => ({ value, actual, wanted: wanted.text, ...firstDifference(actual, wanted, ignoresCase) })),
    );
    const [first, ...others] = all;
    if (!first) return {};
    return { nearest: others.reduce((best, other) => (other.inWanted > best.inWanted ? other : best), first) };
  }
}

/** One of several values, which one is not known. */
function oneMatch(options: readonly Match[]): Match[] {
  const [first, ...others] = options;
  if (!first) return [{ is: 'maybe', why: 'a value is neither text, number nor boolean' }];
  if (others.every(({ is }) => is === first.is)) return [first];
  return [{ is: 'maybe', why: 'which of several values stands here is not known' }];
}

function maybe(reason: string): Outcome {
  return { holds: 'maybe', reason };
}
