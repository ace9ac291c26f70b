/** `oidc-trust rules` and `oidc-trust explain`: the rules, from their own metadata. */
import { nearestName } from '../core/oidc/nearest.ts';
import { rules } from '../core/rules/index.ts';
import { listArguments } from './args.ts';
import { EXPLAIN_HELP, RULES_HELP } from './help.ts';
import { EXIT, type Io, UsageError } from './io.ts';
import { safeJson } from './report/escape.ts';
import { styleFor } from './report/style.ts';

type Rule = (typeof rules)[number];

export async function rulesCommand(args: readonly string[], io: Io): Promise<number> {
  const { format, names, help } = listArguments('rules', args);
  if (help) {
    io.stdout.write(RULES_HELP);
    return EXIT.ok;
  }
  if (names.length > 0) throw new UsageError(`rules takes no names. To read about one: oidc-trust explain ${names[0]}`);
  const rows = rules.map(({ id, severity, summary, fixable }) => ({ id, severity, summary, fixable }));
  rows.sort((a, b) => (a.id < b.id ? -1 : 1));
  if (format === 'json') {
    io.stdout.write(`${safeJson(rows)}\n`);
    return EXIT.ok;
  }
  const style = styleFor(io);
  const width = Math.max(...rows.map((row) => row.id.length));
  for (const { id, severity, summary, fixable } of rows) {
    const painted = style.severity[severity](severity.padEnd('information'.length));
    io.stdout.write(`${id.padEnd(width)}  ${painted}  ${fixable ? 'fix' : '   '}  ${summary}\n`);
  }
  return EXIT.ok;
}

export async function explainCommand(args: readonly string[], io: Io): Promise<number> {
  const { names, help } = listArguments('explain', args);
  if (help) {
    io.stdout.write(EXPLAIN_HELP);
    return EXIT.ok;
  }
  const [id, ...more] = names;
  if (id === undefined || more.length > 0)
    throw new UsageError('explain takes the id of one rule; oidc-trust rules lists them');
  const rule = rules.find((candidate) => candidate.id === id);
  if (!rule) throw new UsageError(unknownRule(id));
  io.stdout.write(explanation(rule, io));
  return EXIT.ok;
}

function unknownRule(id: string): string {
  const ids = rules.map((rule) => rule.id);
  // People remember the last part: `thumbprint-format` without its group.
  const byLastPart = ids.filter((candidate) => candidate.endsWith(`/${id}`));
  const nearest = byLastPart.length === 1 ? byLastPart[0] : nearestName(id, ids, 4);
  return `there is no rule "${id}". ${nearest ? `Did you mean "${nearest}"?` : 'oidc-trust rules lists them all.'}`;
}

function explanation(rule: Rule, io: Io): string {
  const style = styleFor(io);
  const sections = [
    `${style.bold(rule.id)} (${style.severity[rule.severity](rule.severity)}, since ${rule.since})\n${rule.summary}`,
    rule.docs.what,
    `${style.bold('Why:')} ${rule.docs.why}`,
    `${style.bold('What to do:')} ${rule.docs.fix}`,
  ];
  for (const example of rule.examples) {
    const [word, code] = example.invalid === undefined ? ['Right', example.valid] : ['Wrong', example.invalid];
    if (code !== undefined) sections.push(`${style.bold(`${word} (${example.surface}):`)}\n${indented(code)}`);
  }
  if (rule.accessAnalyzer?.length) sections.push(`IAM Access Analyzer calls it ${rule.accessAnalyzer.join(', ')}.`);
  const sources = rule.docs.sources.map(({ title, url, date }) => `  ${title} (${date})\n  ${url}`);
  if (sources.length > 0) sections.push(`${style.bold('Sources:')}\n${sources.join('\n')}`);
  return `${sections.join('\n\n')}\n`;
}

function indented(code: string): string {
  const lines = code.replace(/^\n+|\s+$/g, '').split('\n');
  return lines.map((line) => `  ${line}`.trimEnd()).join('\n');
}
