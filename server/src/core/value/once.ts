/** Computes a value at the first call only, and keeps nothing but the value. */
export function once<T>(compute: () => T): () => T {
  let state: { readonly compute: () => T } | { readonly value: T } = { compute };
  return () => {
    if ('compute' in state) state = { value: state.compute() };
    return state.value;
  };
}
