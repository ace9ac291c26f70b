/** Says what an expression comes to, and by which way. */
import type { Block } from '../core/hcl/nodes.ts';
import { contains, type SourceRange } from '../core/text/range.ts';
import { show } from '../core/value/text.ts';
import { textOf, type Value } from '../core/value/value.ts';
import type { Files } from './scope.ts';

/** Lines about a value that does not stand where it is used; none for one that is written out. */
export function resolutionLines(value: Value, files: Files): readonly string[] {
  const inserted = insertedIn(value);
  if (isFollowed(value)) return [wayLine(value, files)];
  if (inserted.length === 0) return [];
  const text = textOf(value);
  return [...(text ? [`Value: \`${show(text)}\``] : []), ...inserted.map((part) => wayLine(part, files))];
}

/** Whether it is reached by a name, or is not known. */
function isFollowed(value: Value): boolean {
  return isReached(value) || value.kind === 'reference' || value.kind === 'unknown';
}

/** Whether its text stands elsewhere. */
export function isReached({ via = [], setting }: Value): boolean {
  return via.length > 0 || setting !== undefined;
}

/** The values of the expressions in a string. */
export function insertedIn(value: Value): readonly Value[] {
  if (value.kind !== 'string') return [];
  if (value.inserted) return value.inserted;
  return (value.template?.pieces ?? []).flatMap((piece) => (piece.kind === 'value' ? [piece.value] : []));
}

/** `local.a` = `x`, by `var.a`: the default, variables.tf:3 */
function wayLine(value: Value, files: Files): string {
  const [first, ...more] = (value.via ?? []).map((range) => `\`${sourceOf(range, files)}\``);
  const name = first ?? `\`${value.kind === 'reference' ? value.address : sourceOf(value.at, files)}\``;
  const by = more.length > 0 ? `, by ${more.join(', ')}` : '';
  const text = textOf(value);
  if (value.kind === 'unknown') return `${name} is not known here: ${value.why}.`;
  if (value.kind === 'reference' && !value.text) return `${name} is not known here${by}.`;
  const result = text ? ` = \`${show(text)}\`` : '';
  const from = isReached(value) ? `: ${originOf(value, files)}` : '';
  return `${name}${result}${by}${from}`;
}

function sourceOf({ file, start, end }: SourceRange, files: Files): string {
  return (files.text(file) ?? '').slice(start, end).replaceAll(/\s+/g, ' ').replaceAll('`', "'");
}

/** What the text that makes a value belongs to, and where it stands. */
function originOf({ at, setting }: Value, files: Files): string {
  if (setting) return `set in ${files.placeOf(setting)}`;
  const block = files
    .tree(at.file)
    ?.body.items.find((item): item is Block => item.kind === 'block' && contains(item, at));
  const label = block?.labels[0]?.text;
  const place = files.placeOf(at);
  if (block?.type === 'variable') return `the default of \`var.${label}\`, ${place}`;
  if (block?.type === 'module') return `an argument of \`module.${label}\`, ${place}`;
  return place;
}
