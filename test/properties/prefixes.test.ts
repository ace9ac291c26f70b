/** While a file is being typed, what stands below the cursor is not there yet: that alone may find nothing. */
import fs from 'node:fs';
import path from 'node:path';
import { parse } from '@cdktf/hcl2json';
import { describe, expect, it } from 'vitest';
import { analyzeJson } from '../../server/src/core/analysis/analyze.ts';
import { rules } from '../../server/src/core/rules/index.ts';
import { decodeText } from '../../server/src/workspace/fileSystem.ts';
import { CORPUS, corpusFiles, FULL, sample } from '../corpus/corpus.ts';
import { analyseModule } from '../support/analyse.ts';
import { prefixEnds, surplus } from '../support/prefixes.ts';
import { SURFACES, write } from '../support/surfaces.ts';

const EXAMPLES = path.resolve(import.meta.dirname, '../../examples');
/** Beside the ends of lines; no divisor of anything, so that prefixes end in all kinds of places. */
const STEP = FULL ? 3 : 31;
const MAX_FILE = FULL ? 20_000 : 6_000;
const MINUTES = 60_000;

type Files = Readonly<Record<string, string>>;

/** Cuts one file of a module; a JSON file of another name stands for itself. */
function expectNothingNew(files: Files, name: string, step = STEP): void {
  const text = files[name]!;
  const isModule = /\.(tf|tofu)(\.json)?$/.test(name);
  const found = surplus(text, prefixEnds(text, step), (beginning) =>
    isModule ? analyseModule({ ...files, [name]: beginning }).findings : (analyzeJson(name, beginning)?.findings ?? []),
  );
  expect(found.slice(0, 3), name).toEqual([]);
}

describe('the beginning of a rule example', () => {
  const examples = rules.flatMap((rule) => rule.examples.map((example) => [rule.id, example] as const));
  it.each(examples)('%s: %o', async (_, { surface, invalid, valid }) => {
    const text = invalid ?? valid!;
    if (surface === 'terraform') {
      expectNothingNew({ 'main.tf': text }, 'main.tf');
      const json = JSON.stringify(await parse('main.tf', text), null, 2);
      expectNothingNew({ 'main.tf.json': json }, 'main.tf.json');
    } else {
      const policy = JSON.parse(text) as Parameters<typeof write>[0];
      for (const other of SURFACES) {
        const written = write(policy, other);
        const name = other === 'json' ? 'trust.json' : 'main.tf';
        if (written) expectNothingNew({ [name]: written.text }, name);
      }
    }
  });
});

describe('the beginning of a file of an example workspace', () => {
  const folders = fs.readdirSync(EXAMPLES, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  it.each(folders.map((folder) => folder.name))('%s', (folder) => {
    const names = fs.readdirSync(path.join(EXAMPLES, folder)).filter((name) => /\.(tf|tofu|json)$/.test(name));
    const texts = names.map((name) => [name, fs.readFileSync(path.join(EXAMPLES, folder, name), 'utf8')] as const);
    const module: Files = Object.fromEntries(texts.filter(([name]) => !name.endsWith('.json')));
    for (const [name, text] of texts) expectNothingNew(name.endsWith('.json') ? { [name]: text } : module, name);
  });
});

const corpus = CORPUS;
if (!corpus) console.warn('OIDC_TRUST_CORPUS is not set: beginnings of public files are not checked.');

describe.skipIf(corpus === undefined)('the beginning of a public file', () => {
  it(
    'finds nothing that the whole does not',
    () => {
      const readable = corpusFiles(corpus!).filter(({ file, tags }) => {
        const fits = /\.(tf|json)$/.test(file) && fs.statSync(path.join(corpus!, file)).size <= MAX_FILE;
        return fits && tags.has('oidc-strict');
      });
      const distinct = [...new Map(readable.map((each) => [each.blob, each])).values()];
      for (const { file } of FULL ? distinct : sample(distinct, 25)) {
        const read = decodeText(fs.readFileSync(path.join(corpus!, file)));
        if (read.ok) expectNothingNew({ [file]: read.text }, file, FULL ? STEP : 97);
      }
    },
    10 * MINUTES,
  );
});
