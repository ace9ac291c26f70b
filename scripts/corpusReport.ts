/**
 * What the check says about a corpus, for reading: `npx tsx scripts/corpusReport.ts [--severity error] [--rule ID]
 * [--samples 20] [--seed 1]`, with OIDC_TRUST_CORPUS set. Equal files count once.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { escapeControls } from '../server/src/cli/report/escape.ts';
import type { Finding, RoleReport } from '../server/src/core/analysis/report.ts';
import { LineIndex } from '../server/src/core/text/lineIndex.ts';
import { DiskFileSystem } from '../server/src/workspace/diskFileSystem.ts';
import { Workspace } from '../server/src/workspace/workspace.ts';
import { CORPUS, corpusFiles } from '../test/corpus/corpus.ts';

const { values } = parseArgs({
  options: {
    severity: { type: 'string' },
    rule: { type: 'string' },
    samples: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
  },
});
if (CORPUS === undefined) throw new Error('OIDC_TRUST_CORPUS must name a folder');
const corpus = CORPUS;

const workspace = new Workspace(new DiskFileSystem());
const findings = new Map<string, Finding>();
const roles = new Map<string, RoleReport>();
const problems = new Set<string>();
const files = corpusFiles(corpus);
const started = performance.now();
for (const { file, blob } of files) {
  const report = workspace.report(path.join(corpus, file));
  for (const finding of report.findings) {
    findings.set(`${blob} ${finding.rule} ${finding.range.start} ${finding.range.end}`, finding);
  }
  for (const role of report.roles) roles.set(`${blob} ${role.range.start}`, role);
  if (report.problems.length > 0) problems.add(blob);
}
const seconds = (performance.now() - started) / 1000;

const distinct = new Set(files.map(({ blob }) => blob)).size;
console.log(
  `${files.length} files, ${distinct} distinct, ${problems.size} with syntax errors, ${seconds.toFixed(1)} s`,
);
table('Roles by verdict', counts([...roles.values()].map(({ verdict }) => verdict)));
table('Findings by severity', counts([...findings.values()].map(({ severity }) => severity)));
table('Findings by rule', counts([...findings.values()].map(({ rule, severity }) => `${severity.padEnd(12)} ${rule}`)));

const wanted = [...findings.values()].filter(
  ({ severity, rule }) =>
    (values.severity === undefined || severity === values.severity) &&
    (values.rule === undefined || rule === values.rule),
);
const chosen = shuffled(wanted, Number(values.seed)).slice(0, Number(values.samples));
console.log(`\n${chosen.length} of ${wanted.length} findings:`);
for (const finding of chosen) print(finding);

function print({ range, rule, severity, message }: Finding): void {
  const text = workspace.text(range.file) ?? '';
  const lines = new LineIndex(text);
  const { line, column } = lines.positionAt(range.start);
  const source = text.slice(lines.lineStart(line), lines.lineStart(line + 1)).trimEnd();
  console.log(`\n${path.relative(corpus, range.file)}:${line + 1}:${column + 1} ${severity} ${rule}`);
  console.log(`  ${escapeControls(message)}`);
  console.log(`  | ${escapeControls(source.replaceAll('\t', '  ')).slice(0, 240)}`);
}

function table(title: string, rows: readonly (readonly [string, number])[]): void {
  console.log(`\n${title}`);
  for (const [name, count] of rows) console.log(`${String(count).padStart(7)}  ${name}`);
}

function counts(names: readonly string[]): [string, number][] {
  const count = new Map<string, number>();
  for (const name of names) count.set(name, (count.get(name) ?? 0) + 1);
  return [...count].sort((a, b) => b[1] - a[1]);
}

/** The same order for the same seed: a small linear congruential generator over Fisher and Yates. */
function shuffled<T>(all: readonly T[], seed: number): T[] {
  const result = [...all];
  let state = seed;
  for (let i = result.length - 1; i > 0; i--) {
    state = (state * 1103515245 + 12345) % 2147483648;
    const j = state % (i + 1);
    [result[i], result[j]] = [result[j]!, result[i]!];
  }
  return result;
}
