/** Text that has to fit into a node; SVG wraps and cuts none by itself. */

/** How wide a text is, in pixels. */
export type Measure = (text: string) => number;

const MORE = '…';

/** At most `lines` lines of the width; what does not fit is cut at the end. */
export function wrap(text: string, width: number, lines: number, measure: Measure): string[] {
  const result: string[] = [];
  let rest = text;
  while (rest !== '' && result.length < lines - 1 && measure(rest) > width) {
    const fits = longest(rest, (part) => measure(part) <= width);
    const space = rest.lastIndexOf(' ', fits);
    const at = space > 0 ? space : fits;
    result.push(rest.slice(0, at));
    rest = rest.slice(at).trimStart();
  }
  return rest === '' ? result : [...result, cutEnd(rest, width, measure)];
}

export function cutEnd(text: string, width: number, measure: Measure): string {
  if (measure(text) <= width) return text;
  return `${text.slice(
    0,
    longest(text, (part) => measure(part + MORE) <= width),
  )}${MORE}`;
}

/** For addresses and paths, of which the end tells more. */
export function cutStart(text: string, width: number, measure: Measure): string {
  if (measure(text) <= width) return text;
  const mirrored = [...text].reverse().join('');
  const kept = longest(mirrored, (part) => measure(part + MORE) <= width);
  return `${MORE}${text.slice(text.length - kept)}`;
}

/** The length of the longest beginning that fits; at least one character. */
function longest(text: string, fits: (beginning: string) => boolean): number {
  let [low, high] = [1, text.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(text.slice(0, middle))) low = middle;
    else high = middle - 1;
  }
  return low;
}
