/** Bodies, blocks, labels, comments. */
import { describe, expect, it } from 'vitest';
import type { Block } from '../../../server/src/core/hcl/nodes.ts';
import { parseHcl } from '../../../server/src/core/hcl/parse.ts';
import { body } from './tree.ts';

describe('a body', () => {
  it.each([
    ['', ''],
    ['a = 1', 'a=1'],
    ['a = 1\r\nb = 2\r\n', 'a=1; b=2'],
    ['\ufeffa = 1\n', 'a=1'],
    ['b {\n}\n', 'b{}'],
    ['b {}', 'b{}'],
    ['b { a = 1 }\n', 'b{a=1}'],
    ['b "c" d "e f" {\n  a = 1\n  g {\n  }\n}\n', 'b "c" "d" "e f"{a=1; g{}}'],
    ['b "a$$' + '{c}\\n\\u00e9" {\n}\n', 'b "a${c}\\né"{}'],
    ['/* a\n */ b = 1 // c\n# d\n', 'b=1'],
    ['𝒳 = 1\n', '𝒳=1'],
  ])('%j', (source, tree) => {
    expect(body(source)).toBe(tree);
    expect(parseHcl(source).problems).toEqual([]);
  });

  it('has exact spans', () => {
    const text = '# é😀\nresource "aws_iam_role" "ci" {\n  name = "x" # y\n}\n';
    const { body: file, comments } = parseHcl(text);
    const block = file.items[0] as Block;
    const at = ({ start, end }: { start: number; end: number }): string => text.slice(start, end);
    expect(at(block)).toBe('resource "aws_iam_role" "ci" {\n  name = "x" # y\n}');
    expect(at(block.typeSpan)).toBe('resource');
    expect(block.labels.map(at)).toEqual(['"aws_iam_role"', '"ci"']);
    expect(at(block.header)).toBe('resource "aws_iam_role" "ci"');
    expect(at(block.body)).toBe('\n  name = "x" # y\n');
    expect(block.body.items.map(at)).toEqual(['name = "x"']);
    expect(comments.map(at)).toEqual(['# é😀', '# y']);
  });

  it('counts from behind a byte order mark, which is part of the text', () => {
    expect(parseHcl('\ufeffa = 1').body.items[0]).toMatchObject({ start: 1, end: 6 });
  });
});
