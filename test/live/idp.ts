/** A local identity provider with a chosen chain and chosen answers, and an HTTP proxy. Both are real servers on loopback. */
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import https from 'node:https';
import net, { type AddressInfo, type Server, type Socket } from 'node:net';
import tls from 'node:tls';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import type { Bundle, Pki } from './makeChains.ts';

export type Answer = (response: ServerResponse, provider: { readonly issuer: string }) => void;

export interface IdpOptions {
  readonly pki: Pki;
  readonly chain?: Bundle;
  /** The name in the issuer and in `jwks_uri`; every name leads to loopback in these tests. */
  readonly name?: string;
  readonly address?: '127.0.0.1' | '::1';
  /** Instead of `chain`: what is sent to whom, by server name. Others get an alert. */
  readonly byServerName?: Readonly<Record<string, Bundle>>;
  readonly minVersion?: tls.SecureVersion;
  readonly maxVersion?: tls.SecureVersion;
  /** Instead of the discovery document and of the key set. */
  readonly discovery?: Answer;
  readonly keys?: Answer;
}

export interface Idp {
  readonly port: number;
  readonly issuer: string;
  /** `GET /keys` for each request, and `tls:NAME` for each handshake with a server name. */
  readonly hits: readonly string[];
  readonly sockets: SocketWatch;
  close(): Promise<void>;
}

export async function startIdp(options: IdpOptions): Promise<Idp> {
  const { pki, chain = 'full', name = 'localhost', byServerName } = options;
  const hits: string[] = [];
  const key = await signingKey();
  let issuer = '';
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    hits.push(`${request.method} ${request.url}`);
    if (request.url?.endsWith('/.well-known/openid-configuration')) {
      const path = request.url.replace('/.well-known/openid-configuration', '');
      const stated = { issuer: `${issuer}${path}` };
      return (options.discovery ?? json(discoveryDocument(stated.issuer, `${issuer}/keys`)))(response, stated);
    }
    if (request.url === '/keys') return (options.keys ?? json({ keys: [key] }))(response, { issuer });
    response.writeHead(404).end();
  };
  const server = https.createServer(
    {
      ...(byServerName === undefined ? pki.server(chain) : { SNICallback: choose }),
      ...(options.minVersion === undefined ? {} : { minVersion: options.minVersion }),
      ...(options.maxVersion === undefined ? {} : { maxVersion: options.maxVersion }),
    },
    answer,
  );
  function choose(servername: string, done: (error: Error | null, context?: tls.SecureContext) => void): void {
    hits.push(`tls:${servername}`);
    const bundle = byServerName?.[servername];
    if (bundle === undefined) done(new Error(`no certificate for ${servername}`));
    else done(null, tls.createSecureContext(pki.server(bundle)));
  }
  server.on('tlsClientError', () => {});
  const sockets = new SocketWatch(server);
  const port = await listen(server, options.address);
  issuer = `https://${name}:${port}`;
  return { port, issuer, hits, sockets, close: () => sockets.closeAll(server) };
}

/** What AWS asks for, and no more. */
export function discoveryDocument(issuer: string, jwksUri: string) {
  return {
    issuer,
    jwks_uri: jwksUri,
    response_types_supported: ['id_token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    claims_supported: ['sub', 'aud', 'iss', 'exp', 'iat'],
  };
}

export function json(value: unknown): Answer {
  return (response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
  };
}

let made: Promise<JWK> | undefined;

/** One public RSA key for all providers of a test file. */
export function signingKey(): Promise<JWK> {
  made ??= (async () => {
    const { publicKey } = await generateKeyPair('RS256', { extractable: true });
    return { ...(await exportJWK(publicKey)), kid: 'k1', use: 'sig', alg: 'RS256' };
  })();
  return made;
}

export interface ProxyOptions {
  /** `user:password` that it wants. */
  readonly credentials?: string;
  /** The proxy itself speaks TLS, with the chain of the provider. */
  readonly tls?: Pki;
  /** Instead of a tunnel. */
  readonly instead?: (client: Socket) => void;
}

export interface ProxyServer {
  readonly url: string;
  readonly port: number;
  /** `idp.test:443` for each CONNECT. */
  readonly targets: readonly string[];
  readonly sockets: SocketWatch;
  close(): Promise<void>;
}

/** Knows CONNECT only, and leads every name to loopback. */
export async function startProxy(options: ProxyOptions = {}): Promise<ProxyServer> {
  const targets: string[] = [];
  const wanted = `Basic ${Buffer.from(options.credentials ?? '').toString('base64')}`;
  const server = options.tls === undefined ? http.createServer() : https.createServer(options.tls.server('full'));
  server.on('connect', (request: IncomingMessage, client: Socket, head: Buffer) => {
    client.on('error', () => {});
    client.once('end', () => client.end()); // node leaves it half open
    targets.push(request.url ?? '');
    if (options.instead !== undefined) return options.instead(client.resume());
    if (options.credentials !== undefined && request.headers['proxy-authorization'] !== wanted) {
      client.end('HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\n\r\n');
      return;
    }
    const upstream = net.connect(Number(request.url?.split(':').pop()), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.write(head);
      upstream.pipe(client).pipe(upstream);
    });
    upstream.on('error', () => client.destroy());
    upstream.on('close', () => client.destroy());
    client.on('close', () => upstream.destroy());
  });
  const sockets = new SocketWatch(server);
  const port = await listen(server);
  const scheme = options.tls === undefined ? 'http' : 'https';
  return { url: `${scheme}://localhost:${port}`, port, targets, sockets, close: () => sockets.closeAll(server) };
}

/** A TCP server that does one thing with each connection and reads whatever comes, for peers that speak no TLS or no HTTP. */
export async function startTcp(onConnection: (socket: Socket) => void) {
  const server = net.createServer((socket) => {
    onConnection(socket);
    socket.resume(); // or it never learns that the other side has closed
  });
  const sockets = new SocketWatch(server);
  const port = await listen(server);
  return { port, sockets, close: () => sockets.closeAll(server) };
}

/** A TLS server of raw bytes, for answers that no HTTP library sends. */
export async function startTls(pki: Pki, onConnection: (socket: tls.TLSSocket) => void, options: tls.TlsOptions = {}) {
  const server = tls.createServer({ ...pki.server('full'), ...options }, (socket) => {
    socket.on('error', () => {});
    onConnection(socket);
  });
  server.on('tlsClientError', () => {});
  const sockets = new SocketWatch(server);
  const port = await listen(server);
  return { port, sockets, close: () => sockets.closeAll(server) };
}

/** The TCP connections of a server, and events to wait for instead of sleeping. */
class SocketWatch {
  /** How many there were in all. */
  accepted = 0;
  readonly #open = new Set<Socket>();
  readonly #waiting = new Set<() => void>();

  constructor(server: Server) {
    server.on('connection', (socket) => {
      this.accepted += 1;
      this.#open.add(socket);
      socket.on('error', () => {});
      socket.once('close', () => {
        this.#open.delete(socket);
        this.#tell();
      });
      this.#tell();
    });
  }

  get open(): number {
    return this.#open.size;
  }

  /** Resolves as soon as `condition` holds; it is asked again whenever a connection opens or closes. */
  async until(condition: (watch: SocketWatch) => boolean): Promise<void> {
    while (!condition(this)) await new Promise<void>((resolve) => this.#waiting.add(resolve));
  }

  closeAll(server: Server): Promise<void> {
    for (const socket of this.#open) socket.destroy();
    return new Promise((resolve) => server.close(() => resolve()));
  }

  #tell(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}

function listen(server: Server, address = '127.0.0.1'): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, address, () => resolve((server.address() as AddressInfo).port));
  });
}
