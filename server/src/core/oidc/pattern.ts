/**
 * The pattern language of the catalogue: a small part of regular expressions, always meant for the whole text.
 * Literals, `\` escapes (`\.`, `\uXXXX`), classes `[a-z]` and `[^:]`, groups `(?:...)`, alternatives `|`, and the repeats
 * `?`, `*`, `+`, `{n}`, `{n,}`, `{n,m}`. No dot, anchors, captures, look-around or back-references. `new RegExp` reads
 * each pattern the same way.
 */

/** Characters as UTF-16 units from `from` to `to`, both included. */
interface CharRange {
  readonly from: number;
  readonly to: number;
}

export type PatternNode =
  /** One character out of the ranges, which are sorted and apart. */
  | { readonly kind: 'chars'; readonly ranges: readonly CharRange[] }
  | { readonly kind: 'sequence'; readonly items: readonly PatternNode[] }
  | { readonly kind: 'choice'; readonly items: readonly PatternNode[] }
  /** `max` is missing where there is no limit. */
  | { readonly kind: 'repeat'; readonly item: PatternNode; readonly min: number; readonly max?: number };

const LAST_UNIT = 0xffff;

/**
 * Reads a pattern into a tree for whoever compiles it.
 * @throws Error on anything outside the language.
 */
export function parsePattern(pattern: string): PatternNode {
  const reader = new PatternReader(pattern);
  return reader.readAll();
}

class PatternReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  readAll(): PatternNode {
    const node = this.#readChoice();
    if (this.#at < this.#text.length) this.#fail('unexpected character');
    return node;
  }

  #readChoice(): PatternNode {
    const items = [this.#readSequence()];
    while (this.#take('|')) items.push(this.#readSequence());
    return items.length === 1 ? items[0]! : { kind: 'choice', items };
  }

  #readSequence(): PatternNode {
    const items: PatternNode[] = [];
    while (this.#at < this.#text.length && !'|)'.includes(this.#text[this.#at]!)) items.push(this.#readRepeat());
    return items.length === 1 ? items[0]! : { kind: 'sequence', items };
  }

  #readRepeat(): PatternNode {
    const item = this.#readAtom();
    if (this.#take('?')) return { kind: 'repeat', item, min: 0, max: 1 };
    if (this.#take('*')) return { kind: 'repeat', item, min: 0 };
    if (this.#take('+')) return { kind: 'repeat', item, min: 1 };
    if (!this.#take('{')) return item;
    const min = this.#readNumber();
    if (this.#take('}')) return { kind: 'repeat', item, min, max: min };
    if (!this.#take(',')) this.#fail('expected , or }');
    if (this.#take('}')) return { kind: 'repeat', item, min };
    const max = this.#readNumber();
    if (!this.#take('}')) this.#fail('expected }');
    return { kind: 'repeat', item, min, max };
  }

  #readAtom(): PatternNode {
    if (this.#take('(?:')) {
      const node = this.#readChoice();
      if (!this.#take(')')) this.#fail('expected )');
      return node;
    }
    if (this.#take('[')) return this.#readClass();
    if ('(.^$?*+{}]'.includes(this.#text[this.#at]!)) this.#fail('not in the pattern language');
    const unit = this.#readUnit();
    return { kind: 'chars', ranges: [{ from: unit, to: unit }] };
  }

  #readClass(): PatternNode {
    const negated = this.#take('^');
    const ranges: CharRange[] = [];
    while (!this.#take(']')) {
      if (this.#at >= this.#text.length) this.#fail('expected ]');
      const from = this.#readUnit();
      const isRange = this.#text[this.#at] === '-' && this.#text[this.#at + 1] !== ']';
      if (isRange) this.#at++;
      const to = isRange ? this.#readUnit() : from;
      if (to < from) this.#fail('range is backwards');
      ranges.push({ from, to });
    }
    const merged = merge(ranges);
    return { kind: 'chars', ranges: negated ? complement(merged) : merged };
  }

  #readUnit(): number {
    if (!this.#take('\\')) return this.#text.charCodeAt(this.#at++);
    if (!this.#take('u')) {
      if (/[A-Za-z0-9]/.test(this.#text[this.#at] ?? 'x')) this.#fail('unknown escape');
      return this.#text.charCodeAt(this.#at++);
    }
    const digits = this.#text.slice(this.#at, this.#at + 4);
    if (!/^[0-9A-Fa-f]{4}$/.test(digits)) this.#fail('expected four hex digits');
    this.#at += 4;
    return Number.parseInt(digits, 16);
  }

  #readNumber(): number {
    const start = this.#at;
    while (/[0-9]/.test(this.#text[this.#at] ?? '')) this.#at++;
    if (start === this.#at) this.#fail('expected a number');
    return Number(this.#text.slice(start, this.#at));
  }

  #take(text: string): boolean {
    if (!this.#text.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }

  #fail(reason: string): never {
    throw new Error(`${reason} at ${this.#at} of pattern ${this.#text}`);
  }
}

function merge(ranges: readonly CharRange[]): CharRange[] {
  const merged: CharRange[] = [];
  for (const range of [...ranges].sort((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last && range.from <= last.to + 1)
      merged[merged.length - 1] = { from: last.from, to: Math.max(last.to, range.to) };
    else merged.push(range);
  }
  return merged;
}

function complement(ranges: readonly CharRange[]): CharRange[] {
  const gaps: CharRange[] = [];
  let next = 0;
  for (const { from, to } of ranges) {
    if (from > next) gaps.push({ from: next, to: from - 1 });
    next = to + 1;
  }
  if (next <= LAST_UNIT) gaps.push({ from: next, to: LAST_UNIT });
  return gaps;
}
