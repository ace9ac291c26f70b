/** Entry of `dist/server.js`: speaks over the transport that the arguments name (`--node-ipc`, `--stdio`), else standard input and output. */
import { createConnection } from 'vscode-languageserver/node';
import { DiskFileSystem } from '../workspace/diskFileSystem.ts';
import { startServer } from './server.ts';

if (process.argv.length === 2) process.argv.push('--stdio');
startServer(createConnection(), new DiskFileSystem());
