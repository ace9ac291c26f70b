/** What is valid HCL: the same verdict as HashiCorp's parser, and problems on the lines it names. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseHcl } from '../../server/src/core/hcl/parse.ts';
import { CORPUS, corpusFiles, FULL } from '../corpus/corpus.ts';
import { OTHER_PLACE, verdict } from './oracle.ts';
import { Random } from './random.ts';
import { terraformVersion } from './terraform.ts';

const FIXTURES = fileURLToPath(new URL('../fixtures/hcl', import.meta.url));
const SYNTAX = JSON.parse(fs.readFileSync(path.join(FIXTURES, 'syntax.json'), 'utf8')) as Record<string, string>;
const VALID = filesIn(path.join(FIXTURES, 'valid'));
const INVALID = filesIn(path.join(FIXTURES, 'invalid'));

function filesIn(folder: string): string[] {
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}

function read(file: string): string {
  return fs.readFileSync(file, 'utf8');
}

/** What is wrong with our verdict; undefined when nothing is. */
async function disagreement(name: string, text: string): Promise<string | undefined> {
  const { problems } = parseHcl(text);
  const theirs = await verdict(text);
  if (theirs.accepted !== (problems.length === 0))
    return `${name}: ${theirs.accepted ? `wrongly refused: ${problems[0]!.message}` : 'wrongly accepted'}`;
  const [first] = problems;
  if (!first || OTHER_PLACE.some((message) => message.test(first.message))) return undefined;
  const line = text.slice(0, first.span.start).split('\n').length;
  return theirs.lines.includes(line) ? undefined : `${name}: line ${line} instead of ${theirs.lines}: ${first.message}`;
}

async function disagreements(texts: Iterable<readonly [string, string]>): Promise<string[]> {
  const found: string[] = [];
  for (const [name, text] of texts) found.push(...[(await disagreement(name, text)) ?? []].flat());
  return found;
}

/** One character taken away, put in or replaced, anywhere. */
function mutants(texts: readonly string[], count: number): [string, string][] {
  const random = new Random(11);
  const pieces = ['', '', ...'"{}[]()=\n$%~#/*<\\.,:?!&- 0a\ré|', '...', '<<E\n', '$' + '{', '%{', '"\n'];
  return Array.from({ length: count }, () => {
    const text = random.pick(texts)!;
    const at = random.below(text.length);
    const mutant = text.slice(0, at) + random.pick(pieces)! + text.slice(at + random.below(2));
    return [`mutant at ${at}: ${mutant.slice(Math.max(0, at - 40), at + 40)}`, mutant];
  });
}

describe('the verdict on syntax', () => {
  it('is HashiCorp’s for every construct', async () => {
    expect(await disagreements(Object.entries(SYNTAX))).toEqual([]);
  });

  it('is HashiCorp’s for whole files, and tells valid from invalid', async () => {
    expect(await disagreements([...VALID, ...INVALID].map((file) => [file, read(file)] as const))).toEqual([]);
    for (const file of VALID) expect(parseHcl(read(file)).problems).toEqual([]);
    for (const file of INVALID) expect(parseHcl(read(file)).problems).not.toEqual([]);
  });

  it('is HashiCorp’s for every beginning of a file', async () => {
    const text = read(path.join(FIXTURES, 'valid/trust.tf'));
    const beginnings = Array.from({ length: 150 }, (_, i) => text.slice(0, Math.floor((text.length * i) / 150)));
    expect(await disagreements(beginnings.map((each) => [`the first ${each.length}`, each] as const))).toEqual([]);
  });

  it('is HashiCorp’s for files with one wrong character', async () => {
    expect(await disagreements(mutants(VALID.map(read), 400))).toEqual([]);
  });

  it.skipIf(!terraformVersion())('is that of terraform fmt', () => {
    for (const file of [...VALID, ...INVALID]) {
      const { status } = spawnSync('terraform', ['fmt', '-'], { input: read(file) });
      expect({ file, accepted: status === 0 }).toEqual({ file, accepted: parseHcl(read(file)).problems.length === 0 });
    }
  });
});

if (!CORPUS) console.warn('OIDC_TRUST_CORPUS is not set: HCL is not compared on public files.');

describe.skipIf(!CORPUS)('the verdict on public files', () => {
  const files = CORPUS ? [...listed(CORPUS), ...filesIn(path.join(CORPUS, 'hcl-spec'))] : [];
  const tested = [...new Set(files)].filter((file) => /\.(tf|tofu|tfvars|hcl)$/.test(file));
  const chosen = tested.filter((_, i) => FULL || i % 8 === 0);

  it('is HashiCorp’s', { timeout: 300_000 }, async () => {
    expect(await disagreements(chosen.map((file) => [file, read(file)] as const))).toEqual([]);
    console.log(`${chosen.length} of ${tested.length} public files: the same verdict`);
  });

  it('is HashiCorp’s with one wrong character', { timeout: 300_000 }, async () => {
    const texts = chosen.map(read).filter((text) => text.length > 200 && text.length < 20_000);
    expect(await disagreements(mutants(texts, FULL ? 2000 : 300))).toEqual([]);
  });
});

function listed(corpus: string): string[] {
  return corpusFiles(corpus).map(({ file }) => path.join(corpus, file));
}
