/**
 * One GET of a JSON object over a verified TLS socket: no redirect, no compression, a size limit.
 *
 * Written over the socket because `https.request` is not safe here: VS Code replaces it and drops `createConnection` and
 * `lookup`, so that a judgement of addresses placed there would not run.
 */
import { openTls, type Route } from './connect.ts';
import { LookupError, printable } from './error.ts';
import { exchange } from './exchange.ts';
import { type HttpResponse, ResponseReader } from './response.ts';
import { targetOf, withoutQuery } from './target.ts';

export interface WantedDocument {
  readonly step: 'discovery' | 'keys';
  /** At the beginning of a sentence: `The discovery document`. */
  readonly name: string;
  readonly url: URL;
}

/** AWS states no limit; a large key set has some 50 KB. In bytes. */
const MAX_DOCUMENT = 262_144;

/** Sends nothing before the server's certificate is verified; throws `UntrustedError` when it is not. */
export async function getJson(wanted: WantedDocument, route: Route): Promise<object> {
  const target = targetOf(wanted.url);
  const socket = await openTls(target, route, { roots: route.roots, verify: true });
  route.task.at(wanted.step, `while ${target.host} answers for ${withoutQuery(wanted.url)}`);
  try {
    const reader = new ResponseReader(MAX_DOCUMENT);
    const failed = (code: string, what: string) => problem(wanted, code, what);
    const response = await exchange(socket, [requestFor(wanted.url)], reader, route.task, failed);
    const contentType = response.headers.get('content-type');
    route.watch?.answered({
      status: response.status,
      contentType: contentType === undefined ? null : printable(contentType, 60),
      bytes: response.body.length,
    });
    return parse(wanted, response);
  } finally {
    socket.destroy();
  }
}

function requestFor(url: URL): string {
  return [
    `GET ${url.pathname}${url.search} HTTP/1.1`,
    `Host: ${url.host}`,
    'Accept: application/json',
    'Accept-Encoding: identity',
    'User-Agent: oidc-trust',
    'Connection: close',
    '',
    '',
  ].join('\r\n');
}

function parse(wanted: WantedDocument, { status, headers, body }: HttpResponse): object {
  if (status >= 300 && status < 400) {
    const location = JSON.stringify(printable(headers.get('location') ?? ''));
    throw problem(
      wanted,
      'REDIRECT',
      `redirects (status ${status}) to ${location}, which was not followed. Serve it at this URL itself.`,
    );
  }
  if (status !== 200)
    throw problem(wanted, 'STATUS', `is answered with status ${status}. It must be public, without a login.`);
  const encoding = headers.get('content-encoding') ?? 'identity';
  if (encoding !== 'identity') {
    throw problem(wanted, 'ENCODED', `is sent compressed (${printable(encoding, 40)}) though that was not asked for.`);
  }
  const json = jsonOf(body);
  if (json === undefined) {
    const type = printable(headers.get('content-type') ?? 'none', 60);
    const start = JSON.stringify(printable(body.toString('latin1', 0, 24)));
    throw problem(wanted, 'NOT_JSON', `is not JSON (content type ${type}, begins with ${start}).`);
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw problem(wanted, 'NOT_OBJECT', 'is JSON, but not an object.');
  return json;
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}

export function problem(wanted: WantedDocument, code: string, what: string): LookupError {
  return new LookupError(wanted.step, code, `${wanted.name} ${withoutQuery(wanted.url)} ${what}`);
}
