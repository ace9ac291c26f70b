/** Only server/src/live may use the network. This scan sees what the import test and the metafile cannot: globals. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const LIVE = 'server/src/live/';
const GLOBALS = /(?<![.#\w])(?:globalThis\.|window\.)?(?:fetch\s*\(|(?:WebSocket|EventSource|XMLHttpRequest)\b)/;

it('finds no fetch and no WebSocket outside live', () => {
  const files = ['server/src', 'client/src', 'client/webview'].flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`),
  );
  const sources = files.filter((file) => /\.m?ts$/.test(file) && !file.startsWith(LIVE));
  expect(sources.length).toBeGreaterThan(0);
  const found = sources.flatMap((file) =>
    readFileSync(path.join(root, file), 'utf8')
      .split('\n')
      .flatMap((line, index) => (GLOBALS.test(line) ? [`${file}:${index + 1} ${line.trim()}`] : [])),
  );
  expect(found).toEqual([]);
});
