/**
 * Broken at spaces into lines of at most so many columns; a longer word stands on its own line, whole. `widthOf` says how many
 * columns a text takes.
 */
export function wrapped(text: string, width: number, widthOf = (part: string): number => part.length): string[] {
  const lines: string[] = [];
  for (const word of text.split(/ +/)) {
    const last = lines.at(-1);
    if (last !== undefined && widthOf(last) + 1 + widthOf(word) <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
