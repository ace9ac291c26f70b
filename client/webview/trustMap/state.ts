/** What the editor keeps of the page while it is hidden. */
import { type Filter, NO_FILTER } from './filter.ts';
import type { Opened } from './grouping.ts';

export interface State {
  readonly view: 'graph' | 'table';
  readonly filter: Filter;
  readonly opened: Opened;
}

export const FIRST_STATE: State = { view: 'graph', filter: NO_FILTER, opened: {} };

/** What the editor gives a page. */
export interface Editor {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare global {
  function acquireVsCodeApi(): Editor;
}
