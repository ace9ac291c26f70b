/** Writes `server/src/core/rules/index.ts`, the list of all rules, from the rule files: a file in a group's folder is a rule. */
import fs from 'node:fs';
import path from 'node:path';

export const RULES = 'server/src/core/rules';
const ROOT = path.resolve(import.meta.dirname, '..');
const INDEX = `${RULES}/index.ts`;

/** How the documentation goes from the whole to the parts. Groups that are not named follow by name. */
const GROUPS = ['policy', 'statement', 'action', 'principal', 'condition', 'oidc', 'provider', 'terraform'];

interface RuleFile {
  readonly group: string;
  /** Without extension. */
  readonly name: string;
  readonly id: string;
}

/** The index by its path in the project, as `generateRules` gives what it makes. */
export function compileRuleIndex(): ReadonlyMap<string, string> {
  const files = ruleFiles();
  const imports = files.map(({ group, name, id }) => `import ${variableOf(id)} from './${group}/${name}.ts';`);
  const text = `/** All rules, in the order of the documentation. Made by scripts/compileRuleIndex.ts from the rule files. Do not edit. */
// biome-ignore-all assist/source/organizeImports: in the order of the documentation

${imports.join('\n')}
import type { Rule } from './define.ts';

export type { Rule } from './define.ts';

export const rules: readonly Rule[] = [
${files.map(({ id }) => `  ${variableOf(id)},`).join('\n')}
];
`;
  return new Map([[INDEX, text]]);
}

/** The groups that have rules, in the order of the documentation. */
export function ruleGroups(): string[] {
  const entries = fs.readdirSync(path.join(ROOT, RULES), { withFileTypes: true });
  const groups = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  return [...GROUPS.filter((group) => groups.includes(group)), ...groups.filter((g) => !GROUPS.includes(g)).sort()];
}

/** The file of a rule: `condition/if-exists` is in `condition/ifExists.ts`. */
export function ruleFile(id: string): string {
  return `${RULES}/${camelCase(id)}.ts`;
}

function ruleFiles(): RuleFile[] {
  return ruleGroups().flatMap((group) => {
    const names = fs.readdirSync(path.join(ROOT, RULES, group)).filter((name) => name.endsWith('.ts'));
    const files = names
      .map((file) => path.basename(file, '.ts'))
      .map((name) => ({ group, name, id: idOf(group, name) }));
    return files.sort((a, b) => (a.id < b.id ? -1 : 1));
  });
}

function idOf(group: string, name: string): string {
  return `${group}/${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

function variableOf(id: string): string {
  return camelCase(id.replace('/', '-'));
}

function camelCase(text: string): string {
  return text.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function main(): void {
  for (const [file, text] of compileRuleIndex()) fs.writeFileSync(path.join(ROOT, file), text);
}

if (process.argv[1] && path.resolve(process.argv[1]) === import.meta.filename) main();
