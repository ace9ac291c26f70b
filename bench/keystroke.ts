/**
 * From a key to its diagnostics in a file of 300 lines, against a server of the same library that answers nothing. Both
 * take turns, so that a busy machine slows both: `npx tsx bench/keystroke.ts [ROUNDS]`.
 */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundle, folder, LspProcess, median, ms, rolesTf } from './lspClient.ts';

const LINES = 300;
const KEYS = 20;
const MIN_ROUNDS = 9;

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

async function main(): Promise<void> {
  const rounds = Math.max(MIN_ROUNDS, Number(process.argv[2] ?? MIN_ROUNDS));
  const text = rolesTf(LINES);
  const uri = pathToFileURL(path.join(folder, 'main.tf')).href;
  const line = text.split('\n').findIndex((each) => each.includes('repo:acme/service-4'));
  const files = [await bundle('../server/src/lsp/main.ts'), await bundle('echoServer.ts')] as const;
  const [ours, echo] = files.map((file) => new LspProcess(file)) as [LspProcess, LspProcess];
  for (const server of [ours, echo]) await server.open(uri, text);
  const found = await ours.pull(uri);

  const times: Record<'ours' | 'echo', number[]> = { ours: [], echo: [] };
  for (let round = -1; round < rounds; round++) {
    const a = await typeWord(ours, uri, line, round);
    const b = await typeWord(echo, uri, line, round);
    if (round < 0) continue; // warm: what counts is the steady state of an editor
    times.ours.push(a);
    times.echo.push(b);
  }
  await Promise.all([ours.stop(), echo.stop()]);

  const ratio = median(times.ours.map((time, i) => time / times.echo[i]!));
  console.log(`keystroke: ${text.split('\n').length} lines, ${rounds} rounds of ${KEYS} keys`);
  console.log(`  findings in the file: ${found.kind === 'full' ? found.items.length : 0}`);
  console.log(`  key to diagnostics ${ms(median(times.ours))}, echo server ${ms(median(times.echo))}`);
  console.log(`  median of the rounds' ratios: ${ratio.toFixed(2)}`);
}

/**
 * The median time of a key while a name is typed that no round before has typed; the result id goes along, as editors send it.
 * The name is taken away again, so that the file stays what it is.
 */
async function typeWord(server: LspProcess, uri: string, line: number, round: number): Promise<number> {
  const times: number[] = [];
  const at = '      values   = ["repo:acme/'.length;
  const firstVersion = 2 + (round + 1) * (KEYS + 1);
  let resultId: string | undefined;
  for (let key = 0; key < KEYS; key++) {
    const letter = String.fromCharCode(97 + (((round + 2) * (key + 5)) % 26));
    const start = performance.now();
    await server.change(uri, firstVersion + key, { line, start: at + key, end: at + key }, letter);
    resultId = (await server.pull(uri, resultId)).resultId;
    times.push(performance.now() - start);
  }
  await server.change(uri, firstVersion + KEYS, { line, start: at, end: at + KEYS }, '');
  await server.pull(uri, resultId);
  return median(times);
}
