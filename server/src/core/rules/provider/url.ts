import { AWS } from '../../oidc/sources.ts';
import { known, knownStart, type Text } from '../../value/text.ts';
import { textOf } from '../../value/value.ts';
import { defineRule, fix } from '../define.ts';
import { provider as sample } from '../samples.ts';

type Fault = 'scheme' | 'insecure' | 'query' | 'user' | 'space' | 'length' | 'shape' | 'port' | 'fragment' | 'case';

const WARNINGS: ReadonlySet<Fault> = new Set(['port', 'fragment', 'case']);

/** The issuer URL must be one that IAM accepts and that a token's `iss` can equal. */
export default defineRule({
  id: 'provider/url',
  severity: 'error',
  since: '0.1.0',
  summary: 'The provider URL is not one that IAM accepts.',
  fixable: true,
  masks: ['provider/url-typo', 'provider/url-slash'],
  docs: {
    what: 'The `url` of the provider has no `https://`, or has a query, user name, white space, port, fragment or upper-case host.',
    why: 'IAM refuses it (InvalidInput), or it never equals the `iss` of a token: the URL is compared letter by letter.',
    fix: 'Write exactly the issuer that stands as `iss` in the tokens: `https://`, host and path.',
    sources: [AWS.createProviderApi, AWS.createProvider],
  },
  messages: {
    scheme: 'The issuer URL must begin with "https://". The AWS provider refuses this one.',
    insecure: 'The issuer URL must begin with "https://", not with "http://". The AWS provider refuses this one.',
    query: 'An issuer URL has no query ("?..."). IAM refuses it.',
    user: 'An issuer URL has no user name or password. No token has such an issuer.',
    space: 'The issuer URL has white space in it. No token has such an issuer.',
    length: 'The issuer URL is longer than 255 characters. IAM refuses it.',
    shape: 'This is not a URL: behind "https://" a host name is expected.',
    port: 'An issuer URL should not hold a port: IAM says so, and condition keys cannot hold one.',
    fragment: 'An issuer URL has no fragment ("#..."): no token has such an issuer.',
    case: 'The host name has capitals. IAM compares the URL letter by letter with the token\'s "iss", which is in lower case as a rule.',
  },
  examples: [
    {
      surface: 'terraform',
      invalid: sample('token.actions.githubusercontent.com'),
      at: '"token.actions.githubusercontent.com"',
      fixed: sample('https://token.actions.githubusercontent.com'),
    },
    {
      surface: 'terraform',
      invalid: sample('http://idp.example.com'),
      at: '"http://idp.example.com"',
      fixed: sample('https://idp.example.com'),
    },
    { surface: 'terraform', valid: sample('https://idp.example.com/tenant/a') },
  ],
  provider(provider, context) {
    if (provider.url.is !== 'present' || !provider.managed) return;
    const value = provider.url.value;
    const text = value.kind === 'string' || value.kind === 'number' ? textOf(value) : undefined;
    const fault = text && faultOf(text);
    if (!fault) return;
    const repaired = repair(fault, known(text));
    context.report(fault, value, {
      severity: WARNINGS.has(fault) ? 'warning' : 'error',
      fixes: () =>
        repaired === undefined
          ? []
          : fix(
              `Replace with "${repaired}"`,
              WARNINGS.has(fault) ? 'review' : 'safe',
              provider.editor.replaceString(value, repaired),
            ),
    });
  },
});

function faultOf(text: Text): Fault | undefined {
  const start = knownStart(text);
  const stretches = text.filter((part): part is string => typeof part === 'string').join('\u0001');
  if (/\s/.test(stretches)) return 'space';
  if (/^http:\/\//i.test(start)) return 'insecure';
  const whole = known(text);
  if (!/^https:\/\//.test(start)) {
    // Short of a known beginning nothing is certain.
    return whole !== undefined || start.length >= 8 ? 'scheme' : undefined;
  }
  if (stretches.includes('?')) return 'query';
  if (stretches.includes('#')) return 'fragment';
  if (whole === undefined) return undefined;
  if (whole.length > 255) return 'length';
  return hostFault(whole);
}

function hostFault(url: string): Fault | undefined {
  const authority = url.slice(8).split('/')[0]!;
  if (authority.includes('@')) return 'user';
  if (/:\d*$/.test(authority)) return 'port';
  if (!/^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$/.test(authority)) return 'shape';
  return /[A-Z]/.test(authority) ? 'case' : undefined;
}

function repair(fault: Fault, url: string | undefined): string | undefined {
  if (url === undefined) return undefined;
  const host = /^[a-z0-9.-]+\.[a-z]{2,}(\/|$)/;
  switch (fault) {
    case 'scheme':
      return host.test(url) ? `https://${url}` : /^HTTPS:\/\//i.test(url) ? url.replace(/^https/i, 'https') : undefined;
    case 'insecure':
      return url.replace(/^http:/i, 'https:');
    case 'space':
      return /^https:\/\/[^\s]+$/.test(url.trim()) ? url.trim() : undefined;
    case 'query':
      return url.replace(/\?.*$/, '');
    case 'fragment':
      return url.replace(/#.*$/, '');
    case 'case':
      return url.replace(/^(https:\/\/)([^/]*)/, (_, scheme: string, name: string) => scheme + name.toLowerCase());
    case 'user':
    case 'length':
    case 'shape':
    case 'port':
      return undefined;
  }
}
