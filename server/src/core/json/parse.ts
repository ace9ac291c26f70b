import { type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import { Layout } from './layout.ts';
import type { JsonDocument, JsonEntry, JsonNode, JsonPiece, JsonProblem, JsonString } from './nodes.ts';

/** No policy is nested like this; the parser below works by recursion and must not run out of stack. */
const MAX_DEPTH = 200;

/** Reads a whole JSON file. Never throws; what cannot be read is a problem. A byte order mark is skipped. */
export function parseJson(text: string): JsonDocument {
  const skip = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  return parseJsonPieces([{ kind: 'text', cooked: text.slice(skip), sourceOffset: (index) => index + skip }]);
}

/** Reads JSON that is written as a template: literal text with holes in it. Spans point into the file that holds the template. */
export function parseJsonPieces(pieces: readonly JsonPiece[]): JsonDocument {
  const layout = new Layout(pieces);
  const tooDeep = deepAt(layout.text);
  if (tooDeep >= 0) {
    const message = `nested more than ${MAX_DEPTH} levels deep`;
    return { root: undefined, problems: [{ span: layout.span(tooDeep, 1), message }], open: true };
  }
  const { open } = layout;
  if (layout.text.trim() === '')
    return { root: undefined, problems: [{ span: layout.span(0, layout.text.length), message: 'it is empty' }], open };
  const errors: ParseError[] = [];
  const tree = parseTree(layout.text, errors, { disallowComments: true, allowTrailingComma: false });
  const unclosed = errors.filter(({ error }) => printParseErrorCode(error) === 'UnexpectedEndOfString');
  const source: Source = { layout, unclosed: new Set(unclosed.map(({ offset }) => offset)) };
  return { root: tree && convert(tree, source), problems: errors.map((error) => problemOf(error, layout)), open };
}

/** The offset at which nesting exceeds the limit, or -1. */
function deepAt(text: string): number {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (inString) {
      if (code === 92) i++;
      else if (code === 34 || code === 10) inString = false;
    } else if (code === 34) inString = true;
    else if (code === 123 || code === 91) {
      if (++depth > MAX_DEPTH) return i;
    } else if (code === 125 || code === 93) depth--;
  }
  return -1;
}

interface Source {
  readonly layout: Layout;
  /** Where strings begin that are not ended. */
  readonly unclosed: ReadonlySet<number>;
}

function convert(node: Node, source: Source): JsonNode {
  const { layout } = source;
  const span = layout.span(node.offset, node.length);
  const children = node.children ?? [];
  switch (node.type) {
    case 'object': {
      const computed = layout.isComputed(
        node,
        children.flatMap((child) => child.children ?? []),
      );
      return { kind: 'object', ...span, computed, entries: children.flatMap((child) => entryOf(child, source)) };
    }
    case 'array': {
      const items = children.map((child) => convert(child, source));
      return { kind: 'array', ...span, computed: layout.isComputed(node, children), items };
    }
    case 'string': {
      const hole = layout.valueHole(node.offset);
      return hole === undefined ? stringOf(node, source) : { kind: 'hole', ...span, hole };
    }
    case 'number':
    case 'boolean':
    case 'null':
      return { kind: node.type, ...span, text: layout.text.slice(node.offset, node.offset + node.length) };
    case 'property':
      throw new Error('a property stands only in an object');
  }
}

function entryOf(node: Node, source: Source): JsonEntry[] {
  const [key, value] = node.children ?? [];
  if (!key) return [];
  const end = value ? value.offset + value.length : key.offset + key.length;
  return [
    {
      ...source.layout.span(node.offset, end - node.offset),
      key: stringOf(key, source),
      value: value && convert(value, source),
    },
  ];
}

function stringOf(node: Node, { layout, unclosed }: Source): JsonString {
  return {
    kind: 'string',
    ...layout.span(node.offset, node.length),
    computed: layout.isComputed(node, []),
    holes: layout.holesIn(node.offset, node.length),
    parts: layout.stringParts(node.offset, node.length, String(node.value)),
    closed: !unclosed.has(node.offset),
  };
}

const WORDS: Readonly<Record<string, string>> = {
  InvalidSymbol: 'this is not JSON',
  InvalidNumberFormat: 'this is not a JSON number',
  PropertyNameExpected: 'a key in double quotes is expected here',
  ValueExpected: 'a value is expected here',
  ColonExpected: 'a colon is expected here',
  CommaExpected: 'a comma is expected here',
  CloseBraceExpected: 'a closing brace is expected here',
  CloseBracketExpected: 'a closing bracket is expected here',
  EndOfFileExpected: 'nothing may follow the end of the document',
  InvalidCommentToken: 'JSON has no comments',
  UnexpectedEndOfComment: 'JSON has no comments',
  UnexpectedEndOfString: 'the string is not closed on its line',
  UnexpectedEndOfNumber: 'the number is not finished',
  InvalidUnicode: 'a \\u escape needs four hexadecimal digits',
  InvalidEscapeCharacter: 'JSON knows no such escape',
  InvalidCharacter: 'a control character must be escaped in a string',
};

function problemOf(error: ParseError, layout: Layout): JsonProblem {
  const code = printParseErrorCode(error.error);
  return { span: layout.span(error.offset, error.length), message: WORDS[code] ?? code };
}
