/** Above each role, policy document and JSON trust policy: who gets in. */
import type { Access, Report, Verdict } from '../core/analysis/report.ts';
import type { FileId, Span } from '../core/text/range.ts';

export interface AccessLens {
  readonly span: Span;
  readonly verdict: Verdict;
  /** "GitHub Actions: any workflow of repository acme/api". */
  readonly text: string;
}

/** Several calls of a module may make several of one place; more sentences than these are not read. */
const MOST_AT_A_PLACE = 3;

/** None for what trusts no web identity. The report is the file's own. */
export function accessLenses({ summaries }: Report, file: FileId): AccessLens[] {
  const byPlace = new Map<string, AccessLens[]>();
  for (const { range, verdict, summary } of summaries) {
    if (range.file !== file || verdict === 'not-federated') continue;
    const place = `${range.start} ${range.end}`;
    const others = byPlace.get(place) ?? [];
    const isSaid = others.some(({ text }) => text === summary);
    if (!isSaid && others.length < MOST_AT_A_PLACE) others.push({ span: range, verdict, text: summary });
    byPlace.set(place, others);
  }
  return [...byPlace.values()].flat().sort((a, b) => a.span.start - b.span.start);
}

/** The most telling verdict of a file first: strangers, then nobody, then the widest, then what is not certain. */
const BY_WEIGHT: readonly Verdict[] = ['anyone', 'nobody', 'tenant', 'resource', 'context', 'exact', 'unknown'];

export interface FileAccess extends AccessLens {
  /** How many roles, documents and policies the file holds that trust web identities. */
  readonly count: number;
}

/** What most deserves a look in a file; undefined where nothing trusts a web identity. */
export function worstAccess(lenses: readonly AccessLens[]): FileAccess | undefined {
  const weight = ({ verdict }: Pick<Access, 'verdict'>): number => BY_WEIGHT.indexOf(verdict);
  const [worst] = [...lenses].sort((a, b) => weight(a) - weight(b));
  if (!worst) return undefined;
  return { ...worst, count: new Set(lenses.map(({ span }) => span.start)).size };
}
