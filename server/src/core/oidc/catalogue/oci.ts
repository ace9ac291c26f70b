import type { Provider } from '../provider.ts';
import { AWS } from '../sources.ts';
import { DEFAULT_CLAIMS, STANDARD_UNPUBLISHED } from './shared/claims.ts';

export default {
  id: 'oci',
  name: 'Oracle Cloud Infrastructure identity domain',
  issuer: {
    kind: 'pattern',
    pattern: 'idcs-[0-9a-z]+\\.identity\\.oraclecloud\\.com',
    examples: ['idcs-abc123ef5678901234abcd.identity.oraclecloud.com'],
    nearMisses: ['identity.oraclecloud.com', 'idcs-abc123.identity.oraclecloud.com/'],
    trailingSlash: 'without',
    mark: 'S',
    source: AWS.stsAuthorization,
  },
  tenancy: 'per-tenant',
  realm: 'identity domain',
  principal: 'arn',
  certificate: 'public',
  audiences: {
    chosenBy: 'workload',
    known: [{ value: 'sts.amazonaws.com', usage: 'aws', mark: 'T', source: AWS.oidcKeys }],
  },
  publishedClaims: [
    ...DEFAULT_CLAIMS,
    {
      claim: 'rpst_id',
      type: 'string',
      multivalued: false,
      level: 'resource',
      since: '2026-01',
      what: 'The id of the resource principal session token.',
      mark: 'S',
      source: AWS.oidcKeys,
    },
  ],
  unpublishedClaims: STANDARD_UNPUBLISHED,
  requiredByAws: [],
  notes: [{ text: '`rpst_id` names the resource principal that asks.', mark: 'S', source: AWS.oidcKeys }],
} satisfies Provider;
