/** From template text as it is written to the text that it means, with a way back to the source. */
import { dedent } from './dedent.ts';
import type { CookedText, Template, TemplatePart, TemplateText } from './nodes.ts';
import { isGoSpace } from './space.ts';

/**
 * A token of literal text as HashiCorp's scanner cuts it, one for each line in a heredoc: `~` and the removal of
 * indentation work on tokens. `offsets` has the source offset of each character and of the end.
 */
export interface Token {
  text: string;
  offsets: number[];
}

/** Resolves the escapes of a quoted string. */
export function unescapeText(raw: string): string {
  return raw.includes('\\') || raw.includes('{') ? cook(raw, 0, true).text : raw;
}

/** The text of each literal part of a template, in order: escapes resolved, indentation and stripped white space removed. */
export function cookTemplate(source: string, template: Template): ReadonlyMap<TemplateText, CookedText> {
  const known = template.parts.flatMap((part) =>
    part.kind === 'text' && part.cooked ? [[part, part.cooked] as const] : [],
  );
  if (known.length > 0) return new Map(known);
  if (isPlain(source, template)) return asWritten(source, template);
  const tokens = template.parts.map((part) =>
    part.kind === 'text' ? tokensOf(source, part, template.form) : undefined,
  );
  strip(template.parts, tokens);
  if (template.form === 'flush-heredoc') dedent(tokens);
  const cooked = new Map<TemplateText, CookedText>();
  template.parts.forEach((part, i) => {
    if (part.kind === 'text') cooked.set(part, joined(tokens[i]!, part.end));
  });
  return cooked;
}

/** Nothing to resolve: most strings. */
function isPlain(source: string, { form, parts }: Template): boolean {
  if (form === 'flush-heredoc') return false;
  return parts.every((part) => {
    if (part.kind !== 'text') return !part.stripLeft && !part.stripRight;
    const raw = source.slice(part.start, part.end);
    return !(form === 'quoted' && raw.includes('\\')) && !raw.includes('{') && isComposed(raw);
  });
}

function asWritten(source: string, { parts }: Template): ReadonlyMap<TemplateText, CookedText> {
  const cooked = new Map<TemplateText, CookedText>();
  for (const part of parts) {
    if (part.kind !== 'text') continue;
    const { start } = part;
    cooked.set(part, { text: source.slice(start, part.end), sourceOffset: (index) => start + index });
  }
  return cooked;
}

/** HashiCorp's scanner makes a token of its own of a line break behind a `$` and one more character. */
const LONE_BREAK = /[$%][ -z|}~\t](?=\r?\n$)|(?<![$%])[$%]\r(?=\n$)/;

function tokensOf(source: string, { start, end }: TemplateText, form: Template['form']): Token[] {
  if (form === 'quoted') return [cook(source.slice(start, end), start, true)];
  const tokens: Token[] = [];
  for (let line = start; line < end; ) {
    const stop = source.indexOf('\n', line);
    const lineEnd = stop < 0 || stop >= end ? end : stop + 1;
    const raw = source.slice(line, lineEnd);
    const cut = LONE_BREAK.exec(raw)?.index;
    if (cut !== undefined) tokens.push(cook(raw.slice(0, cut + 2), line, false));
    tokens.push(cook(raw.slice(cut === undefined ? 0 : cut + 2), cut === undefined ? line : line + cut + 2, false));
    line = lineEnd;
  }
  return tokens;
}

/** `~` takes the white space away from the one token beside it, escapes such as `\n` included. */
function strip(parts: readonly TemplatePart[], tokens: readonly (Token[] | undefined)[]): void {
  parts.forEach((part, i) => {
    if (part.kind === 'text') return;
    const before = tokens[i - 1]?.at(-1);
    const after = tokens[i + 1]?.[0];
    if (part.stripLeft && before) {
      let end = before.text.length;
      while (end > 0 && isGoSpace(before.text.charCodeAt(end - 1))) end--;
      before.text = before.text.slice(0, end);
      before.offsets.length = end + 1;
    }
    if (part.stripRight && after) {
      let start = 0;
      while (isGoSpace(after.text.charCodeAt(start))) start++;
      removeStart(after, start);
    }
  });
}

export function removeStart(token: Token, length: number): void {
  token.text = token.text.slice(length);
  token.offsets.splice(0, length);
}

function joined(tokens: readonly Token[], end: number): CookedText {
  const text = tokens.map((token) => token.text).join('');
  const offsets = tokens.flatMap((token) => token.offsets.slice(0, token.text.length));
  const last = tokens.findLast((token) => token.text !== '');
  offsets.push(last ? last.offsets[last.text.length]! : end);
  return { text, sourceOffset: (index) => offsets[Math.max(0, Math.min(index, offsets.length - 1))]! };
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\' };

/** Resolves doubled markers, and in a quoted string escapes. */
function cook(raw: string, base: number, quoted: boolean): Token {
  let text = '';
  const offsets: number[] = [];
  for (let i = 0; i < raw.length; ) {
    const resolved = quoted && raw[i] === '\\' ? escapeAt(raw, i) : undefined;
    if (resolved) {
      for (let k = 0; k < resolved.text.length; k++) offsets.push(base + i);
      text += resolved.text;
      i += resolved.length;
    } else {
      offsets.push(base + i);
      text += raw[i];
      // Of `$${` the second character goes.
      i += (raw[i] === '$' || raw[i] === '%') && raw[i + 1] === raw[i] && raw[i + 2] === '{' ? 2 : 1;
    }
  }
  offsets.push(base + raw.length);
  return composed({ text, offsets });
}

/** What stands at a backslash; undefined for what is no escape and stays as it is. */
function escapeAt(raw: string, at: number): { text: string; length: number } | undefined {
  const letter = raw[at + 1] ?? '';
  const digits = letter === 'u' ? 4 : letter === 'U' ? 8 : 0;
  if (digits === 0) return letter in ESCAPES ? { text: ESCAPES[letter]!, length: 2 } : undefined;
  const hex = raw.slice(at + 2, at + 2 + digits);
  const code = /^[0-9a-fA-F]+$/.test(hex) && hex.length === digits ? Number.parseInt(hex, 16) : -1;
  if (code < 0 || code > 0x10ffff) return undefined;
  return { text: String.fromCodePoint(code), length: 2 + digits };
}

function isComposed(text: string): boolean {
  return /^[\0-\x7f]*$/.test(text) || text.normalize('NFC') === text;
}

/** Terraform keeps every string in Unicode's composed form (NFC). */
function composed(token: Token): Token {
  if (isComposed(token.text)) return token;
  let text = '';
  const offsets: number[] = [];
  for (const { segment, index } of new Intl.Segmenter().segment(token.text)) {
    const normal = segment.normalize('NFC');
    // A segment that stays as long keeps its places; else all of it comes from where it begins.
    for (let i = 0; i < normal.length; i++)
      offsets.push(token.offsets[normal.length === segment.length ? index + i : index]!);
    text += normal;
  }
  offsets.push(token.offsets[token.text.length]!);
  return { text, offsets };
}
