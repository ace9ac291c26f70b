/**
 * From a key to its diagnostics, and to those and the lenses of the file, against a server of the same library that answers nothing:
 * anywhere in 300 lines as they are mostly written, and in a trust policy among 300 lines of nothing but roles, which is where a key
 * costs most. Both take turns, so that a busy machine slows both: `npx tsx bench/keystroke.ts [ROUNDS]`.
 */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { folder, inTurns, type LspProcess, median, mixedTf, ms, ratioOf, rolesTf, servers } from './lspClient.ts';

const LINES = 300;
const KEYS = 20;
const MIN_ROUNDS = 10;
/** Where is typed in nothing but roles. */
const VALUES = { 'under StringLike': 'repo:acme/service-5', 'with a star under StringEquals': 'repo:acme/service-4' };
/** So many places, evenly spread, each in the first string behind it. */
const PLACES = 10;

/** UTF-16 units of the text. */
interface Place {
  readonly line: number;
  readonly column: number;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

async function main(): Promise<void> {
  const rounds = Math.max(MIN_ROUNDS, Number(process.argv[2] ?? MIN_ROUNDS));
  const mixed = mixedTf(LINES);
  console.log(`keystroke: ${rounds} rounds of ${KEYS} keys`);
  await measure(`anywhere in ${lineCount(mixed)} lines`, mixed, placesIn(mixed), rounds);
  const roles = rolesTf(LINES);
  for (const [where, value] of Object.entries(VALUES)) {
    const place = placeAt(roles, roles.indexOf(value) + 'repo:acme/'.length);
    await measure(`in a value ${where}, in ${lineCount(roles)} lines of roles`, roles, [place], rounds);
  }
}

async function measure(where: string, text: string, places: readonly Place[], rounds: number): Promise<void> {
  const uri = pathToFileURL(path.join(folder, 'main.tf')).href;
  console.log(where);
  for (const withLenses of [false, true]) {
    const both = await servers(uri, text);
    const found = await both[0].pull(uri);
    const lenses = await both[0].lenses(uri);
    const turn = (server: LspProcess, round: number): Promise<number> =>
      typeWord(server, uri, { place: places[(round + 1) % places.length]!, round, withLenses });
    const times = await inTurns(rounds, turn, both);
    const what = withLenses ? `diagnostics and ${lenses.length} lenses` : 'diagnostics';
    if (!withLenses) console.log(`  findings in the file: ${found.kind === 'full' ? found.items.length : 0}`);
    console.log(`  key to ${what} ${ms(median(times.ours))}, echo server ${ms(median(times.echo))}`);
    console.log(`  median of the rounds' ratios: ${ratioOf(times)}`);
  }
}

function lineCount(text: string): number {
  return text.split('\n').length;
}

function placesIn(text: string): Place[] {
  return Array.from({ length: PLACES }, (_, i) => {
    const from = Math.floor(((i + 0.5) * text.length) / PLACES);
    return placeAt(text, text.indexOf('= "', from) + '= "'.length);
  });
}

function placeAt(text: string, offset: number): Place {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length - 1, column: before.at(-1)!.length };
}

interface Typing {
  readonly place: Place;
  readonly round: number;
  readonly withLenses: boolean;
}

/**
 * The median time of a key while a name is typed that no round before has typed; the result id goes along, as editors send it.
 * The name is taken away again, so that the file stays what it is.
 */
async function typeWord(server: LspProcess, uri: string, { place, round, withLenses }: Typing): Promise<number> {
  const times: number[] = [];
  const { line, column: at } = place;
  const firstVersion = 2 + (round + 1) * (KEYS + 1);
  let resultId: string | undefined;
  for (let key = 0; key < KEYS; key++) {
    const letter = String.fromCharCode(97 + (((round + 2) * (key + 5)) % 26));
    const start = performance.now();
    await server.change(uri, firstVersion + key, { line, start: at + key, end: at + key }, letter);
    resultId = (await server.pull(uri, resultId)).resultId;
    if (withLenses) await server.lenses(uri);
    times.push(performance.now() - start);
  }
  await server.change(uri, firstVersion + KEYS, { line, start: at, end: at + KEYS }, '');
  await server.pull(uri, resultId);
  return median(times);
}
