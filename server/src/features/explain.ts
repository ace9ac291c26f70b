/** What a token or an error of AWS means for the roles of a workspace. */
import type { TokenFacts } from '../core/access/tokenLayers.ts';
import { walkToken } from '../core/access/tokenWalk.ts';
import { predictError } from '../core/analysis/predictError.ts';
import type { Finding, Report, RoleReport } from '../core/analysis/report.ts';
import { apart } from '../core/analysis/roleReport.ts';
import type { TextEdit } from '../core/text/edit.ts';
import type { FileId, SourceRange } from '../core/text/range.ts';
import { predictionLines } from './errorTexts.ts';
import { summariseToken, type TokenHeader, tokenLines, type WalkedRole, walkLines, walkRow } from './tokenTexts.ts';

/** What is asked about: reports of files, the role at hand, and how places are named. */
export interface Scene {
  readonly reports: readonly Report[];
  readonly role: RoleReport | undefined;
  readonly placeOf: (range: SourceRange) => string;
}

export interface OfferedFix {
  readonly title: string;
  /** What the fix is about. */
  readonly place: SourceRange;
  readonly edits: readonly TextEdit[];
}

/** The role at hand layer by layer, then a line for each of the others. */
export function explainToken(
  scene: Scene,
  header: TokenHeader,
  facts: TokenFacts,
): { text: string; fixes: OfferedFix[] } {
  const roles = rolesOf(scene);
  const named = (role: RoleReport): WalkedRole => ({
    name: role.address ?? 'trust policy',
    place: scene.placeOf(role.range),
    walk: walkToken(role.trust, facts),
  });
  const only = scene.role ?? (roles.length === 1 ? roles[0] : undefined);
  const walked = only ? apart(only).map(named) : [];
  const others = roles
    .filter((role) => role !== only)
    .flatMap(apart)
    .map(named);
  const lines = [
    ...tokenLines(summariseToken(header, facts.claims), facts.now),
    ...walked.flatMap((one) => ['', ...walkLines(one, scene.placeOf)]),
    ...(others.length > 0 ? ['', only ? 'The other roles:' : 'Roles:', ...others.map(walkRow)] : []),
    ...(roles.length === 0 ? ['', 'There is no role with a trust policy.'] : []),
  ];
  // What one of several instances has is the text of the others, too.
  const differences = walked.length === 1 ? walked[0]!.walk.layers.flatMap((layer) => layer.differences) : [];
  const fixes = differences.flatMap(({ place, fixes: all }) =>
    all.map(({ title, edits }) => ({ title, place, edits })),
  );
  return { text: `${lines.join('\n')}\n`, fixes };
}

/** Undefined where the text holds no known error. */
export function explainError(scene: Scene, text: string): string | undefined {
  const findings = new Map<string, Finding>();
  for (const finding of scene.reports.flatMap((report) => report.findings)) {
    const { file, start, end } = finding.range;
    findings.set(`${finding.rule} ${file} ${start} ${end}`, finding);
  }
  const prediction = predictError(text, [...findings.values()], rolesOf(scene), scene.role);
  return prediction && `${predictionLines(prediction, scene.placeOf).join('\n')}\n`;
}

/** Each role once: by its place, and that of a called module by what each call gives it. */
function rolesOf({ reports, role }: Scene): RoleReport[] {
  const key = ({ range: { file, start }, address, summary }: RoleReport): string =>
    JSON.stringify([file, start, address, summary]);
  const known = new Map<string, RoleReport>();
  for (const one of [...(role ? [role] : []), ...reports.flatMap((report) => report.roles)])
    if (!known.has(key(one))) known.set(key(one), one);
  return [...known.values()];
}

/** The role whose block, or whose policy, is around an offset. */
export function roleAt(
  report: Report,
  file: FileId,
  offset: number,
  blockOf: (role: RoleReport) => { start: number; end: number } | undefined,
): RoleReport | undefined {
  const holds = (span: { start: number; end: number } | undefined): boolean =>
    span !== undefined && span.start <= offset && offset <= span.end;
  return (
    report.roles.find((role) => role.range.file === file && holds(blockOf(role) ?? role.range)) ??
    report.roles.find(({ trust }) => trust.policies.some((policy) => policy.at.file === file && holds(policy.at)))
  );
}
