/** Writes a policy as JSON in a heredoc: expressions become `${...}`, and what would begin one is escaped. */
import { type Computed, refuse, type Written } from './written.ts';

export function jsonLines(value: Written): string[] {
  switch (value.kind) {
    case 'object': {
      refuseComments(value);
      const entries = value.entries.map((entry) => {
        refuseComments(entry.notes);
        const key =
          entry.key.kind === 'expression' ? { kind: 'text' as const, parts: [entry.key.computed] } : entry.key;
        const [first, ...others] = jsonLines(entry.value);
        return [`${textOf(key.parts)}: ${first}`, ...others];
      });
      return bracketed('{', entries, '}');
    }
    case 'list': {
      refuseComments(value);
      const items = value.items.map((item) => {
        refuseComments(item.notes);
        return jsonLines(item.value);
      });
      return bracketed('[', items, ']');
    }
    case 'text':
      return [textOf(value.parts)];
    case 'raw':
      return [value.text];
    case 'expression':
      return [expressionText(value.computed)];
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

function textOf(parts: readonly (string | Computed)[]): string {
  const written = parts.map((part, i) => {
    if (typeof part === 'object')
      return part.plain ? hole(part) : refuse('an expression inserts quotes or backslashes');
    const text = JSON.stringify(part).slice(1, -1);
    if (/[$%]$/.test(part) && i < parts.length - 1)
      return refuse('a dollar or percent sign stands before an expression');
    return text.replace(/([$%])\{/g, '$1$1{');
  });
  return `"${written.join('')}"`;
}

/** What is certainly a string stands in quotes; of anything else Terraform makes the JSON. */
function expressionText(computed: Computed): string {
  if (computed.shape === 'text' && computed.plain) return `"${hole(computed)}"`;
  return hole({ ...computed, source: `jsonencode(${computed.source})` });
}

function hole({ source }: Computed): string {
  return source.includes('\n') ? refuse('an expression stands over several lines') : `\${${source}}`;
}
