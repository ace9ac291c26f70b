/** One look-up in progress: its time limit, its cancellation, and every socket that it opened. */
import type { Socket } from 'node:net';
import { LookupError, type Step } from './error.ts';

export class Task {
  readonly #controller = new AbortController();
  readonly #sockets = new Set<Socket>();
  readonly #timer: NodeJS.Timeout;
  readonly #outer: AbortSignal | undefined;
  readonly #onOuterAbort = () => this.#stop('CANCELLED', 'The look-up was cancelled');
  readonly #onStep: (step: Step) => void;
  #step: Step = 'issuer';
  #doing = '';

  /** `timeoutMs` bounds the whole look-up, in milliseconds; `onStep` is told of each step as it begins. */
  constructor(timeoutMs: number, outer: AbortSignal | undefined, onStep: (step: Step) => void = () => {}) {
    this.#onStep = onStep;
    this.#timer = setTimeout(() => this.#stop('TIMEOUT', `No full answer within ${timeoutMs} ms`), timeoutMs);
    this.#outer = outer;
    if (outer?.aborted) this.#onOuterAbort();
    else outer?.addEventListener('abort', this.#onOuterAbort, { once: true });
  }

  /** Notes what happens next, for the message of a time-out: `at('tls', 'during the TLS handshake with keys.example')`. */
  at(step: Step, doing: string): void {
    this.#step = step;
    this.#doing = doing;
    this.check();
    this.#onStep(step);
  }

  check(): void {
    this.#controller.signal.throwIfAborted();
  }

  /** A promise that is rejected as soon as the look-up ends, whatever `begin` still waits for. */
  wait<T>(begin: (resolve: (value: T) => void, reject: (reason: Error) => void) => void): Promise<T> {
    const { signal } = this.#controller;
    return new Promise<T>((resolve, reject) => {
      const onAbort = () => reject(signal.reason as Error);
      if (signal.aborted) return onAbort();
      signal.addEventListener('abort', onAbort, { once: true });
      const settled = () => signal.removeEventListener('abort', onAbort);
      begin(
        (value) => {
          settled();
          resolve(value);
        },
        (reason) => {
          settled();
          reject(reason);
        },
      );
    });
  }

  /** Makes the look-up answerable for `socket`: it is destroyed when the look-up ends, however it ends. */
  own<S extends Socket>(socket: S): S {
    this.#sockets.add(socket);
    socket.on('error', () => {}); // a late error of a socket that nobody waits for any more
    socket.once('close', () => this.#sockets.delete(socket));
    // VS Code delays the connect of a new socket until it has read the system's certificates: it may come after the end.
    socket.once('connect', () => {
      if (this.#controller.signal.aborted) socket.destroy();
    });
    if (this.#controller.signal.aborted) socket.destroy();
    return socket;
  }

  end(): void {
    this.#stop('ENDED', 'The look-up has ended');
  }

  #stop(code: string, what: string): void {
    clearTimeout(this.#timer);
    this.#outer?.removeEventListener('abort', this.#onOuterAbort);
    const where = this.#doing === '' ? '' : ` ${this.#doing}`;
    this.#controller.abort(new LookupError(this.#step, code, `${what}${where}.${advice(code, this.#step)}`));
    for (const socket of this.#sockets) socket.destroy();
  }
}

function advice(code: string, step: Step): string {
  if (code !== 'TIMEOUT') return '';
  switch (step) {
    case 'resolve':
      return ' Check the DNS server and the VPN of this machine.';
    case 'connect':
      return ' A firewall may drop the packets; behind a company proxy set HTTPS_PROXY.';
    case 'proxy':
      return ' Check that the proxy may reach this host.';
    case 'issuer':
    case 'ca':
    case 'tls':
    case 'discovery':
    case 'keys':
      return ' AWS STS itself gives up after 5 seconds.';
  }
}
