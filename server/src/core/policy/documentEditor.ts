/** Edits of `aws_iam_policy_document` blocks. */

import type { SourceRange } from '../text/range.ts';
import { withoutArgument } from './alignment.ts';
import type { Edits, KeyText, PolicyEditor, TextOf } from './editor.ts';
import { appendItems } from './listEditor.ts';
import type { BlockSite, Condition } from './model.ts';
import { quote } from './quote.ts';

export function setBlockOperator(editor: PolicyEditor, condition: Condition, operator: string): Edits {
  return editor.replaceString(condition.operator, operator);
}

/** Takes an argument out of a block, with its line. */
export function removeBlockItem(textOf: TextOf, at: SourceRange): Edits {
  const { file, start, end } = at;
  const text = textOf(file);
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const rest = /^[ \t]*((#|\/\/)[^\n]*)?(\r?\n|$)/.exec(text.slice(end));
  if (text.slice(lineStart, start).trim() !== '' || !rest) return undefined;
  return [{ range: { file, start: lineStart, end: end + rest[0].length }, newText: '' }, ...withoutArgument(text, at)];
}

/** Adds a `condition` block at the end of a statement. */
export function addBlock(
  textOf: TextOf,
  site: BlockSite,
  operator: string,
  key: KeyText,
  values: readonly string[],
): Edits {
  const { file } = site.at;
  const text = textOf(file);
  const lineStart = text.lastIndexOf('\n', site.closeBrace - 1) + 1;
  const outer = text.slice(lineStart, site.closeBrace);
  if (outer.trim() !== '') return undefined;
  const indent = `${outer}  `;
  const lines = [
    'condition {',
    `  test     = ${quote(operator, 'hcl')}`,
    `  variable = ${typeof key === 'string' ? quote(key, 'hcl') : key.source}`,
    `  values   = [${values.map((value) => quote(value, 'hcl')).join(', ')}]`,
    '}',
  ];
  return [
    {
      range: { file, start: lineStart, end: lineStart },
      newText: `\n${lines.map((line) => indent + line).join('\n')}\n`,
    },
  ];
}

/** Puts the values of a `condition` block at the end of another block's, and takes the block away. */
export function joinBlocks(textOf: TextOf, first: Condition, later: Condition): Edits {
  if (first.site.kind !== 'block' || later.site.kind !== 'block' || first.at.file !== later.at.file) return undefined;
  const added = appendItems(textOf, first.values, later.values);
  const removed = removeBlock(textOf, later.site.at);
  return added && removed && [...added, ...removed];
}

/** Takes a block out, with an empty line before it. */
export function removeBlock(textOf: TextOf, at: SourceRange): Edits {
  const [edit] = removeBlockItem(textOf, at) ?? [];
  if (!edit) return undefined;
  const before = /(^|\n)([ \t]*\r?\n)$/.exec(textOf(at.file).slice(0, edit.range.start))?.[2] ?? '';
  return [{ ...edit, range: { ...edit.range, start: edit.range.start - before.length } }];
}

/** Adds an argument with a list of strings at the beginning of a block. */
export function addArgument(textOf: TextOf, site: BlockSite, name: string, values: readonly string[]): Edits {
  const { file, start, end } = site.at;
  const text = textOf(file);
  const brace = text.indexOf('{', start);
  const lineEnd = text.indexOf('\n', brace);
  if (brace < 0 || lineEnd < 0 || lineEnd >= end || text.slice(brace + 1, lineEnd).trim() !== '') return undefined;
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const outer = /^[ \t]*/.exec(text.slice(lineStart, start))![0];
  const list = values.map((value) => quote(value, 'hcl')).join(', ');
  const at = lineEnd + 1;
  return [{ range: { file, start: at, end: at }, newText: `${outer}  ${name} = [${list}]\n` }];
}
