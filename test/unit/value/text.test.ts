import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  concat,
  endsWith,
  equals,
  type Hole,
  identityOf,
  includes,
  known,
  replaceAll,
  show,
  spell,
  splitFirst,
  splitLast,
  startsWith,
  type Text,
} from '../../../server/src/core/value/text.ts';

const hole = (key?: string, schemeless = false): Hole => ({ key, ...(schemeless ? { schemeless } : {}) });
const text = (...parts: (string | Hole)[]): Text => concat(parts);

describe('a text with names in it', () => {
  const first = text('https://', hole('time_sleep.wait.triggers[@376]@aws_iam_role.a'), '/id');
  const second = text('https://', hole('time_sleep.wait.triggers[@412]'), '/id');

  it('is shown without the marks that tell two uses apart', () => {
    expect(show(first)).toBe('https://${time_sleep.wait.triggers[...]}/id');
    expect(show(second)).toBe(show(first));
    expect(show(text(hole(), '@x'))).toBe('${?}@x');
  });

  it('is spelled with them', () => {
    expect(spell(first)).not.toBe(spell(second));
    expect(spell(first)).toBe(spell(text(...first)));
  });
});

describe('what is certain about partly known text', () => {
  it.each([
    [text('a'), text('a'), 'yes'],
    [text('a'), text('b'), 'no'],
    [text(), text(), 'yes'],
    [text(hole('x')), text(hole('x')), 'yes'],
    [text(hole('x')), text(hole('y')), 'maybe'],
    [text(hole()), text(hole()), 'maybe'],
    [text(hole('x'), ':sub'), text(hole('x'), ':sub'), 'yes'],
    [text(hole('x'), ':sub'), text(hole('x'), ':aud'), 'no'],
    [text('a', hole('x')), text('b', hole('x')), 'no'],
    [text('a', hole('x')), text('ab'), 'maybe'],
    [text(hole('x'), 'a'), text(), 'no'],
    [text(hole('x')), text(), 'maybe'],
  ] as const)('equals %j %j: %s', (a, b, answer) => {
    expect(equals(a, b)).toBe(answer);
    expect(equals(b, a)).toBe(answer);
  });

  it('knows starts, ends and inner strings', () => {
    const url = text('https://', hole('x'), '/id');
    expect([startsWith(url, 'https://'), startsWith(url, 'http://'), startsWith(url, 'https://a')]).toEqual([
      'yes',
      'no',
      'maybe',
    ]);
    expect([endsWith(url, '/id'), endsWith(url, '/ie'), endsWith(url, 'a/id')]).toEqual(['yes', 'no', 'maybe']);
    expect([includes(url, '://'), includes(url, '*'), includes(text('ab'), '*')]).toEqual(['yes', 'maybe', 'no']);
  });

  it('splits only where no hole could hold the separator too', () => {
    expect(splitLast(text(hole('x'), ':sub'), ':')).toEqual([text(hole('x')), text('sub')]);
    expect(splitLast(text('a:', hole('x')), ':')).toBeUndefined();
    expect(splitFirst(text('a:', hole('x')), ':')).toEqual([text('a'), text(hole('x'))]);
  });

  it('takes a scheme off what has none behind it', () => {
    const issuer = text('https://', hole('cluster', true));
    expect(replaceAll(issuer, 'https://', '')).toEqual(text(hole('cluster', true)));
    expect(replaceAll(text(hole('x'), '//rest'), 'https://', '')).toBeUndefined();
    expect(show(replaceAll(text(hole('x'), '.example.com'), 'https://', '')!)).toContain('.example.com');
  });
});

/** Small alphabets, so that equal and overlapping texts are common. */
const parts = fc.array(
  fc.oneof(fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 3 }), fc.constantFrom(hole('x'), hole('y'))),
  { maxLength: 4 },
);
const fill = (value: Text, x: string, y: string): string =>
  value.map((part) => (typeof part === 'string' ? part : part.key === 'x' ? x : y)).join('');
const filler = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 3 });

describe('an answer of yes or no holds for whatever stands in the holes', () => {
  it('equals, startsWith, endsWith, includes', () => {
    fc.assert(
      fc.property(parts, parts, filler, filler, filler, (left, right, x, y, needle) => {
        const [a, b] = [concat(left), concat(right)];
        const [fa, fb] = [fill(a, x, y), fill(b, x, y)];
        const facts = [
          [equals(a, b), fa === fb],
          [startsWith(a, needle), fa.startsWith(needle)],
          [endsWith(a, needle), fa.endsWith(needle)],
          [includes(a, needle), fa.includes(needle)],
        ] as const;
        for (const [answer, fact] of facts) if (answer !== 'maybe') expect(answer === 'yes').toBe(fact);
      }),
      { numRuns: 3_000 },
    );
  });

  it('replaceAll: the literal parts of the answer are the literal parts of the truth', () => {
    fc.assert(
      fc.property(
        parts,
        filler.filter((needle) => needle !== ''),
        filler,
        filler,
        (left, needle, x, y) => {
          const a = concat(left);
          const replaced = replaceAll(a, needle, 'c');
          if (!replaced) return;
          const whole = fill(a, x, y).split(needle).join('c');
          const first = replaced[0];
          if (known(replaced) !== undefined) expect(whole).toBe(known(replaced));
          else if (typeof first === 'string') expect(whole.startsWith(first)).toBe(true);
        },
      ),
      { numRuns: 3_000 },
    );
  });
});

it('the identities of texts are the same just where the texts certainly are', () => {
  const some = fc.array(
    fc.oneof(fc.constantFrom('a', 'b', '"', '["x"]'), fc.constantFrom(hole('x'), hole('y'), hole())),
    { maxLength: 3 },
  );
  fc.assert(
    fc.property(some, some, (left, right) => {
      const [a, b] = [concat(left), concat(right)];
      const identity = identityOf(a);
      expect(identity !== undefined && identity === identityOf(b)).toBe(equals(a, b) === 'yes');
    }),
  );
});
