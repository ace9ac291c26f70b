/** Opens sockets: TCP to a judged address or through a proxy, and TLS over that. The only file that dials. */
import net, { type Socket } from 'node:net';
import tls, { type TLSSocket } from 'node:tls';
import { codeOf, LookupError, messageOf, printable } from './error.ts';
import { type HttpProxy, tunnel } from './proxy.ts';
import { judgeLiteral, type Lookup, resolve } from './resolve.ts';
import type { Target } from './target.ts';
import type { Task } from './task.ts';
import type { Roots } from './trust.ts';

/** How a look-up reaches its hosts. */
export interface Route {
  readonly task: Task;
  /** Of a host that has a private address. */
  readonly allowPrivate: (host: string) => boolean;
  readonly proxy: HttpProxy | undefined;
  readonly lookup: Lookup | undefined;
  /** What documents are verified against. */
  readonly roots: Roots;
  readonly watch?: Watch;
}

/** Is told what a look-up learns on its way. */
export interface Watch {
  /** The addresses that a name leads to, all of them judged. */
  resolved(addresses: readonly string[]): void;
  connected(address: string): void;
  answered(answer: HttpAnswer): void;
}

/** An answer to a request for a document, whatever is in it. */
export interface HttpAnswer {
  readonly status: number;
  readonly contentType: string | null;
  /** Of the body. */
  readonly bytes: number;
}

export interface TlsOptions {
  readonly roots: Roots;
  /** False only to read the chain: then nothing may be sent. */
  readonly verify: boolean;
  readonly maxVersion?: 'TLSv1.2';
}

/** This machine does not trust the chain. Nothing was sent. `code` is OpenSSL's or node's. */
export class UntrustedError extends LookupError {}

/** How long one of several addresses may take before the next is tried as well, in milliseconds (node's default is 250). */
const NEXT_ADDRESS_AFTER_MS = 1_000;

export async function openTls(target: Target, route: Route, options: TlsOptions): Promise<TLSSocket> {
  const socket =
    route.proxy === undefined ? await openDirect(target, route) : await openThrough(route.proxy, target, route);
  return await handshake(socket, target, route.task, options);
}

async function openDirect(target: Target, route: Route): Promise<Socket> {
  const addresses = await resolve(target, route.task, route.lookup, route.allowPrivate);
  route.watch?.resolved(addresses.map(({ address }) => address));
  route.task.at('connect', `while connecting to ${target.host}`);
  const socket = await dial(target, addresses, route.task, (code) => notConnected(target, code));
  route.watch?.connected(socket.remoteAddress ?? '');
  return socket;
}

/** The proxy was named by the person, so its own address is not judged. It resolves names, so only literals can be. */
async function openThrough(proxy: HttpProxy, target: Target, route: Route): Promise<Socket> {
  judgeLiteral(target, route.allowPrivate);
  const { task } = route;
  const via = proxy.target.host;
  task.at('proxy', `while connecting to the proxy ${via}`);
  const advice = 'Check its address, and whether this machine may reach it.';
  const raw = await dial(proxy.target, undefined, task, (code) => {
    return new LookupError('proxy', 'PROXY', `Cannot reach the proxy ${via} (${code}). ${advice}`);
  });
  const socket = proxy.secure ? await handshake(raw, proxy.target, task, { roots: route.roots, verify: true }) : raw;
  await tunnel(socket, proxy, target, task);
  return socket;
}

/** Without `addresses` the name is resolved by the operating system and not judged. */
function dial(
  target: Target,
  addresses: Awaited<ReturnType<typeof resolve>> | undefined,
  task: Task,
  failed: (code: string) => LookupError,
): Promise<Socket> {
  return task.wait((done, fail) => {
    const options: net.TcpSocketConnectOpts = {
      host: target.hostname,
      port: target.port,
      autoSelectFamily: true,
      autoSelectFamilyAttemptTimeout: NEXT_ADDRESS_AFTER_MS,
    };
    if (addresses !== undefined) options.lookup = (_host, asked, callback) => handOn(addresses, asked, callback);
    const socket = task.own(net.connect(options));
    socket.once('connect', () => done(socket));
    socket.once('error', (error) => fail(failed(codeOf(error, 'CONNECT'))));
  });
}

/** Answers node's own question for the addresses with those that were judged. */
function handOn(
  addresses: Awaited<ReturnType<typeof resolve>>,
  asked: Parameters<net.LookupFunction>[1],
  callback: Parameters<net.LookupFunction>[2],
): void {
  const [first] = addresses;
  if (asked.all || first === undefined) callback(null, [...addresses]);
  else callback(null, first.address, first.family);
}

function notConnected(target: Target, code: string): LookupError {
  const message = (() => {
    switch (code) {
      case 'ECONNREFUSED':
        return `${target.hostname} refuses connections on port ${target.port}. Check the port, and that the server runs.`;
      case 'ENETUNREACH':
      case 'EHOSTUNREACH':
        return `There is no way to ${target.host} from this machine (${code}). Check the network and the VPN.`;
      default:
        return `Cannot connect to ${target.hostname} on port ${target.port} (${code}). Check the network, firewall and VPN; behind a company proxy set HTTPS_PROXY.`;
    }
  })();
  return new LookupError('connect', code, message);
}

function handshake(socket: Socket, target: Target, task: Task, options: TlsOptions): Promise<TLSSocket> {
  task.at('tls', `during the TLS handshake with ${target.host}`);
  return task.wait((done, fail) => {
    const secure = task.own(
      tls.connect({
        socket,
        host: target.hostname,
        ...(net.isIP(target.hostname) === 0 ? { servername: target.hostname } : {}),
        // A ready context would hide maxVersion.
        ...(options.maxVersion === undefined ? options.roots : { maxVersion: options.maxVersion }),
        rejectUnauthorized: options.verify,
        ALPNProtocols: ['http/1.1'],
      }),
    );
    secure.once('secureConnect', () => done(secure));
    secure.once('error', (error) => {
      // Node's types say Error; it is the code as a string, or null.
      const untrusted: unknown = secure.authorizationError;
      secure.destroy();
      socket.destroy();
      if (options.verify && untrusted) fail(notTrusted(target, String(untrusted)));
      else fail(noHandshake(target, error));
    });
    secure.once('close', () => fail(noHandshake(target, new Error('the server closed the connection'))));
  });
}

function notTrusted(target: Target, code: string): UntrustedError {
  return new UntrustedError('tls', code, `This machine does not trust the certificate of ${target.host} (${code}).`);
}

function noHandshake(target: Target, error: Error & { reason?: unknown }): LookupError {
  const given = typeof error.reason === 'string' ? printable(error.reason) : messageOf(error);
  const reason = /wrong version number/i.test(given) ? 'it does not speak TLS on this port' : given;
  const advice = `Check with: openssl s_client -connect ${target.hostname}:${target.port} -servername ${target.hostname}`;
  return new LookupError(
    'tls',
    codeOf(error, 'TLS'),
    `The TLS handshake with ${target.host} failed: ${reason}. ${advice}`,
  );
}
