/** A token, and its way through AWS, in words: the same for a terminal and a document. */
import { type LayerDecision, span, type TextDifference } from '../core/access/tokenLayers.ts';
import type { TokenWalk } from '../core/access/tokenWalk.ts';
import { findProvider } from '../core/oidc/catalogue.ts';
import { tokenClaims } from '../core/oidc/claims.ts';
import type { SourceRange } from '../core/text/range.ts';

/** What is told of a token: no signature, and no claim that AWS does not read. */
export interface TokenSummary {
  readonly issuer: string | null;
  /** The issuer's name, where it is a known one. */
  readonly issuerName: string | null;
  readonly header: TokenHeader;
  readonly claims: Readonly<Record<string, unknown>>;
  /** The names of the claims that no condition can ask for. */
  readonly unread: readonly string[];
}

export interface TokenHeader {
  readonly alg: string;
  readonly kid: string | null;
  readonly typ: string | null;
}

/** One role and what becomes of the token there. */
export interface WalkedRole {
  /** Terraform address, or what stands for one. */
  readonly name: string;
  readonly place: string;
  readonly walk: TokenWalk;
}

const TIMES: readonly string[] = ['iat', 'nbf', 'exp'];

export function summariseToken(header: TokenHeader, claims: ReadonlyMap<string, unknown>): TokenSummary {
  const issuer = claims.get('iss');
  const provider = typeof issuer === 'string' ? findProvider(issuer.replace(/^https:\/\//, '')) : undefined;
  const read = new Set([
    ...tokenClaims.filter(({ keys }) => keys.length > 0).map(({ claim }) => claim),
    ...(provider?.publishedClaims ?? []).map(({ claim, tokenClaim }) => tokenClaim ?? claim),
    'iss',
    ...TIMES,
  ]);
  const entries = [...claims];
  return {
    issuer: typeof issuer === 'string' ? issuer : null,
    issuerName: provider?.name ?? null,
    header,
    claims: Object.fromEntries(entries.filter(([name]) => read.has(name))),
    unread: entries.map(([name]) => name).filter((name) => !read.has(name)),
  };
}

/** `now` in milliseconds since 1970. */
export function tokenLines({ issuer, issuerName, header, claims, unread }: TokenSummary, now: number): string[] {
  const shown = Object.entries(claims).filter(([name]) => name !== 'iss' && !TIMES.includes(name));
  const width = Math.max(6, ...shown.map(([name]) => name.length));
  const line = (name: string, value: string): string => `  ${name.padEnd(width)}  ${value}`;
  return [
    `Token of ${issuerName ?? 'an issuer'}`,
    line('iss', issuer ?? '(none)'),
    ...shown.map(([name, value]) => line(name, typeof value === 'string' ? value : JSON.stringify(value))),
    ...TIMES.flatMap((name) => (claims[name] === undefined ? [] : [line(name, timeText(name, claims[name], now))])),
    line('header', `${header.alg}, ${header.kid === null ? 'no kid' : `kid ${header.kid}`}`),
    ...(unread.length > 0 ? [line('others', `${unread.join(', ')} (AWS reads none of these)`)] : []),
  ];
}

/** Times as people say them. */
function timeText(name: string, value: unknown, now: number): string {
  const time = typeof value === 'number' ? new Date(value * 1000) : undefined;
  if (!time || Number.isNaN(time.getTime())) return `${JSON.stringify(value)}, which is no time`;
  const seconds = time.getTime() / 1000 - now / 1000;
  const verbs: Readonly<Record<string, readonly [string, string]>> = {
    iat: ['issued', 'will be issued'],
    nbf: ['valid since', 'not valid before'],
    exp: ['ended', 'ends'],
  };
  const [past, future] = verbs[name] ?? ['', ''];
  const words = seconds <= 0 ? `${past} ${span(-seconds)} ago` : `${future} in ${span(seconds)}`;
  return `${time.toISOString().replace('.000Z', 'Z')}, ${words}`;
}

/** Every layer of one role, with what differs. `placeOf` names a place: `main.tf:12:3`. */
export function walkLines({ name, place, walk }: WalkedRole, placeOf: (range: SourceRange) => string): string[] {
  return [`${name}  ${place}`, `  ${verdictText(walk)}`, ...walk.layers.flatMap((layer) => layerLines(layer, placeOf))];
}

/** One line a role. */
export function walkRow({ name, place, walk }: WalkedRole): string {
  return `${walk.verdict.padEnd(11)}  ${name}  ${place}${walk.decisive ? `  ${walk.decisive.layer}: ${walk.decisive.reason}` : ''}`;
}

function verdictText({ verdict, decisive, layers }: TokenWalk): string {
  const presumed = layers.filter(({ passes }) => passes === 'presumed').map(({ layer }) => layer);
  const proviso = presumed.length > 0 ? `, presumed that this is right: ${presumed.join(', ')}` : '';
  if (verdict === 'accepted') return `ACCEPTED${proviso}`;
  return verdict === 'refused'
    ? `REFUSED at the layer "${decisive!.layer}"`
    : `NOT CERTAIN, because of "${decisive!.layer}"`;
}

const INDENT = ' '.repeat(24);

function layerLines(
  { layer, passes, reason, error, differences }: LayerDecision,
  placeOf: (range: SourceRange) => string,
): string[] {
  return [
    `  ${passes.padEnd(8)}  ${layer.padEnd(12)}${reason}`,
    ...differences.flatMap((difference) => differenceLines(difference, placeOf)),
    ...(error && passes === 'no' ? [`${INDENT}AWS answers: ${error.code}: ${error.message}`] : []),
  ];
}

/** The two texts below each other, each marked where it parts from the other. */
function differenceLines(
  { actual, wanted, inActual, inWanted, place, fixes }: TextDifference,
  placeOf: (range: SourceRange) => string,
): string[] {
  const marked = (text: string, at: number): string => `${text.slice(0, at)}>>>${text.slice(at)}`;
  return [
    `${INDENT}token: ${marked(actual, inActual)}`,
    `${INDENT}file:  ${marked(wanted, inWanted)}  (${placeOf(place)})`,
    ...fixes.map(({ title }) => `${INDENT}fix:   ${title}`),
  ];
}
