/**
 * Comments in HCL that say that a finding is meant: `# oidc-trust-ignore oidc/subject-scope: any branch may read`.
 *
 * A comment stands on a line, or on lines of its own right before one. It covers that line and whatever begins on it: the whole
 * of an argument with the heredoc in it, the whole of a block.
 */
import type { Attribute, Block, Expression, HclFile } from '../hcl/nodes.ts';
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
  const lines = new Lines(text);
  const about = linesAbout(lines, tree.comments);
  const ends = new Map<number, number>();
  const endOfLine = (line: Span): number => {
    let end = ends.get(line.start);
    if (end === undefined) {
      end = Math.max(line.end, endOfAll(tree.body.items, line, inItem));
      ends.set(line.start, end);
    }
    return end;
  };
  return tree.comments.flatMap((comment, i) => {
    const line = about[i];
    // It is still being written.
    if (line === 'end') return [];
    const directives = directivesIn(lines, comment);
    if (directives.length === 0) return [];
    const covered = line && { start: line.start, end: endOfLine(line) };
    return directives.map((directive) => ({ ...directive, covered }));
  });
}

/** The lines of a text. Who asks about many places in one line gets it at once. */
class Lines {
  readonly text: string;
  /** Where the last text that is not white space ends. */
  readonly lastEnd: number;
  #last: Span = { start: 0, end: -1 };

  constructor(text: string) {
    this.text = text;
    this.lastEnd = text.trimEnd().length;
  }

  at(offset: number): Span {
    const { start, end } = this.#last;
    if (offset < start || offset > end) {
      const next = this.text.indexOf('\n', offset);
      this.#last = {
        start: this.text.lastIndexOf('\n', offset - 1) + 1,
        end: next < 0 ? this.text.length : next,
      };
    }
    return this.#last;
  }

  isBlank(start: number, end: number): boolean {
    return this.text.slice(start, end).trim() === '';
  }
}

type About = Span | 'end' | undefined;

/**
 * The line that each comment is about: its own, or the first one of code right behind it and the comments that follow. Undefined
 * where that is an empty one, `end` where the text ends before.
 */
function linesAbout(lines: Lines, comments: readonly Span[]): readonly About[] {
  const behind: About[] = [];
  // Each comment before others is about the line that they are about.
  for (let i = comments.length - 1; i >= 0; i--)
    behind[i] = lineBehind(lines, comments[i]!, comments[i + 1]?.start, behind[i + 1]);
  return comments.map(({ start, end }, i) => {
    if (end >= lines.lastEnd) return 'end';
    const own = lines.at(start);
    return lines.isBlank(own.start, start) ? behind[i] : own;
  });
}

/** The first line of code behind a comment; `afterNext`: the one behind the next comment, which begins at `next`. */
function lineBehind(lines: Lines, comment: Span, next: number | undefined, afterNext: About): About {
  const last = lines.at(comment.end);
  if (!lines.isBlank(comment.end, last.end)) return last;
  if (last.end >= lines.lastEnd) return 'end';
  const following = lines.at(last.end + 1);
  const code = /\S/.exec(lines.text.slice(following.start, following.end));
  if (!code) return undefined;
  return following.start + code.index === next ? afterNext : following;
}

type Inside<T> = (node: T, line: Span) => number;

/**
 * Where the last of what begins on a line ends. A node that begins on the line counts as a whole; in one that began before, what is
 * in it is looked at.
 */
function endOfAll<T extends Span>(nodes: readonly T[], line: Span, inside: Inside<T>): number {
  let last = line.start;
  for (let i = firstEndingBehind(nodes, line.start); i < nodes.length && nodes[i]!.start <= line.end; i++) {
    const node = nodes[i]!;
    last = Math.max(last, node.start >= line.start ? node.end : inside(node, line));
  }
  return last;
}

/** The nodes follow each other in the text. */
function firstEndingBehind(nodes: readonly Span[], offset: number): number {
  let low = 0;
  let high = nodes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (nodes[middle]!.end <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

function inItem(item: Attribute | Block, line: Span): number {
  return item.kind === 'block' ? endOfAll(item.body.items, line, inItem) : endOfAll([item.value], line, inExpression);
}

function inExpression(expression: Expression, line: Span): number {
  return expression.kind === 'object'
    ? endOfAll(expression.entries, line, ({ value }) => endOfAll([value], line, inExpression))
    : endOfAll(partsOf(expression), line, inExpression);
}

/** One for each line of the comment that is a suppression. */
function directivesIn(lines: Lines, comment: Span): Omit<Suppression, 'covered'>[] {
  const found: Omit<Suppression, 'covered'>[] = [];
  const { text } = lines;
  const isBlock = text.startsWith('/*', comment.start);
  const end = isBlock && text.startsWith('*/', comment.end - 2) ? comment.end - 2 : comment.end;
  const isOnly = !text.slice(comment.start, end).includes('\n');
  for (let start = comment.start; start < end; start = lines.at(start).end + 1) {
    const content = { start, end: Math.min(end, lines.at(start).end) };
    const at = start + /^[\s#/*]*/.exec(text.slice(start, content.end))![0].length;
    if (!/^oidc-trust-ignore(?![\w-])/.test(text.slice(at, content.end))) continue;
    const span = isOnly ? comment : { start: at, end: content.end };
    found.push({ span, removal: isOnly ? removalOf(lines, comment) : span, ...read(text, at, content.end) });
  }
  return found;
}

/** More than there are rules; a hostile comment names no more. */
const MOST_NAMES = 500;

/** Behind the marker: names with commas between them, and the reason behind a colon. */
function read(text: string, at: number, end: number): Pick<Suppression, 'names' | 'reason'> {
  const start = at + MARKER.length;
  const content = text.slice(start, end);
  const colon = content.indexOf(':');
  const names: SuppressedName[] = [];
  for (const match of content.slice(0, colon < 0 ? undefined : colon).matchAll(/[^\s,]+/g)) {
    if (names.length === MOST_NAMES) break;
    const from = start + match.index;
    names.push({ name: match[0], span: { start: from, end: from + match[0].length } });
  }
  return { names, reason: colon < 0 ? '' : reasonIn(content.slice(colon + 1)) };
}

/** The reason in a text; empty where there is none, or only what stands for it. */
export function reasonIn(text: string): string {
  const reason = text.trim();
  return reason === NO_REASON ? '' : reason;
}

/** The line, where the comment has it for itself; else the comment with the space before it. */
function removalOf(lines: Lines, { start, end }: Span): Span {
  const { text } = lines;
  const line = lines.at(start);
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
