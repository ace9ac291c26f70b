/** The page of the trust map: shows what the editor sends, and tells it what to open and to save. */
import type { TrustMapResult } from '../../../server/src/protocol.ts';
import type { MapMessage, PageMessage } from '../../src/views/trustMapMessages.ts';
import { Controls, element } from './controls.ts';
import { Drawing } from './drawing.ts';
import { filtered, type Way, waysOf } from './filter.ts';
import { type DrawnNode, graphOf, STEP } from './grouping.ts';
import { pictureOf } from './layout.ts';
import { pngContent, svgText } from './picture.ts';
import { FIRST_STATE, type State } from './state.ts';
import { tableOf } from './table.ts';
import { count } from './texts.ts';

const editor = acquireVsCodeApi();
let state: State = { ...FIRST_STATE, ...(editor.getState() as Partial<State> | undefined) };
let map: TrustMapResult | undefined;
let files: MapMessage['files'] = {};
let all: readonly Way[] = [];

const host = element('graph', HTMLElement);
const table = element('table', HTMLElement);
const details = element('details', HTMLElement);
const status = element('status', HTMLElement);
const drawing = new Drawing(host, {
  onActivate: activate,
  onLook: (name) => {
    details.textContent = name ?? '';
  },
});
const controls = new Controls(state.filter, (filter) => change({ filter }));

const buttons: Readonly<Record<string, () => void>> = {
  'show-graph': () => change({ view: 'graph' }),
  'show-table': () => change({ view: 'table' }),
  'zoom-in': () => drawing.zoomIn(),
  'zoom-out': () => drawing.zoomOut(),
  fit: () => drawing.fit(),
  close: () => change({ opened: {} }),
  'save-svg': () => saveSvg(),
  'save-png': () => void savePng(),
  'save-json': () => send({ kind: 'save', format: 'json' }),
};
for (const [id, run] of Object.entries(buttons)) element(id, HTMLButtonElement).addEventListener('click', run);

window.addEventListener('message', ({ data }: MessageEvent<MapMessage>) => {
  if (data.kind !== 'map') return;
  ({ map, files } = data);
  all = waysOf(map);
  controls.offer(all);
  show();
});
window.addEventListener('resize', () => drawing.resized());
send({ kind: 'ready' });

function change(changed: Partial<State>): void {
  state = { ...state, ...changed };
  editor.setState(state);
  show();
}

function show(): void {
  if (!map) return;
  const ways = filtered(all, state.filter, fileOf);
  const isGraph = state.view === 'graph';
  const graph = graphOf(ways, state.opened);
  element('show-graph', HTMLButtonElement).setAttribute('aria-pressed', String(isGraph));
  element('show-table', HTMLButtonElement).setAttribute('aria-pressed', String(!isGraph));
  for (const id of ['zoom-in', 'zoom-out', 'fit', 'save-svg', 'save-png'])
    element(id, HTMLButtonElement).disabled = !isGraph || ways.length === 0;
  element('close', HTMLButtonElement).disabled = !isGraph || !graph.isGrouped || Object.keys(state.opened).length === 0;
  host.hidden = !isGraph || ways.length === 0;
  table.hidden = isGraph || ways.length === 0;
  details.hidden = !isGraph;
  status.textContent = statusText(map, ways);
  if (isGraph) drawing.draw(pictureOf(graph), ways, fileOf);
  else table.replaceChildren(tableOf(ways, fileOf, (id) => send({ kind: 'open', id })));
}

function statusText({ roles, notFederated }: TrustMapResult, ways: readonly Way[]): string {
  const shown = new Set(ways.map(({ role }) => role.id)).size;
  const left = notFederated === 0 ? '' : ` Without ${count(notFederated, 'role')} that no web identity can assume.`;
  if (roles.length === 0) return `No role here trusts a web identity.${left}`;
  const number = shown === roles.length ? count(shown, 'role') : `${shown} of ${count(roles.length, 'role')}`;
  return `${number}.${left}`;
}

function activate(node: DrawnNode): void {
  if ('members' in node) {
    change({ opened: { ...state.opened, [node.id]: (state.opened[node.id] ?? 0) + STEP } });
    drawing.focus(node.members[0]!.id);
  } else {
    send({ kind: 'open', id: node.id });
  }
}

function saveSvg(): void {
  if (drawing.svg) send({ kind: 'save', format: 'svg', text: svgText(drawing.svg) });
}

async function savePng(): Promise<void> {
  if (drawing.svg) send({ kind: 'save', format: 'png', base64: await pngContent(drawing.svg) });
}

function fileOf(uri: string): string {
  return files[uri] ?? uri;
}

function send(message: PageMessage): void {
  editor.postMessage(message);
}
