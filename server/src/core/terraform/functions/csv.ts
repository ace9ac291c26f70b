/** `csvdecode`. The rules are those of RFC 4180 as Go's `encoding/csv` reads it, which Terraform uses. */
import type { SourceRange } from '../../text/range.ts';
import { stringAt, type Value } from '../../value/value.ts';
import { failing } from '../certainty.ts';
import { allStrings, listOf, MAX_ITEMS, type Run } from './signature.ts';

/** The first line names the columns; every other line is an object of strings. */
export const csvDecode: Run = allStrings(([text = ''], at) => {
  const records = recordsOf(text.replaceAll('\r\n', '\n'));
  if (records === undefined) return failing('this is no CSV', at);
  const [names, ...rows] = records;
  if (!names) return failing('the line that names the columns is missing', at);
  if (new Set(names).size < names.length) return failing('two columns have one name', at);
  if (rows.some((row) => row.length !== names.length)) return failing('a line has another number of columns', at);
  if (rows.length * names.length > MAX_ITEMS) return undefined;
  return listOf(
    rows.map((row) => objectOf(names, row, at)),
    at,
  );
});

function objectOf(names: readonly string[], row: readonly string[], at: SourceRange): Value {
  const text = (index: number, of: readonly string[]) => stringAt(of[index]!.normalize('NFC'), at);
  const entries = names.map((_, i) => ({ key: text(i, names), value: text(i, row), at }));
  return { kind: 'object', entries, open: false, at };
}

/** A field: in quotes, where two of them stand for one, or plain; and what ends it. */
const FIELD = /(?:"((?:[^"]|"")*)"|([^",\n]*))(,|\n|$)/y;

/** Undefined for what is no CSV. Empty lines count for nothing. */
function recordsOf(text: string): string[][] | undefined {
  const records: string[][] = [];
  let record: string[] = [];
  for (let at = 0; at < text.length || record.length > 0; ) {
    if (record.length === 0 && text[at] === '\n') {
      at++;
      continue;
    }
    FIELD.lastIndex = at;
    const match = FIELD.exec(text);
    if (!match) return undefined;
    at = FIELD.lastIndex;
    record.push(match[1]?.replaceAll('""', '"') ?? match[2]!);
    if (match[3] === ',') continue;
    records.push(record);
    record = [];
  }
  return records;
}
