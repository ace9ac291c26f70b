/** The discovery document: its shape, and what AWS asks for beyond it. */

import type { Route } from './connect.ts';
import { printable } from './error.ts';
import { getJson, problem, type WantedDocument } from './http.ts';
import type { Warning } from './remarks.ts';
import { type DiscoveryDocument, validateDiscovery } from './schemas.generated.mjs';

/** OpenID Connect Discovery 1.0 section 4: appended to the issuer, after its trailing slash is taken off. */
function discoveryUrl(issuer: string): URL {
  return new URL(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
}

export async function fetchDiscovery(issuer: string, route: Route): Promise<DiscoveryDocument> {
  const wanted: WantedDocument = { step: 'discovery', name: 'The discovery document', url: discoveryUrl(issuer) };
  const json: unknown = await getJson(wanted, route);
  if (validateDiscovery(json)) return json;
  const [error] = validateDiscovery.errors ?? [];
  const missing = error?.params.missingProperty;
  if (missing === 'jwks_uri' || error?.instancePath === '/jwks_uri') {
    throw problem(wanted, 'NO_JWKS_URI', 'names no "jwks_uri". AWS finds no keys.');
  }
  const place = printable(error?.instancePath ?? '') || 'it';
  throw problem(wanted, 'BAD_DISCOVERY', `is malformed: ${place} ${error?.message ?? 'is wrong'}.`);
}

/**
 * What AWS asks for, by the user guide, "Create an OpenID Connect (OIDC) identity provider in IAM": without it STS answers
 * "Couldn't retrieve verification key from your identity provider".
 */
const NEEDED = [
  { field: 'response_types_supported', value: 'id_token' },
  { field: 'subject_types_supported', value: 'public' },
  { field: 'claims_supported', value: 'sub' },
  { field: 'id_token_signing_alg_values_supported', value: undefined },
] as const;

export function remarksOnDiscovery(document: DiscoveryDocument, issuer: string): Warning[] {
  const warnings: Warning[] = [];
  if (document.issuer !== issuer) {
    const stated = JSON.stringify(printable(document.issuer));
    const message = `The discovery document says that its issuer is ${stated}, not ${JSON.stringify(issuer)}. A token's "iss" must equal the URL of the IAM provider, letter by letter.`;
    warnings.push({ code: 'ISSUER_MISMATCH', message });
  }
  const lacking = NEEDED.filter(({ field, value }) => {
    const values = document[field];
    return values === undefined || (value !== undefined && !values.includes(value));
  });
  if (lacking.length > 0) {
    const list = lacking
      .map(({ field, value }) => (value === undefined ? field : `${field} with "${value}"`))
      .join(', ');
    warnings.push({
      code: 'DISCOVERY_INCOMPLETE',
      message: `The discovery document lacks what AWS asks for: ${list}.`,
    });
  }
  return warnings;
}
