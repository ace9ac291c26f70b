/** Writes the page of each rule, their index, the table in the README, and which rule covers which check of AWS, from the rule files. */
import fs from 'node:fs';
import path from 'node:path';
import { type AnalyzerCheck, analyzerChecks, CHECK_KINDS } from '../server/src/core/oidc/accessAnalyzer.ts';
import type { Project } from '../server/src/core/oidc/project.ts';
import type { Example, Rule } from '../server/src/core/rules/define.ts';
import { rules } from '../server/src/core/rules/index.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const [TABLE_START, TABLE_END] = ['<!-- rules -->', '<!-- /rules -->'];

/** Every generated file, by its path in the project. */
export function generateRules(): ReadonlyMap<string, string> {
  const files = new Map(rules.map((rule) => [`docs/rules/${rule.id}.md`, page(rule)]));
  files.set('docs/rules/README.md', `# Rules\n\n${table('')}\n`);
  files.set('docs/access-analyzer.md', accessAnalyzer());
  files.set('README.md', readme(fs.readFileSync(path.join(ROOT, 'README.md'), 'utf8')));
  return files;
}

function page(rule: Rule): string {
  const { docs } = rule;
  const facts = [`Severity: ${rule.severity} at most`, `since ${rule.since}`, rule.fixable ? 'has a fix' : 'no fix'];
  const analyzer = rule.accessAnalyzer
    ? `IAM Access Analyzer calls this ${rule.accessAnalyzer.map((name) => `\`${name}\``).join(', ')}.\n\n`
    : '';
  const sources = docs.sources.map(({ title, url, date }) => `- [${title}](${url}) (${date})`).join('\n');
  const sourceList = sources === '' ? '' : `\n## Sources\n\n${sources}\n`;
  return `# ${rule.id}

${rule.summary} ${facts.join(', ')}.

## What is wrong

${docs.what}

## What follows

${docs.why}

## What to do

${docs.fix}

${analyzer}## Examples

${rule.examples.map(example).join('\n\n')}
${sourceList}`;
}

function example({ surface, invalid, valid, project }: Example): string {
  const text = (invalid ?? valid!).trimEnd();
  return `${invalid === undefined ? 'Right' : 'Wrong'}${known(project)}:\n\n\`\`\`${surface === 'json' ? 'json' : 'hcl'}\n${text}\n\`\`\``;
}

/** What the project says of itself, and what lies around it. */
function known({ repository, ...configuration }: Partial<Project> = {}): string {
  const settings = JSON.stringify(configuration).slice(1, -1);
  const jobs = repository?.jobs.map(({ name, file, context }) => `the job \`${name}\` of \`${file}\` (\`${context}\`)`);
  const facts = [
    ...(settings === '' ? [] : [`\`${settings}\` in the configuration`]),
    ...(repository ? [`the git remote \`${repository.host}/${repository.path}\``, ...(jobs ?? [])] : []),
  ];
  return facts.length === 0 ? '' : `, with ${facts.join(' and ')}`;
}

function table(prefix: string): string {
  const rows = rules.map(
    (rule) =>
      `| [${rule.id}](${prefix}${rule.id}.md) | ${rule.severity} | ${rule.fixable ? 'yes' : ''} | ${rule.summary} |`,
  );
  return ['| Rule | Severity | Fix | What it finds |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

function accessAnalyzer(): string {
  const { checks, source } = analyzerChecks;
  const covered = checks.filter(({ code }) => coverers(code).length > 0).length;
  const tables = CHECK_KINDS.map((kind) => {
    const rows = checks.filter((check) => check.kind === kind).map(checkRow);
    const title = `${kind[0]!.toUpperCase()}${kind.slice(1)}s`;
    return `## ${title}\n\n| Check | Rules | Remarks |\n| --- | --- | --- |\n${rows.join('\n')}`;
  });
  return `# The checks of IAM Access Analyzer

IAM Access Analyzer knows ${checks.length} checks that can concern the trust policy of a role. ${covered} of them have a rule here, which also works on
Terraform that is not applied yet and needs no AWS account. Checks of permissions, resources and organisation policies are left out.

A rule often finds more than the check beside it, and says how sure it is: its severity need not be that of AWS.

Source: [${source.title}](${source.url}) (${source.date}).

${tables.join('\n\n')}
`;
}

function checkRow({ code, remark = '' }: AnalyzerCheck): string {
  return `| \`${code}\` | ${coverers(code)
    .map((id) => `[${id}](rules/${id}.md)`)
    .join(', ')} | ${remark} |`;
}

function coverers(code: string): string[] {
  return rules.filter((rule) => rule.accessAnalyzer?.includes(code)).map((rule) => rule.id);
}

function readme(text: string): string {
  const [start, end] = [text.indexOf(TABLE_START), text.indexOf(TABLE_END)];
  if (start < 0 || end < start) throw new Error(`README.md needs the markers ${TABLE_START} and ${TABLE_END}`);
  return `${text.slice(0, start + TABLE_START.length)}\n\n${table('docs/rules/')}\n\n${text.slice(end)}`;
}

function main(): void {
  for (const [file, text] of generateRules()) {
    const target = path.join(ROOT, file);
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.writeFileSync(target, text);
  }
}

if (process.argv[1] && path.resolve(process.argv[1]) === import.meta.filename) main();
