/** The graph as SVG, and how the keyboard walks over it. */
import type { Way } from './filter.ts';
import { cutEnd, cutStart, type Measure, wrap } from './fitText.ts';
import type { DrawnNode } from './grouping.ts';
import { HEIGHT, type Picture, type PlacedNode } from './layout.ts';
import { sign, svgElement } from './svg.ts';
import { type NodeTexts, textsOf } from './texts.ts';
import { lookOf } from './verdicts.ts';

const PADDING = 10;
const SIGN = 16;
const TITLE_SIZE = 13;
const NOTE_SIZE = 11;
const MIN_ZOOM = 0.2;
const MAX_ZOOM = 3;
const ZOOM_STEP = 1.25;

export interface DrawingEvents {
  /** Enter, space or a click. */
  readonly onActivate: (node: DrawnNode) => void;
  /** The node that is pointed at or has the focus; none for what lies between. */
  readonly onLook: (name: string | undefined) => void;
}

type Measures = Readonly<Record<'plain' | 'bold' | 'note', Measure>>;

interface Drawn {
  readonly placed: PlacedNode;
  readonly element: SVGGElement;
  /** The part of it that has the focus. */
  readonly button: SVGGElement;
  readonly texts: NodeTexts;
}

/** Draws into `host`, which scrolls. */
export class Drawing {
  readonly #host: HTMLElement;
  readonly #events: DrawingEvents;
  readonly #drawn = new Map<string, Drawn>();
  #svg: SVGSVGElement | undefined;
  #picture: Picture | undefined;
  #edges: { readonly from: string; readonly to: string; readonly element: SVGPathElement }[] = [];
  #zoom: number | undefined;
  /** The only node that the tab key reaches. */
  #current: string | undefined;

  constructor(host: HTMLElement, events: DrawingEvents) {
    this.#host = host;
    this.#events = events;
    host.addEventListener('keydown', (event) => this.#key(event));
    host.addEventListener('wheel', (event) => this.#wheel(event), { passive: false });
    this.#dragToScroll();
  }

  get svg(): SVGSVGElement | undefined {
    return this.#svg;
  }

  /** Replaces what was drawn. Whatever had the focus keeps it, if it is still there. */
  draw(picture: Picture, ways: readonly Way[], fileOf: (uri: string) => string): void {
    const hadFocus = this.#host.contains(document.activeElement);
    this.#picture = picture;
    this.#drawn.clear();
    const waysOf = waysByNode(picture, ways);
    const measures: Measures = {
      plain: measureOf(`${TITLE_SIZE}px`),
      bold: measureOf(`600 ${TITLE_SIZE}px`),
      note: measureOf(`${NOTE_SIZE}px`),
    };
    for (const placed of picture.nodes) {
      const texts = textsOf(placed.node, waysOf.get(placed.node.id) ?? [], fileOf);
      this.#drawn.set(placed.node.id, this.#node(placed, texts, measures));
    }
    this.#edges = picture.edges.map(({ from, to, verdict }) => {
      const [start, end] = [this.#drawn.get(from)!.placed, this.#drawn.get(to)!.placed];
      const look = verdict === undefined ? '' : ` ${lookOf(verdict).verdict}`;
      return { from, to, element: svgElement('path', { class: `edge${look}`, d: curve(start, end) }) };
    });
    const svg = svgElement(
      'svg',
      {
        viewBox: `0 0 ${picture.width} ${picture.height}`,
        role: 'group',
        'aria-label': 'Issuers, subjects and roles. The arrow keys walk from node to node, Enter opens the source.',
      },
      [
        svgElement(
          'g',
          {},
          this.#edges.map(({ element }) => element),
        ),
        svgElement(
          'g',
          {},
          [...this.#drawn.values()].map(({ element }) => element),
        ),
      ],
    );
    this.#svg = svg;
    this.#host.replaceChildren(svg);
    this.#applyZoom();
    const current = this.#drawn.has(this.#current ?? '') ? this.#current : picture.nodes[0]?.node.id;
    this.#select(current, hadFocus);
  }

  /** Puts the focus on a node. */
  focus(id: string): void {
    this.#select(id, true);
  }

  zoomIn(): void {
    this.#zoomTo(this.#shownZoom() * ZOOM_STEP);
  }

  zoomOut(): void {
    this.#zoomTo(this.#shownZoom() / ZOOM_STEP);
  }

  /** As wide as there is room, but never so small that it cannot be read. */
  fit(): void {
    this.#zoom = undefined;
    this.#applyZoom();
  }

  /** The room has changed. */
  resized(): void {
    this.#applyZoom();
  }

  #node(placed: PlacedNode, texts: NodeTexts, measures: Measures): Drawn {
    const { node, x, y, width } = placed;
    const { title, note, name, verdict } = texts;
    const left = PADDING + (verdict === undefined ? 0 : SIGN + PADDING);
    const room = width - left - PADDING;
    const measure = node.kind === 'subject' || node.kind === 'role' ? measures.plain : measures.bold;
    const cut = node.kind === 'role' ? cutStart : cutEnd;
    const lines = note === '' ? wrap(title, room, 2, measure) : [cut(title, room, measure)];
    const text = lines.map((line, i) => {
      const middle = HEIGHT / 2 + (lines.length === 1 ? 0 : (i - 0.5) * 17);
      return svgElement('text', { class: 'title', x: left, y: note === '' ? middle + 4.5 : 19 }, [line]);
    });
    const small =
      note === '' ? [] : [svgElement('text', { class: 'note', x: left, y: 36 }, [cutEnd(note, room, measures.note)])];
    const isGroup = 'members' in node;
    const look = verdict === undefined ? '' : ` ${lookOf(verdict).verdict}`;
    const box = { rx: 5, width, height: HEIGHT };
    // What is written is a part of the button's name, so it stands beside the button: nobody has to hear it twice.
    const button = svgElement(
      'g',
      { role: 'button', tabindex: -1, 'aria-label': name, ...(isGroup ? { 'aria-expanded': 'false' } : {}) },
      [
        svgElement('rect', { class: 'ring', x: -4, y: -4, rx: 8, width: width + 8, height: HEIGHT + 8 }),
        ...(isGroup ? [svgElement('rect', { class: 'box', x: 4, y: 4, ...box })] : []),
        svgElement('rect', { class: 'box', ...box }),
      ],
    );
    const written = svgElement('g', { 'aria-hidden': 'true' }, [
      ...(verdict === undefined ? [] : [sign(verdict, PADDING, (HEIGHT - SIGN) / 2)]),
      ...text,
      ...small,
    ]);
    const element = svgElement('g', { class: `node ${node.kind}${look}`, transform: `translate(${x} ${y})` }, [
      button,
      written,
    ]);
    element.addEventListener('click', () => {
      this.#select(node.id, true);
      this.#events.onActivate(node);
    });
    button.addEventListener('focus', () => {
      this.#select(node.id, false);
      this.#look(node.id);
    });
    element.addEventListener('pointerenter', () => this.#look(node.id));
    element.addEventListener('pointerleave', () => this.#look(undefined));
    return { placed, element, button, texts };
  }

  #key(event: KeyboardEvent): void {
    const current = this.#current === undefined ? undefined : this.#drawn.get(this.#current);
    if (!current || event.ctrlKey || event.metaKey || event.altKey) return;
    const actions: Readonly<Record<string, () => void>> = {
      ArrowDown: () => this.#step(1),
      ArrowUp: () => this.#step(-1),
      ArrowRight: () => this.#follow('from', 'to'),
      ArrowLeft: () => this.#follow('to', 'from'),
      Home: () => this.#step(Number.NEGATIVE_INFINITY),
      End: () => this.#step(Number.POSITIVE_INFINITY),
      Enter: () => this.#events.onActivate(current.placed.node),
      ' ': () => this.#events.onActivate(current.placed.node),
      '+': () => this.zoomIn(),
      '-': () => this.zoomOut(),
      '0': () => this.fit(),
    };
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  }

  /** Along a column. */
  #step(by: number): void {
    const current = this.#drawn.get(this.#current ?? '');
    if (!current) return;
    const column = this.#sorted([...this.#drawn.keys()]).filter(
      (id) => Math.abs(center(this.#drawn.get(id)!.placed) - center(current.placed)) < 1,
    );
    const at = column.indexOf(current.placed.node.id) + by;
    this.#select(column[Math.max(0, Math.min(column.length - 1, at))], true);
  }

  /** Along an edge, to the uppermost neighbour. */
  #follow(near: 'from' | 'to', far: 'from' | 'to'): void {
    const neighbours = this.#edges.filter((edge) => edge[near] === this.#current).map((edge) => edge[far]);
    const [first] = this.#sorted(neighbours);
    if (first !== undefined) this.#select(first, true);
  }

  #sorted(ids: readonly string[]): string[] {
    return [...ids].sort((a, b) => this.#drawn.get(a)!.placed.y - this.#drawn.get(b)!.placed.y);
  }

  #select(id: string | undefined, focus: boolean): void {
    this.#drawn.get(this.#current ?? '')?.button.setAttribute('tabindex', '-1');
    this.#current = id;
    const button = this.#drawn.get(id ?? '')?.button;
    if (!button) return;
    button.setAttribute('tabindex', '0');
    if (!focus) return;
    button.focus({ preventScroll: true });
    button.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }

  /** Marks what is connected with a node, as far as it goes in both directions. */
  #look(id: string | undefined): void {
    const focused = this.#host.contains(document.activeElement) ? this.#current : undefined;
    const shown = id ?? focused;
    const linked = shown === undefined ? new Set<string>() : this.#connected(shown);
    for (const [other, { element }] of this.#drawn) element.classList.toggle('linked', linked.has(other));
    for (const { from, to, element } of this.#edges)
      element.classList.toggle('linked', linked.has(from) && linked.has(to));
    this.#events.onLook(shown === undefined ? undefined : this.#drawn.get(shown)?.texts.name);
  }

  #connected(start: string): Set<string> {
    const found = new Set([start]);
    const spread = (near: 'from' | 'to', far: 'from' | 'to', from: readonly string[]): void => {
      const next = this.#edges.filter((edge) => from.includes(edge[near])).map((edge) => edge[far]);
      if (next.length === 0) return;
      for (const id of next) found.add(id);
      spread(near, far, [...new Set(next)]);
    };
    spread('from', 'to', [start]);
    spread('to', 'from', [start]);
    return found;
  }

  #wheel(event: WheelEvent): void {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    this.#zoomTo(this.#shownZoom() * (event.deltaY < 0 ? ZOOM_STEP : 1 / ZOOM_STEP));
  }

  #shownZoom(): number {
    return this.#zoom ?? this.#fittingZoom();
  }

  #fittingZoom(): number {
    const room = this.#host.clientWidth / (this.#picture?.width || 1);
    return Math.max(LEAST_READABLE, Math.min(1, room));
  }

  #zoomTo(zoom: number): void {
    this.#zoom = Math.max(MIN_ZOOM, Math.min(MAX_ZOOM, zoom));
    this.#applyZoom();
  }

  #applyZoom(): void {
    const zoom = this.#shownZoom();
    this.#svg?.setAttribute('width', String((this.#picture?.width ?? 0) * zoom));
    this.#svg?.setAttribute('height', String((this.#picture?.height ?? 0) * zoom));
  }

  /** The background moves with the pointer. */
  #dragToScroll(): void {
    const host = this.#host;
    host.addEventListener('pointerdown', (event) => {
      if (event.button !== 0 || (event.target as Element).closest('.node')) return;
      const move = ({ movementX, movementY }: PointerEvent): void => host.scrollBy(-movementX, -movementY);
      host.addEventListener('pointermove', move);
      window.addEventListener('pointerup', () => host.removeEventListener('pointermove', move), { once: true });
    });
  }
}

const LEAST_READABLE = 0.6;

function center({ x, width }: PlacedNode): number {
  return x + width / 2;
}

function curve(from: PlacedNode, to: PlacedNode): string {
  const [x1, y1] = [from.x + from.width, from.y + HEIGHT / 2];
  const [x2, y2] = [to.x, to.y + HEIGHT / 2];
  const middle = (x1 + x2) / 2;
  return `M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`;
}

/** The ways that lead through each node. */
function waysByNode({ nodes }: Picture, ways: readonly Way[]): ReadonlyMap<string, readonly Way[]> {
  const drawnFor = new Map(
    nodes.flatMap(({ node }) => ('members' in node ? node.members.map(({ id }) => [id, node.id] as const) : [])),
  );
  const found = new Map<string, Way[]>();
  for (const way of ways) {
    for (const { id } of [way.issuer, way.subject, way.role]) {
      const drawn = drawnFor.get(id) ?? id;
      const list = found.get(drawn);
      if (list) list.push(way);
      else found.set(drawn, [way]);
    }
  }
  return found;
}

function measureOf(font: string): Measure {
  const context = document.createElement('canvas').getContext('2d')!;
  context.font = `${font} ${getComputedStyle(document.body).fontFamily}`;
  return (text) => context.measureText(text).width;
}
