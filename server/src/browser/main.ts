/** Entry of `dist/web/server.js`: a web worker. */
import { BrowserMessageReader, BrowserMessageWriter, createConnection } from 'vscode-languageserver/browser';
import { registerSentFiles } from '../lsp/sentFiles.ts';
import { startServer } from '../lsp/server.ts';
import { MemoryFileSystem } from '../workspace/memoryFileSystem.ts';

const scope = globalThis as unknown as ConstructorParameters<typeof BrowserMessageReader>[0];
const files = new MemoryFileSystem();
const connection = createConnection(new BrowserMessageReader(scope), new BrowserMessageWriter(scope));
registerSentFiles(startServer(connection, files), files);
