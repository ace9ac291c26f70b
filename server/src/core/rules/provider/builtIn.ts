import { findProvider } from '../../oidc/catalogue.ts';
import { AWS } from '../../oidc/sources.ts';
import { known } from '../../value/text.ts';
import { defineRule } from '../define.ts';
import { provider as sample } from '../samples.ts';

/** Issuers that IAM knows by itself. */
export default defineRule({
  id: 'provider/built-in',
  severity: 'warning',
  since: '0.1.0',
  summary: 'IAM knows this issuer without a provider.',
  fixable: false,
  docs: {
    what: 'A provider is declared for Google, Facebook, Amazon or Cognito identity pools, which IAM has built in.',
    why: 'AWS says not to create one: roles name these issuers by their domain (`"Federated": "accounts.google.com"`).',
    fix: 'Delete the provider and write the domain name as principal.',
    sources: [AWS.createProvider, AWS.principal],
  },
  messages: {
    builtin:
      'IAM knows {name} without a provider, and AWS says not to create one: roles trust it by its domain, "Federated": "{issuer}".',
  },
  examples: [
    {
      surface: 'terraform',
      invalid: sample('https://accounts.google.com'),
      at: '"https://accounts.google.com"',
    },
    { surface: 'terraform', valid: sample('https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_abcdef123') },
  ],
  provider(provider, context) {
    if (provider.url.is !== 'present' || !provider.managed) return;
    const issuer = known(provider.issuer);
    const found = issuer === undefined ? undefined : findProvider(issuer);
    if (found?.principal !== 'builtin') return;
    context.report('builtin', provider.url.value, { data: { name: found.name, issuer: issuer! } });
  },
});
