import { matchIssuer } from '../../oidc/catalogue.ts';
import { AWS } from '../../oidc/sources.ts';
import { knownString } from '../../value/value.ts';
import { defineRule, fix } from '../define.ts';
import { provider as sample } from '../samples.ts';

/** The slash at the end is part of the issuer: some have one, most have none. */
export default defineRule({
  id: 'provider/url-slash',
  severity: 'error',
  since: '0.1.0',
  summary: "The trailing slash of the provider URL is not the issuer's.",
  fixable: true,
  docs: {
    what: "The `url` ends in a slash although the issuer's tokens have none, or lacks the one that they have.",
    why: 'The URL is compared letter by letter with the token\'s `iss`: STS answers "No OpenIDConnect provider found in your account".',
    fix: 'Write the URL as the tokens have it: GitHub, GitLab and Okta without, Auth0, AKS, env0 and Entra v1 with a slash.',
    sources: [AWS.createProvider],
  },
  messages: {
    extra:
      '{issuer} writes its issuer without a slash at the end. With a slash this URL equals the issuer of no token: STS answers "No OpenIDConnect provider found in your account".',
    missing:
      '{issuer} writes its issuer with a slash at the end. Without the slash this URL equals the issuer of no token: STS answers "No OpenIDConnect provider found in your account".',
    unknown:
      'The URL ends in a slash, which most issuers do not have. It must equal the "iss" of the tokens letter by letter.',
  },
  examples: [
    {
      surface: 'terraform',
      invalid: sample('https://token.actions.githubusercontent.com/'),
      at: '"https://token.actions.githubusercontent.com/"',
      fixed: sample('https://token.actions.githubusercontent.com'),
    },
    {
      surface: 'terraform',
      invalid: sample('https://acme.eu.auth0.com'),
      at: '"https://acme.eu.auth0.com"',
      fixed: sample('https://acme.eu.auth0.com/'),
    },
    { surface: 'terraform', valid: sample('https://acme.eu.auth0.com/') },
  ],
  provider(provider, context) {
    if (provider.url.is !== 'present') return;
    const { value } = provider.url;
    const url = knownString(value);
    if (!url?.startsWith('https://')) return;
    const match = matchIssuer(url.slice(8), context.project.issuers);
    if (match?.slash === 'right') return;
    if (!match && !/[^/]\/$/.test(url)) return;
    const right = url.endsWith('/') ? url.slice(0, -1) : `${url}/`;
    const certain = match !== undefined && match.provider.issuer.mark === 'S';
    const fault = match ? match.slash : 'unknown';
    context.report(fault, value, {
      data: { issuer: match?.provider.name ?? '' },
      severity: certain ? 'error' : 'warning',
      fixes: () =>
        fix(`Replace with "${right}"`, match ? 'safe' : 'review', provider.editor.replaceString(value, right)),
    });
  },
});
