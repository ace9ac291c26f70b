/** Functions that choose: the first that does not fail, the first that is not null. */
import type { SourceRange } from '../../text/range.ts';
import { isOpaque, knownString, optionsOf, reachedVia, textOf, type Value } from '../../value/value.ts';
import { failing, fails, isWhole } from '../certainty.ts';
import { convert } from '../convert.ts';
import { typeOf, unify } from '../types.ts';
import { boolValue, type FunctionTable } from './signature.ts';

const MANY = Number.POSITIVE_INFINITY;

export const CHOICES: FunctionTable = [
  ['try', { min: 1, max: MANY, nulls: true, catches: true, run: tryFirst }],
  ['can', { min: 1, max: 1, nulls: true, catches: true, run: can }],
  ['coalesce', { min: 1, max: MANY, nulls: true, run: coalesce }],
];

/** The first that does not fail. What depends on something unknown may fail, so that any later one may be it. */
function tryFirst(args: readonly Value[], at: SourceRange): Value | undefined {
  const candidates: Value[] = [];
  for (const value of args) {
    if (fails(value)) continue;
    candidates.push(value);
    if (isWhole(value)) break;
  }
  const [only] = candidates;
  if (!only) return failing('all arguments fail', at);
  if (candidates.length === 1) return reachedVia(only, at);
  return { kind: 'one-of', options: candidates.flatMap(optionsOf), at };
}

function can([value]: readonly Value[], at: SourceRange): Value | undefined {
  if (!value) return undefined;
  if (fails(value)) return boolValue(false, at);
  return isWhole(value) ? boolValue(true, at) : undefined;
}

/** The first that is neither null nor an empty string, as the type that all arguments share. */
function coalesce(args: readonly Value[], at: SourceRange): Value | undefined {
  const type = unify(args.filter((arg) => arg.kind !== 'null').map(typeOf));
  if (type === 'fails') return failing('the arguments have no common type', at);
  const candidates: Value[] = [];
  for (const value of args) {
    if (value.kind === 'null' || knownString(value) === '') continue;
    candidates.push(type ? convert(value, type, at) : value);
    if (isCertainlySet(value)) break;
  }
  const [only] = candidates;
  if (!only) return failing('all arguments are null or empty', at);
  if (candidates.length === 1) return type || !isNumeric(only) ? reachedVia(only, at) : undefined;
  return { kind: 'one-of', options: candidates.flatMap(optionsOf), at };
}

/** Not null and not empty, whatever its unknown parts turn out to be. */
function isCertainlySet(value: Value): boolean {
  if (isOpaque(value)) return false;
  return value.kind !== 'string' || (textOf(value) ?? []).some((part) => typeof part === 'string');
}

/** Next to a string it would become one. */
function isNumeric(value: Value): boolean {
  return value.kind === 'number' || value.kind === 'bool';
}
