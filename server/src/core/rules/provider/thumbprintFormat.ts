import { AWS } from '../../oidc/sources.ts';
import { knownString } from '../../value/value.ts';
import { defineRule, fix } from '../define.ts';
import type { Fix } from '../finding.ts';
import { provider as sample } from '../samples.ts';

const MOST = 5;

/** A thumbprint is the SHA-1 of a certificate: 40 hexadecimal digits without colons. */
export default defineRule({
  id: 'provider/thumbprint-format',
  severity: 'error',
  since: '0.1.0',
  summary: 'A thumbprint is malformed, there are too many, or one stands twice.',
  fixable: true,
  masks: ['provider/thumbprint-unneeded'],
  docs: {
    what: 'An item of `thumbprint_list` is not 40 hexadecimal digits, or there are more than five, or one stands twice.',
    why: 'IAM refuses the provider. 64 digits are a SHA-256 fingerprint: AWS compares SHA-1.',
    fix: 'Take the SHA-1 fingerprint without colons, or fetch it with "OIDC Trust: Fetch Issuer Thumbprint".',
    sources: [AWS.createProviderApi, AWS.thumbprint],
  },
  messages: {
    format: 'A thumbprint is 40 hexadecimal digits without colons (the SHA-1 of a certificate). IAM refuses this one.',
    sha256: 'This is a SHA-256 fingerprint (64 digits). AWS compares SHA-1, which has 40: IAM refuses this one.',
    many: 'IAM takes five thumbprints at most; this is number {number}.',
    twice: 'This thumbprint stands twice in the list: once is enough.',
  },
  examples: [
    {
      surface: 'terraform',
      invalid: sample(
        'https://idp.example.com',
        'thumbprint_list = ["AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD"]',
      ),
      at: '"AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD"',
      fixed: sample('https://idp.example.com', 'thumbprint_list = ["aabbccddeeff00112233445566778899aabbccdd"]'),
    },
    {
      surface: 'terraform',
      valid: sample(
        'https://idp.example.com',
        'thumbprint_list = [data.tls_certificate.this.certificates[0].sha1_fingerprint]',
      ),
    },
  ],
  provider(provider, context) {
    if (provider.thumbprints.is !== 'present' || !provider.managed) return;
    const { items } = provider.thumbprints.value;
    const seen = new Set<string>();
    items.forEach((value, i) => {
      if (i >= MOST) context.report('many', value, { data: { number: String(i + 1) } });
      const text = knownString(value);
      if (text === undefined) return;
      if (!/^[0-9a-fA-F]{40}$/.test(text)) {
        const clean = cleaned(text);
        const fixes = (): readonly Fix[] =>
          clean === undefined
            ? []
            : fix(`Replace with "${clean}"`, 'safe', provider.editor.replaceString(value, clean));
        context.report(/^[0-9a-f]{64}$/i.test(bare(text)) ? 'sha256' : 'format', value, { fixes });
      } else if (seen.has(text.toLowerCase())) {
        context.report('twice', value, {
          severity: 'warning',
          fixes: () => fix('Delete this thumbprint', 'safe', provider.editor.removeItem(items, value)),
        });
      }
      seen.add(text.toLowerCase());
    });
  },
});

/** Without what `openssl x509 -fingerprint` prints around the digits. */
function bare(text: string): string {
  return text.replace(/^.*fingerprint=/i, '').replace(/[:\s]/g, '');
}

function cleaned(text: string): string | undefined {
  const digits = bare(text).toLowerCase();
  return /^[0-9a-f]{40}$/.test(digits) ? digits : undefined;
}
