/** The way from the meaning of template text back to the source. What it means is tested against Terraform. */
import { describe, expect, it } from 'vitest';
import { cookTemplate, unescapeText } from '../../../server/src/core/hcl/cook.ts';
import type { Template } from '../../../server/src/core/hcl/nodes.ts';
import { parseHcl } from '../../../server/src/core/hcl/parse.ts';
import { valueOfFirst } from './tree.ts';

/** Each cooked character with the source from where it comes to where the next one does. */
function map(source: string): string[][] {
  const text = `a = ${source}\n`;
  const template = valueOfFirst(parseHcl(text)) as Template;
  return [...cookTemplate(text, template).values()].map(({ text: cooked, sourceOffset }) => {
    return Array.from({ length: cooked.length }, (_, i) => {
      return `${cooked[i]}<${text.slice(sourceOffset(i), sourceOffset(i + 1))}`;
    });
  });
}

describe('cooked text', () => {
  it('maps plain text to itself', () => {
    expect(map('"ab"')).toEqual([['a<a', 'b<b']]);
  });

  it('maps an escape to all of its characters', () => {
    expect(map('"a\\n\\u00e9"')).toEqual([['a<a', '\n<\\n', 'é<\\u00e9']]);
    expect(map('"\\U0001F600!"')[0]!.at(-1)).toBe('!<!');
  });

  it('maps a doubled marker', () => {
    expect(map('"$$' + '{b}"')).toEqual([['$<$$', '{<{', 'b<b', '}<}']]);
    expect(map('"%%{"')).toEqual([['%<%%', '{<{']]);
  });

  it('maps each part around template expressions', () => {
    expect(map('"a$' + '{x}\\tb"')).toEqual([['a<a'], ['\t<\\t', 'b<b']]);
  });

  it('skips indentation and what `~` takes away', () => {
    expect(map('<<-E\n    a\n      b\n    E')).toEqual([['a<a', '\n<\n    ', ' < ', ' < ', 'b<b', '\n<\n']]);
    expect(map('"a  $' + '{~ x ~}  b"')).toEqual([['a<a'], ['b<b']]);
  });

  it('maps a composed character to what it is composed of', () => {
    expect(map('"e\u0301x"')).toEqual([['é<e\u0301', 'x<x']]);
  });

  it('keeps the carriage returns of a heredoc', () => {
    expect(map('<<E\r\na\r\nE')).toEqual([['a<a', '\r<\r', '\n<\n']]);
  });

  it('gives every heredoc line its offset behind a template expression', () => {
    expect(map('<<-E\n  $' + '{x} a\n   b\n  E')).toEqual([[], [' < ', 'a<a', '\n<\n  ', ' < ', 'b<b', '\n<\n']]);
  });
});

describe('unescapeText', () => {
  it('leaves alone what is no escape', () => {
    expect(unescapeText('a\\qb\\u12')).toBe('a\\qb\\u12');
    expect(unescapeText('\\\\n\\"')).toBe('\\n"');
  });
});
