/** GitLab's code quality report: a list in the form of Code Climate. */
import type { Severity } from '../../core/analysis/report.ts';
import { safeJson } from './escape.ts';
import { identified, uniqueFingerprint } from './identity.ts';
import type { PlacedResult } from './place.ts';

type GitlabSeverity = 'info' | 'minor' | 'major' | 'critical' | 'blocker';

const SEVERITY: Readonly<Record<Severity, GitlabSeverity>> = {
  error: 'critical',
  warning: 'major',
  information: 'minor',
  hint: 'info',
};

/** One list on one line. The form has no place for files that could not be read; those are told on standard error. */
export function gitlabReport(result: PlacedResult): string {
  const issues = identified(result.findings, result.source).map((found) => ({
    description: found.finding.message,
    check_name: found.finding.rule,
    fingerprint: uniqueFingerprint(found),
    severity: SEVERITY[found.finding.severity],
    location: { path: found.place.file, lines: { begin: found.place.start.line, end: found.place.end.line } },
  }));
  return `${safeJson(issues)}\n`;
}
