/** Workflow commands, from which GitHub Actions makes annotations. */
import type { Severity } from '../../core/analysis/report.ts';
import { escapeControls } from './escape.ts';
import type { Place, PlacedResult } from './place.ts';

type Level = 'error' | 'warning' | 'notice';

const LEVELS: Readonly<Record<Severity, Level>> = {
  error: 'error',
  warning: 'warning',
  information: 'notice',
  hint: 'notice',
};

/** A line a finding, then a line for each file that could not be read. */
export function githubReport(result: PlacedResult): string {
  return [
    ...result.findings.map(({ finding, place }) =>
      command(LEVELS[finding.severity], place, finding.rule, finding.message),
    ),
    ...result.errors.map(({ problem, file, place }) =>
      command('warning', place ?? file, 'not checked', problem.message),
    ),
  ].join('');
}

function command(level: Level, where: Place | string, title: string, message: string): string {
  const place = typeof where === 'string' ? { file: where } : { file: where.file, ...linesOf(where) };
  const properties = Object.entries({ ...place, title: `oidc-trust: ${title}` });
  return `::${level} ${properties.map(([name, value]) => `${name}=${property(String(value))}`).join(',')}::${data(message)}\n`;
}

/** The last column counts in here. GitHub takes no columns for more than one line. */
function linesOf({ start, end }: Place): Record<string, number> {
  const lines = { line: start.line, endLine: end.line };
  if (start.line !== end.line) return lines;
  return { ...lines, col: start.column, endColumn: Math.max(start.column, end.column - 1) };
}

/** GitHub undoes only these; any other control character is spelled out. */
function data(text: string): string {
  return escapeControls(text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A'));
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
