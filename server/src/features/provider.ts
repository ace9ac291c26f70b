/** The `aws_iam_openid_connect_provider` block at a place, and the edits that write its thumbprints. */
import { getLocation, modify } from 'jsonc-parser';
import type { Attribute, Block, Expression, HclFile } from '../core/hcl/nodes.ts';
import { type Span, touches } from '../core/text/range.ts';

const PROVIDER = 'aws_iam_openid_connect_provider';
const THUMBPRINTS = 'thumbprint_list';

export interface ProviderBlock {
  readonly block: Block;
  /** The full https URL, where it is written out: AWS itself adds the scheme to a bare host. */
  readonly issuer: string | undefined;
  readonly thumbprintList: Attribute | undefined;
}

/** An edit in the file at hand. */
export interface SpanEdit {
  readonly span: Span;
  readonly newText: string;
}

/** The provider resource around an offset, its header and closing brace included. */
export function providerAt(text: string, tree: HclFile, offset: number): ProviderBlock | undefined {
  for (const item of tree.body.items) {
    if (item.kind !== 'block' || item.type !== 'resource' || item.labels[0]?.text !== PROVIDER) continue;
    if (!touches(item, offset)) continue;
    const url = attribute(item, 'url');
    return { block: item, issuer: url && issuerOf(text, url.value), thumbprintList: attribute(item, THUMBPRINTS) };
  }
  return undefined;
}

/** Writes exactly these thumbprints, or without any takes the list out, in the shape that `terraform fmt` gives. */
export function thumbprintEdits(
  text: string,
  tree: HclFile,
  offset: number,
  thumbprints: readonly string[],
): SpanEdit[] | undefined {
  const provider = providerAt(text, tree, offset);
  if (!provider) return undefined;
  const { block, thumbprintList } = provider;
  if (thumbprints.length === 0) return thumbprintList && removeList(text, block, thumbprintList);
  if (isJson(text)) return thumbprintList && [replaceInJson(thumbprintList, thumbprints)];
  if (thumbprintList) return [replaceList(text, thumbprintList, thumbprints)];
  const anchor = attribute(block, 'client_id_list') ?? attribute(block, 'url') ?? lastAttribute(block);
  const list = `[${thumbprints.map(quote).join(', ')}]`;
  return anchor && startsLine(text, anchor) ? insertAfter(text, block, anchor, list) : rewriteBody(text, block, list);
}

/** Terraform's JSON syntax; no HCL begins like this. */
function isJson(text: string): boolean {
  return /^[\s\ufeff]*[{[]/.test(text);
}

/** Only in the place of a list: where a new line may stand in JSON depends on what is around it. */
function replaceInJson({ value }: Attribute, thumbprints: readonly string[]): SpanEdit {
  return { span: { start: value.start, end: value.end }, newText: `[${thumbprints.map(quote).join(', ')}]` };
}

function attribute(block: Block, name: string): Attribute | undefined {
  return attributes(block).find((item) => item.name === name);
}

function attributes(block: Block): Attribute[] {
  return block.body.items.filter((item) => item.kind === 'attribute');
}

function lastAttribute(block: Block): Attribute | undefined {
  return attributes(block).at(-1);
}

function issuerOf(text: string, value: Expression): string | undefined {
  if (value.kind !== 'template' || value.form !== 'quoted' || !value.closed) return undefined;
  if (value.parts.some((part) => part.kind !== 'text')) return undefined;
  const url = text.slice(value.content.start, value.content.end).trim();
  if (url === '' || /[\s\\]/.test(url)) return undefined;
  return url.includes('://') ? url : `https://${url}`;
}

/** A list over several lines stays one; anything else becomes a list on one line. */
function replaceList(text: string, { value, nameSpan }: Attribute, thumbprints: readonly string[]): SpanEdit {
  const span = { start: value.start, end: value.end };
  if (!text.slice(span.start, span.end).includes('\n')) {
    return { span, newText: `[${thumbprints.map(quote).join(', ')}]` };
  }
  const indent = indentAt(text, nameSpan.start);
  const lines = thumbprints.map((thumbprint) => `${indent}  ${quote(thumbprint)},`);
  return { span, newText: ['[', ...lines, `${indent}]`].join(lineEnd(text)) };
}

/** With its line, and the comment behind it; what was lined up with it is lined up anew. */
function removeList(text: string, block: Block, list: Attribute): SpanEdit[] {
  if (isJson(text)) return removeInJson(text, list);
  const run = isOneLine(text, list) ? runAround(text, block, list).filter((item) => item !== list) : [];
  const width = Math.max(...run.map(({ name }) => name.length));
  const pads = run.flatMap((item) => realign(text, item, width));
  if (!startsLine(text, list)) return [...pads, { span: { start: list.start, end: list.end }, newText: '' }];
  const end = text.indexOf('\n', list.end);
  const line = { start: lineStart(text, list.start), end: end < 0 ? text.length : end + 1 };
  return [...pads, { span: line, newText: '' }];
}

/** With the comma that belongs to it. */
function removeInJson(text: string, { value }: Attribute): SpanEdit[] {
  const { path } = getLocation(text, value.start);
  return modify(text, path, undefined, {}).map(({ offset, length, content }) => {
    return { span: { start: offset, end: offset + length }, newText: content };
  });
}

/** A new line under the anchor; where it joins a run of one-line attributes, all their equals signs are lined up. */
function insertAfter(text: string, block: Block, anchor: Attribute, list: string): SpanEdit[] {
  const run = runAround(text, block, anchor);
  const width = Math.max(THUMBPRINTS.length, ...run.map(({ name }) => name.length));
  const pads = run.flatMap((item) => realign(text, item, width));
  const line = `${lineEnd(text)}${indentAt(text, anchor.start)}${THUMBPRINTS.padEnd(width)} = ${list}`;
  const end = endOfLine(text, anchor.end);
  return [...pads, { span: { start: end, end }, newText: line }];
}

/** The one-line attributes on the lines right above and below the place after the anchor. */
function runAround(text: string, block: Block, anchor: Attribute): Attribute[] {
  const all = attributes(block);
  const at = all.indexOf(anchor);
  const joins = (a: Attribute | undefined, b: Attribute | undefined): boolean =>
    a !== undefined && b !== undefined && isOneLine(text, b) && isOneLine(text, a) && linesBetween(text, a, b) === 1;
  const above: Attribute[] = isOneLine(text, anchor) ? [anchor] : [];
  for (let i = at; above.length > 0 && joins(all[i - 1], all[i]); i--) above.unshift(all[i - 1]!);
  const next = all[at + 1];
  const below: Attribute[] = next && isOneLine(text, next) && linesBetween(text, anchor, next) === 1 ? [next] : [];
  for (let i = at + 1; below.length > 0 && joins(all[i], all[i + 1]); i++) below.push(all[i + 1]!);
  return [...above, ...below];
}

function realign(text: string, item: Attribute, width: number): SpanEdit[] {
  const start = item.nameSpan.end;
  const equals = text.indexOf('=', start);
  const newText = ' '.repeat(width - item.name.length + 1);
  if (equals < 0 || text.slice(start, equals) === newText) return [];
  return [{ span: { start, end: equals }, newText }];
}

/** `resource "..." "x" { url = "..." }` or an empty block: the body moves to lines of its own. */
function rewriteBody(text: string, block: Block, list: string): SpanEdit[] | undefined {
  const open = text.indexOf('{', block.header.end);
  const close = block.end - 1;
  const onlyAttributes = block.body.complete && block.body.items.every((item) => item.kind === 'attribute');
  if (open < 0 || open >= close || text[close] !== '}' || !onlyAttributes) return undefined;
  const old = attributes(block);
  const width = Math.max(THUMBPRINTS.length, ...old.map(({ name }) => name.length));
  const written = old.map(({ name, value }) => ({ name, value: text.slice(value.start, value.end) }));
  const indent = indentAt(text, block.start);
  const lines = [...written, { name: THUMBPRINTS, value: list }].map(({ name, value }) => {
    return `${indent}  ${name.padEnd(width)} = ${value}`;
  });
  return [{ span: { start: open + 1, end: close }, newText: ['', ...lines, indent].join(lineEnd(text)) }];
}

function quote(thumbprint: string): string {
  return JSON.stringify(thumbprint);
}

function isOneLine(text: string, item: Attribute): boolean {
  return !text.slice(item.start, item.end).includes('\n');
}

function linesBetween(text: string, first: Attribute, second: Attribute): number {
  return text.slice(first.end, second.start).split('\n').length - 1;
}

function startsLine(text: string, item: Attribute): boolean {
  return text.slice(lineStart(text, item.start), item.start).trim() === '';
}

function indentAt(text: string, offset: number): string {
  return /^[ \t]*/.exec(text.slice(lineStart(text, offset), offset))![0];
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** Before the line end, a comment behind the attribute included. */
function endOfLine(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  if (end < 0) return text.length;
  return text[end - 1] === '\r' ? end - 1 : end;
}

function lineEnd(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}
