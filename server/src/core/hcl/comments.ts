/** What edits do to the comments around them. */
import type { TextEdit } from '../text/edit.ts';
import type { Span } from '../text/range.ts';

const COMMENT = /#[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;

/** The comments in a stretch of HCL that holds nothing but comments, commas and white space. */
export function commentsBetween(text: string, start: number, end: number): Span[] {
  return [...text.slice(start, end).matchAll(COMMENT)].map((match) => ({
    start: start + match.index,
    end: start + match.index + match[0].trimEnd().length,
  }));
}

/**
 * Whether after some edits of a file each comment is still there, and beside what it stood beside: what is before it on its line,
 * else what is right below. A comment that is cut out has to be in what is written elsewhere.
 * @param comments of the file, in its order.
 */
export function keepsComments(text: string, comments: readonly Span[], edits: readonly TextEdit[]): boolean {
  const cut = comments.filter((comment) => edits.some(({ range }) => overlap(range, comment)));
  const written = edits.map(({ newText }) => newText);
  return (
    holdAll(
      written,
      cut.map(({ start, end }) => text.slice(start, end).trimEnd()),
    ) && comments.every((comment, i) => cut.includes(comment) || staysInPlace(text, comments, i, edits))
  );
}

/** Whether texts hold each of some others, as often as it is among them. */
function holdAll(texts: readonly string[], wanted: readonly string[]): boolean {
  const timesIn = (one: string): number => texts.reduce((sum, text) => sum + text.split(one).length - 1, 0);
  return wanted.every((one) => timesIn(one) >= wanted.filter((other) => other === one).length);
}

function staysInPlace(text: string, comments: readonly Span[], index: number, edits: readonly TextEdit[]): boolean {
  const { start, end } = comments[index]!;
  const before = codeBefore(text, comments, index);
  const after = codeAfter(text, comments, index);
  const isBehind = before !== undefined && !text.slice(before, start).includes('\n');
  const isBeforeCode = after !== undefined && !text.slice(end, after).includes('\n');
  // It is read on to the end of its line.
  if (text[start] !== '/' || text[start + 1] !== '*') {
    if (edits.some(({ range, newText }) => range.start === end && !/^(?:[ \t]*\r?\n|$)/.test(newText))) return false;
  }
  if (isBehind && !staysBefore(before, start, edits)) return false;
  // Behind a comma or an opening bracket it may as well be about what follows.
  if (isBehind && (!isBeforeCode || !/^[{[(]$|,/.test(text.slice(before, start).trim()))) return true;
  if (after === undefined || /\n[ \t]*\r?\n/.test(text.slice(end, after))) return true;
  if (!staysAfter(end, after, edits, /[}\])]/.test(text[after]!))) return false;
  // Below the last of a list or object: it may be about that as well.
  return isBehind || before === undefined || !/[}\])]/.test(text[after]!) || !isTakenAway(before, edits);
}

/** The last character of code before a comment. */
function codeBefore(text: string, comments: readonly Span[], index: number): number | undefined {
  let at = comments[index]!.start;
  for (let i = index; ; ) {
    while (at > 0 && /[\s,]/.test(text[at - 1]!)) at--;
    if (i === 0 || comments[i - 1]!.end < at || comments[i - 1]!.start >= at) break;
    at = comments[--i]!.start;
  }
  return at === 0 ? undefined : at - 1;
}

/** The first character of code behind a comment. */
function codeAfter(text: string, comments: readonly Span[], index: number): number | undefined {
  let at = comments[index]!.end;
  for (let i = index + 1; ; i++) {
    while (at < text.length && /[\s,]/.test(text[at]!)) at++;
    if (comments[i]?.start !== at) break;
    at = comments[i]!.end;
  }
  return at === text.length ? undefined : at;
}

/** The code that ends with this character stays right before what begins at `start`. */
function staysBefore(last: number, start: number, edits: readonly TextEdit[]): boolean {
  if (isTakenAway(last, edits)) return false;
  return !edits.some(({ range, newText }) => last < range.start && range.end <= start && isCode(newText));
}

/** The code that begins with this character stays right behind what ends at `end`. */
function staysAfter(end: number, first: number, edits: readonly TextEdit[], isClosing: boolean): boolean {
  if (isTakenAway(first, edits)) return false;
  return !edits.some(({ range, newText }) => {
    const isBetween = end <= range.start && range.end <= first && isCode(newText);
    return isBetween && !(isClosing && /^[ \t]*\r?\n/.test(newText));
  });
}

function isTakenAway(at: number, edits: readonly TextEdit[]): boolean {
  return edits.some(({ range, newText }) => range.start <= at && at < range.end && !isCode(newText));
}

function isCode(text: string): boolean {
  return /[^\s,]/.test(text);
}

function overlap(a: Span, b: Span): boolean {
  return a.start < b.end && b.start < a.end;
}
