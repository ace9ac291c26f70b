/** What is wrong with the URL of an issuer, by the rules of IAM's CreateOpenIDConnectProvider, which EKS shares. */
import { known, knownStart, type Text } from '../value/text.ts';

export type UrlFault =
  | 'scheme'
  | 'insecure'
  | 'query'
  | 'user'
  | 'space'
  | 'length'
  | 'shape'
  | 'port'
  | 'fragment'
  | 'case';

/** The discovery document or the key set, which stand below the issuer. */
const DOCUMENT = /\/\.well-known\/(openid-configuration|oauth-authorization-server|jwks(\.json)?|keys(\.json)?)\/?$/;

/** The faults that AWS takes and that are still wrong as a rule. */
const ACCEPTED: ReadonlySet<UrlFault> = new Set(['port', 'fragment', 'case']);

export function isAccepted(fault: UrlFault): boolean {
  return ACCEPTED.has(fault);
}

/** The first fault of a URL, as far as it is known. */
export function urlFault(text: Text): UrlFault | undefined {
  const start = knownStart(text);
  const stretches = text.filter((part): part is string => typeof part === 'string').join('\u0001');
  if (/\s/.test(stretches)) return 'space';
  if (/^http:\/\//i.test(start)) return 'insecure';
  const whole = known(text);
  if (!/^https:\/\//.test(start)) {
    const [first] = text;
    const isSchemeless = typeof first === 'object' && first.schemeless === true && !stretches.includes('://');
    // Short of a known beginning nothing is certain.
    return whole !== undefined || start.length >= 8 || isSchemeless ? 'scheme' : undefined;
  }
  if (/^https:\/\/https?:\/\//i.test(start)) return 'shape';
  if (stretches.includes('?')) return 'query';
  if (stretches.includes('#')) return 'fragment';
  if (whole === undefined) return undefined;
  if (whole.length > 255) return 'length';
  return hostFault(whole);
}

function hostFault(url: string): UrlFault | undefined {
  const authority = url.slice(8).split('/')[0]!;
  if (authority.includes('@')) return 'user';
  if (/:\d*$/.test(authority)) return 'port';
  if (!/^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$/.test(authority)) return 'shape';
  return /[A-Z]/.test(authority) ? 'case' : undefined;
}

/** The URL without its fault, where it is clear what is meant. */
export function repairedUrl(fault: UrlFault, url: string): string | undefined {
  const host = /^[a-z0-9.-]+\.[a-z]{2,}(\/|$)/;
  switch (fault) {
    case 'scheme':
      return host.test(url) ? `https://${url}` : /^HTTPS:\/\//i.test(url) ? url.replace(/^https/i, 'https') : undefined;
    case 'insecure':
      return url.replace(/^http:/i, 'https:');
    case 'space':
      return /^https:\/\/[^\s]+$/.test(url.trim()) ? url.trim() : undefined;
    case 'query':
      return url.replace(/\?.*$/, '');
    case 'fragment':
      return url.replace(/#.*$/, '');
    case 'case':
      return url.replace(/^(https:\/\/)([^/]*)/, (_, scheme: string, name: string) => scheme + name.toLowerCase());
    case 'shape':
      return /^https:\/\/https:\/\//.test(url) ? url.slice('https://'.length) : undefined;
    case 'user':
    case 'length':
    case 'port':
      return undefined;
  }
}

/** The issuer, where a URL is the address of one of its documents. */
export function issuerOfDocument(url: string): string | undefined {
  return DOCUMENT.test(url) ? url.replace(DOCUMENT, '') : undefined;
}

/** Whether a text ends as the address of such a document does. */
export function endsAsDocument(end: string): boolean {
  return DOCUMENT.test(end);
}

/** The host of an `https` URL, without port, where the beginning of the URL tells it. */
export function hostOf(text: Text): string | undefined {
  const start = knownStart(text);
  const match = /^https:\/\/(\[[^\]]*\]|[^/:?#]*)(.*)$/is.exec(start);
  if (!match || (match[2] === '' && known(text) === undefined)) return undefined;
  return /^https?$/i.test(match[1]!) ? undefined : match[1];
}
