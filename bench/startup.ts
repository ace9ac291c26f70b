/**
 * From the start of the server's process to the first diagnostics of a file of 300 lines, against a server of the same
 * library that answers nothing, taking turns: `npx tsx bench/startup.ts [ROUNDS]`.
 */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundle, folder, LspProcess, median, ms, rolesTf } from './lspClient.ts';

const MIN_ROUNDS = 9;

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

async function main(): Promise<void> {
  const rounds = Math.max(MIN_ROUNDS, Number(process.argv[2] ?? MIN_ROUNDS));
  const text = rolesTf(300);
  const [server, echo] = [await bundle('../server/src/lsp/main.ts'), await bundle('echoServer.ts')];
  const times: Record<'ours' | 'echo', number[]> = { ours: [], echo: [] };
  for (let round = -1; round < rounds; round++) {
    const a = await firstDiagnostics(server, text);
    const b = await firstDiagnostics(echo, text);
    if (round < 0) continue; // the first start reads the files from the disk
    times.ours.push(a);
    times.echo.push(b);
  }
  console.log(`startup: ${text.split('\n').length} lines, ${rounds} rounds`);
  console.log(`  start to diagnostics ${ms(median(times.ours))}, echo server ${ms(median(times.echo))}`);
  console.log(`  median of the rounds' ratios: ${median(times.ours.map((t, i) => t / times.echo[i]!)).toFixed(2)}`);
}

async function firstDiagnostics(file: string, text: string): Promise<number> {
  const uri = pathToFileURL(path.join(folder, 'main.tf')).href;
  const start = performance.now();
  const server = new LspProcess(file);
  await server.open(uri, text);
  await server.pull(uri);
  const time = performance.now() - start;
  await server.stop();
  return time;
}
