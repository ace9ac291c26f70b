/**
 * From a key to the list of completions in a file of 300 lines, against a server of the same library that answers nothing:
 * `npx tsx bench/completion.ts [ROUNDS]`.
 */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { folder, inTurns, type LspProcess, median, ms, ratioOf, rolesTf, servers } from './lspClient.ts';

const LINES = 300;
const MIN_ROUNDS = 9;
const WORD = 'repo:acme/';
const SUBJECT = '      values   = ["';

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

async function main(): Promise<void> {
  const rounds = Math.max(MIN_ROUNDS, Number(process.argv[2] ?? MIN_ROUNDS));
  const text = rolesTf(LINES);
  const uri = pathToFileURL(path.join(folder, 'main.tf')).href;
  const line = text.split('\n').findIndex((each) => each.includes('repo:acme/service-4'));
  const both = await servers(uri, text);
  const offered = await both[0].complete(uri, line, SUBJECT.length);
  const times = await inTurns(rounds, (server, round) => typeWord(server, uri, line, round), both);
  console.log(`completion: ${text.split('\n').length} lines, ${rounds} rounds of ${WORD.length} keys`);
  console.log(`  items in the list: ${offered.length}`);
  console.log(`  key to list ${ms(median(times.ours))}, echo server ${ms(median(times.echo))}`);
  console.log(`  median of the rounds' ratios: ${ratioOf(times)}`);
}

/** The median time of a key while the beginning of a subject is typed, which is taken away again. */
async function typeWord(server: LspProcess, uri: string, line: number, round: number): Promise<number> {
  const times: number[] = [];
  const version = 2 + (round + 1) * (WORD.length + 1);
  for (const [key, letter] of [...WORD].entries()) {
    const at = SUBJECT.length + key;
    const start = performance.now();
    await server.change(uri, version + key, { line, start: at, end: at }, letter);
    await server.complete(uri, line, at + 1);
    times.push(performance.now() - start);
  }
  const typed = { line, start: SUBJECT.length, end: SUBJECT.length + WORD.length };
  await server.change(uri, version + WORD.length, typed, '');
  return median(times);
}
