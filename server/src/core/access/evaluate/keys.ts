/** Which values a condition key has in a request. */

import { DEFAULT_CLAIMS, STANDARD_UNPUBLISHED } from '../../oidc/catalogue/shared/claims.ts';
import { findProvider, publishedClaim } from '../../oidc/catalogue.ts';
import { tokenClaims } from '../../oidc/claims.ts';
import { type AwsKey, findAwsKey } from '../../oidc/keys.ts';
import type { Issuers } from '../../oidc/project.ts';
import type { Provider, PublishedClaim } from '../../oidc/provider.ts';
import { equals, known, literal, show, type Text } from '../../value/text.ts';
import { lower } from '../federation.ts';
import { claimKeyOf } from '../reading.ts';
import { type ContextValue, type TokenRequest, WEB_IDENTITY } from './request.ts';

export type KeyState =
  | { readonly is: 'present'; readonly values: readonly string[]; readonly multivalued: boolean }
  | { readonly is: 'absent'; readonly why: string }
  | { readonly is: 'not known'; readonly why: string };

/** The condition keys of one request. */
export class RequestKeys {
  readonly issuer: Text;
  readonly #lowerIssuer: Text;
  readonly #provider: Provider | undefined;
  readonly #request: TokenRequest;
  readonly #given: ReadonlyMap<string, ContextValue | null>;

  constructor(request: TokenRequest, own: Issuers['own']) {
    this.issuer =
      typeof request.issuer === 'string' ? literal(request.issuer.replace(/^https:\/\//, '')) : request.issuer;
    const name = known(this.issuer);
    this.#lowerIssuer = lower(this.issuer);
    this.#provider = name === undefined ? undefined : findProvider(name, own);
    this.#request = request;
    this.#given = new Map([...(request.context ?? [])].map(([key, value]) => [key.toLowerCase(), value] as const));
  }

  /** The state of a key; names compare without case. */
  read(key: Text): KeyState {
    const name = known(key);
    const given = name === undefined ? undefined : this.#given.get(name.toLowerCase());
    if (name !== undefined && given !== undefined) return stateOfGiven(name, given);
    const awsKey = name === undefined ? undefined : findAwsKey(name);
    if (awsKey) return this.#readAwsKey(awsKey);
    const claim = claimKeyOf(key);
    if (!claim) return notKnown(`whether the request has \`${show(key)}\` is not known`);
    const isOwn = equals(claim.lowerPrefix, this.#lowerIssuer);
    if (isOwn === 'maybe') return notKnown(`whether \`${show(key)}\` is a key of the token's issuer is not known`);
    if (isOwn === 'no') return absent(`\`${show(key)}\` is no key of the token's issuer`);
    return this.#readClaim(claim.name);
  }

  #readAwsKey(key: AwsKey): KeyState {
    const source = tokenClaims.find(({ keys, mark }) => mark === 'S' && keys.includes(key.name));
    if (source && !this.#request.partial && !this.#request.claims.has(source.claim))
      return absent(`the token has no claim \`${source.claim}\``);
    const action = this.#request.action ?? WEB_IDENTITY;
    if (key.webIdentity === 'no' && key.mark === 'S' && action === WEB_IDENTITY)
      return absent(`no call with a web identity has \`${key.name}\``);
    return notKnown(`the request's \`${key.name}\` is not known`);
  }

  #readClaim(name: string): KeyState {
    const published = this.#published(name);
    if (published) return this.#readPublished(published);
    if (this.#provider || STANDARD_UNPUBLISHED.some(({ claim }) => claim === name.toLowerCase()))
      return absent(`AWS publishes no claim \`${name}\` of this issuer`);
    return notKnown(`whether AWS publishes the claim \`${name}\` of this issuer is not known`);
  }

  #published(name: string): PublishedClaim | undefined {
    if (this.#provider) return publishedClaim(this.#provider, name);
    return DEFAULT_CLAIMS.find(({ claim }) => claim === name.toLowerCase());
  }

  #readPublished({ claim, tokenClaim = claim, insteadIfPresent, multivalued }: PublishedClaim): KeyState {
    const { claims, partial } = this.#request;
    const instead = insteadIfPresent === undefined ? undefined : claims.get(insteadIfPresent);
    const value = instead ?? claims.get(tokenClaim);
    if (value !== undefined) return stateOf(claim, value, multivalued);
    const why = `the token has no claim \`${tokenClaim}\``;
    return partial ? notKnown(`whether ${why} is not known`) : absent(why);
  }
}

function stateOfGiven(name: string, value: ContextValue | null): KeyState {
  if (value === null) return absent(`the request has no \`${name}\``);
  return stateOf(name, value, findAwsKey(name)?.multivalued ?? typeof value === 'object');
}

function stateOf(name: string, value: unknown, multivalued: boolean): KeyState {
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  const texts = items.map(textOfScalar);
  const values = texts.filter((text) => text !== undefined);
  if (values.length < texts.length) return notKnown(`what AWS makes of the value of \`${name}\` is not documented`);
  if (!multivalued && values.length !== 1)
    return notKnown(`\`${name}\` has ${values.length} values, and AWS does not say which one it compares`);
  return { is: 'present', values, multivalued };
}

function textOfScalar(value: unknown): string | undefined {
  if (typeof value === 'string' || typeof value === 'boolean' || Number.isSafeInteger(value)) return String(value);
  return undefined;
}

function absent(why: string): KeyState {
  return { is: 'absent', why };
}

function notKnown(why: string): KeyState {
  return { is: 'not known', why };
}
