/** Through an HTTP proxy with CONNECT. Passwords go into the request and nowhere else. */
import type { Socket } from 'node:net';
import { LookupError } from './error.ts';
import { parseHead } from './response.ts';
import type { Target } from './target.ts';
import type { Task } from './task.ts';

export interface HttpProxy {
  readonly secure: boolean;
  readonly target: Target;
  /** The value of `Proxy-Authorization`, when the URL holds a user name. */
  readonly authorization?: string;
}

/** RFC 9110 sets no limit; a proxy that answers CONNECT with more than this is not one. In bytes. */
const MAX_HEAD = 16_384;

/** `http://host:port` or `https://host:port`, with or without `user:password@`. Without a port: 80 or 443. */
export function parseProxy(proxy: string): HttpProxy {
  const url = URL.canParse(proxy) ? new URL(proxy) : undefined;
  if (url === undefined || (url.protocol !== 'http:' && url.protocol !== 'https:') || url.hostname === '') {
    throw new LookupError('proxy', 'BAD_PROXY', 'The proxy is not a URL that begins with http:// or https://.');
  }
  const secure = url.protocol === 'https:';
  const port = Number(url.port || (secure ? 443 : 80));
  const target = { host: `${url.hostname}:${port}`, hostname: url.hostname.replace(/^\[|\]$/g, ''), port };
  if (url.username === '' && url.password === '') return { secure, target };
  const credentials = `${decoded(url.username)}:${decoded(url.password)}`;
  return { secure, target, authorization: `Basic ${Buffer.from(credentials).toString('base64')}` };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a stray percent sign is meant as itself
  }
}

/** Asks the proxy behind `socket` for a tunnel to `target`; afterwards the socket speaks with the target. */
export async function tunnel(socket: Socket, proxy: HttpProxy, target: Target, task: Task): Promise<void> {
  const via = proxy.target.host;
  task.at('proxy', `while the proxy ${via} connects to ${target.host}`);
  const authority = `${target.hostname.includes(':') ? `[${target.hostname}]` : target.hostname}:${target.port}`;
  const request = [`CONNECT ${authority} HTTP/1.1`, `Host: ${authority}`];
  if (proxy.authorization !== undefined) request.push(`Proxy-Authorization: ${proxy.authorization}`);

  const head = await task.wait<Buffer>((done, fail) => {
    let received = Buffer.alloc(0);
    const broken = (what: string) => fail(new LookupError('proxy', 'PROXY', `The proxy ${via} ${what}.`));
    const onData = (data: Buffer) => {
      received = Buffer.concat([received, data]);
      const end = received.indexOf('\r\n\r\n');
      if (end < 0 && received.length <= MAX_HEAD) return;
      socket.off('data', onData);
      socket.off('close', onClose);
      socket.pause();
      if (end < 0) return broken('sends an endless answer to CONNECT');
      if (received.length > end + 4) socket.unshift(received.subarray(end + 4));
      done(received.subarray(0, end));
    };
    const onClose = () => broken(`closed the connection before it answered to CONNECT ${authority}`);
    socket.on('data', onData);
    socket.once('close', onClose);
    socket.write(`${request.join('\r\n')}\r\n\r\n`);
  });

  const status = parseHead(head.toString('latin1'))?.status;
  if (status === undefined) {
    throw new LookupError(
      'proxy',
      'PROXY',
      `${via} does not answer like an HTTP proxy. Check the proxy's address and port.`,
    );
  }
  if (status < 200 || status > 299) throw refused(via, authority, status);
}

function refused(via: string, authority: string, status: number): LookupError {
  const advice =
    status === 407
      ? 'It wants a user name and password: put them into the proxy URL. NTLM and Kerberos are not supported.'
      : 'Ask who runs the proxy to allow this host.';
  return new LookupError(
    'proxy',
    'PROXY_REFUSED',
    `The proxy ${via} answered ${status} to CONNECT ${authority}. ${advice}`,
  );
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy that the environment names for the URL of an issuer, by the customs of curl: `HTTPS_PROXY` or `https_proxy`,
 * and `NO_PROXY` with host names, domain suffixes, `host:port` or `*`. Loopback is never reached through a proxy.
 */
export function proxyFromEnvironment(target: Target, environment: Environment): string | undefined {
  const { HTTPS_PROXY, https_proxy, NO_PROXY, no_proxy } = environment;
  const proxy = HTTPS_PROXY || https_proxy;
  if (proxy === undefined || proxy === '') return undefined;
  if (['localhost', '127.0.0.1', '::1'].includes(target.hostname)) return undefined;
  const exceptions = (NO_PROXY || no_proxy || '').toLowerCase().split(/[\s,]+/);
  return exceptions.some((exception) => covers(exception, target)) ? undefined : proxy;
}

function covers(exception: string, target: Target): boolean {
  if (exception === '*') return true;
  const [, name = '', port] = /^\*?\.?(.*?)(?::(\d+))?$/.exec(exception) ?? [];
  if (name === '' || (port !== undefined && Number(port) !== target.port)) return false;
  return target.hostname === name || target.hostname.endsWith(`.${name}`);
}
