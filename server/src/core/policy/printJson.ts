/** Prints JSON with an indentation of two spaces. */

/** Numbers, booleans and null are given as they are written. */
export type JsonItem = string | { readonly raw: string } | readonly JsonItem[] | ReadonlyMap<string, JsonItem>;

/** `escaped`: also `<`, `>` and `&` are spelled as code points, as Go does it and so the provider. */
export function printJson(item: JsonItem, style: 'plain' | 'escaped' = 'plain', indent = ''): string {
  if (typeof item === 'string') return style === 'escaped' ? escaped(item) : JSON.stringify(item);
  if ('raw' in item) return item.raw;
  const inner = `${indent}  `;
  const isObject = item instanceof Map;
  const parts = isObject
    ? [...item].map(([key, value]) => `${printJson(key, style)}: ${printJson(value, style, inner)}`)
    : (item as readonly JsonItem[]).map((one) => printJson(one, style, inner));
  const [open, close] = isObject ? '{}' : '[]';
  if (parts.length === 0) return `${open}${close}`;
  return `${open}\n${parts.map((part) => inner + part).join(',\n')}\n${indent}${close}`;
}

function escaped(text: string): string {
  return JSON.stringify(text).replaceAll(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
