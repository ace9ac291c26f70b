/** Puts a policy that is written another way into its file, as `terraform fmt` would lay it out. */
import type { Attribute, Body } from '../hcl/nodes.ts';
import type { ModuleFile } from '../terraform/module.ts';
import type { TextEdit } from '../text/edit.ts';
import type { Span } from '../text/range.ts';
import { aligned } from './lines.ts';
import type { Site } from './site.ts';
import { refuse } from './written.ts';

/** An argument that stands on one line, with the comment behind it. */
interface OneLine {
  readonly attribute: Attribute;
  readonly value: string;
  readonly comment: Span | undefined;
}

/** Writes another value, and lines up the arguments around it anew if they were lined up before. */
export function replaceValue({ file, body, attribute }: Site, value: string): TextEdit[] {
  const { text } = file;
  const own = { start: attribute.nameSpan.end, end: attribute.value.end };
  const old = text.slice(attribute.value.start, attribute.value.end);
  const before = runAround(file, body, attribute, isOneLine(old));
  const wasAligned = before.every((run) =>
    layoutOf(file, run).every(({ span, newText }) => text.slice(span.start, span.end) === newText),
  );
  const replaced = (one: OneLine): OneLine => (one.attribute === attribute ? { ...one, value } : one);
  const after = runAround(file, body, attribute, isOneLine(value)).map((run) => run.map(replaced));
  const pads = wasAligned ? after.flatMap((run) => layoutOf(file, run)) : [];
  const ownPad = pads.find(({ span }) => span.start === own.start)?.newText ?? ' ';
  const others = pads.filter(
    ({ span }) => span.start !== own.start && !(span.start >= own.start && span.end <= own.end),
  );
  return [{ span: own, newText: `${ownPad}= ${value}` }, ...others]
    .filter(({ span, newText }) => text.slice(span.start, span.end) !== newText)
    .map(({ span, newText }) => ({ range: { file: file.id, ...span }, newText }));
}

/** The white space in front of an argument. */
export function indentOf({ text }: ModuleFile, { start }: Span): string {
  const before = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  return /^[ \t]*$/.test(before) ? before : refuse('it does not begin its line');
}

/** Where something may be put before a block, and before the comments right above it. */
export function placeBefore({ text }: ModuleFile, { start }: Span): number {
  let place = text.lastIndexOf('\n', start - 1) + 1;
  for (;;) {
    const line = text.lastIndexOf('\n', place - 2) + 1;
    if (place === 0 || !/^[ \t]*(?:#|\/\/)/.test(text.slice(line, place))) return place;
    place = line;
  }
}

/** A block with its lines, and one of the empty lines around it. */
export function wholeLines({ text }: ModuleFile, { start, end }: Span): Span {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const rest = /^[ \t]*(?:\r?\n|$)/.exec(text.slice(end));
  if (text.slice(lineStart, start).trim() !== '' || !rest)
    return refuse('the document does not stand on lines of its own');
  const lineEnd = end + rest[0].length;
  const after = /^[ \t]*\r?\n/.exec(text.slice(lineEnd))?.[0].length ?? 0;
  if (after > 0) return { start: lineStart, end: lineEnd + after };
  const before = /(?<=\n)[ \t]*\r?\n$/.exec(text.slice(0, lineStart))?.[0].length ?? 0;
  return { start: lineStart - before, end: lineEnd };
}

/** The one-line arguments right above and below an argument: one run with it, or two that it keeps apart. */
function runAround(file: ModuleFile, body: Body, attribute: Attribute, joins: boolean): OneLine[][] {
  const items = body.items;
  const at = items.indexOf(attribute);
  const walk = (step: 1 | -1): OneLine[] => {
    const found: OneLine[] = [];
    for (let i = at; ; i += step) {
      const [one, next] = [items[i]!, items[i + step]];
      const line = next && oneLineOf(file, next);
      if (!line || !areNeighbours(file, step === 1 ? one : next, step === 1 ? next : one)) return found;
      found.push(line);
    }
  };
  const [above, below] = [walk(-1).reverse(), walk(1)];
  const own: OneLine = {
    attribute,
    value: file.text.slice(attribute.value.start, attribute.value.end),
    comment: commentBehind(file, attribute),
  };
  return joins ? [[...above, own, ...below]] : [above, below];
}

function oneLineOf(file: ModuleFile, item: Body['items'][number]): OneLine | undefined {
  if (item.kind !== 'attribute') return undefined;
  const value = file.text.slice(item.value.start, item.value.end);
  return isOneLine(value) ? { attribute: item, value, comment: commentBehind(file, item) } : undefined;
}

/** For `terraform fmt` a heredoc stands on the line on which it begins. */
function isOneLine(value: string): boolean {
  return !value.includes('\n') || value.startsWith('<<');
}

function areNeighbours({ text }: ModuleFile, upper: Span, lower: Span): boolean {
  return text.slice(upper.end, lower.start).split('\n').length === 2;
}

function commentBehind({ text, tree }: ModuleFile, { end }: Span): Span | undefined {
  return tree.comments.find((comment) => comment.start >= end && /^[ \t]*$/.test(text.slice(end, comment.start)));
}

/** The white space before each equals sign and each comment behind a value, as it should be. */
function layoutOf({ text }: ModuleFile, run: readonly OneLine[]): { span: Span; newText: string }[] {
  const names = run.map(({ attribute }) => attribute.name);
  const lines = aligned(
    names,
    run.map(({ value }) => `= ${value}`),
  ).map((line) => line!);
  const equals = run.map(({ attribute }, i) => {
    const start = attribute.nameSpan.end;
    return {
      span: { start, end: text.indexOf('=', start) },
      newText: /^ */.exec(lines[i]!.slice(names[i]!.length))![0],
    };
  });
  const whole = aligned(
    lines.map((line, i) => (run[i]!.comment ? line : undefined)),
    run.map(() => ''),
  );
  const comments = run.flatMap(({ attribute, comment }, i) =>
    comment
      ? [{ span: { start: attribute.value.end, end: comment.start }, newText: whole[i]!.slice(lines[i]!.length) }]
      : [],
  );
  return [...equals, ...comments];
}
