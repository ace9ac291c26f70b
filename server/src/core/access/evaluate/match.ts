/**
 * Whether one value of a request fits one value of a condition. `cannot`: there is nothing to compare, as with a number
 * that is none. A positive operator is then false; for a negated one AWS does not say.
 */
export type Match =
  | { readonly is: 'yes' | 'no' }
  | { readonly is: 'maybe'; readonly why: string }
  | { readonly is: 'cannot'; readonly why: string };

export function matchIf(fits: boolean): Match {
  return { is: fits ? 'yes' : 'no' };
}
