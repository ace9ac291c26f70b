/** The machine-readable report; its form is `schemas/check-output.schema.json` and changes only with `version`. */
import { findingFacts, rangeOf, roleFacts } from '../../features/facts.ts';
import { safeJson } from './escape.ts';
import type { PlacedResult } from './place.ts';

/** One object on one line. */
export function jsonReport(result: PlacedResult): string {
  const findings = result.findings.map(({ finding, place }) => findingFacts(finding, place));
  return `${safeJson({ version: 1, findings, ...rolesAndErrors(result) })}\n`;
}

/** The same of `who`, without findings. */
export function whoJson(result: PlacedResult): string {
  return `${safeJson({ version: 1, ...rolesAndErrors(result) })}\n`;
}

function rolesAndErrors(result: PlacedResult): object {
  return {
    roles: result.roles.map(({ role, place }) => roleFacts(role, place)),
    errors: result.errors.map(({ problem, file, place }) => ({
      file,
      message: problem.message,
      ...(place && { range: rangeOf(place) }),
    })),
  };
}
