/** What the trust map's page and the editor say to each other. Types only: the page holds no code of the editor. */
import type { TrustMapResult } from '../../../server/src/protocol.ts';

/** To the page: what to draw, and how people call the files in it, by URI. */
export interface MapMessage {
  readonly kind: 'map';
  readonly map: TrustMapResult;
  readonly files: Readonly<Record<string, string>>;
}

/** From the page. `id` is that of a node; `base64` of a picture is its content, and there is none for the map's data. */
export type PageMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'open'; readonly id: string }
  | { readonly kind: 'save'; readonly format: 'svg'; readonly text: string }
  | { readonly kind: 'save'; readonly format: 'png'; readonly base64: string }
  | { readonly kind: 'save'; readonly format: 'json' };
