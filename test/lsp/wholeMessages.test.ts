/** Messages on standard output, as they leave the process. */
import { PassThrough, Writable } from 'node:stream';
import { expect, it } from 'vitest';
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { WholeMessages } from '../../server/src/lsp/wholeMessages.ts';

function connect(out: NodeJS.WritableStream): MessageConnection {
  return createMessageConnection(
    new StreamMessageReader(new PassThrough()),
    new StreamMessageWriter(new WholeMessages(out)),
  );
}

it('each leaves in one piece, whatever is in it', async () => {
  const pieces: string[] = [];
  const out = new PassThrough();
  out.on('data', (data: Buffer) => pieces.push(data.toString()));
  const connection = connect(out);
  const texts = ['ä😀', 'Content-Length: 1\r\n\r\n', ''];
  for (const text of texts) await connection.sendNotification('said', { text });
  const bodies = texts.map((text) => JSON.stringify({ jsonrpc: '2.0', method: 'said', params: { text } }));
  expect(pieces).toEqual(bodies.map((body) => `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`));
  connection.dispose();
});

it('tells the writer that nobody reads any more', async () => {
  const gone = new Writable({ write: (_chunk, _encoding, done) => done(new Error('EPIPE')) });
  const connection = connect(gone);
  const failed = new Promise((resolve) => connection.onError(([error]) => resolve(error.message)));
  await expect(connection.sendNotification('said', {})).rejects.toThrow('EPIPE');
  expect(await failed).toBe('EPIPE');
  connection.dispose();
});
