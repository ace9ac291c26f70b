/** Writes a policy as JSON: by itself, or as a template in a heredoc. */
import { type Computed, refuse, type Written } from './written.ts';

/** `template`: expressions are written as `${...}`, and what would begin one is escaped. `plain`: there are no expressions. */
export type JsonStyle = 'template' | 'plain';

export function jsonLines(value: Written, style: JsonStyle): string[] {
  switch (value.kind) {
    case 'object': {
      refuseComments(value);
      const entries = value.entries.map((entry) => {
        refuseComments(entry.notes);
        const key =
          entry.key.kind === 'expression' ? { kind: 'text' as const, parts: [entry.key.computed] } : entry.key;
        const [first, ...others] = jsonLines(entry.value, style);
        return [`${textOf(key.parts, style)}: ${first}`, ...others];
      });
      return bracketed('{', entries, '}');
    }
    case 'list': {
      refuseComments(value);
      const items = value.items.map((item) => {
        refuseComments(item.notes);
        return jsonLines(item.value, style);
      });
      return bracketed('[', items, ']');
    }
    case 'text':
      return [textOf(value.parts, style)];
    case 'raw':
      return [value.text];
    case 'expression':
      return [expressionText(value.computed, style)];
  }
}

function bracketed(open: string, parts: readonly string[][], close: string): string[] {
  if (parts.length === 0) return [open + close];
  const lines = parts.flatMap((part, i) =>
    part.map((line, k) => `  ${line}${k === part.length - 1 && i < parts.length - 1 ? ',' : ''}`),
  );
  return [open, ...lines, close];
}

function refuseComments(notes: {
  before?: readonly string[];
  after?: string | undefined;
  rest?: readonly string[];
}): void {
  if ([...(notes.before ?? []), ...(notes.rest ?? [])].length > 0 || notes.after !== undefined)
    refuse('JSON has no comments');
}

function textOf(parts: readonly (string | Computed)[], style: JsonStyle): string {
  const written = parts.map((part, i) => {
    if (typeof part === 'object')
      return part.plain ? hole(part, style) : refuse('an expression inserts quotes or backslashes');
    const text = JSON.stringify(part).slice(1, -1);
    if (style === 'plain') return text;
    if (/[$%]$/.test(part) && i < parts.length - 1)
      return refuse('a dollar or percent sign stands before an expression');
    return text.replace(/([$%])\{/g, '$1$1{');
  });
  return `"${written.join('')}"`;
}

/** What is certainly a string stands in quotes; of anything else Terraform makes the JSON. */
function expressionText(computed: Computed, style: JsonStyle): string {
  if (computed.shape === 'text' && computed.plain) return `"${hole(computed, style)}"`;
  return hole({ ...computed, source: `jsonencode(${computed.source})` }, style);
}

function hole({ source }: Computed, style: JsonStyle): string {
  if (style === 'plain') return refuse(`${source} is not known`);
  return source.includes('\n') ? refuse('an expression stands over several lines') : `\${${source}}`;
}
