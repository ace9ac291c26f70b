/** The lines that still say what is to be done, as `npm run new-rule` leaves them: `FILE:LINE: TODO ...`. */
export function unfinishedLines(file: string, text: string): string[] {
  return text.split('\n').flatMap((line, i) => {
    const at = line.indexOf('TODO');
    return at < 0 ? [] : [`${file}:${i + 1}: ${line.slice(at)}`];
  });
}
