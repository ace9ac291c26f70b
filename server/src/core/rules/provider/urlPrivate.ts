import { hostOf } from '../../oidc/issuerUrl.ts';
import { isPrivateHost } from '../../oidc/privateHosts.ts';
import { AWS, GENERAL } from '../../oidc/sources.ts';
import { textOf } from '../../value/value.ts';
import { defineRule } from '../define.ts';
import { provider as sample } from '../samples.ts';

/** STS fetches the keys of an issuer from the internet. */
export default defineRule({
  id: 'provider/url-private',
  severity: 'warning',
  since: '0.1.0',
  summary: 'The issuer has a private address or name, which AWS cannot reach.',
  fixable: false,
  masks: ['provider/url-typo'],
  docs: {
    what: 'The host of the `url` is a private address, or a name that only a private network knows (`.internal`, `.local`, a name without a dot).',
    why: 'STS reads the discovery document and the keys of the issuer from the internet. It answers "Couldn\'t retrieve verification key from your identity provider".',
    fix: 'Publish the two documents under a public name (an object store serves well) and let the issuer call itself by that name.',
    sources: [AWS.stsErrors, GENERAL.privateNames, GENERAL.privateAddresses],
  },
  messages: {
    private:
      '"{host}" cannot be reached from the internet. STS must fetch the keys of the issuer, and answers "Couldn\'t retrieve verification key from your identity provider".',
  },
  examples: [
    {
      surface: 'terraform',
      invalid: sample('https://git.acme.internal/_services/token'),
      at: '"https://git.acme.internal/_services/token"',
    },
    { surface: 'terraform', valid: sample('https://internal.example.com') },
  ],
  provider(provider, context) {
    if (provider.url.is !== 'present' || !provider.managed) return;
    const { value } = provider.url;
    const text = textOf(value);
    const host = text && hostOf(text);
    if (host && isPrivateHost(host)) context.report('private', value, { data: { host } });
  },
});
