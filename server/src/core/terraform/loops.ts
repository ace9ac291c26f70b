/** `for` expressions and splats. */
import type { For } from '../hcl/nodes.ts';
import type { SourceRange } from '../text/range.ts';
import { known } from '../value/text.ts';
import { type Entry, isOpaque, type ListValue, type ObjectValue, type Value } from '../value/value.ts';
import { failing, fails } from './certainty.ts';
import { compareStrings, convert, hasCertainOrder, templateText } from './convert.ts';
import { BOOL, listAs, listKind } from './types.ts';

/** Keys and values of a collection as a `for` goes through it. */
export interface Elements {
  readonly pairs: readonly (readonly [key: Value, value: Value])[];
  /** There may be more, or they may stand in another order. */
  readonly open: boolean;
}

/** `fails` for what cannot be gone through, undefined for what is not known. */
export function elementsOf(value: Value): Elements | 'fails' | undefined {
  if (fails(value)) return 'fails';
  if (value.kind === 'list') {
    const isSet = listKind(value) === 'set';
    const pairs = value.items.map((item, i): [Value, Value] => [
      isSet ? item : { kind: 'number', text: String(i), at: item.at },
      item,
    ]);
    return { pairs, open: value.open || !hasCertainOrder(value) };
  }
  if (value.kind === 'object') return objectElements(value);
  return isOpaque(value) ? undefined : 'fails';
}

/** Sorted by key, of several with one key the last. */
function objectElements(value: ObjectValue): Elements {
  const named = new Map<string, Entry>();
  const unnamed: Entry[] = [];
  for (const entry of value.entries) {
    const key = known(entry.key.text);
    if (key === undefined) unnamed.push(entry);
    else named.set(key, entry);
  }
  const sorted = [...named].sort(([a], [b]) => compareStrings(a, b)).map(([, entry]) => entry);
  const pairs = [...sorted, ...unnamed].map((entry): [Value, Value] => [entry.key, entry.value]);
  return { pairs, open: value.open || unnamed.length > 0 };
}

/** What one round of a `for` gives. */
export interface Round {
  readonly condition?: Value;
  readonly key?: Value;
  readonly value: Value;
}

/** Puts the rounds of a `for` together. A round runs only when its condition is not false. */
export function collect(
  expression: For,
  elements: Elements,
  rounds: Iterable<Round>,
  keyAt: SourceRange,
  at: SourceRange,
): Value {
  const items: Round[] = [];
  let open = elements.open;
  for (const round of rounds) {
    const wanted = round.condition && convert(round.condition, BOOL, at);
    if (wanted && (wanted.kind === 'null' || fails(wanted))) return failing('the condition of the loop fails', at);
    if (wanted?.kind === 'bool' && !wanted.value) continue;
    if (wanted && wanted.kind !== 'bool') open = true;
    else items.push(round);
  }
  if (expression.form === 'tuple') return { kind: 'list', items: items.map((round) => round.value), open, at };
  return collectObject(items, expression.grouping, open, keyAt, at);
}

function collectObject(
  rounds: readonly Round[],
  grouping: boolean,
  open: boolean,
  keyAt: SourceRange,
  at: SourceRange,
): Value {
  const entries: Entry[] = [];
  const groups = new Map<string, Value[]>();
  let unsure = open;
  for (const { key, value } of rounds) {
    const text = key ? templateText(key) : 'fails';
    if (text === 'fails') return failing('a key of the loop is no string', at);
    const name = known(text);
    if (name === undefined) unsure ||= grouping;
    const group = name === undefined ? undefined : groups.get(name);
    if (group && !grouping) return failing(`the key "${name}" comes twice`, at);
    if (group) group.push(value);
    else {
      if (name !== undefined) groups.set(name, [value]);
      entries.push({ key: { kind: 'string', text, at: keyAt }, value, at });
    }
  }
  if (!grouping) return { kind: 'object', entries, open: unsure, at };
  const grouped = entries.map((entry): Entry => {
    const name = known(entry.key.text);
    const items = (name === undefined ? undefined : groups.get(name)) ?? [entry.value];
    return { ...entry, value: { kind: 'list', items, open: unsure, at } };
  });
  return { kind: 'object', entries: grouped, open: unsure, at };
}

/** What a splat goes through: nothing for null, one element for what is no list. */
export function splatElements(target: Value, at: SourceRange): ListValue {
  if (target.kind === 'list') return { ...target, open: target.open || !hasCertainOrder(target) };
  const open = isOpaque(target);
  return { kind: 'list', items: open || target.kind === 'null' ? [] : [target], open, at };
}

/** The result of a splat: of a list a list, else a tuple. */
export function splatResult(target: Value, items: readonly Value[], open: boolean, at: SourceRange): Value {
  const result: ListValue = { kind: 'list', items, open, at };
  return target.kind === 'list' && listKind(target) !== 'tuple'
    ? convert(result, { kind: 'list', of: { kind: 'any' } }, at)
    : listAs(result, 'tuple');
}
