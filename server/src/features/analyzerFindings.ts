/** What IAM Access Analyzer may be sent, and what it said, each at its place and with the rule of ours that looks for the same. */
import type { RenderedTrust, Report } from '../core/analysis/report.ts';
import type { HclFile } from '../core/hcl/nodes.ts';
import { rules } from '../core/rules/index.ts';
import type { SourceRange } from '../core/text/range.ts';
import type { AnalyzerFinding, AnalyzerLocation } from '../protocol.ts';
import { renderedAt } from './renderedPolicy.ts';

export interface PlacedAnalyzerFinding {
  readonly finding: AnalyzerFinding;
  readonly range: SourceRange;
  /** The rule of ours that looks for the same. */
  readonly rule: string | undefined;
}

/** The policies around an offset that are trust policies. `report` is the file's own. */
export function trustPoliciesAt(report: Report, tree: HclFile | undefined, offset: number): readonly RenderedTrust[] {
  return renderedAt(report, tree, offset).filter(
    ({ kind, range }) => kind !== 'document' || report.documents.some((one) => one.range.start === range.start),
  );
}

/** Why a policy is not sent, without a full stop; undefined where `example` is what AWS would get, but for the account. */
export function whyNotSent({ example: { text, unknown } }: RenderedTrust): string | undefined {
  if (text !== undefined && unknown.length === 0) return undefined;
  return `not all of the policy is known, and AWS would judge another one: ${unknown.join(', ') || 'nothing could be read'}`;
}

/** One for each place that AWS names; a finding without a place stands at the head of the policy. */
export function placeFindings(
  { placeOf }: RenderedTrust,
  findings: readonly AnalyzerFinding[],
): readonly PlacedAnalyzerFinding[] {
  return findings.flatMap((finding) => {
    const paths: AnalyzerLocation['path'][] = finding.locations.map(({ path }) => path);
    if (paths.length === 0) paths.push([]);
    const ranges = new Map(paths.map(placeOf).map((range) => [`${range.file} ${range.start} ${range.end}`, range]));
    return [...ranges.values()].map((range) => ({ finding, range, rule: ruleFor(finding.code) }));
  });
}

/** What makes a policy one that AWS refuses or warns of. */
export function isGrave({ type }: AnalyzerFinding): boolean {
  return type === 'ERROR' || type === 'SECURITY_WARNING';
}

function ruleFor(code: string): string | undefined {
  return rules.find(({ accessAnalyzer = [] }) => accessAnalyzer.includes(code))?.id;
}
