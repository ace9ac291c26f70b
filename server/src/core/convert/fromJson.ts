/** Reads JSON as what is written there: a text, or a template whose expressions stand in it. */
import { cookTemplate } from '../hcl/cook.ts';
import type { Expression, Template } from '../hcl/nodes.ts';
import type { JsonDocument, JsonEntry, JsonNode, JsonPiece } from '../json/nodes.ts';
import { parseJsonPieces } from '../json/parse.ts';
import type { HclReader } from './fromHcl.ts';
import {
  type Computed,
  NO_NOTES,
  refuse,
  type Written,
  type WrittenEntry,
  type WrittenText,
  withDistinctKeys,
} from './written.ts';

/** The JSON that a heredoc or a quoted string holds. */
export function fromTemplate(reader: HclReader, template: Template): Written {
  if (!template.closed) refuse('it is not written to its end');
  const cooked = cookTemplate(reader.file.text, template);
  const holes: Expression[] = [];
  const pieces = template.parts.map((part): JsonPiece => {
    if (part.kind === 'directive') return refuse('it holds a template directive, such as %{ if }');
    if (part.kind === 'interpolation')
      return { kind: 'hole', span: { start: part.start, end: part.end }, hole: holes.push(part.value) - 1 };
    const { text, sourceOffset } = cooked.get(part)!;
    return { kind: 'text', cooked: text, sourceOffset };
  });
  return fromJson(parseJsonPieces(pieces), (hole) => holes[hole]!, reader);
}

/** A document without faults. */
export function fromJson(
  { root, problems, open }: JsonDocument,
  hole: (number: number) => Expression,
  reader?: HclReader,
): Written {
  if (open) return refuse('an expression inserts JSON');
  if (!root || problems.length > 0) return refuse('it is no faultless JSON');
  return read(root, hole, reader);
}

function read(node: JsonNode, hole: (number: number) => Expression, reader: HclReader | undefined): Written {
  switch (node.kind) {
    case 'object': {
      const entries = node.entries.map((entry) => readEntry(entry, hole, reader));
      return withDistinctKeys({ kind: 'object', entries, rest: [] });
    }
    case 'array':
      return {
        kind: 'list',
        items: node.items.map((item) => ({ value: read(item, hole, reader), notes: NO_NOTES })),
        rest: [],
      };
    case 'string':
      return {
        kind: 'text',
        parts: node.parts.map((part) => (typeof part === 'string' ? part : inserted(hole(part), reader))),
      };
    case 'number':
    case 'boolean':
    case 'null':
      return { kind: 'raw', text: node.text };
    case 'hole':
      return insertedJson(hole(node.hole), reader!);
  }
}

function readEntry(
  { key, value }: JsonEntry,
  hole: (number: number) => Expression,
  reader: HclReader | undefined,
): WrittenEntry {
  if (!value) return refuse('a value is missing');
  const name = read(key, hole, reader) as WrittenText;
  return { key: name, value: read(value, hole, reader), notes: NO_NOTES };
}

function inserted(expression: Expression, reader: HclReader | undefined): Computed {
  const computed = reader!.computed(expression);
  return computed.plain ? computed : refuse('an expression inserts quotes or backslashes into the JSON');
}

/** What stands where a value should be inserts JSON, not text. */
function insertedJson(expression: Expression, reader: HclReader): Written {
  const [only, ...more] = expression.kind === 'call' && expression.name === 'jsonencode' ? expression.args : [];
  if (only && more.length === 0) return reader.read(only);
  const computed = reader.computed(expression);
  return computed.shape === 'scalar' ? { kind: 'expression', computed } : refuse('an expression inserts JSON');
}
