/**
 * Reads one HTTP/1.1 response from bytes as they come (RFC 9112): by Content-Length, chunked, or until the connection
 * closes. Every part has a limit. Knows no socket.
 */

export interface Head {
  readonly status: number;
  /** Names in lower case. A repeated header keeps its last value, except where two values contradict each other. */
  readonly headers: ReadonlyMap<string, string>;
}

export interface HttpResponse extends Head {
  /** Of the statuses whose bodies were asked for; empty for others. */
  readonly body: Buffer;
}

export class ResponseError extends Error {
  readonly code: 'BAD_HTTP' | 'TOO_LARGE';
  constructor(code: 'BAD_HTTP' | 'TOO_LARGE', message: string) {
    super(message);
    this.code = code;
  }
}

/** All in bytes, but for the last. */
const MAX_HEAD = 16_384;
const MAX_CHUNK_LINE = 1_024;
/** Chunk framing may cost this many times the body before it counts as an attack. */
const MAX_OVERHEAD = 4;
const MAX_INTERIM_RESPONSES = 8;

type Framing =
  | { readonly kind: 'length'; left: number }
  | { readonly kind: 'until-close' }
  | { readonly kind: 'chunked'; state: 'size' | 'data' | 'data-end'; left: number };

export class ResponseReader {
  readonly #maxBody: number;
  readonly #bodies: 'of 200' | 'every';
  readonly #parts: Buffer[] = [];
  #bodyLength = 0;
  #received = 0;
  #interim = 0;
  #pending: Buffer = Buffer.alloc(0);
  #head: Head | undefined;
  #framing: Framing | undefined;

  /** `maxBody` in bytes. `bodies`: those that somebody reads. */
  constructor(maxBody: number, bodies: 'of 200' | 'every' = 'of 200') {
    this.#maxBody = maxBody;
    this.#bodies = bodies;
  }

  /** Gives the response as soon as it is whole; throws a `ResponseError`. */
  push(data: Buffer): HttpResponse | undefined {
    this.#received += data.length;
    if (this.#received > MAX_OVERHEAD * (this.#maxBody + MAX_HEAD)) throw this.#tooLarge();
    this.#pending = this.#pending.length === 0 ? data : Buffer.concat([this.#pending, data]);
    for (;;) {
      const before = this.#pending.length;
      const response = this.#framing === undefined ? this.#readHead() : this.#readBody(this.#framing);
      if (response !== undefined) return response;
      if (this.#pending.length === before || this.#pending.length === 0) return undefined;
    }
  }

  /** The connection closed: the response, if that is how its end is marked. */
  end(): HttpResponse {
    if (this.#head !== undefined && this.#framing?.kind === 'until-close') return this.#whole(this.#head);
    throw bad('the connection closed before the answer was whole');
  }

  #readHead(): HttpResponse | undefined {
    const text = this.#line('\r\n\r\n', MAX_HEAD);
    if (text === undefined) return undefined;
    const head = parseHead(text);
    if (head === undefined) throw bad('this is not an HTTP/1.1 answer');
    if (head.status < 200) {
      this.#interim += 1;
      if (this.#interim > MAX_INTERIM_RESPONSES) throw bad('it sends interim answers without end');
      return undefined;
    }
    this.#head = head;
    if (head.status !== 200 && this.#bodies === 'of 200') return this.#whole(head);
    this.#framing = framingOf(head);
    if (this.#framing.kind !== 'length') return undefined;
    if (this.#framing.left > this.#maxBody) throw this.#tooLarge();
    return this.#framing.left === 0 ? this.#whole(head) : undefined;
  }

  #readBody(framing: Framing): HttpResponse | undefined {
    switch (framing.kind) {
      case 'until-close':
        this.#take(this.#pending.length);
        return undefined;
      case 'length':
        framing.left -= this.#take(framing.left);
        return framing.left === 0 ? this.#whole(this.#head!) : undefined;
      case 'chunked':
        return this.#readChunk(framing);
    }
  }

  #readChunk(framing: Framing & { kind: 'chunked' }): HttpResponse | undefined {
    switch (framing.state) {
      case 'size': {
        const line = this.#line('\r\n', MAX_CHUNK_LINE);
        if (line === undefined) return undefined;
        const size = /^([0-9a-f]{1,8})[ \t]*(?:;.*)?$/i.exec(line)?.[1];
        if (size === undefined) throw bad('a chunk of the answer has no size');
        framing.left = Number.parseInt(size, 16);
        if (framing.left === 0) return this.#whole(this.#head!);
        if (this.#bodyLength + framing.left > this.#maxBody) throw this.#tooLarge();
        framing.state = 'data';
        return undefined;
      }
      case 'data':
        framing.left -= this.#take(framing.left);
        if (framing.left === 0) framing.state = 'data-end';
        return undefined;
      case 'data-end':
        if (this.#pending.length < 2) return undefined;
        if (this.#pending.toString('latin1', 0, 2) !== '\r\n')
          throw bad('a chunk of the answer is longer than its size');
        this.#pending = this.#pending.subarray(2);
        framing.state = 'size';
        return undefined;
    }
  }

  /** Takes the text before `end` off what is pending, and `end` with it. */
  #line(end: string, max: number): string | undefined {
    const length = this.#pending.indexOf(end);
    if (length > max || (length < 0 && this.#pending.length > max))
      throw bad(`a head or chunk line is longer than ${max} bytes`);
    if (length < 0) return undefined;
    const text = this.#pending.toString('latin1', 0, length);
    this.#pending = this.#pending.subarray(length + end.length);
    return text;
  }

  /** Moves at most `count` pending bytes into the body; gives how many. */
  #take(count: number): number {
    const part = this.#pending.subarray(0, count);
    this.#pending = this.#pending.subarray(part.length);
    this.#bodyLength += part.length;
    if (this.#bodyLength > this.#maxBody) throw this.#tooLarge();
    this.#parts.push(part);
    return part.length;
  }

  #whole(head: Head): HttpResponse {
    return { ...head, body: Buffer.concat(this.#parts) };
  }

  #tooLarge(): ResponseError {
    return new ResponseError('TOO_LARGE', `it is larger than ${this.#maxBody} bytes`);
  }
}

/** The status line and the headers, without the empty line after them; undefined when this is no HTTP/1.x. */
export function parseHead(text: string): Head | undefined {
  const [first = '', ...lines] = text.split('\r\n');
  const status = /^HTTP\/1\.[01] (\d{3})(?: |$)/.exec(first)?.[1];
  if (status === undefined) return undefined;
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon <= 0) continue;
    const name = line.slice(0, colon).trim().toLowerCase();
    const value = line.slice(colon + 1).trim();
    const earlier = headers.get(name);
    const contradicts = name === 'content-length' && earlier !== undefined && earlier !== value;
    headers.set(name, contradicts ? `${earlier}, ${value}` : value);
  }
  return { status: Number(status), headers };
}

function framingOf({ headers }: Head): Framing {
  const transfer = headers.get('transfer-encoding');
  if (transfer !== undefined) {
    if (transfer.toLowerCase() !== 'chunked') throw bad('it is sent in a transfer encoding that was not asked for');
    return { kind: 'chunked', state: 'size', left: 0 };
  }
  const length = headers.get('content-length');
  if (length === undefined) return { kind: 'until-close' };
  if (!/^\d{1,15}$/.test(length)) throw bad('its Content-Length is not a number');
  return { kind: 'length', left: Number(length) };
}

function bad(message: string): ResponseError {
  return new ResponseError('BAD_HTTP', message);
}
