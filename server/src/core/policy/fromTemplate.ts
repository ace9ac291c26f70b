/** Reads JSON that is written as a template: a heredoc, a quoted string, a file. Its expressions are holes in the JSON. */
import type { JsonPiece } from '../json/nodes.ts';
import { parseJsonPieces } from '../json/parse.ts';
import { inFile, type SourceRange, type Span } from '../text/range.ts';
import { valueFromJson } from '../value/fromJson.ts';
import type { Text } from '../value/text.ts';
import type { Dialect, ObjectValue, StringValue, TemplateSource, Value } from '../value/value.ts';
import { policyFromObject, type Reading, unreadPolicy } from './fromValue.ts';
import type { PolicyProblem, TrustPolicy } from './model.ts';

const DIALECTS: Readonly<Record<TemplateSource['form'], Dialect>> = {
  quoted: 'json-in-string',
  heredoc: 'json-in-heredoc',
  file: 'json',
  templatefile: 'json-in-heredoc',
};

/** The policy that a string holds. */
export function policyFromTemplate(value: StringValue, template: TemplateSource, reading: Reading): TrustPolicy {
  const { object, problems } = objectInTemplate(value, template);
  const space = leadingSpace(template);
  const full = { ...reading, problems, ...(space ? { leadingSpace: inFile(value.at.file, space) } : {}) };
  return object ? policyFromObject(object, full) : unreadPolicy(value.at, full);
}

/** White space before the opening brace of the object. */
function leadingSpace({ pieces, complete }: TemplateSource): Span | undefined {
  const [first] = pieces;
  if (first?.kind !== 'text' || !complete) return undefined;
  const length = /^\s+(?=\{)/.exec(first.cooked)?.[0].length;
  return length ? { start: first.sourceOffset(0), end: first.sourceOffset(length) } : undefined;
}

/** The JSON object that a string holds, as far as it could be read. */
export function objectInTemplate(
  value: StringValue,
  template: TemplateSource,
): { readonly object: ObjectValue | undefined; readonly problems: readonly PolicyProblem[] } {
  const { pieces, holes } = jsonPieces(template);
  const { file } = value.at;
  const document = parseJsonPieces(pieces);
  const dialect = DIALECTS[template.form];
  // Where not all of the text is seen, the faults of what is seen prove nothing.
  const isSeen = template.complete && !document.open;
  const at = (span: Span): SourceRange => inFile(file, template.pieces.length === 0 ? value.at : span);
  const problems = isSeen ? document.problems.map((p) => ({ at: at(p.span), message: p.message })) : [];
  const complete = isSeen && document.problems.length === 0;
  const root = document.root && valueFromJson(document.root, { file, dialect, holes, complete });
  return { object: root?.kind === 'object' ? root : undefined, problems };
}

/** A template as pieces of JSON, and the values behind the numbers of its holes. */
function jsonPieces(template: TemplateSource): { pieces: JsonPiece[]; holes: Value[] } {
  const holes: Value[] = [];
  const pieces = template.pieces.map((piece): JsonPiece => {
    if (piece.kind === 'directive') return { kind: 'seam', span: piece.span, open: !piece.certain };
    const { span, repeated = false } = piece;
    if (piece.kind === 'text') return { ...piece, repeated };
    const hole = holes.push(piece.value) - 1;
    const text = knownText(piece.value)?.map((part) =>
      typeof part === 'string' ? part : holes.push({ kind: 'string', text: [part], at: piece.value.at }) - 1,
    );
    return { kind: 'hole', span, hole, repeated, ...(text ? { text } : {}) };
  });
  return { pieces, holes };
}

/** The text of a string of which anything is known; of other values JSON knows more than their text. */
function knownText(value: Value): Text | undefined {
  const isKnown = value.kind === 'string' && (value.text.length !== 1 || typeof value.text[0] === 'string');
  return isKnown ? value.text : undefined;
}
