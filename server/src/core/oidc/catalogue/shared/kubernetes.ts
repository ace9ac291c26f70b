/** Service-account tokens: the same subject on every Kubernetes cluster. */
import type { SubjectGrammar } from '../../provider.ts';
import type { Fact } from '../../sources.ts';
import { DNS_LABEL, DNS_SUBDOMAIN } from './shapes.ts';

/** The subject of a service account; `fact` says how sure it is that this issuer sends nothing else. */
export function serviceAccountSubject(fact: Fact, examples: readonly string[], complete = true): SubjectGrammar {
  return {
    complete,
    forms: [
      {
        id: 'service-account',
        title: 'a service account',
        kind: 'default',
        parts: [
          { literal: 'system:serviceaccount:' },
          { part: 'namespace', level: 'resource', pattern: DNS_LABEL, maxLength: 63 },
          { literal: ':' },
          { part: 'service account', level: 'context', pattern: DNS_SUBDOMAIN, maxLength: 253 },
        ],
        examples,
        ...fact,
      },
    ],
  };
}
