/** Strings of Terraform's JSON syntax: JSON outside, a template inside, with places in the JSON text. */
import { cookTemplate } from '../hcl/cook.ts';
import type { SyntaxProblem, Template, TemplateText } from '../hcl/nodes.ts';
import { parseHclTemplate } from '../hcl/parse.ts';
import type { JsonString } from '../json/nodes.ts';

/** Gives the place in the file of an offset in a string's content; also of the offset behind its end. */
type Place = (offset: number) => number;

/** A key without regard to templates: names of blocks and arguments have none. */
export function keyText(key: JsonString): string {
  return key.parts.map(String).join('');
}

/** The template that a string is; a `literal` one is text whatever it looks like. */
export function templateOf(
  source: string,
  node: JsonString,
  literal: boolean,
): { template: Template; problems: readonly SyntaxProblem[] } {
  const { start, end, closed } = node;
  const span = { start: start + 1, end: closed ? end - 1 : end };
  const { content, place } = unescaped(source, span.start, span.end);
  const shell = { kind: 'template', start, end, form: 'quoted', content: span, closed } as const;
  if (literal || !/[$%]\{|[^\0-\x7f]/.test(content)) {
    const text: TemplateText = { kind: 'text', ...span, cooked: { text: content, sourceOffset: place } };
    return { template: { ...shell, parts: content === '' ? [] : [text] }, problems: [] };
  }
  const { parts, problems } = parseHclTemplate(content, true);
  const inner: Template = { ...shell, start: 0, end: content.length, form: 'heredoc', parts, content: span };
  return {
    template: { ...shell, parts: moved(inner, content, place).parts },
    problems: problems.map((problem) => moved(problem, content, place)),
  };
}

/** Undoes the escapes of JSON. */
function unescaped(source: string, start: number, end: number): { content: string; place: Place } {
  const raw = source.slice(start, end);
  if (!raw.includes('\\')) return { content: raw, place: (offset) => start + offset };
  const places: number[] = [];
  let content = '';
  for (let at = 0; at < raw.length; ) {
    const pattern = /\\(?:u[0-9a-fA-F]{4}|[^u])/y;
    pattern.lastIndex = at;
    const length = pattern.exec(raw)?.[0].length ?? 1;
    places.push(start + at);
    content += length === 1 ? raw[at] : meaningOf(raw.slice(at, at + length));
    at += length;
  }
  places.push(end);
  return { content, place: (offset) => places[Math.max(0, Math.min(offset, places.length - 1))]! };
}

function meaningOf(written: string): string {
  try {
    return JSON.parse(`"${written}"`) as string;
  } catch {
    // No escape of JSON: the parser has said so, any one character will do.
    return written[1]!;
  }
}

/**
 * A tree over a string's content, moved to where the string stands. The meaning of its texts is settled before, because
 * the file has it in escapes that no reader of HCL knows.
 */
function moved<T>(node: T, content: string, place: Place): T {
  if (Array.isArray(node)) return node.map((item: unknown) => moved(item, content, place)) as T;
  if (node === null || typeof node !== 'object') return node;
  const meanings = isTemplate(node) ? cookTemplate(content, node) : undefined;
  const copy = Object.entries(node).map(([name, value]: [string, unknown]) => {
    if ((name === 'start' || name === 'end') && typeof value === 'number') return [name, place(value)];
    if (name === 'parts' && meanings && Array.isArray(value))
      return [name, withMeanings(value, meanings, content, place)];
    return [name, moved(value, content, place)];
  });
  return Object.fromEntries(copy) as T;
}

function withMeanings(
  parts: readonly unknown[],
  meanings: ReturnType<typeof cookTemplate>,
  content: string,
  place: Place,
): unknown[] {
  return parts.map((part) => {
    const meaning = meanings.get(part as TemplateText);
    if (!meaning) return moved(part, content, place);
    const { text, sourceOffset } = meaning;
    return {
      ...moved(part as TemplateText, content, place),
      cooked: { text, sourceOffset: (i: number) => place(sourceOffset(i)) },
    };
  });
}

function isTemplate(node: object): node is Template {
  return 'kind' in node && node.kind === 'template';
}
