/** Entry of `dist/server.js`: speaks over the transport that the arguments name (`--node-ipc`, `--stdio`), else standard input and output. */
import { Console } from 'node:console';
import { type Connection, createConnection } from 'vscode-languageserver/node';
import { DiskFileSystem } from '../workspace/diskFileSystem.ts';
import { startServer } from './server.ts';
import { WholeMessages } from './wholeMessages.ts';

const usesStdio = process.argv.length === 2 || process.argv.includes('--stdio');

function onStdio(): Connection {
  // What a library prints must not get between the messages.
  globalThis.console = new Console(process.stderr, process.stderr);
  return createConnection(process.stdin, new WholeMessages(process.stdout));
}

const { guard } = startServer(usesStdio ? onStdio() : createConnection(), new DiskFileSystem());

if (usesStdio) {
  // Nobody hears the answers any more. The library ends the process with the input only.
  const end = (): void => process.exit(guard.hasEnded ? 0 : 1);
  process.stdout.on('error', end);
  process.stdout.on('close', end);
}
