import { describe, expect, it } from 'vitest';
import { renderFrame } from '../../server/src/cli/report/frame.ts';
import { styleFor } from '../../server/src/cli/report/style.ts';
import { LineIndex } from '../../server/src/core/text/lineIndex.ts';
import { fakeIo } from './fakeIo.ts';

/** The frame around `needle` in `text`. */
function frame(text: string, needle: string, columns = 80): string {
  const start = text.indexOf(needle);
  return frameAt(text, start, start + needle.length, columns);
}

function frameAt(text: string, start: number, end: number, columns = 80): string {
  const style = styleFor(fakeIo('/').io);
  const lines = renderFrame(text, new LineIndex(text), { start, end }, { columns, style, paint: (s) => s });
  return lines.slice(1).join('\n');
}

describe('a code frame', () => {
  it('puts carets under the exact range', () => {
    expect(frame('a = 1\nkey = "value"\n', '"value"')).toBe('2 | key = "value"\n  |       ^^^^^^^');
  });

  it('aligns carets behind tabs, wide characters, emoji and combining marks', () => {
    expect(frame('\tkey = 1', 'key')).toBe('1 |     key = 1\n  |     ^^^');
    expect(frame('名前 = "x"', '"x"')).toBe('1 | 名前 = "x"\n  |        ^^^');
    expect(frame('🚀 = "👩‍🚀" # x', '# x')).toBe('1 | 🚀 = "👩‍🚀" # x\n  |           ^^^');
    expect(frame('e\u0301 = "x"', '"x"')).toBe('1 | e\u0301 = "x"\n  |     ^^^');
  });

  it('shows the first and the last line of a range over several lines', () => {
    expect(frame('x = {\n  a = 1\n  b = 2\n}\n', '{\n  a = 1\n  b = 2\n}')).toBe(
      '1 | x = {\n  |     ^\n...\n4 | }\n  | ^',
    );
    expect(frame('f(\n  1)\n', '(\n  1)')).toBe('1 | f(\n  |  ^\n2 |   1)\n  |   ^^');
  });

  it('marks an empty range with one caret, also at the end of the text', () => {
    expect(frameAt('a = \n', 4, 4)).toBe('1 | a =\n  |     ^');
    expect(frameAt('', 0, 0)).toBe('1 |\n  | ^');
    expect(frameAt('a\n', 2, 2)).toBe('2 |\n  | ^');
  });

  it('ends a range of whole lines at the last line that has text', () => {
    expect(frameAt('ab\ncd\n', 0, 3)).toBe('1 | ab\n  | ^^');
  });

  it('cuts a long line around the range', () => {
    const text = `${'a'.repeat(300)} = "needle" ${'b'.repeat(300)}`;
    const [line, carets] = frame(text, '"needle"', 60).split('\n');
    expect(line).toMatch(/^1 \| …a+ = "needle" b+…$/);
    expect(line!.length).toBeLessThanOrEqual(60);
    expect(line!.slice(carets!.indexOf('^'), carets!.lastIndexOf('^') + 1)).toBe('"needle"');
  });

  it('cuts a range that is longer than the window', () => {
    const text = `x = "${'y'.repeat(5000)}"`;
    const [line, carets] = frameAt(text, 4, text.length, 60).split('\n');
    expect(line!.length).toBeLessThanOrEqual(60);
    expect(carets!.length).toBeLessThanOrEqual(60);
    expect(line).toMatch(/…$/);
  });

  it('takes no time for a line of megabytes', () => {
    const text = `${'é'.repeat(3_000_000)}"needle"${'é'.repeat(1_000_000)}`;
    const [line, carets] = frame(text, '"needle"').split('\n');
    expect(line!.slice(carets!.indexOf('^'), carets!.lastIndexOf('^') + 1)).toBe('"needle"');
  });

  it('spells control characters and directional marks out', () => {
    const shown = frame('a = "\u001b[2J\u202e\u0007x"', 'x"');
    expect(shown).toBe('1 | a = "\\u{1b}[2J\\u{202e}\\u{7}x"\n  |                            ^^');
  });
});
