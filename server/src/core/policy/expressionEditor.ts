/** Edits of Terraform expressions that name something. */
import { contains } from '../text/range.ts';
import type { Value } from '../value/value.ts';
import type { Edits, TextOf } from './editor.ts';

/** `TYPE.NAME[0].attribute` names another attribute, or at last one. */
export function namedAttribute(textOf: TextOf, value: Value, attribute: string): Edits {
  const source = ownSource(textOf, value);
  const match = source && /^((?:data\.)?[\w-]+\.[\w-]+(?:\[[^\]]*\])?)(?:\.[\w-]+)?$/.exec(source);
  return match ? [{ range: value.at, newText: `${match[1]}.${attribute}` }] : undefined;
}

/** `LIST[any].attribute` becomes `LIST[0].attribute`. */
export function firstElement(textOf: TextOf, value: Value): Edits {
  const source = ownSource(textOf, value);
  if (source === undefined) return undefined;
  const open = source.search(/\[(?=[^[]*\]\.\w+$)/);
  const close = source.lastIndexOf(']');
  if (open < 0) return undefined;
  const { file, start } = value.at;
  return [{ range: { file, start: start + open + 1, end: start + close }, newText: '0' }];
}

/** The argument alone, without the function around it. */
export function unwrapped(textOf: TextOf, value: Value): Edits {
  if (value.kind !== 'encoded' || (value.via ?? []).length > 0) return undefined;
  const inner = value.value;
  if ((inner.via ?? []).length > 0 || inner.at.file !== value.at.file || !contains(value.at, inner.at))
    return undefined;
  const newText = textOf(inner.at.file).slice(inner.at.start, inner.at.end);
  return [{ range: value.at, newText }];
}

/** What is written where a reference stands; undefined where it stands elsewhere than it is used. */
function ownSource(textOf: TextOf, value: Value): string | undefined {
  if (value.kind !== 'reference' || (value.via ?? []).length > 0) return undefined;
  return textOf(value.at.file).slice(value.at.start, value.at.end);
}
