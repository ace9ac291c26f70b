/**
 * The way of the AWS SDK through a proxy, for hosts that are reached through one. It goes over our own sockets, because VS
 * Code replaces `https.request`, and with it the agent that would go through the proxy.
 */
import type { IAMClient } from '@aws-sdk/client-iam';
import { openTls, type Route } from '../connect.ts';
import { LookupError } from '../error.ts';
import { exchange } from '../exchange.ts';
import { parseProxy } from '../proxy.ts';
import { ResponseReader } from '../response.ts';
import { type Target, targetOf } from '../target.ts';
import { Task } from '../task.ts';
import type { Roots } from '../trust.ts';

type Handler = IAMClient['config']['requestHandler'];
type Request = Parameters<Handler['handle']>[0];
type HandlerOptions = Parameters<Handler['handle']>[1];
type Answer = Awaited<ReturnType<Handler['handle']>>;

/** IAM lists at most 100 providers, in some 20 KB. In bytes. */
const MAX_ANSWER = 1_048_576;

export interface ProxyOptions {
  /** The proxy for a host; undefined for none. */
  readonly proxyFor: (target: Target) => string | undefined;
  readonly roots: Roots;
  /** For one request, in milliseconds. */
  readonly timeoutMs: number;
}

export class ThroughProxy {
  readonly metadata = { handlerProtocol: 'http/1.1' };
  readonly #plain: Handler;
  readonly #options: ProxyOptions;
  readonly #tasks = new Set<Task>();

  /** `plain` takes what goes through no proxy. */
  constructor(plain: Handler, options: ProxyOptions) {
    this.#plain = plain;
    this.#options = options;
  }

  async handle(request: Request, options?: HandlerOptions): Promise<Answer> {
    if (request.protocol !== 'https:') return await this.#plain.handle(request, options);
    const url = urlOf(request);
    const target = targetOf(url);
    const proxy = this.#options.proxyFor(target);
    if (proxy === undefined) return await this.#plain.handle(request, options);
    const task = new Task(this.#options.timeoutMs, (options as { abortSignal?: AbortSignal } | undefined)?.abortSignal);
    this.#tasks.add(task);
    try {
      const { roots } = this.#options;
      return await send(request, url, {
        task,
        proxy: parseProxy(proxy),
        roots,
        allowPrivate: () => true,
        lookup: undefined,
      });
    } finally {
      task.end();
      this.#tasks.delete(task);
    }
  }

  /** No socket is open afterwards. */
  destroy(): void {
    for (const task of this.#tasks) task.end();
    this.#plain.destroy?.();
  }

  updateHttpClientConfig(): void {}

  httpHandlerConfigs(): object {
    return {};
  }
}

async function send(request: Request, url: URL, route: Route): Promise<Answer> {
  const target = targetOf(url);
  const socket = await openTls(target, route, { roots: route.roots, verify: true });
  const body = bytesOf(request.body);
  const headers = { ...request.headers, host: url.host, connection: 'close', 'content-length': `${body.length}` };
  const head = [
    `${request.method} ${url.pathname}${url.search} HTTP/1.1`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    '',
    '',
  ].join('\r\n');
  const failed = (code: string, what: string) =>
    new LookupError('connect', code, `The answer of ${target.host} ${what}`);
  try {
    const reader = new ResponseReader(MAX_ANSWER, 'every');
    const response = await exchange(socket, [head, body], reader, route.task, failed);
    return {
      response: { statusCode: response.status, headers: Object.fromEntries(response.headers), body: response.body },
    } as Answer;
  } finally {
    socket.destroy();
  }
}

/** The parts of a request of the SDK are encoded already, but for the query. */
function urlOf({ protocol, hostname, port, path, query }: Request): URL {
  const url = new URL(`${protocol}//${hostname}${port === undefined ? '' : `:${port}`}${path}`);
  for (const [name, value] of Object.entries(query ?? {}))
    for (const one of Array.isArray(value) ? value : [value ?? '']) url.searchParams.append(name, one);
  return url;
}

function bytesOf(body: unknown): Buffer {
  if (body === undefined || body === null) return Buffer.alloc(0);
  if (typeof body === 'string') return Buffer.from(body);
  if (body instanceof Uint8Array) return Buffer.from(body);
  throw new TypeError('a request of the AWS SDK has a body that is not at hand');
}
