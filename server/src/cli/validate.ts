/** `oidc-trust iam validate`: what IAM Access Analyzer finds in the trust policies of files. */
import type { RenderedTrust } from '../core/analysis/report.ts';
import { nearestName } from '../core/oidc/nearest.ts';
import type { SourceRange } from '../core/text/range.ts';
import { isGrave, type PlacedAnalyzerFinding, placeFindings, whyNotSent } from '../features/analyzerFindings.ts';
import type { IamOptions } from '../live/iam/index.ts';
import { type Checked, checkFiles } from './checked.ts';
import { EXIT, type Io, UsageError } from './io.ts';
import type { Iam } from './loadIam.ts';
import { escapeControls, safeJson } from './report/escape.ts';
import type { SourceTexts } from './report/place.ts';

interface Validated {
  readonly policy: RenderedTrust;
  /** Why it was not sent; undefined where it was. */
  readonly why: string | undefined;
  readonly findings: readonly PlacedAnalyzerFinding[];
}

export async function validate(
  paths: readonly string[],
  { role, format }: { readonly role: string | undefined; readonly format: 'pretty' | 'json' },
  iam: Iam,
  connection: IamOptions,
  io: Io,
): Promise<number> {
  const checked = checkFiles(paths, format, io);
  if (!checked) return EXIT.usage;
  const policies = choose(checked, role);
  const texts = [
    ...new Set(policies.filter((policy) => !whyNotSent(policy)).flatMap(({ example }) => example.text ?? [])),
  ];
  const answers = texts.length > 0 ? await iam.validatePolicies(texts, connection) : [];
  const validated = policies.map((policy): Validated => {
    const why = whyNotSent(policy);
    const answer = why === undefined ? (answers[texts.indexOf(policy.example.text ?? '')] ?? []) : [];
    return { policy, why, findings: placeFindings(policy, answer) };
  });
  const { source } = checked.placed;
  if (format === 'json') io.stdout.write(`${safeJson(asJson(validated, source))}\n`);
  else
    io.stdout.write(
      asLines(validated, source)
        .map((line) => `${escapeControls(line)}\n`)
        .join(''),
    );
  const nothingSent = policies.length > 0 && texts.length === 0;
  return nothingSent || answers.flat().some(isGrave) ? EXIT.findings : EXIT.ok;
}

function choose({ checker, placed }: Checked, role: string | undefined): readonly RenderedTrust[] {
  const all = checker.trustPolicies();
  if (role === undefined) return all.sort((a, b) => order(a.range, b.range));
  const chosen = all.filter(({ address }) => address === role);
  if (chosen.length > 0) return chosen;
  const addresses = [...new Set(placed.roles.flatMap((each) => each.role.address ?? []))];
  const nearest = nearestName(role, addresses, 4);
  throw new UsageError(`there is no role "${role}".${nearest ? ` Did you mean "${nearest}"?` : ''}`);
}

function asLines(validated: readonly Validated[], source: SourceTexts): string[] {
  if (validated.length === 0) return ['There is no trust policy to validate.'];
  return validated.flatMap(({ policy, why, findings }) => [
    `${policy.address ?? 'trust policy'}  ${at(policy.range, source)}`,
    ...(why === undefined ? [] : [`  not sent: ${why}`]),
    ...(why === undefined && findings.length === 0 ? ['  IAM Access Analyzer finds nothing'] : []),
    ...findings.flatMap(({ finding, range, rule }) => [
      `  ${finding.type}  ${finding.code}  ${at(range, source)}`,
      `    ${finding.details}`,
      ...(rule === undefined ? [] : [`    our rule: ${rule}`]),
      `    ${finding.link}`,
    ]),
  ]);
}

function at(range: SourceRange, source: SourceTexts): string {
  const { file, start } = source.place(range);
  return `${file}:${start.line}:${start.column}`;
}

function asJson(validated: readonly Validated[], source: SourceTexts): object {
  const placed = (range: SourceRange) => {
    const { file, start, end } = source.place(range);
    return { file, range: { start, end } };
  };
  return {
    version: 1,
    policies: validated.map(({ policy, why, findings }) => ({
      ...placed(policy.range),
      address: policy.address,
      sent: why === undefined,
      ...(why === undefined ? {} : { why }),
      findings: findings.map(({ finding: { type, code, details, link }, range, rule }) => ({
        ...placed(range),
        type,
        code,
        details,
        link,
        rule: rule ?? null,
      })),
    })),
  };
}

/** By UTF-16 code units, the same on every machine. */
function order(a: SourceRange, b: SourceRange): number {
  return a.file < b.file ? -1 : a.file > b.file ? 1 : a.start - b.start;
}
