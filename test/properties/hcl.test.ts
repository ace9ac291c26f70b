/** What holds of every text: a tree whose spans are in order and inside each other, and an honest word about what is missing. */
import fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cookTemplate } from '../../server/src/core/hcl/cook.ts';
import type { HclFile } from '../../server/src/core/hcl/nodes.ts';
import { parseHcl, parseHclTemplate } from '../../server/src/core/hcl/parse.ts';
import type { Span } from '../../server/src/core/text/range.ts';
import { children } from '../unit/hcl/tree.ts';

const FIXTURES = fileURLToPath(new URL('../fixtures/hcl/', import.meta.url));
const FILES = [
  'valid/trust.tf',
  'valid/crlf.tf',
  'valid/unicode.tf',
  'invalid/unclosed-call.tf',
  'invalid/unfinished-value.tf',
];
const TEXTS = FILES.map((file) => fs.readFileSync(FIXTURES + file, 'utf8'));

const D = '$';
const WORDS = [
  ...[
    'a',
    'b-c',
    'for',
    'in',
    'if',
    'true',
    'resource "x" "y" {\n',
    'locals {',
    'é',
    '1',
    '2.5e3',
    '"x"',
    '"',
    '\\',
    '\\n',
  ],
  ...[
    '{',
    '}',
    '[',
    ']',
    '(',
    ')',
    '=',
    '=>',
    ':',
    '::',
    ',',
    '.',
    '...',
    '*',
    '[*]',
    '?',
    '!',
    '-',
    '+',
    '&&',
    '<',
    '==',
  ],
  ...[
    `${D}{`,
    `${D}{~`,
    '~}',
    '%{',
    '%{ if ',
    '%{ endif }',
    `${D}${D}{`,
    '<<E\n',
    '<<-E\n',
    '\nE\n',
    '#',
    '//',
    '/*',
    '*/',
  ],
  ...[' ', '  ', '\t', '\n', '\n', '\n  ', '\n    ', '\r\n', '\r', '\0', '\ufeff', '\ud800', 'name = ', 'f('],
];
const soup = fc.array(fc.constantFrom(...WORDS), { maxLength: 60 }).map((words) => words.join(''));
const broken = fc
  .tuple(fc.constantFrom(...TEXTS), fc.nat(), fc.nat(12), fc.oneof(soup, fc.constantFrom(...WORDS)))
  .map(([text, at, remove, insert]) => {
    const place = at % text.length;
    return text.slice(0, place) + insert + text.slice(place + remove);
  });
const anyText = fc.oneof(soup, broken, fc.string({ unit: 'binary', maxLength: 60 }));

/** Every node is inside its parent and behind its elder sibling; gives what is wrong. */
function disorder(text: string, file: HclFile): string[] {
  const wrong: string[] = [];
  const visit = (node: Span & { kind?: string }): void => {
    let from = node.start;
    for (const child of node.kind ? children(node as Parameters<typeof children>[0]) : []) {
      if (child.start < from || child.end < child.start || child.end > node.end)
        wrong.push(`${child.kind} ${child.start}-${child.end} in ${node.kind} ${node.start}-${node.end}`);
      from = child.end;
      visit(child);
    }
  };
  visit(file.body);
  for (const { span } of file.problems)
    if (span.start < 0 || span.end < span.start || span.end > text.length)
      wrong.push(`problem ${span.start}-${span.end}`);
  const comments = file.comments.map(({ start }) => start);
  if (comments.some((start, i) => i > 0 && start <= comments[i - 1]!)) wrong.push('comments');
  return wrong;
}

function check(text: string): void {
  const file = parseHcl(text);
  expect(disorder(text, file)).toEqual([]);
  expect(file.body.complete).toBe(file.problems.length === 0);
  cookAll(text, file);
}

/** Cooked text comes from the source in order, and from inside its part. */
function cookAll(text: string, file: HclFile): void {
  const visit = (node: Span & { kind?: string }): void => {
    if (node.kind === 'template') {
      for (const [part, { text: cooked, sourceOffset }] of cookTemplate(text, node as never)) {
        const offsets = Array.from({ length: cooked.length + 1 }, (_, i) => sourceOffset(i));
        expect(offsets.every((at, i) => at >= (offsets[i - 1] ?? part.start) && at <= part.end)).toBe(true);
      }
    }
    for (const child of node.kind ? children(node as Parameters<typeof children>[0]) : []) visit(child);
  };
  visit(file.body);
}

describe('every text', () => {
  it('has a tree with its spans in order', () => {
    fc.assert(fc.property(anyText, check), { numRuns: 3000 });
  });

  it('has its spans in order where a guessed end reaches behind what comes next', () => {
    check('data "a" "b" {\n  c {\n    test = "x\n    values ={for ["y", "x\n    }\n  }\n}\n');
  });

  it('has one as a template, too', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const { parts } = parseHclTemplate(text);
        expect(parts.every((part, i) => part.start >= (parts[i - 1]?.end ?? 0) && part.end <= text.length)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('has one also as the beginning of a file', () => {
    for (const text of TEXTS) for (let end = 0; end <= text.length; end++) check(text.slice(0, end));
  });

  it('is read the same each time', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(parseHcl(text)).toEqual(parseHcl(text));
      }),
      { numRuns: 300 },
    );
  });
});
