import type { Dialect } from '../value/value.ts';

/** A string literal as a surface writes it. */
export function quote(text: string, dialect: Dialect): string {
  switch (dialect) {
    case 'json':
      return JSON.stringify(text);
    case 'hcl':
      return hclQuote(text);
    case 'json-in-heredoc':
      return escapeTemplate(JSON.stringify(text));
    case 'json-in-string':
      return hclQuote(JSON.stringify(text)).slice(1, -1);
  }
}

function hclQuote(text: string): string {
  const escaped = text.replace(/[\\"]/g, '\\$&').replace(/\n/g, '\\n').replace(/\r/g, '\\r').replace(/\t/g, '\\t');
  return `"${escapeTemplate(escaped)}"`;
}

/** `${` and `%{` would begin a template. */
function escapeTemplate(text: string): string {
  return text.replace(/([$%])\{/g, '$1$1{');
}
