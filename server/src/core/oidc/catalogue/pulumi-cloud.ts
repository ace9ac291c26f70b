import type { Provider } from '../provider.ts';
import { AWS, type Source } from '../sources.ts';
import { DEFAULT_CLAIMS, STANDARD_UNPUBLISHED } from './shared/claims.ts';
import { NO_COLON } from './shared/shapes.ts';

const DOCS: Source = {
  title: 'Pulumi docs: configuring OpenID Connect for AWS',
  url: 'https://www.pulumi.com/docs/administration/access-identity/oidc-provider/aws/',
  date: '2025',
};

export default {
  id: 'pulumi-cloud',
  name: 'Pulumi Cloud',
  issuer: {
    kind: 'fixed',
    urls: ['api.pulumi.com/oidc'],
    trailingSlash: 'without',
    mark: 'S',
    source: AWS.oidcControls,
  },
  tenancy: 'shared',
  principal: 'arn',
  certificate: 'public',
  audiences: {
    chosenBy: 'platform',
    known: [
      { value: 'aws:acme', pattern: 'aws:[A-Za-z0-9_-]+', usage: 'aws', mark: 'S', source: DOCS },
      { value: 'acme', pattern: '[A-Za-z0-9_-]+', usage: 'platform', mark: 'S', source: DOCS },
    ],
  },
  publishedClaims: DEFAULT_CLAIMS,
  unpublishedClaims: STANDARD_UNPUBLISHED,
  subject: {
    complete: false,
    forms: [
      {
        id: 'deployment',
        title: 'a deployment of a stack',
        kind: 'default',
        parts: [
          { literal: 'pulumi:deploy:org:' },
          { part: 'organisation', level: 'tenant', pattern: NO_COLON },
          { literal: ':project:' },
          { part: 'project', level: 'resource', pattern: NO_COLON },
          { literal: ':stack:' },
          { part: 'stack', level: 'resource', pattern: NO_COLON },
          { literal: ':operation:' },
          { part: 'operation', level: 'context', pattern: '[a-z-]+' },
          { literal: ':scope:' },
          { part: 'scope', level: 'context', pattern: '[a-z]+' },
        ],
        examples: ['pulumi:deploy:org:acme:project:Core:stack:prod:operation:update:scope:write'],
        mark: 'S',
        source: DOCS,
      },
      {
        id: 'environment',
        title: 'an environment of ESC',
        kind: 'default',
        parts: [
          { literal: 'pulumi:environments:org:' },
          { part: 'organisation', level: 'tenant', pattern: NO_COLON },
          { literal: ':env:' },
          { part: 'environment', level: 'resource', pattern: NO_COLON },
        ],
        examples: ['pulumi:environments:org:acme:env:core', 'pulumi:environments:org:acme:env:proj/core'],
        mark: 'S',
        source: DOCS,
      },
      {
        id: 'key',
        title: 'a key of the customer',
        kind: 'default',
        parts: [
          { literal: 'pulumi:cmk:pulumi.organization.login:' },
          { part: 'organisation', level: 'tenant', pattern: NO_COLON },
        ],
        examples: ['pulumi:cmk:pulumi.organization.login:acme'],
        mark: 'T',
        source: DOCS,
      },
    ],
  },
  requiredByAws: [{ key: { claim: 'aud' }, rule: 'evaluated', alsoAtSts: false, mark: 'S', source: AWS.oidcControls }],
  notes: [
    {
      text: 'IAM demands `api.pulumi.com/oidc:aud`, because the audience names the organisation: `aws:ORG`, in older set-ups `ORG`.',
      mark: 'S',
      source: AWS.oidcControls,
    },
    { text: 'The subject of an environment can be customised (`subjectAttributes`).', mark: 'S', source: DOCS },
  ],
} satisfies Provider;
