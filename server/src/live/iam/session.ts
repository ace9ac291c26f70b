/** What every request to AWS has in common: a time limit, a way to stop it, and whom it may go to. */
import type { AccessAnalyzerClient } from '@aws-sdk/client-accessanalyzer';
import type { IAMClient } from '@aws-sdk/client-iam';
import type { Target } from '../target.ts';
import { IamError, iamError } from './error.ts';

export interface AwsOptions {
  /** Of the AWS CLI's files; without it the standard chain of credentials decides. */
  readonly profile?: string | undefined;
  readonly region?: string | undefined;
  /** Instead of AWS's: `https://`, or `http://` on this machine. */
  readonly endpoint?: string | undefined;
  /** Certificates in PEM form that are trusted beside the public ones. */
  readonly ca?: string | Buffer | undefined;
  /** The proxy for a host, as a URL; undefined for none. That of STS is asked about too. */
  readonly proxyFor?: ((target: Target) => string | undefined) | undefined;
  /** For all together, in milliseconds; 30,000 when missing. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called with each host just before it is contacted. An `IamError` that it throws keeps the request back. */
  readonly onContact?: ((host: string) => void) | undefined;
}

export const DEFAULT_TIMEOUT_MS = 30_000;

export class AwsSession {
  readonly #who: string;
  readonly #service: string;
  readonly #client: IAMClient | AccessAnalyzerClient;
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;
  readonly #contacted = new Set<string>();
  readonly #options: AwsOptions;

  /** `service`: in words. */
  constructor(options: AwsOptions, client: IAMClient | AccessAnalyzerClient, service: string) {
    this.#options = options;
    this.#client = client;
    this.#service = service;
    this.#who = options.profile === undefined ? 'the standard chain of credentials' : `profile ${options.profile}`;
    const limit = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    const late = `${service} gave no full answer within ${limit} ms.`;
    this.#timer = setTimeout(() => this.#stop('TIMEOUT', late), limit);
    if (options.signal?.aborted) this.#cancel();
    options.signal?.addEventListener('abort', this.#cancel, { once: true });
    // The stacks differ in the requests that their clients know, and no request is looked into here.
    (client.middlewareStack as IAMClient['middlewareStack']).add(
      (next) => async (args) => {
        this.#judge(args.request);
        return await next(args);
      },
      { step: 'finalizeRequest', priority: 'low', name: 'announce' },
    );
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#options.signal?.removeEventListener('abort', this.#cancel);
    this.#client.destroy();
  }

  readonly #cancel = () => this.#stop('CANCELLED', 'The request was cancelled.');

  #stop(code: 'TIMEOUT' | 'CANCELLED', message: string): void {
    this.#controller.abort(new IamError(code, message));
  }

  async ask<T>(action: string, send: (options: { abortSignal: AbortSignal }) => Promise<T>): Promise<T> {
    const { signal } = this.#controller;
    // The SDK looks at the signal only once it has credentials.
    const stopped = new Promise<never>((_resolve, reject) => {
      const fail = () => reject(signal.reason as Error);
      if (signal.aborted) fail();
      else signal.addEventListener('abort', fail, { once: true });
    });
    try {
      return await Promise.race([stopped, send({ abortSignal: signal })]);
    } catch (error) {
      throw signal.aborted ? (signal.reason as Error) : iamError(error, action, this.#who, this.#service);
    }
  }

  /** Where the request goes is known only here: profiles and the environment may name an endpoint too. */
  #judge(request: unknown): void {
    const { hostname, port, protocol } = request as { hostname: string; port?: number; protocol: string };
    if (protocol !== 'https:' && !isThisMachine(hostname)) {
      throw new IamError('BAD_ENDPOINT', `The endpoint ${hostname} is not https. Signed requests go over https only.`);
    }
    const host = port === undefined ? hostname : `${hostname}:${port}`;
    if (this.#contacted.has(host)) return;
    this.#contacted.add(host);
    this.#options.onContact?.(host);
  }
}

export function isThisMachine(hostname: string): boolean {
  return ['localhost', '127.0.0.1', '::1', '[::1]'].includes(hostname);
}
