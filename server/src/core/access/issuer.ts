/** What the tokens of a principal can have in them: the issuer's claims, and which values each can have. */
import { DEFAULT_CLAIMS, STANDARD_UNPUBLISHED } from '../oidc/catalogue/shared/claims.ts';
import { publishedClaim } from '../oidc/catalogue.ts';
import { findAwsKey } from '../oidc/keys.ts';
import type { Provider, PublishedClaim } from '../oidc/provider.ts';
import { literal } from '../value/text.ts';
import { knownString } from '../value/value.ts';
import { claimValues } from './claimValues.ts';
import type { Federation } from './federation.ts';
import { EVERYTHING, texts } from './language/language.ts';
import type { SubjectPattern } from './subjectPattern.ts';
import { ABSENT, type ClaimSet } from './tokenSet.ts';

const ANY_SUBJECT: SubjectPattern = { text: literal('*'), wildcards: true, ignoresCase: false };
const ANYTHING: ClaimSet = { values: EVERYTHING, absent: true };

export class Issuer {
  readonly federation: Federation;
  /** Whose subjects its tokens have; undefined where that is not known. */
  readonly subjects: Provider | undefined;
  /** The audiences that the IAM provider takes; undefined where they are not all known. */
  readonly audiences: readonly string[] | undefined;
  readonly #domains = new Map<string, ClaimSet>();

  constructor(federation: Federation, subjects: Provider | undefined) {
    this.federation = federation;
    this.subjects = subjects;
    this.audiences = registeredAudiences(federation);
  }

  /** A claim as STS publishes it. */
  published(claim: string): PublishedClaim | undefined {
    const { catalogued } = this.federation;
    return catalogued
      ? publishedClaim(catalogued, claim)
      : DEFAULT_CLAIMS.find((published) => published.claim === claim.toLowerCase());
  }

  /** What a claim, or a key of AWS itself, can be at all. */
  readonly domain = (key: string): ClaimSet => {
    let domain = this.#domains.get(key);
    if (!domain) {
      domain = key.includes(':') ? domainOfKey(key) : this.#domainOfClaim(key);
      this.#domains.set(key, domain);
    }
    return domain;
  };

  /** What every token has, of that which was asked for so far. */
  get certain(): ReadonlyMap<string, ClaimSet> {
    return new Map([...this.#domains].filter(([key, { absent }]) => !absent && this.published(key)));
  }

  #domainOfClaim(claim: string): ClaimSet {
    const published = this.published(claim);
    if (!published) {
      const isIgnored = this.federation.catalogued || STANDARD_UNPUBLISHED.some((other) => other.claim === claim);
      return isIgnored ? ABSENT : ANYTHING;
    }
    const absent = published.presence !== 'always';
    if (claim === 'sub') return { values: EVERYTHING, absent, pattern: ANY_SUBJECT };
    if (claim === 'aud' && this.audiences) return { values: texts(this.audiences), absent };
    return { values: claimValues(published) ?? EVERYTHING, absent };
  }
}

/** A key of AWS itself. What is none is another issuer's, and those no token of this one has. */
function domainOfKey(key: string): ClaimSet {
  const known = findAwsKey(key);
  return !known || (known.webIdentity === 'no' && known.mark === 'S') ? ABSENT : ANYTHING;
}

function registeredAudiences({ declared }: Federation): readonly string[] | undefined {
  const lists = declared.map(({ clientIds }) =>
    clientIds.is === 'present' && !clientIds.value.open ? clientIds.value.items.map(knownString) : [undefined],
  );
  const all = lists.flat().filter((id) => id !== undefined);
  return lists.length === 0 || all.length < lists.flat().length ? undefined : all;
}
