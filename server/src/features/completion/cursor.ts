/** Where the cursor is: a word that nobody writes is put there, and looked for in the tree of the text. */
import type { Attribute, Block, HclFile } from '../../core/hcl/nodes.ts';
import { parseJson } from '../../core/json/parse.ts';
import { isJsonSyntax, parseConfiguration } from '../../core/terraform/jsonSyntax.ts';
import type { FileId, Span } from '../../core/text/range.ts';
import { hclPlaceAt } from '../hclPlace.ts';
import { jsonPlaceAt, type PolicyPlace } from '../policyPlace.ts';
import { closed, closedInString } from './closing.ts';

const MARK = 'oidcTrustCursor';

/** The text with the mark in it: what is being typed counts as written. */
export interface Marked {
  readonly text: string;
  /** Of a Terraform file. */
  readonly tree: HclFile | undefined;
  /** Of the mark. */
  readonly offset: number;
  /** The blocks that hold it, outermost first; none in a JSON file. */
  readonly around: readonly Block[];
}

export interface WordCursor {
  readonly kind: 'word';
  readonly marked: Marked;
  readonly place: PolicyPlace;
  readonly attribute: Attribute | undefined;
  /** The word in the text as it is, quotes included, and what is inside of them. Equal where there are none. */
  readonly outer: Span;
  readonly inner: Span;
}

/** At the beginning of an argument or a block. */
export interface NameCursor {
  readonly kind: 'name';
  readonly marked: Marked;
  /** What is typed of it. */
  readonly typed: string;
  readonly outer: Span;
}

export type Cursor = WordCursor | NameCursor;

/** A way to write the mark in the place of a stretch of the text. */
interface Attempt {
  readonly replaced: Span;
  readonly before: string;
  readonly after: string;
  /** What is written has quotes that the text has not. */
  readonly quotes: boolean;
}

/** What stands in the string before the cursor, with a hole for each expression. */
export function typedText({ place }: WordCursor): string {
  return place.text.slice(0, place.text.indexOf(MARK));
}

/** `member`: the file of a Terraform module; else the text is JSON. Undefined where no word is wanted, as in a comment. */
export function cursorAt(text: string, member: FileId | undefined, offset: number): Cursor | undefined {
  const found: Cursor[] = [];
  for (const attempt of attemptsAt(text, member, offset)) {
    const cursor = tried(text, member, attempt, offset);
    if (cursor && problemsIn(cursor) === 0) return cursor;
    if (cursor) found.push(cursor);
  }
  const best = leastProblems(found);
  // Broken text: what is around the cursor is surer where all that follows in the block is left out.
  const cut = member === undefined ? undefined : leastProblems(cutOff(text, member, offset));
  if (!cut || (best && problemsIn(best) <= problemsIn(cut))) return best;
  return best ? withSpansOf(cut, best) : endingAt(cut, text, offset);
}

/** Where the word ends is seen in the whole text only. */
function withSpansOf(cursor: Cursor, { outer, ...rest }: Cursor): Cursor {
  return cursor.kind === 'word' && 'inner' in rest ? { ...cursor, outer, inner: rest.inner } : { ...cursor, outer };
}

function endingAt(cursor: Cursor, text: string, offset: number): Cursor {
  const outer = { start: cursor.outer.start, end: offset };
  if (cursor.kind === 'name') return { ...cursor, typed: text.slice(outer.start, offset), outer };
  return { ...cursor, ...(cursor.place.isWord ? { outer, inner: outer } : insideQuotes(text, outer, offset)) };
}

function attemptsAt(text: string, member: FileId | undefined, offset: number): readonly Attempt[] {
  const here = { start: offset, end: offset };
  const word = wordAround(text, offset);
  const typed = text.slice(word.start, offset);
  const bare = { replaced: here, before: '', after: '', quotes: false };
  const inJson = { replaced: word, before: `"${typed}`, after: '"', quotes: true };
  if (member === undefined) return [bare, inJson];
  return [
    bare,
    // A name without a value breaks what follows it.
    { ...bare, after: ' = null' },
    inJson,
    { ...inJson, before: `\\"${typed}`, after: '\\"' },
  ];
}

function tried(text: string, member: FileId | undefined, attempt: Attempt, cursor: number): Cursor | undefined {
  const { replaced, before, after, quotes } = attempt;
  const now = text.slice(0, replaced.start) + before + MARK + after + text.slice(replaced.end);
  const found = located(now, replaced.start + before.length, member);
  if (!found) return undefined;
  if (quotes) {
    if (found.kind === 'name' || found.place.isWord) return undefined;
    // The quotes have to be written as well.
    return { ...found, place: { ...found.place, isWord: true }, outer: replaced, inner: replaced };
  }
  if (after !== '' && found.kind === 'word' && !found.place.isKey) return undefined;
  const outer = { start: found.outer.start, end: Math.max(cursor, found.outer.end - MARK.length) };
  if (found.kind === 'name') return { ...found, typed: text.slice(outer.start, cursor), outer };
  return { ...found, ...(found.place.isWord ? { outer, inner: outer } : insideQuotes(text, outer, cursor)) };
}

/** Others, as those of a string in a string in a string, cannot be written here. */
const QUOTE = /^\\?"/;

/** The mark in a text, with all spans in that text. */
function located(text: string, offset: number, member: FileId | undefined): Cursor | undefined {
  const tree = member === undefined ? undefined : parseConfiguration(member, text);
  const found =
    tree && member !== undefined ? hclPlaceAt(text, tree, offset, isJsonSyntax(member)) : jsonPlace(text, offset);
  if (!found) return undefined;
  const marked = { text, tree, offset, around: found.around };
  if (found.kind === 'name') {
    return found.text.includes(MARK) ? { kind: 'name', marked, typed: found.text, outer: found.span } : undefined;
  }
  const { place, attribute } = found;
  const { start } = place.span;
  if (!place.text.includes(MARK) || !(place.isWord || QUOTE.test(text.slice(start, start + 2)))) return undefined;
  return { kind: 'word', marked, place, attribute, outer: place.span, inner: place.span };
}

interface JsonPlace {
  readonly kind: 'value';
  readonly place: PolicyPlace;
  readonly around: readonly Block[];
  readonly attribute: undefined;
}

function jsonPlace(text: string, offset: number): JsonPlace | undefined {
  const { root } = parseJson(text);
  const place = root && jsonPlaceAt(root, offset);
  return place && { kind: 'value', place, around: [], attribute: undefined };
}

/** As if nothing followed in the block or string at hand. */
function cutOff(text: string, member: FileId, offset: number): Cursor[] {
  const texts = isJsonSyntax(member) ? closedInString(text, offset, MARK) : closed(text, offset, MARK);
  return texts.flatMap((now) => located(now, offset, member) ?? []);
}

function leastProblems(cursors: readonly Cursor[]): Cursor | undefined {
  const [first, ...others] = cursors;
  return first && others.reduce((best, each) => (problemsIn(each) < problemsIn(best) ? each : best), first);
}

function problemsIn({ marked }: Cursor): number {
  return marked.tree?.problems.length ?? 0;
}

/** A string that is not closed ends at the cursor: what follows on its line is not meant. */
function insideQuotes(text: string, span: Span, cursor: number): { outer: Span; inner: Span } {
  const quote = text[span.start] === '\\' ? 2 : 1;
  const isClosed = text[span.end - 1] === '"' && span.end - quote >= cursor;
  const outer = { start: span.start, end: isClosed ? span.end : cursor };
  return { outer, inner: { start: span.start + quote, end: isClosed ? span.end - quote : cursor } };
}

function wordAround(text: string, offset: number): Span {
  let start = offset;
  let end = offset;
  while (start > 0 && /\w/.test(text[start - 1]!)) start--;
  while (end < text.length && /\w/.test(text[end]!)) end++;
  // In a string `\n` ends a line.
  if (start < offset && text[start - 1] === '\\') start++;
  return { start, end };
}
