/** The report for people. */
import { SEVERITIES } from '../../core/analysis/config.ts';
import type { Finding, FixSafety, Severity } from '../../core/analysis/report.ts';
import type { Io } from '../io.ts';
import { padded, widthOf } from './cells.ts';
import { escapeControls } from './escape.ts';
import { renderFrame } from './frame.ts';
import type { Place, PlacedResult, SourceTexts } from './place.ts';
import { type Paint, type Style, styleFor, verdictPaint } from './style.ts';

const DEFAULT_COLUMNS = 100;
/** Longer names push their line, not everyone's. */
const MAX_NAME = 48;

const FIX_WORDS: Readonly<Record<FixSafety, string>> = { safe: 'fix', review: 'fix, to be reviewed' };

const PLURALS: Readonly<Record<Severity, string>> = {
  error: 'errors',
  warning: 'warnings',
  information: 'information',
  hint: 'hints',
};

/** Findings with their code, then files that could not be read, then who can assume each role, then one line of numbers. */
export function prettyReport(result: PlacedResult, files: number, io: Io): string {
  const style = styleFor(io);
  const columns = io.stdout.columns ?? DEFAULT_COLUMNS;
  const blocks = [
    ...result.findings.map(({ finding, place }) => findingBlock(finding, place, result.source, style, columns)),
    ...errorBlocks(result, style, columns),
  ];
  if (result.roles.length > 0) blocks.push(roleBlock(result, style));
  if (files > 0 || blocks.length > 0) blocks.push([summary(result, files)]);
  if (blocks.length === 0) return '';
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function findingBlock(finding: Finding, place: Place, source: SourceTexts, style: Style, columns: number): string[] {
  const paint = style.severity[finding.severity];
  const lines = [`${paint(`${finding.severity}[${finding.rule}]`)}: ${style.bold(escapeControls(finding.message))}`];
  lines.push(...framed(place, source, style, paint, columns));
  for (const related of finding.related) {
    lines.push(`  ${style.dim(`${location(source.place(related.range))}:`)} ${escapeControls(related.message)}`);
  }
  if (finding.witness) {
    const claims = Object.entries(finding.witness).map(([claim, value]) => `${claim} = ${JSON.stringify(value)}`);
    lines.push(`  this token is let in: ${escapeControls(claims.join(', '))}`);
  }
  for (const fix of finding.fixes())
    lines.push(`  ${style.bold(`${FIX_WORDS[fix.safety]}:`)} ${escapeControls(fix.title)}`);
  return lines;
}

function framed(place: Place, source: SourceTexts, style: Style, paint: Paint, columns: number): string[] {
  const { text, lines } = source.of(place.range.file);
  return [
    `  ${style.frame('-->')} ${location(place)}`,
    ...renderFrame(text, lines, place.range, { columns: columns - 2, style, paint }).map((line) =>
      `  ${line}`.trimEnd(),
    ),
  ];
}

function errorBlocks(result: PlacedResult, style: Style, columns: number): string[][] {
  const paint = style.severity.error;
  return result.errors.map(({ problem, file, place }) => {
    const message = escapeControls(problem.message);
    if (!place) return [`${paint('not checked')}: ${escapeControls(file)}: ${message}`];
    return [`${paint('syntax error')}: ${style.bold(message)}`, ...framed(place, result.source, style, paint, columns)];
  });
}

function roleBlock(result: PlacedResult, style: Style): string[] {
  const rows = result.roles.map(({ role, place }) => ({
    where: `${escapeControls(place.file)}:${place.start.line}`,
    name: escapeControls(role.address ?? 'trust policy'),
    verdict: role.verdict,
    summary: escapeControls(role.summary),
  }));
  const widest = (texts: readonly string[]): number => Math.min(MAX_NAME, Math.max(...texts.map(widthOf)));
  const where = widest(rows.map((row) => row.where));
  const name = widest(rows.map((row) => row.name));
  const verdict = widest(rows.map((row) => row.verdict));
  return [
    style.bold('Who can assume:'),
    ...rows.map((row) =>
      [
        `  ${style.dim(padded(row.where, where))}`,
        padded(row.name, name),
        verdictPaint(row.verdict, style)(padded(row.verdict, verdict)),
        row.summary,
      ].join('  '),
    ),
  ];
}

function summary(result: PlacedResult, files: number): string {
  const counts = SEVERITIES.flatMap((severity) => {
    const number = result.findings.filter(({ finding }) => finding.severity === severity).length;
    return number === 0 ? [] : [`${number} ${number === 1 ? severity : PLURALS[severity]}`];
  });
  const fixable = result.findings.filter(({ finding }) => finding.fixes().some((fix) => fix.safety === 'safe')).length;
  const found = counts.length === 0 ? 'No findings' : counts.join(', ');
  const parts = [
    `${found} in ${files} ${files === 1 ? 'file' : 'files'}`,
    `${result.roles.length} ${result.roles.length === 1 ? 'role' : 'roles'}`,
  ];
  if (files === 0 && counts.length === 0 && result.roles.length === 0) parts.splice(0, 2, 'Nothing checked');
  const broken = new Set(result.errors.map(({ file }) => file)).size;
  if (broken > 0) parts.push(`${broken} ${broken === 1 ? 'file' : 'files'} with errors`);
  if (fixable > 0) parts.push(`${fixable} fixable with --fix`);
  return `${parts.join('; ')}.`;
}

function location(place: Place): string {
  return `${escapeControls(place.file)}:${place.start.line}:${place.start.column}`;
}
