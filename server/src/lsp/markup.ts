import type { MarkupContent } from 'vscode-languageserver';

/** Our texts are Markdown; an editor that shows plain text only gets what a reader would see. */
export function toMarkup(markdown: string, showsMarkdown: boolean): MarkupContent {
  return showsMarkdown ? { kind: 'markdown', value: markdown } : { kind: 'plaintext', value: withoutMarks(markdown) };
}

/** Code is left as it is, whatever stands in it. */
const MARKS = /`(?<code>[^`]*)`|\*\*(?<strong>.+?)\*\*|\[(?<title>[^\]]+)\]\((?<url>[^)\s]+)\)/g;

function withoutMarks(markdown: string): string {
  return markdown.replaceAll(MARKS, (...match) => {
    const { code, strong, title, url } = match.at(-1) as Readonly<Record<string, string | undefined>>;
    if (code !== undefined) return code;
    return strong === undefined ? `${withoutMarks(title!)} (${url})` : withoutMarks(strong);
  });
}
