/** `npm run new-rule`, in a copy of the project. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unfinishedLines } from '../support/unfinished.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const COPIED = [
  'client',
  'l10n',
  'server',
  'scripts',
  'schemas',
  'docs',
  'package.json',
  'package.nls.json',
  'package.nls.de.json',
  'README.md',
  'tsconfig.base.json',
  'biome.json',
];

let copy: string;

beforeAll(() => {
  copy = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'new-rule-')));
  for (const name of COPIED) fs.cpSync(path.join(ROOT, name), path.join(copy, name), { recursive: true });
  fs.symlinkSync(path.join(ROOT, 'node_modules'), path.join(copy, 'node_modules'), 'junction');
});

afterAll(() => fs.rmSync(copy, { recursive: true, force: true }));

function newRule(...args: readonly string[]): { status: number | null; stderr: string } {
  const tsx = path.join(copy, 'node_modules/tsx/dist/cli.mjs');
  return spawnSync(process.execPath, [tsx, 'scripts/newRule.ts', ...args], { cwd: copy, encoding: 'utf8' });
}

function read(file: string): string {
  return fs.readFileSync(path.join(copy, file), 'utf8');
}

function typeErrors(file: string): string[] {
  const { config } = ts.readConfigFile(path.join(copy, 'tsconfig.base.json'), ts.sys.readFile) as { config: object };
  const { options } = ts.parseJsonConfigFileContent({ ...config, files: [file] }, ts.sys, copy);
  const program = ts.createProgram([path.join(copy, file)], { ...options, types: ['node'], noEmit: true });
  const found = program.getSemanticDiagnostics(program.getSourceFile(path.join(copy, file)));
  return found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

describe('a new rule', () => {
  const FILE = 'server/src/core/rules/condition/farTooOld.ts';

  beforeAll(() => {
    expect(newRule('condition/far-too-old', 'hint')).toMatchObject({ status: 0, stderr: '' });
  }, 120_000);

  it('compiles, and is formatted', () => {
    expect(typeErrors(FILE)).toEqual([]);
    const biome = path.join(ROOT, 'node_modules/@biomejs/biome/bin/biome');
    const files = [FILE, 'server/src/core/rules/index.ts'];
    const { status, stderr } = spawnSync(process.execPath, [biome, 'ci', ...files], { cwd: copy, encoding: 'utf8' });
    expect(stderr).not.toContain(FILE);
    expect(status).toBe(0);
  });

  it('is listed between its neighbours, and has a page', () => {
    const index = read('server/src/core/rules/index.ts');
    expect(index).toMatch(/ {2}conditionEmpty,\n {2}conditionFarTooOld,\n {2}condition/);
    expect(index).toContain("import conditionFarTooOld from './condition/farTooOld.ts';");
    expect(read('docs/rules/condition/far-too-old.md')).toMatch(
      /^# condition\/far-too-old\n[\s\S]*Severity: hint at most/,
    );
    for (const list of ['README.md', 'docs/rules/README.md']) expect(read(list)).toContain('[condition/far-too-old](');
  });

  it('fails the tests for each part that is not written yet', () => {
    const lines = unfinishedLines(FILE, read(FILE));
    for (const part of [
      'in one line for lists',
      'what follows from it',
      'what to do',
      'is wrong, the text',
      'is right',
    ])
      expect(lines.join('\n')).toContain(part);
  });

  it('is not written twice', () => {
    const { status, stderr } = newRule('condition/far-too-old');
    expect([status, stderr]).toEqual([1, `The rule "condition/far-too-old" is there already: ${FILE}\n`]);
  });
});

it.each([
  [['conditions/x'], 'There is no group "conditions", only policy, statement,'],
  [['condition/farTooOld'], '"condition/farTooOld" is no rule id'],
  [['condition/x', 'fatal'], 'Usage: npm run new-rule'],
  [[], 'Usage: npm run new-rule'],
])('refuses %j and writes nothing', (args, why) => {
  const before = read('server/src/core/rules/index.ts');
  const { status, stderr } = newRule(...args);
  expect(status).toBe(1);
  expect(stderr).toContain(why);
  expect(read('server/src/core/rules/index.ts')).toBe(before);
});

it('begins a new group behind the others when asked to', () => {
  expect(newRule('zeal/too-much', '--new-group').status).toBe(0);
  expect(read('server/src/core/rules/index.ts')).toMatch(/ {2}zealTooMuch,\n\];\n$/);
}, 120_000);
