/** The machine-readable report; its form is `schemas/check-output.schema.json` and changes only with `version`. */
import { safeJson } from './escape.ts';
import type { Place, PlacedResult } from './place.ts';

/** One object on one line. */
export function jsonReport(result: PlacedResult): string {
  const report = {
    version: 1,
    findings: result.findings.map(({ finding, place }) => ({
      rule: finding.rule,
      severity: finding.severity,
      message: finding.message,
      file: place.file,
      range: rangeOf(place),
      fixes: finding.fixes().map(({ title, safety }) => ({ title, safety })),
      ...(finding.witness && { witness: finding.witness }),
    })),
    ...rolesAndErrors(result),
  };
  return `${safeJson(report)}\n`;
}

/** The same of `who`, without findings. */
export function whoJson(result: PlacedResult): string {
  return `${safeJson({ version: 1, ...rolesAndErrors(result) })}\n`;
}

function rolesAndErrors(result: PlacedResult): object {
  return {
    roles: result.roles.map(({ role, place }) => ({
      file: place.file,
      range: rangeOf(place),
      address: role.address,
      surface: role.surface,
      verdict: role.verdict,
      summary: role.summary,
      ...(role.witness && { witness: role.witness }),
    })),
    errors: result.errors.map(({ problem, file, place }) => ({
      file,
      message: problem.message,
      ...(place && { range: rangeOf(place) }),
    })),
  };
}

function rangeOf({ start, end }: Place): Pick<Place, 'start' | 'end'> {
  return { start, end };
}
