/** Who can assume each role, for people: a line a role, or a table for a document in Markdown. */
import type { Verdict } from '../../core/analysis/report.ts';
import { wrapped } from '../../core/text/wrap.ts';
import type { Io } from '../io.ts';
import { padded, widthOf } from './cells.ts';
import { escapeControls } from './escape.ts';
import type { PlacedResult } from './place.ts';
import { styleFor, verdictPaint } from './style.ts';

/** A longer sentence pushes its own line, not everyone's. */
const MAX_SENTENCE = 72;
const MAX_ADDRESS = 40;
const MIN_SENTENCE = 20;
const GAP = '  ';

interface Row {
  readonly verdict: Verdict;
  readonly who: string;
  readonly address: string;
  readonly place: string;
}

/**
 * A line a role, so that it can be searched and counted. On a terminal where a line would not fit, the sentence is wrapped
 * and what it is about stands below it.
 */
export function whoTable(result: PlacedResult, io: Io): string {
  const rows = rowsOf(result);
  const style = styleFor(io);
  const widest = (texts: readonly string[], limit: number): number => Math.min(limit, Math.max(...texts.map(widthOf)));
  const columns = {
    verdict: widest(
      rows.map((row) => row.verdict),
      Number.POSITIVE_INFINITY,
    ),
    who: widest(
      rows.map((row) => row.who),
      MAX_SENTENCE,
    ),
    address: widest(
      rows.map((row) => row.address),
      MAX_ADDRESS,
    ),
  };
  const painted = ({ verdict }: Row): string => verdictPaint(verdict, style)(padded(verdict, columns.verdict));
  const tails = rows.map(({ who, address, place }) => [
    padded(who, columns.who),
    padded(address, columns.address),
    style.dim(place),
  ]);
  const length = (row: Row): number =>
    columns.verdict +
    Math.max(columns.who, widthOf(row.who)) +
    Math.max(columns.address, widthOf(row.address)) +
    widthOf(row.place) +
    3 * GAP.length;
  const room = io.stdout.columns ?? Number.POSITIVE_INFINITY;
  if (rows.every((row) => length(row) <= room)) {
    return lines(rows.map((row, i) => [painted(row), ...tails[i]!].join(GAP)));
  }
  const indent = ' '.repeat(columns.verdict) + GAP;
  const width = Math.max(MIN_SENTENCE, room - indent.length);
  return lines(
    rows.flatMap((row) => {
      const [first = '', ...more] = wrapped(row.who, width, widthOf);
      const about = wrapped(`${row.address}${GAP}${row.place}`, width, widthOf).map((line) => style.dim(line));
      return [painted(row) + GAP + first, ...[...more, ...about].map((line) => indent + line)];
    }),
  );
}

/** A table that pull requests and wikis show. */
export function whoMarkdown(result: PlacedResult): string {
  const rows = rowsOf(result).map(({ verdict, who, address, place }) => [verdict, who, address, place]);
  return lines([
    '| Verdict | Who can assume it | Role | Place |',
    '| --- | --- | --- | --- |',
    ...rows.map((cells) => `| ${cells.map(markdownText).join(' | ')} |`),
  ]);
}

function rowsOf(result: PlacedResult): Row[] {
  return result.roles.map(({ role, place }) => ({
    verdict: role.verdict,
    who: escapeControls(role.summary),
    address: escapeControls(role.address ?? 'trust policy'),
    place: `${escapeControls(place.file)}:${place.start.line}`,
  }));
}

/** Every character that Markdown or the HTML in it would read as something else than itself. */
export function markdownText(text: string): string {
  return text
    .replace(/[\\`*_{}[\]()#+!|~$]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('@', '&#64;');
}

function lines(texts: readonly string[]): string {
  return texts.map((text) => `${text.trimEnd()}\n`).join('');
}
