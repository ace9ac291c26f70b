/** Texts that nobody writes: no exception, a tree, few problems, and a time that grows as the text does. */
import { describe, expect, it } from 'vitest';
import { parseHcl, parseHclTemplate } from '../../../server/src/core/hcl/parse.ts';

const D = '$';
const COUNT = 100_000;
/** For 100,000 repetitions, on a slow and busy machine. Quadratic work would take minutes. */
const LIMIT_MS = 15_000;

const numbered = (line: (i: number) => string): string => Array.from({ length: COUNT }, (_, i) => line(i)).join('');

const TEXTS: Readonly<Record<string, () => string>> = {
  NUL: () => '\0'.repeat(COUNT),
  binary: () => numbered((i) => String.fromCharCode((i * 7919) % 65_536)),
  'one string of 5 MB': () => `a = "${'x'.repeat(5_000_000)}"\n`,
  'parentheses in each other': () => `a = ${'('.repeat(COUNT)}`,
  'brackets in each other': () => `a = ${'['.repeat(COUNT)}`,
  'objects in each other': () => `a = ${'{a='.repeat(COUNT)}`,
  'calls in each other': () => `a = ${'f('.repeat(COUNT)}`,
  'calls in each other, on lines': () => 'a = f(\n'.repeat(COUNT),
  'indexes in each other': () => `a = ${'a['.repeat(COUNT)}`,
  'loops in each other': () => `a = ${'[for x in '.repeat(COUNT)}`,
  'blocks in each other': () => 'a {\n'.repeat(COUNT),
  'strings in each other': () => `a = ${`"${D}{`.repeat(COUNT)}`,
  'heredocs in each other': () => `a = <<EOF\n${`${D}{<<EOF\n`.repeat(COUNT)}EOF\n`,
  negations: () => `a = ${'!'.repeat(COUNT)}b\n`,
  conditionals: () => `a = ${'b ? c : '.repeat(COUNT)}d\n`,
  'a long sum': () => `a = 1${' + 1'.repeat(COUNT)}\n`,
  'a long path': () => `a = b${'.c'.repeat(COUNT)}\n`,
  'many splats': () => `a = b${'[*]'.repeat(COUNT)}\n`,
  'many old splats': () => `a = b${'.*[0]'.repeat(COUNT)}\n`,
  'unclosed heredocs': () => 'a = <<EOF\n'.repeat(COUNT),
  'unclosed heredocs of different names': () => numbered((i) => `a${i} = <<E${i}\n`),
  'unclosed strings': () => 'a = "x\n'.repeat(COUNT),
  'unclosed template expressions': () => `a = <<EOF\n${`${D}{\n`.repeat(COUNT)}EOF\n`,
  'unclosed everything': () => `x = "${D}{[1,{a="${D}{b(\n`.repeat(COUNT / 4),
  'unclosed lists under headers': () => 'resource "a" "b" {\n  x = [\n'.repeat(COUNT / 2),
  'unclosed calls in a block': () => `r {\n${'  p = jsonencode({\n'.repeat(COUNT)}}\n`,
  'unclosed lines behind comments': () => `b {\n${'# x\na = (\n'.repeat(COUNT)}`,
  'stray braces': () => `a {\n${'  }\n'.repeat(COUNT)}`,
  'stray closing brackets': () => `a = [${')'.repeat(COUNT)}`,
  'half-typed names': () => 'a\n'.repeat(COUNT),
  'valid blocks in a broken one': () => `r {\n${'  b {\n    a = 1\n  }\n'.repeat(COUNT / 4)}  x = [\n`,
  'unclosed comments': () => '/*'.repeat(COUNT),
  backslashes: () => `a = "${'\\'.repeat(COUNT + 1)}"\n`,
  'open directives': () => `a = "${'%{if x}'.repeat(COUNT)}"\n`,
  labels: () => `a ${'"x" '.repeat(COUNT)}{\n}\n`,
};

describe('a hostile text', () => {
  it.each(Object.entries(TEXTS))('%s', (_, make) => {
    const text = make();
    const start = performance.now();
    const { body, problems } = parseHcl(text);
    expect(performance.now() - start).toBeLessThan(LIMIT_MS);
    expect(body).toMatchObject({ kind: 'body', end: text.length, complete: problems.length === 0 });
    expect(problems.length).toBeLessThanOrEqual(101);
  });

  it.each(['negations', 'strings in each other', 'unclosed template expressions', 'open directives'])(
    '%s, as a template',
    (name) => {
      expect(parseHclTemplate(TEXTS[name]!()).problems.length).toBeLessThanOrEqual(101);
    },
  );

  it('does not become slower with its length', () => {
    const time = (text: string): number => {
      const start = performance.now();
      parseHcl(text);
      return performance.now() - start;
    };
    const lines = 'a = <<EOF\nb = [\n';
    time(lines.repeat(2_000));
    const [short, long] = [time(lines.repeat(5_000)), time(lines.repeat(40_000))];
    expect(long / short).toBeLessThan(8 * 6);
  });
});
