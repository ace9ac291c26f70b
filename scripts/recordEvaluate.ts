/**
 * Records what Terraform answers: `npx tsx scripts/recordEvaluate.ts`. The expressions are those in `edges.txt`, made at
 * random, YAML too, and taken from configurations in `OIDC_TRUST_CORPUS`; without that folder the recorded ones are asked again.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { askTerraform } from '../test/conformance/consoleOracle.ts';
import { randomExpressions } from '../test/conformance/evaluateRandom.ts';
import { corpusShapes } from '../test/conformance/evaluateShapes.ts';
import { terraformVersion } from '../test/conformance/terraform.ts';
import { randomYaml } from '../test/conformance/yamlRandom.ts';

const here = path.join(import.meta.dirname, '../test/fixtures/evaluate');
const target = path.join(here, 'answers.jsonl');
const SEED = 20260701;
const BATCH = 500;

const preamble = readFileSync(path.join(here, 'module.tf'), 'utf8');
const edges = readFileSync(path.join(here, 'edges.txt'), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('# '))
  .map((line) => line.replaceAll('⏎', '\n'));
const corpus = process.env['OIDC_TRUST_CORPUS'];
const shapes = corpus ? corpusShapes(corpus, 900) : recordedShapes();
const sources: readonly (readonly [string, readonly string[]])[] = [
  ['edge', edges],
  ['corpus', shapes],
  ['random', randomExpressions(2500, SEED)],
  ['yaml', randomYaml(400, SEED)],
];

const lines = [JSON.stringify({ terraform: terraformVersion(), generator: 'scripts/recordEvaluate.ts', seed: SEED })];
const seen = new Set<string>();
for (const [source, expressions] of sources) {
  const fresh = expressions.filter((expression) => !seen.has(expression) && seen.add(expression));
  for (let i = 0; i < fresh.length; i += BATCH) {
    const batch = fresh.slice(i, i + BATCH);
    askTerraform(batch, preamble).forEach((answer, k) => {
      // Very long answers say no more than short ones.
      if (typeof answer === 'object' && answer.json.length > 1_500) return;
      lines.push(JSON.stringify([source, batch[k], typeof answer === 'string' ? answer : [answer.json]]));
    });
  }
}
writeFileSync(target, `${lines.join('\n')}\n`);

function recordedShapes(): string[] {
  if (!existsSync(target)) return [];
  return readFileSync(target, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('["corpus"'))
    .map((line) => (JSON.parse(line) as [string, string])[1]);
}
