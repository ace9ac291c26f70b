import { endsAsDocument, issuerOfDocument } from '../../oidc/issuerUrl.ts';
import { AWS } from '../../oidc/sources.ts';
import { knownEnd } from '../../value/text.ts';
import { knownString, textOf } from '../../value/value.ts';
import { defineRule, fix } from '../define.ts';
import { provider as sample } from '../samples.ts';

/** The address of the discovery document is not the issuer. */
export default defineRule({
  id: 'provider/url-well-known',
  severity: 'error',
  since: '0.1.0',
  summary: 'The provider URL is the address of a document, not the issuer.',
  fixable: true,
  masks: ['provider/url-typo', 'provider/url-slash'],
  docs: {
    what: 'The `url` ends in `/.well-known/...`: it is the address of the discovery document or of the key set.',
    why: 'The URL must equal the `iss` of the tokens. AWS adds `/.well-known/openid-configuration` itself. STS answers "No OpenIDConnect provider found in your account".',
    fix: 'Strip the path from `/.well-known` on.',
    sources: [AWS.createProvider],
  },
  messages: {
    document:
      'This is the address of a document, not the issuer: AWS adds "/.well-known/openid-configuration" itself, and no token has an "iss" that ends like this.',
  },
  examples: [
    {
      surface: 'terraform',
      invalid: sample('https://idp.example.com/.well-known/openid-configuration'),
      at: '"https://idp.example.com/.well-known/openid-configuration"',
      fixed: sample('https://idp.example.com'),
    },
    { surface: 'terraform', valid: sample('https://idp.example.com') },
  ],
  provider(provider, context) {
    if (provider.url.is !== 'present') return;
    const value = provider.url.value;
    const text = value.kind === 'string' ? textOf(value) : undefined;
    if (!text || !endsAsDocument(knownEnd(text))) return;
    const issuer = issuerOfDocument(knownString(value) ?? '');
    context.report('document', value, {
      fixes: () =>
        issuer ? fix(`Replace with "${issuer}"`, 'safe', provider.editor.replaceString(value, issuer)) : [],
    });
  },
});
