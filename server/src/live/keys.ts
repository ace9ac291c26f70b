/** The key set: which keys IAM can verify a token with. */
import { importJWK, type JSONWebKeySet, type JWK } from 'jose';
import type { Route } from './connect.ts';
import { messageOf, printable } from './error.ts';
import { getJson, problem, type WantedDocument } from './http.ts';
import type { Warning } from './remarks.ts';
import { type JsonWebKeyEntry, type JsonWebKeySet, validateJwks } from './schemas.generated.mjs';

/** STS API reference "AssumeRoleWithWebIdentity", parameter WebIdentityToken. */
export const ALGORITHMS: readonly string[] = ['RS256', 'RS384', 'RS512', 'ES256', 'ES384', 'ES512'];
const ALGORITHM_OF_CURVE: Readonly<Record<string, string>> = { 'P-256': 'ES256', 'P-384': 'ES384', 'P-521': 'ES512' };

/** User guide, "Create an OpenID Connect (OIDC) identity provider in IAM": of RSA and of EC each. */
const MAX_KEYS_OF_A_TYPE = 100;

export async function fetchKeys(url: URL, route: Route): Promise<JsonWebKeySet> {
  const wanted: WantedDocument = { step: 'keys', name: 'The key set', url };
  const json: unknown = await getJson(wanted, route);
  if (validateJwks(json)) return json;
  const [error] = validateJwks.errors ?? [];
  const place = printable(error?.instancePath ?? '') || 'it';
  throw problem(wanted, 'BAD_KEYS', `is malformed: ${place} ${error?.message ?? 'is wrong'}.`);
}

export async function remarksOnKeys({ keys }: JsonWebKeySet): Promise<Warning[]> {
  const warnings: Warning[] = [];
  const warn = (code: string, message: string) => warnings.push({ code, message });
  const reasons = await Promise.all(keys.map(unusable));
  const bad = keys.flatMap((key, index) =>
    reasons[index] === undefined ? [] : [`${nameOf(key, index)} ${reasons[index]}`],
  );
  const list = bad.slice(0, 5).join('; ') + (bad.length > 5 ? `; and ${bad.length - 5} more` : '');
  if (keys.length === 0) warn('NO_USABLE_KEY', 'The key set is empty: AWS can verify no token.');
  else if (bad.length === keys.length) warn('NO_USABLE_KEY', `IAM can use none of the ${keys.length} keys: ${list}.`);
  else if (bad.length > 0) warn('KEY_UNUSABLE', `IAM cannot use ${bad.length} of ${keys.length} keys: ${list}.`);
  for (const type of ['RSA', 'EC']) {
    const count = keys.filter((key) => key.kty === type).length;
    if (count > MAX_KEYS_OF_A_TYPE) {
      warn(
        'TOO_MANY_KEYS',
        `The key set holds ${count} ${type} keys. With more than ${MAX_KEYS_OF_A_TYPE}, AWS answers InvalidIdentityToken.`,
      );
    }
  }
  const leaked = keys.flatMap((key, index) =>
    Object.hasOwn(key, 'd') || Object.hasOwn(key, 'k') ? [nameOf(key, index)] : [],
  );
  if (leaked.length > 0) {
    warn(
      'PRIVATE_KEY_PUBLISHED',
      `The key set publishes private key material (${leaked.slice(0, 5).join(', ')}): anybody can sign tokens. Replace these keys now.`,
    );
  }
  return warnings;
}

/** A key as a person looks at it. */
export interface KeyEntry {
  readonly kid: string | null;
  readonly kty: string;
  readonly alg: string | null;
  readonly use: string | null;
  /** Of EC keys. */
  readonly crv: string | null;
  /** Size of the modulus of an RSA key. */
  readonly bits: number | null;
  /** Why IAM cannot verify with it; null when it can. */
  readonly unusable: string | null;
}

export async function describeKeys({ keys }: JsonWebKeySet): Promise<KeyEntry[]> {
  const shown = (text: string | undefined): string | null => (text === undefined ? null : printable(text, 100));
  return await Promise.all(
    keys.map(async (key) => ({
      kid: shown(key.kid),
      kty: printable(key.kty, 20),
      alg: shown(key.alg),
      use: shown(key.use),
      crv: shown(key.crv),
      bits: key.kty === 'RSA' ? modulusBits(key) : null,
      unusable: (await unusable(key)) ?? null,
    })),
  );
}

function modulusBits(key: JsonWebKeyEntry): number | null {
  const { n } = publicPart(key);
  const bytes = Buffer.from(n ?? '', 'base64url');
  const start = bytes.findIndex((byte) => byte !== 0);
  return start < 0 ? null : (bytes.length - start) * 8 - Math.clz32(bytes[start]!) + 24;
}

/** Why IAM cannot verify with this key; undefined when it can. */
async function unusable(key: JsonWebKeyEntry): Promise<string | undefined> {
  if (key.kty !== 'RSA' && key.kty !== 'EC') return `is of type ${quoted(key.kty)}, and IAM takes RSA and EC`;
  if (key.use !== undefined && key.use !== 'sig') return `is for ${quoted(key.use)}, not for signatures`;
  if (key.key_ops !== undefined && !key.key_ops.includes('verify')) return 'is not for verifying (key_ops)';
  const natural = key.kty === 'RSA' ? 'RS256' : ALGORITHM_OF_CURVE[key.crv ?? ''];
  if (natural === undefined) return `is on the curve ${quoted(key.crv ?? '')}, and IAM takes P-256, P-384 and P-521`;
  const algorithm = key.alg ?? natural;
  if (!ALGORITHMS.includes(algorithm)) return `is for ${quoted(algorithm)}, and IAM takes ${ALGORITHMS.join(', ')}`;
  if (key.kty === 'EC' && algorithm !== natural) return `is for ${algorithm}, which its curve ${key.crv} does not fit`;
  try {
    await importJWK(publicPart(key), algorithm);
    return undefined;
  } catch (error) {
    return `cannot be read (${messageOf(error)})`;
  }
}

/** The keys as jose chooses among them. */
export function verificationKeys({ keys }: JsonWebKeySet): JSONWebKeySet {
  return { keys: keys.map((key) => publicPart(key, ['kid', 'alg', 'use'])) };
}

/** The members that make the public key, RFC 7518 section 6, and `more`. */
function publicPart(key: JsonWebKeyEntry, more: readonly ('kid' | 'alg' | 'use')[] = []): JWK {
  const members: Readonly<Record<string, unknown>> = { ...key };
  const part: JWK = { kty: key.kty };
  for (const name of ['n', 'e', 'crv', 'x', 'y', ...more] as const) {
    const value = members[name];
    if (typeof value === 'string') part[name] = value;
  }
  return part;
}

function nameOf(key: JsonWebKeyEntry, index: number): string {
  return key.kid === undefined ? `key number ${index + 1}` : quoted(key.kid);
}

function quoted(text: string): string {
  return JSON.stringify(printable(text, 60));
}
