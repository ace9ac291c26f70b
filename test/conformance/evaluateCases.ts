/** What Terraform answered to each expression, as recorded, and what we make of the same expression. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseHcl } from '../../server/src/core/hcl/parse.ts';
import { isWhole } from '../../server/src/core/terraform/certainty.ts';
import { Evaluator } from '../../server/src/core/terraform/evaluate.ts';
import { renderJson } from '../../server/src/core/terraform/json.ts';
import { Module, type ModuleFile } from '../../server/src/core/terraform/module.ts';
import { known } from '../../server/src/core/value/text.ts';
import type { Value } from '../../server/src/core/value/value.ts';
import type { Answer } from './consoleOracle.ts';

export interface Case {
  readonly source: 'edge' | 'corpus' | 'random' | 'yaml';
  readonly expression: string;
  readonly terraform: Answer;
}

const folder = path.join(import.meta.dirname, '../fixtures/evaluate');

/** The module in which the expressions stand. */
export const PREAMBLE = readFileSync(path.join(folder, 'module.tf'), 'utf8');

/** The recorded answers, and the version of Terraform that gave them. */
export function recorded(): { readonly version: string; readonly cases: readonly Case[] } {
  const [head = '', ...lines] = readFileSync(path.join(folder, 'answers.jsonl'), 'utf8').trimEnd().split('\n');
  const { terraform: version } = JSON.parse(head) as { terraform: string };
  const cases = lines.map((line) => {
    const [source, expression, answer] = JSON.parse(line) as [Case['source'], string, 'error' | 'unknown' | [string]];
    return { source, expression, terraform: typeof answer === 'string' ? answer : { json: answer[0] } };
  });
  return { version, cases };
}

const preamble: ModuleFile = { id: 'module.tf', text: PREAMBLE, tree: parseHcl(PREAMBLE) };

/** Our value of an expression; undefined when it cannot be read. */
function evaluateExpression(expression: string): Value | undefined {
  const text = `locals {\n  result = ${expression}\n}\n`;
  const file: ModuleFile = { id: 'case.tf', text, tree: parseHcl(text) };
  const [block] = file.tree.body.items;
  const attribute = block?.kind === 'block' ? block.body.items[0] : undefined;
  if (file.tree.problems.length > 0 || attribute?.kind !== 'attribute') return undefined;
  const evaluator = new Evaluator(new Module([preamble, file]), { variableDefaults: true });
  return evaluator.evaluate(attribute.value, evaluator.scope(file));
}

/** Our answer as JSON text; undefined when not all of it is known. */
export function ourAnswer(expression: string): string | undefined {
  const value = evaluateExpression(expression);
  if (!value || !isWhole(value)) return undefined;
  const text = renderJson(value);
  return text && known(text);
}
