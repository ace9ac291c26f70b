/** The drawing as a file that stands by itself: its colours are those of the theme at hand. */

import { svgElement } from './svg.ts';

/** What style sheets say here, and attributes have to say there. */
const STYLES = [
  ...['fill', 'stroke', 'stroke-width', 'stroke-dasharray', 'stroke-linecap', 'stroke-linejoin', 'opacity'],
  ...['font-family', 'font-size', 'font-weight'],
];
/** A canvas takes no more, on any machine. */
const MOST_PIXELS = 16_000;
const SHARP = 2;

export function svgText(drawing: SVGSVGElement): string {
  const copy = drawing.cloneNode(true) as SVGSVGElement;
  const [originals, copies] = [drawing, copy].map((root) => [root, ...root.querySelectorAll<SVGElement>('*')]);
  for (const [i, original] of originals!.entries()) inline(original, copies![i]!);
  for (const ring of copy.querySelectorAll('.ring')) ring.remove();
  const { width, height } = drawing.viewBox.baseVal;
  copy.setAttribute('width', String(width));
  copy.setAttribute('height', String(height));
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.prepend(svgElement('title', {}, ['Trust map']), background(width, height));
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(copy)}\n`;
}

/** The content of a PNG file in Base64. */
export async function pngContent(drawing: SVGSVGElement): Promise<string> {
  const { width, height } = drawing.viewBox.baseVal;
  const scale = Math.min(SHARP, MOST_PIXELS / Math.max(width, height));
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svgText(drawing))}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = Math.ceil(width * scale);
  canvas.height = Math.ceil(height * scale);
  canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL('image/png').replace(/^data:image\/png;base64,/, '');
}

function inline(original: SVGElement, copy: SVGElement): void {
  // As a tooltip of the whole node.
  const label = original.getAttribute('role') === 'button' ? original.getAttribute('aria-label') : null;
  if (label !== null) copy.parentElement?.prepend(svgElement('title', {}, [label]));
  for (const name of ['class', 'role', 'tabindex', 'aria-expanded', 'aria-label', 'aria-hidden'])
    copy.removeAttribute(name);
  if (original.classList.contains('ring')) copy.setAttribute('class', 'ring');
  if (!/^(path|rect|text)$/.test(original.tagName)) return;
  const style = getComputedStyle(original);
  for (const name of STYLES) copy.setAttribute(name, style.getPropertyValue(name));
}

function background(width: number, height: number): SVGRectElement {
  return svgElement('rect', { width, height, fill: getComputedStyle(document.body).backgroundColor });
}
