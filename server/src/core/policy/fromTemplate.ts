/** Reads JSON that is written as a template: a heredoc, a quoted string, a file. Its expressions are holes in the JSON. */
import type { JsonPiece } from '../json/nodes.ts';
import { parseJsonPieces } from '../json/parse.ts';
import { inFile, type SourceRange, type Span } from '../text/range.ts';
import { valueFromJson } from '../value/fromJson.ts';
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
  const holes: Value[] = [];
  const pieces: JsonPiece[] = [];
  for (const piece of template.pieces) {
    if (piece.kind === 'text') pieces.push(piece);
    else if (piece.kind === 'value') pieces.push({ kind: 'hole', span: piece.span, hole: holes.push(piece.value) - 1 });
  }
  const { file } = value.at;
  const document = parseJsonPieces(pieces);
  const dialect = DIALECTS[template.form];
  // With directives in it the text that is seen is not the text that will be: its faults prove nothing.
  const at = (span: Span): SourceRange => inFile(file, template.pieces.length === 0 ? value.at : span);
  const problems = template.complete ? document.problems.map((p) => ({ at: at(p.span), message: p.message })) : [];
  const complete = template.complete && document.problems.length === 0;
  const root = document.root && valueFromJson(document.root, { file, dialect, holes, complete });
  return { object: root?.kind === 'object' ? root : undefined, problems };
}
