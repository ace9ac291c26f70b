/**
 * From a key to its diagnostics, and to those and the lenses of the file, in 300 lines of nothing but roles, against a server of the
 * same library that answers nothing. Both take turns, so that a busy machine slows both: `npx tsx bench/keystroke.ts [ROUNDS]`.
 */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { folder, inTurns, type LspProcess, median, ms, ratioOf, rolesTf, servers } from './lspClient.ts';

const LINES = 300;
const KEYS = 20;
const MIN_ROUNDS = 9;
/** Where is typed. */
const VALUES = { 'under StringLike': 'repo:acme/service-5', 'with a star under StringEquals': 'repo:acme/service-4' };

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

async function main(): Promise<void> {
  const rounds = Math.max(MIN_ROUNDS, Number(process.argv[2] ?? MIN_ROUNDS));
  const text = rolesTf(LINES);
  const uri = pathToFileURL(path.join(folder, 'main.tf')).href;
  console.log(`keystroke: ${text.split('\n').length} lines, ${rounds} rounds of ${KEYS} keys`);
  for (const [where, value] of Object.entries(VALUES)) {
    const line = text.split('\n').findIndex((each) => each.includes(value));
    console.log(`in a value ${where}`);
    for (const withLenses of [false, true]) {
      const both = await servers(uri, text);
      const found = await both[0].pull(uri);
      const lenses = await both[0].lenses(uri);
      const times = await inTurns(rounds, (server, round) => typeWord(server, uri, { line, round, withLenses }), both);
      const what = withLenses ? `diagnostics and ${lenses.length} lenses` : 'diagnostics';
      if (!withLenses) console.log(`  findings in the file: ${found.kind === 'full' ? found.items.length : 0}`);
      console.log(`  key to ${what} ${ms(median(times.ours))}, echo server ${ms(median(times.echo))}`);
      console.log(`  median of the rounds' ratios: ${ratioOf(times)}`);
    }
  }
}

interface Typing {
  readonly line: number;
  readonly round: number;
  readonly withLenses: boolean;
}

/**
 * The median time of a key while a name is typed that no round before has typed; the result id goes along, as editors send it.
 * The name is taken away again, so that the file stays what it is.
 */
async function typeWord(server: LspProcess, uri: string, { line, round, withLenses }: Typing): Promise<number> {
  const times: number[] = [];
  const at = '      values   = ["repo:acme/'.length;
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
