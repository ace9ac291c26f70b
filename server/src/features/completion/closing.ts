/** Ends what is open in the beginning of a Terraform file, so that it can be read as if it were written to its end. */

/** Where a block begins at the start of a line: there an error before it ends. */
const BLOCK = /^[A-Za-z]\w*[^\n=]*\{/gm;

/** Texts with a word at the offset, and behind it nothing but what closes the block at hand, and the blocks that follow. */
export function closed(text: string, offset: number, word: string): string[] {
  const starts = [...text.matchAll(BLOCK)].map(({ index }) => index);
  const block = starts.findLast((start) => start < offset) ?? 0;
  const next = starts.find((start) => start >= offset) ?? text.length;
  const ends = closersOf(text.slice(block, offset));
  const start = text.slice(0, offset) + word;
  const rest = text.slice(next);
  return [`${start}${ends}\n${rest}`, `${start} = null${ends}\n${rest}`];
}

/** The same in a string of Terraform's JSON syntax: behind the word stands nothing but what closes its expressions. None elsewhere. */
export function closedInString(text: string, offset: number, word: string): string[] {
  let quote = text.lastIndexOf('"${', offset);
  while (text[quote - 1] === '\\') quote = text.lastIndexOf('"${', quote - 1);
  const content = quote < 0 ? undefined : unescaped(text.slice(quote + 1, offset));
  if (content === undefined) return [];
  const rest = /^(?:\\.|[^"\\\r\n])*"?/.exec(text.slice(offset))![0].length;
  const ends = `${JSON.stringify(closersOf(content)).slice(1)}${text.slice(offset + rest)}`;
  const start = text.slice(0, offset) + word;
  return [`${start}${ends}`, `${start} = null${ends}`];
}

/** Undefined for what is not all of it in one string. */
function unescaped(written: string): string | undefined {
  try {
    return JSON.parse(`"${written}"`) as string;
  } catch {
    return undefined;
  }
}

const CLOSERS: Readonly<Record<string, string>> = { '{': '\n}', '[': ']', '(': ')', '"': '"', '${': '}', '%{': '}' };

/** What closes the brackets, strings and heredocs that are open at the end of a text. */
function closersOf(text: string): string {
  const open: string[] = [];
  for (let at = 0; at < text.length; ) at += step(text, at, open);
  return open.reverse().join('');
}

/** Reads one token and gives its length; `open` has what closes each thing that is open, the innermost last. */
function step(text: string, at: number, open: string[]): number {
  const inside = open.at(-1);
  if (inside === '"') return inString(text, at, open);
  if (inside?.startsWith('\n') && inside !== '\n}') return inHeredoc(text, at, inside, open);
  if (text[at] === '#' || text.startsWith('//', at)) return lineAt(text, at).length;
  if (text.startsWith('/*', at)) return (text.indexOf('*/', at) + 1 || text.length) + 1 - at;
  const heredoc = text[at] === '<' ? /^<<-?(\w+)\r?\n/.exec(lineAt(text, at)) : undefined;
  if (heredoc) return opened(open, `\n${heredoc[1]!}\n`, heredoc[0].length);
  const character = text[at]!;
  if (character in CLOSERS) return opened(open, CLOSERS[character]!, 1);
  if (inside?.trim() === character) open.pop();
  return 1;
}

function inString(text: string, at: number, open: string[]): number {
  const two = text.slice(at, at + 2);
  if (text[at] === '\\') return 2;
  if (/^(?:\$\$|%%)$/.test(two) && text[at + 2] === '{') return 3;
  if (two in CLOSERS) return opened(open, CLOSERS[two]!, 2);
  // A string ends on its line.
  if (text[at] === '"' || text[at] === '\n') open.pop();
  return 1;
}

function inHeredoc(text: string, at: number, end: string, open: string[]): number {
  const line = lineAt(text, at);
  if (line.trim() === end.trim()) open.pop();
  return line.length;
}

/** The rest of a line, its end included. */
function lineAt(text: string, at: number): string {
  const end = text.indexOf('\n', at);
  return text.slice(at, end < 0 ? text.length : end + 1);
}

function opened(open: string[], closer: string, length: number): number {
  open.push(closer);
  return length;
}
