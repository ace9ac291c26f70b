/** The indentation of `<<-` heredocs. */
import { removeStart, type Token } from './cook.ts';
import { isGoSpace } from './space.ts';

/**
 * Removes the least indentation of all lines from each line. As in HashiCorp's code, a line begins with the token behind
 * one that ends with a line break, and tokens are looked at after `~` has taken white space away: so a line whose break
 * was stripped is not a line any more, a stripped indentation counts as none, and a line of blanks does not count and
 * keeps them. A template expression at the beginning of a line is not indented; `undefined` stands for it.
 */
export function dedent(parts: readonly (readonly Token[] | undefined)[]): void {
  const indented: Token[] = [];
  let least = Number.POSITIVE_INFINITY;
  let atLineStart = true;
  for (const tokens of parts) {
    if (!tokens) {
      if (atLineStart) least = 0;
      atLineStart = false;
      continue;
    }
    for (const token of tokens) {
      if (atLineStart && !isBlankLine(token)) {
        least = Math.min(least, indentOf(token.text));
        indented.push(token);
      }
      atLineStart = token.text.endsWith('\n');
    }
  }
  if (least === 0 || !Number.isFinite(least)) return;
  for (const token of indented) removeStart(token, prefixLength(token.text, least));
}

function isBlankLine({ text }: Token): boolean {
  return text.endsWith('\n') && indentLength(text) === text.length;
}

function indentLength(text: string): number {
  let length = 0;
  while (isGoSpace(text.charCodeAt(length))) length++;
  return length;
}

/** Indentation is counted in what a reader takes for one character; a tab counts as one. */
function indentOf(text: string): number {
  return text.slice(0, indentLength(text)).replaceAll('\r\n', '\n').length;
}

/** The length of so many characters at the beginning, together with the marks that combine with the last one. */
function prefixLength(text: string, characters: number): number {
  const [prefix] = new RegExp(`^(?:(?:\\r\\n|[^])[\\p{M}\\u200d]*){${characters}}`, 'u').exec(text) ?? [''];
  return prefix.length;
}
