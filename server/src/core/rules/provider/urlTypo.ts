import { nearestIssuer } from '../../oidc/catalogue.ts';
import { AWS } from '../../oidc/sources.ts';
import { knownString } from '../../value/value.ts';
import { defineRule, fix } from '../define.ts';
import { provider as sample } from '../samples.ts';

/** One letter away from an issuer of the catalogue. */
export default defineRule({
  id: 'provider/url-typo',
  severity: 'warning',
  since: '0.1.0',
  summary: 'The provider URL looks like a misspelled well-known issuer.',
  fixable: true,
  docs: {
    what: 'The URL is one typing step away from a well-known issuer, such as `tokens.actions.githubusercontent.com`.',
    why: 'No token has this issuer: STS answers "No OpenIDConnect provider found in your account".',
    fix: 'Replace it with the issuer that is meant.',
    sources: [AWS.createProvider],
  },
  messages: {
    typo: '"{host}" is one letter away from "{nearest}". If that is meant, no token has the issuer as it stands here: STS answers "No OpenIDConnect provider found in your account".',
  },
  examples: [
    {
      surface: 'terraform',
      invalid: sample('https://tokens.actions.githubusercontent.com'),
      at: '"https://tokens.actions.githubusercontent.com"',
      fixed: sample('https://token.actions.githubusercontent.com'),
    },
    { surface: 'terraform', valid: sample('https://token.actions.githubusercontent.com') },
  ],
  provider(provider, context) {
    if (provider.url.is !== 'present') return;
    const { value } = provider.url;
    const url = knownString(value);
    if (!url?.startsWith('https://')) return;
    const host = url.slice(8);
    const near = nearestIssuer(host, context.project.issuers);
    if (!near) return;
    context.report('typo', value, {
      data: { host, nearest: near.issuer },
      fixes: () =>
        fix(
          `Replace with "https://${near.issuer}"`,
          'safe',
          provider.editor.replaceString(value, `https://${near.issuer}`),
        ),
    });
  },
});
