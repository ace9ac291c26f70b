import { Writable } from 'node:stream';

const HEADER = 'Content-Length: ';

/**
 * Writes each message in one piece. The library writes the header and the content one after the other, which wakes the editor
 * twice for each answer.
 */
export class WholeMessages extends Writable {
  readonly #out: NodeJS.WritableStream;
  #header: Buffer | undefined;

  constructor(out: NodeJS.WritableStream) {
    super();
    this.#out = out;
    out.on('error', (error) => this.destroy(error));
    out.on('close', () => this.destroy());
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    if (!this.#header && chunk.subarray(0, HEADER.length).equals(Buffer.from(HEADER))) {
      this.#header = chunk;
      done();
      return;
    }
    const whole = this.#header ? Buffer.concat([this.#header, chunk]) : chunk;
    this.#header = undefined;
    this.#out.write(whole, done);
  }
}
