/** YAML documents made at random, as expressions: mostly of the forms that people write, sometimes not YAML at all. */
import { Random } from './random.ts';

const COMMON = [
  'a',
  'b c',
  '"q"',
  'no',
  '1',
  '2012-10-17',
  'repo:a/b:*',
  '"*"',
  'a #c',
  '|\n  l1\n   l2\n',
  '>\n  f1\n  f2\n\n  f3\n   f4\n',
  '>-\n  a\n\n\n  b\n c',
  '>+\n  a\n\n  b\n\n',
  '[a, b]',
  '{a: b}',
  'arn:aws:iam::111122223333:oidc-provider/x',
  'sts:AssumeRoleWithWebIdentity',
  '',
  '"x\n  y\n\n  z"',
  'x\n  y\n\n  z',
  '&x v',
];

const ODD = [
  "'s'",
  '~',
  '01',
  '1.50',
  '*',
  '#x',
  '"a\\nb"',
  "'x\n\n  y'",
  '|+\n  z\n\n',
  '[]',
  '{}',
  '[a, {b: c}, "d"]',
  '{"a":1, b: [x]}',
  '*x',
  '- a',
  'a: b',
  'a:b',
  ']',
  '{a',
  '"',
  '@x',
  'é',
  '|2\n   x\n',
  '>2-\n   x\n  y',
  '| # c\n  a\n',
  "'it''s'",
  'a, b',
  '{a: b, c}',
  '[\n  a,\n  b\n ]',
];

const ODD_KEYS = ['"k"', "'k'", 'a b', '1', 'yes', 'token.x:sub', '? a', '"a" ', '&y k', '-k', '[k]', 'a#b', 'null'];

class YamlWriter {
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  document(): string {
    const body = this.#random.below(2) === 0 ? this.#map(0, 0) : this.#list(0, 0);
    const text = body + this.#random.pick(['', '\n', '\n\n', '\n# end\n']);
    if (this.#random.below(8) > 0) return text;
    const at = this.#random.below(text.length);
    return text.slice(0, at) + this.#random.pick(['', ' ', '\n', ':', '-', '"', '#', ',', '\r\n']) + text.slice(at + 1);
  }

  #value(indent: number, depth: number): string {
    const chance = this.#random.below(100);
    if (depth < 3 && chance < 25) return `\n${this.#map(indent + this.#random.pick([1, 2, 2, 4])!, depth + 1)}`;
    if (depth < 3 && chance < 45) return `\n${this.#list(indent + this.#random.pick([0, 0, 2])!, depth + 1)}`;
    const scalar = this.#random.pick(this.#random.below(8) === 0 ? ODD : COMMON)!;
    return ` ${scalar.replaceAll('\n', `\n${' '.repeat(indent)}`)}`;
  }

  #map(indent: number, depth: number): string {
    return this.#lines(() => {
      const key =
        this.#random.below(20) === 0
          ? this.#random.pick(ODD_KEYS)
          : `${this.#random.pick(['a', 'b'])}${this.#random.below(4)}`;
      const comment = this.#random.below(12) === 0 ? ' # c' : '';
      return `${' '.repeat(indent)}${key}:${this.#value(indent, depth)}${comment}`;
    });
  }

  #list(indent: number, depth: number): string {
    return this.#lines(() => {
      const start = `${' '.repeat(indent)}-`;
      if (depth < 3 && this.#random.below(3) === 0) return `${start} ${this.#map(indent + 2, depth + 1).trimStart()}`;
      return start + this.#value(indent + 1 + this.#random.below(2), depth);
    });
  }

  #lines(make: () => string): string {
    return Array.from({ length: 1 + this.#random.below(3) }, make).join('\n');
  }
}

export function randomYaml(count: number, seed: number): string[] {
  const writer = new YamlWriter(new Random(seed));
  return Array.from({ length: count }, () => `yamldecode(${JSON.stringify(writer.document())})`);
}
