/** Why a role can be assumed by whom: statement by statement, with a token as proof, and what would narrow it. */
import type { Access, DocumentReport, Finding, Report, RoleReport, StatementReport } from '../core/analysis/report.ts';
import type { HclFile } from '../core/hcl/nodes.ts';
import { contains, type FileId, type SourceRange, touches } from '../core/text/range.ts';
import { wrapped } from '../core/text/wrap.ts';
import { type FixOffer, fixOffers } from './codeActions.ts';
import { blockAt } from './writtenArguments.ts';

export interface AccessPeek {
  /** The Terraform address, or what stands for one. */
  readonly title: string;
  readonly text: string;
  /** What would change who gets in. */
  readonly fixes: readonly FixOffer[];
}

type Shown = RoleReport | DocumentReport;

/** How the peek reads files and names places. */
export interface PeekScene {
  readonly reportOf: (file: FileId) => Report;
  readonly tree: HclFile | undefined;
  /** `main.tf:12:3`. */
  readonly placeOf: (range: SourceRange) => string;
}

/** About the role, the policy document or the JSON trust policy around an offset; a place that several calls make has several. */
export function accessPeek(file: FileId, offset: number, scene: PeekScene): AccessPeek | undefined {
  const { reportOf, tree, placeOf } = scene;
  const report = reportOf(file);
  const shown = [...report.roles, ...report.documents].filter(({ range }) => {
    return range.file === file && touches((tree && blockAt(tree, range)) ?? range, offset);
  });
  const [first] = shown;
  if (!first) return undefined;
  const statements = distinct(shown.flatMap((one) => one.statements.map(({ range }) => range)));
  const files = [...new Set(statements.map((statement) => statement.file))];
  const findings = files
    .flatMap((one) => reportOf(one).findings)
    .filter(({ range }) => statements.some((statement) => isWithin(statement, range)));
  const lines = [
    ...shown.flatMap((one) => [...accessLines(one, placeOf), ...unknownLines(one, report), '']),
    ...findingLines(findings, placeOf),
  ];
  return {
    title: titleOf(first, tree),
    text: `${lines.join('\n').trimEnd()}\n`,
    fixes: fixOffers(findings).filter(({ finding }) => changesAccess(finding)),
  };
}

function titleOf(shown: Shown, tree: HclFile | undefined): string {
  if ('address' in shown && shown.address !== null) return shown.address;
  const block = tree && blockAt(tree, shown.range);
  return block ? ['data', ...block.labels.map(({ text }) => text)].join('.') : 'trust policy';
}

function accessLines(access: Shown, placeOf: (range: SourceRange) => string): string[] {
  const { verdict, summary, witness, statements } = access;
  return [
    ...wrapped(`${VERDICT_WORDS[verdict]}: ${summary}`, WIDTH),
    ...(statements.length > 0
      ? ['', 'Statement by statement:', ...statements.flatMap((one) => statementLines(one, placeOf))]
      : []),
    ...(witness ? ['', 'A token that is let in:', ...witnessLines(witness)] : []),
  ];
}

const VERDICT_WORDS: Readonly<Record<Access['verdict'], string>> = {
  anyone: 'Strangers get in',
  tenant: 'All of one owner get in',
  resource: 'All of one repository or workload get in',
  context: 'Several situations of one repository or workload get in',
  exact: 'Exactly this gets in',
  nobody: 'Nobody gets in',
  'not-federated': 'No web identity gets in',
  unknown: 'Unknown',
};

/** What a caller sets, or nobody knows before `apply`. */
function unknownLines({ verdict, range }: Shown, { rendered }: Report): string[] {
  const names = rendered.filter((one) => isWithin(range, one.range)).flatMap(({ unknown }) => unknown);
  return verdict === 'unknown' && names.length > 0 ? ['', `Not known: ${[...new Set(names)].join(', ')}`] : [];
}

function statementLines(
  { range, verdict, summary }: StatementReport,
  placeOf: (range: SourceRange) => string,
): string[] {
  return placedLines(placeOf(range), `${verdict}: ${summary}`);
}

/** A place, and below it what is said of it. */
function placedLines(place: string, text: string): string[] {
  return [`  ${place}`, ...wrapped(text, WIDTH - 4).map((line) => `    ${line}`)];
}

/** Columns: a peek has less room than an editor. */
const WIDTH = 66;

function witnessLines(witness: Readonly<Record<string, string>>): string[] {
  const width = Math.max(...Object.keys(witness).map((name) => name.length));
  return Object.entries(witness).map(([name, value]) => `  ${name.padEnd(width)}  ${value}`);
}

function findingLines(findings: readonly Finding[], placeOf: (range: SourceRange) => string): string[] {
  if (findings.length === 0) return [];
  return [
    'Findings:',
    ...findings.flatMap(({ range, severity, rule, message }) =>
      placedLines(`${placeOf(range)} ${severity} ${rule}`, message),
    ),
  ];
}

/** Who gets in is decided by principal and conditions. */
function changesAccess({ rule }: Finding): boolean {
  return /^(?:oidc|condition|principal|action)\//.test(rule);
}

function distinct(ranges: readonly SourceRange[]): SourceRange[] {
  return ranges.filter((range, i) => ranges.findIndex((same) => isWithin(same, range) && isWithin(range, same)) === i);
}

function isWithin(outer: SourceRange, inner: SourceRange): boolean {
  return outer.file === inner.file && contains(outer, inner);
}
