/**
 * Comments in HCL that say that a finding is meant: `# oidc-trust-ignore oidc/subject-scope: any branch may read`.
 *
 * A comment stands on a line, or on lines of its own right before one. It covers that line and whatever begins on it: the whole
 * of an argument with the heredoc in it, the whole of a block.
 */
import type { Attribute, Block, Body, Expression, HclFile } from '../hcl/nodes.ts';
import { partsOf } from '../hcl/visit.ts';
import unusedSuppression from '../rules/config/unusedSuppression.ts';
import type { Finding } from '../rules/finding.ts';
import type { Span } from '../text/range.ts';

/** What such a comment begins with. */
export const MARKER = 'oidc-trust-ignore';

/** What stands for the reason until somebody writes it. */
export const NO_REASON = 'reason';

export interface Suppression {
  /** From the beginning of the comment, or of its line, to its end. */
  readonly span: Span;
  /** What has to go for it to be gone. */
  readonly removal: Span;
  readonly names: readonly SuppressedName[];
  /** Empty where none is given. */
  readonly reason: string;
  /** Undefined where nothing follows that it could be about. */
  readonly covered: Span | undefined;
}

/** A rule id or a pattern, as it is written. */
export interface SuppressedName {
  readonly name: string;
  readonly span: Span;
}

/**
 * Findings whose fixes are made first, and those for when no fix of the first is left: what suppresses nothing now may be needed
 * after another fix.
 */
export function inTurn<T extends Finding>(findings: readonly T[]): readonly [first: readonly T[], last: readonly T[]] {
  const isLast = ({ rule }: T): boolean => rule === unusedSuppression.id;
  return [findings.filter((finding) => !isLast(finding)), findings.filter(isLast)];
}

/** All suppressions in a file, in its order. */
export function suppressionsIn(text: string, tree: HclFile): Suppression[] {
  if (!text.includes(MARKER)) return [];
  return tree.comments.flatMap((comment, i) => {
    const directives = directivesIn(text, comment);
    if (directives.length === 0) return [];
    const line = lineAbout(text, tree.comments, i);
    // It is still being written.
    if (line === 'end') return [];
    const covered = line && { start: line.start, end: Math.max(line.end, endOfItems(tree.body, line)) };
    return directives.map((directive) => ({ ...directive, covered }));
  });
}

/**
 * The line that a comment is about: its own, or the first one of code right behind it and the comments that follow. Undefined
 * where that is an empty one, `end` where the text ends before.
 */
function lineAbout(text: string, comments: readonly Span[], index: number): Span | 'end' | undefined {
  const first = comments[index]!;
  const own = lineAt(text, first.start);
  if (text.slice(first.end).trim() === '') return 'end';
  if (text.slice(own.start, first.start).trim() !== '') return own;
  for (let i = index; ; i++) {
    const comment = comments[i]!;
    const last = lineAt(text, comment.end);
    if (text.slice(comment.end, last.end).trim() !== '') return last;
    if (text.slice(last.end).trim() === '') return 'end';
    const next = lineAt(text, last.end + 1);
    const code = next.start + (/\S/.exec(text.slice(next.start, next.end))?.index ?? -1);
    if (code < next.start) return undefined;
    if (comments[i + 1]?.start !== code) return next;
  }
}

function lineAt(text: string, offset: number): Span {
  const end = text.indexOf('\n', offset);
  return { start: text.lastIndexOf('\n', offset - 1) + 1, end: end < 0 ? text.length : end };
}

/** Where the last of what begins on a line ends. */
function endOfItems({ items }: Body, line: Span): number {
  return Math.max(line.start, ...items.map((item) => endOf(item, line, inItem)));
}

/** A node that begins on the line counts as a whole; in one that began before, what is in it is looked at. */
function endOf<T extends Span>(node: T, line: Span, inside: (node: T, line: Span) => number): number {
  if (node.end <= line.start || node.start > line.end) return line.start;
  return node.start >= line.start ? node.end : inside(node, line);
}

function inItem(item: Attribute | Block, line: Span): number {
  return item.kind === 'block' ? endOfItems(item.body, line) : endOf(item.value, line, inExpression);
}

function inExpression(expression: Expression, line: Span): number {
  if (expression.kind === 'object')
    return Math.max(
      line.start,
      ...expression.entries.map((entry) => endOf(entry, line, ({ value }) => endOf(value, line, inExpression))),
    );
  return Math.max(line.start, ...partsOf(expression).map((part) => endOf(part, line, inExpression)));
}

/** One for each line of the comment that is a suppression. */
function directivesIn(text: string, comment: Span): Omit<Suppression, 'covered'>[] {
  const found: Omit<Suppression, 'covered'>[] = [];
  const isBlock = text.startsWith('/*', comment.start);
  const end = isBlock && text.startsWith('*/', comment.end - 2) ? comment.end - 2 : comment.end;
  const isOnly = !text.slice(comment.start, end).includes('\n');
  for (let start = comment.start; start < end; start = lineAt(text, start).end + 1) {
    const content = { start, end: Math.min(end, lineAt(text, start).end) };
    const at = start + /^[\s#/*]*/.exec(text.slice(start, content.end))![0].length;
    if (!/^oidc-trust-ignore(?![\w-])/.test(text.slice(at, content.end))) continue;
    const span = isOnly ? comment : { start: at, end: content.end };
    found.push({ span, removal: isOnly ? removalOf(text, comment) : span, ...read(text, at, content.end) });
  }
  return found;
}

/** Behind the marker: names with commas between them, and the reason behind a colon. */
function read(text: string, at: number, end: number): Pick<Suppression, 'names' | 'reason'> {
  const start = at + MARKER.length;
  const colon = text.indexOf(':', start);
  const hasReason = colon >= 0 && colon < end;
  const names = [...text.slice(start, hasReason ? colon : end).matchAll(/[^\s,]+/g)].map((match) => {
    const from = start + match.index;
    return { name: match[0], span: { start: from, end: from + match[0].length } };
  });
  return { names, reason: hasReason ? reasonIn(text.slice(colon + 1, end)) : '' };
}

/** The reason in a text; empty where there is none, or only what stands for it. */
export function reasonIn(text: string): string {
  const reason = text.trim();
  return reason === NO_REASON ? '' : reason;
}

/** The line, where the comment has it for itself; else the comment with the space before it. */
function removalOf(text: string, { start, end }: Span): Span {
  const line = lineAt(text, start);
  const before = text.slice(line.start, start);
  const after = text.slice(end, line.end).trim();
  if (before.trim() === '' && after === '') return { start: line.start, end: Math.min(line.end + 1, text.length) };
  const from = after === '' ? start - (before.length - before.trimEnd().length) : start;
  return { start: from, end };
}

/** What has to go for one of a suppression's names to be gone: the whole, where there is no other. */
export function removalOfName({ removal, names }: Suppression, name: SuppressedName): Span {
  const place = names.indexOf(name);
  if (names.length === 1) return removal;
  const next = names[place + 1];
  if (next) return { start: name.span.start, end: next.span.start };
  return { start: names[place - 1]!.span.end, end: name.span.end };
}
