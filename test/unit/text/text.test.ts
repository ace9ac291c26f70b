import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEdits, areDisjoint } from '../../../server/src/core/text/edit.ts';
import { LineIndex } from '../../../server/src/core/text/lineIndex.ts';

describe('LineIndex', () => {
  it('counts LF, CRLF and CR as one line end each', () => {
    const index = new LineIndex('a\r\nb\nc\rd');
    expect([0, 3, 5, 7].map((offset) => index.positionAt(offset).line)).toEqual([0, 1, 2, 3]);
    expect(index.lineCount).toBe(4);
  });

  it('clamps what lies outside', () => {
    const index = new LineIndex('ab');
    expect(index.positionAt(99)).toEqual({ line: 0, column: 2 });
    expect(index.offsetAt({ line: 5, column: 0 })).toBe(2);
  });

  it('takes a column behind the end of a line for that end', () => {
    const index = new LineIndex('a\r\nb\nc\rd');
    expect([0, 1, 2, 3].map((line) => index.offsetAt({ line, column: 99 }))).toEqual([1, 4, 6, 8]);
    expect(index.offsetAt({ line: 0, column: 2 })).toBe(1);
  });

  it('leads every offset to a place and back, save between CR and LF, which is no place', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '\n', '\r', '😀') }), (text) => {
        const index = new LineIndex(text);
        for (let offset = 0; offset <= text.length; offset++)
          expect(index.offsetAt(index.positionAt(offset))).toBe(isInLineEnd(text, offset) ? offset - 1 : offset);
      }),
    );
  });
});

function isInLineEnd(text: string, offset: number): boolean {
  return offset > 0 && text.startsWith('\r\n', offset - 1);
}

describe('edits', () => {
  const edit = (start: number, end: number, newText: string) => ({ range: { file: 'f', start, end }, newText });

  it('applies in any order', () => {
    expect(applyEdits('abcdef', [edit(4, 5, 'X'), edit(1, 2, ''), edit(3, 3, '-')])).toBe('ac-dXf');
  });

  it('refuses overlaps, two insertions at one place, and places outside', () => {
    expect(areDisjoint([edit(0, 2, ''), edit(1, 3, '')])).toBe(false);
    expect(areDisjoint([edit(1, 1, 'a'), edit(1, 1, 'b')])).toBe(false);
    expect(areDisjoint([edit(0, 1, ''), edit(1, 2, '')])).toBe(true);
    expect(() => applyEdits('a', [edit(0, 5, '')])).toThrow();
  });
});
