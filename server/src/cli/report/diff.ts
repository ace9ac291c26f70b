/** What a change does to who can assume each role: for people, for a pull request, and for machines. */
import type { IssuedToken } from '../../core/access/difference.ts';
import type { RoleReport } from '../../core/analysis/report.ts';
import { type ChangeWord, changeWord, tokenText } from '../../features/changeTexts.ts';
import { changeFacts, rangeOf } from '../../features/facts.ts';
import type { ComparedRole } from '../../workspace/compareRoles.ts';
import type { Io } from '../io.ts';
import { padded } from './cells.ts';
import { escapeControls, safeJson } from './escape.ts';
import type { Place, PlacedResult } from './place.ts';
import { type Style, styleFor } from './style.ts';
import { markdownText } from './who.ts';

export interface DiffReport {
  /** In no particular order; `place` is where the role stands now, or stood. */
  readonly changes: readonly { readonly role: ComparedRole; readonly place: Place }[];
  readonly errors: readonly { readonly side: 'before' | 'after'; readonly placed: PlacedResult }[];
}

/** A change in the words of a report. */
interface Row {
  readonly word: ChangeWord;
  readonly address: string;
  readonly place: string;
  /** Who could assume it, in the words of `who`; empty where there is no such role. */
  readonly before: string;
  readonly after: string;
  readonly gained: string;
  readonly lost: string;
}

const NO_ROLE = '(no role)';

/** A stretch of lines for each role that is not the same. */
export function diffTable(report: DiffReport, io: Io): string {
  const rows = shown(report);
  const style = styleFor(io);
  const width = Math.max(0, ...rows.map(({ word }) => word.length));
  const indent = ' '.repeat(width + 2);
  const blocks = rows.map((row) =>
    [
      `${paint(row.word, style)(padded(row.word, width))}  ${style.bold(row.address)}  ${style.dim(row.place)}`,
      ...whoLines(row).map((line) => indent + line),
      ...(row.gained ? [`${indent}gets in:    ${row.gained}`] : []),
      ...(row.lost ? [`${indent}no longer:  ${row.lost}`] : []),
    ].join('\n'),
  );
  return `${[...blocks, summary(report)].join('\n\n')}\n`;
}

function whoLines({ before, after }: Row): string[] {
  return before === after ? [before] : [`${before} ->`, after];
}

function paint(word: ChangeWord, { severity, dim }: Style): (text: string) => string {
  if (word === 'widens' || word === 'moves' || word === 'added') return severity.error;
  return word === 'unknown' ? severity.warning : word === 'same' ? dim : (text) => text;
}

/** A comment on a pull request: who gets in comes before what stays the same. */
export function diffMarkdown(report: DiffReport): string {
  const rows = shown(report);
  const cells = ({ word, address, place, before, after, gained, lost }: Row): string => {
    const texts = [address, before, after, gained, lost, place].map(markdownText);
    return `| **${word}** | ${texts.join(' | ')} |`;
  };
  const table = [
    '| Change | Role | Who could assume it | Who can now | Gets in | No longer | Place |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...rows.map(cells),
    '',
  ];
  const errors = report.errors.flatMap(({ side, placed }) =>
    placed.errors.map(
      ({ file, problem }) => `- ${side}: ${markdownText(escapeControls(`${file}: ${problem.message}`))}`,
    ),
  );
  const broken = errors.length > 0 ? ['', 'Not everything could be read:', '', ...errors] : [];
  return `${[...(rows.length > 0 ? table : []), summary(report), ...broken].join('\n')}\n`;
}

/** One object on one line; its form is public and changes only with `version`. */
export function diffJson(report: DiffReport): string {
  const changes = ordered(report).map(({ role, place }) => changeFacts(role, place));
  const errors = report.errors.flatMap(({ side, placed }) =>
    placed.errors.map(({ problem, file, place }) => ({
      side,
      file,
      message: problem.message,
      ...(place && { range: rangeOf(place) }),
    })),
  );
  return `${safeJson({ version: 1, changes, errors })}\n`;
}

/** By file, place and address. */
function ordered({ changes }: DiffReport): DiffReport['changes'] {
  const address = ({ role: { before, after } }: DiffReport['changes'][number]): string =>
    (after ?? before)!.address ?? '';
  return [...changes].sort(
    (a, b) =>
      byText(a.place.file, b.place.file) ||
      a.place.range.start - b.place.range.start ||
      byText(address(a), address(b)) ||
      byText(a.role.module, b.role.module),
  );
}

/** What a person must look at. A role that trusts no issuer is not our affair. */
function shown(report: DiffReport): Row[] {
  return ordered(report)
    .filter(({ role }) => !isSame(role))
    .map(({ role: { before, after, change }, place }) => ({
      word: changeWord(change),
      address: escapeControls((after ?? before)!.address ?? 'trust policy'),
      place: `${escapeControls(place.file)}:${place.start.line}`,
      before: sentenceOf(before),
      after: sentenceOf(after),
      gained: said(change.difference.gained),
      lost: said(change.difference.lost),
    }));
}

function isSame({ before, after, change: { kind, difference } }: ComparedRole): boolean {
  if (kind === 'added' || kind === 'removed') return (after ?? before)!.verdict === 'not-federated';
  return difference.change === 'same';
}

function sentenceOf(role: RoleReport | undefined): string {
  return role ? `${role.verdict}: ${escapeControls(role.summary)}` : NO_ROLE;
}

function said(token: IssuedToken | undefined): string {
  return token ? escapeControls(`${token.issuer}: ${tokenText(token)}`) : '';
}

/** `1 widens, 2 unknown, 5 the same`. */
function summary({ changes }: DiffReport): string {
  const words: readonly ChangeWord[] = ['widens', 'moves', 'added', 'unknown', 'narrows', 'removed'];
  const different = changes.filter(({ role }) => !isSame(role));
  const counted = words.flatMap((word) => {
    const count = different.filter(({ role }) => changeWord(role.change) === word).length;
    return count > 0 ? [`${count} ${word}`] : [];
  });
  const same = changes.length - different.length;
  if (counted.length === 0) return `Nobody gets in who did not, and nobody is kept out who did: ${roles(same)}.`;
  return [...counted, ...(same > 0 ? [`${same} the same`] : [])].join(', ');
}

function roles(count: number): string {
  return `${count} ${count === 1 ? 'role' : 'roles'} compared`;
}

/** By UTF-16 code units, the same on every machine. */
function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
