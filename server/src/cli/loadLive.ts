/** The one place where the command line loads the code that opens sockets: a bundle of its own, dist/live.js. */
export type Live = typeof import('../live/index.ts');

export function loadLive(): Promise<Live> {
  return import('../live/index.ts');
}
