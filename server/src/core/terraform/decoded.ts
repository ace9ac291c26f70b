/** What the parts of a text become when it is decoded: values that know where in the text they stand. */
import { inFile, type SourceRange } from '../text/range.ts';
import { ANY, known } from '../value/text.ts';
import {
  type Entry,
  type ObjectValue,
  type StringValue,
  stringAt,
  type TemplatePiece,
  textOf,
  type Value,
} from '../value/value.ts';

/** Where a stretch of the decoded text stands, in UTF-16 units of that text. */
export interface Places {
  (start: number, end: number): SourceRange;
  /** The references that lead to these places. */
  readonly via: readonly SourceRange[];
}

/** The places in a text whose writing is seen, expressions in it included; all else stands where it is decoded. */
export function placesIn(value: Value, call: SourceRange): Places {
  const stretches = value.kind === 'string' ? stretchesOf(value) : undefined;
  if (!stretches) return Object.assign(() => call, { via: [] });
  const { file } = value.at;
  const place = (start: number, end: number): SourceRange => {
    const first = stretches.findLast(({ from }) => from <= start) ?? stretches[0]!;
    const last = stretches.find(({ to }) => end <= to) ?? stretches[stretches.length - 1]!;
    return inFile(file, { start: sourceOf(first, start, 'start'), end: sourceOf(last, end, 'end') });
  };
  return Object.assign(place, { via: [call, ...(value.via ?? [])] });
}

/** A part of a template and which stretch of its text it makes. */
interface Stretch {
  readonly piece: TemplatePiece;
  readonly from: number;
  readonly to: number;
}

/** The parts of a template whose text is known, if together they are that text. */
function stretchesOf({ text, template }: StringValue): readonly Stretch[] | undefined {
  if (!template?.complete || template.pieces.length === 0) return undefined;
  const stretches: Stretch[] = [];
  let whole = '';
  for (const piece of template.pieces) {
    const made = piece.kind === 'text' ? piece.cooked : known((piece.kind === 'value' && textOf(piece.value)) || ANY);
    if (made === undefined) return undefined;
    stretches.push({ piece, from: whole.length, to: whole.length + made.length });
    whole += made;
  }
  return whole === known(text) ? stretches : undefined;
}

function sourceOf({ piece, from }: Stretch, offset: number, edge: 'start' | 'end'): number {
  return piece.kind === 'text' ? piece.sourceOffset(offset - from) : piece.span[edge];
}

/** The same value, at a place of its own. */
export function placed<T extends Value>(value: T, places: Places, start: number, end: number): T {
  const { via } = places;
  return { ...value, at: places(start, end), ...(via.length > 0 ? { via } : {}) };
}

/** A string that was decoded. */
export function decodedString(text: string, places: Places, start: number, end: number): StringValue {
  return placed(stringAt(text.normalize('NFC'), places(start, end)), places, start, end);
}

/** An object that was decoded: of entries with the same key only the last is left. */
export function decodedObject(entries: readonly Entry[], at: SourceRange): ObjectValue {
  const last = new Map(entries.map((entry) => [known(entry.key.text), entry] as const));
  return { kind: 'object', entries: [...last.values()], open: false, at };
}
