/** Terraform's functions. One that is not here gives an unknown value, never a guess. */
import type { SourceRange } from '../text/range.ts';
import { isOpaque, optionsOf, unknownAt, type Value } from '../value/value.ts';
import { failing, fails } from './certainty.ts';
import { ARITHMETIC } from './functions/arithmetic.ts';
import { CHOICES } from './functions/choice.ts';
import { COLLECTIONS } from './functions/collections.ts';
import { ENCODINGS } from './functions/encoding.ts';
import { FORMATS } from './functions/format.ts';
import { NETWORKS } from './functions/networks.ts';
import { OBJECTS } from './functions/objects.ts';
import { PATTERNS } from './functions/replace.ts';
import { SETS } from './functions/sets.ts';
import type { FunctionEntry } from './functions/signature.ts';
import { STRINGS } from './functions/strings.ts';
import { TIMES } from './functions/times.ts';

const FUNCTIONS = new Map<string, FunctionEntry>([
  ...STRINGS,
  ...PATTERNS,
  ...FORMATS,
  ...COLLECTIONS,
  ...OBJECTS,
  ...SETS,
  ...ARITHMETIC,
  ...ENCODINGS,
  ...CHOICES,
  ...NETWORKS,
  ...TIMES,
]);

/** A first argument with more options is not followed through each. */
const MAX_SPREAD = 16;

/** Calls a function by name; a namespace `core::` is the same function. */
export function callFunction(name: string, args: readonly Value[], at: SourceRange): Value {
  const found = FUNCTIONS.get(name.replace(/^core::/, ''));
  if (!found) return unknownAt(`${name}() is not followed`, at);
  if (args.length < found.min || args.length > found.max)
    return failing(`${name}() takes another number of arguments`, at);
  if (!found.catches && args.some(fails)) return failing(`an argument of ${name}() fails`, at);
  if (!found.nulls && args.some((arg) => arg.kind === 'null')) return failing(`an argument of ${name}() is null`, at);
  const [first, ...rest] = args;
  if (found.spreads && first?.kind === 'one-of') {
    const options = optionsOf(first);
    if (options.length <= MAX_SPREAD && !options.some(isOpaque))
      return { kind: 'one-of', options: options.map((option) => callFunction(name, [option, ...rest], at)), at };
  }
  return found.run(args, at) ?? unknownAt(`${name}() is not certain here`, at);
}
