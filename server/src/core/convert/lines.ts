/** Lines of HCL, laid out as `terraform fmt` does it. */

export interface Line {
  /** Levels of indentation. */
  readonly depth: number;
  /** What stands before `assign`, or all of the line. */
  readonly text: string;
  /** `= VALUE` of an argument that stands on one line, which is lined up with those on the lines around it. */
  readonly assign?: string | undefined;
  readonly comment?: string | undefined;
}

const STEP = '  ';

export const EMPTY_LINE: Line = { depth: 0, text: '' };

/** The lines as text, `base` in front of each; no line end behind the last. */
export function printLines(lines: readonly Line[], base: string): string {
  const assigned = aligned(
    lines.map(({ assign, text }) => (assign === undefined ? undefined : text)),
    lines.map(({ assign }) => assign ?? ''),
  ).map((text, i) => text ?? lines[i]!.text);
  const whole = aligned(
    assigned.map((text, i) => (lines[i]!.comment === undefined ? undefined : STEP.repeat(lines[i]!.depth) + text)),
    lines.map(({ comment }) => comment ?? ''),
  ).map((text, i) => text ?? STEP.repeat(lines[i]!.depth) + assigned[i]!);
  return whole.map((text) => (text.trim() === '' ? '' : base + text)).join('\n');
}

/** Puts the second parts of neighbouring lines under each other; undefined for a line that has none. */
export function aligned(firsts: readonly (string | undefined)[], seconds: readonly string[]): (string | undefined)[] {
  return firsts.map((first, i) => {
    if (first === undefined) return undefined;
    let from = i;
    let to = i;
    while (firsts[from - 1] !== undefined) from--;
    while (firsts[to + 1] !== undefined) to++;
    const width = Math.max(...firsts.slice(from, to + 1).map((other) => widthOf(other!)));
    return `${first}${' '.repeat(width - widthOf(first) + 1)}${seconds[i]!}`;
  });
}

function widthOf(text: string): number {
  return [...text].length;
}
