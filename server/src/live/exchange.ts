/** One request over an open socket, and the answer to it. */
import type { TLSSocket } from 'node:tls';
import { codeOf, messageOf } from './error.ts';
import type { HttpResponse, ResponseReader } from './response.ts';
import type { Task } from './task.ts';

/** `failed` makes an error of a code and of what went wrong with the answer: `cannot be read: ...`. */
export function exchange(
  socket: TLSSocket,
  request: readonly (string | Uint8Array)[],
  reader: ResponseReader,
  task: Task,
  failed: (code: string, what: string) => Error,
): Promise<HttpResponse> {
  return task.wait((done, fail) => {
    const unreadable = (error: unknown) =>
      fail(failed(codeOf(error, 'BAD_HTTP'), `cannot be read: ${messageOf(error)}.`));
    const read = (step: () => HttpResponse | undefined) => {
      try {
        const response = step();
        if (response !== undefined) done(response);
      } catch (error) {
        unreadable(error);
        socket.destroy();
      }
    };
    socket.on('data', (data) => read(() => reader.push(data)));
    socket.once('end', () => read(() => reader.end()));
    socket.once('error', unreadable);
    socket.once('close', () => read(() => reader.end()));
    for (const part of request) socket.write(part);
  });
}
