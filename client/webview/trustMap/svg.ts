/** Small helpers to make elements. */
import { lookOf } from './verdicts.ts';

const SVG = 'http://www.w3.org/2000/svg';

export function svgElement<Name extends keyof SVGElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string | number>> = {},
  children: readonly (Node | string)[] = [],
): SVGElementTagNameMap[Name] {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.append(...children);
  return element;
}

export function htmlElement<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string>> = {},
  children: readonly (Node | string)[] = [],
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

/** The sign of a verdict, 16 pixels wide, at a place in a picture. */
export function sign(verdict: string, x = 0, y = 0): SVGGElement {
  const { fill, line } = lookOf(verdict);
  return svgElement('g', { class: `sign ${lookOf(verdict).verdict}`, transform: `translate(${x} ${y})` }, [
    svgElement('path', { class: 'fill', d: fill, 'fill-rule': 'evenodd' }),
    ...(line === undefined ? [] : [svgElement('path', { class: 'line', d: line })]),
  ]);
}

/** The same by itself, for text. */
export function signIcon(verdict: string): SVGSVGElement {
  return svgElement('svg', { width: 14, height: 14, viewBox: '0 0 16 16', 'aria-hidden': 'true' }, [sign(verdict)]);
}
