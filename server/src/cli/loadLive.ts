/** The one place where the command line loads the code that opens sockets: a bundle of its own, dist/live.js. */
export function loadLive(): Promise<typeof import('../live/index.ts')> {
  return import('../live/index.ts');
}
