/** Reading an edited file again gives what reading it for the first time gives, after any number of edits. */
import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Block } from '../../server/src/core/hcl/nodes.ts';
import { parseHcl } from '../../server/src/core/hcl/parse.ts';
import { readHcl, rereadHcl } from '../../server/src/core/hcl/reparse.ts';
import '../support/seed.ts';

const EXAMPLES = path.resolve(import.meta.dirname, '../../examples');
const COMMENTED = `# first
resource "a" "b" { # of b
  x = 1 /* one */
}
locals { y = <<EOT
resource "c" "d" {
EOT
} # of y
// between
data "e" "f" {
  # inside
  z = "\${local.y[0]}" # behind
}
`;

const texts = fs
  .readdirSync(EXAMPLES, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.tf'))
  .map((name) => fs.readFileSync(path.join(EXAMPLES, name), 'utf8'))
  .concat(Array<string>(20).fill(COMMENTED));

const edit = fc.record({
  /** What broke the file is mostly taken back, so that faultless states follow each other. */
  keep: fc.constantFrom(true, false, false),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  remove: fc.constantFrom(0, 0, 0, 1, 1, 2, 10),
  insert: fc.constantFrom('', 'x', ' ', '"', '\n', '{', '}', '#', '/*', '*/', 'a = 1\n', '<<EOT\n', '${', 'é'),
});

/** A moved block computes what is in it when it is asked. */
function plain(data: unknown): unknown {
  if (typeof data !== 'object' || data === null) return data;
  if (Array.isArray(data)) return data.map(plain);
  const { origin: _, by: __, ...own } = data as Record<string, unknown>;
  const { typeSpan, header, labels, body } = data as Partial<Block>;
  const all = 'kind' in data && data.kind === 'block' ? { ...own, typeSpan, header, labels, body } : own;
  return Object.fromEntries(Object.entries(all).map(([key, value]) => [key, plain(value)]));
}

it('agrees with a first reading', () => {
  let faultless = 0;
  fc.assert(
    fc.property(fc.constantFrom(...texts), fc.array(edit, { minLength: 1, maxLength: 10 }), (text, edits) => {
      let read = readHcl(text);
      for (const { keep, at, remove, insert } of edits) {
        const offset = Math.floor(at * read.text.length);
        const next = read.text.slice(0, offset) + insert + read.text.slice(offset + remove);
        const again = rereadHcl(read, next);
        const fresh = parseHcl(next);
        expect(plain(again.tree)).toEqual(fresh);
        if (fresh.problems.length === 0) faultless++;
        if (keep || fresh.problems.length === 0) read = again;
      }
    }),
    { numRuns: process.env['OIDC_TRUST_LONG'] === '1' ? 5000 : 300 },
  );
  expect(faultless).toBeGreaterThan(200);
});
