import { findProvider } from '../../oidc/catalogue.ts';
import { hostOf } from '../../oidc/issuerUrl.ts';
import { AWS, GENERAL } from '../../oidc/sources.ts';
import type { Fingerprint, OidcProvider } from '../../policy/model.ts';
import { known } from '../../value/text.ts';
import { textOf } from '../../value/value.ts';
import { defineRule, fix } from '../define.ts';

function sample(thumbprint: string, url = 'https://idp.example.com'): string {
  return `data "tls_certificate" "idp" {
  url = "${url}"
}

resource "aws_iam_openid_connect_provider" "this" {
  url             = "https://idp.example.com"
  client_id_list  = ["sts.amazonaws.com"]
  thumbprint_list = [data.tls_certificate.idp.${thumbprint}]
}
`;
}

/** AWS compares the highest certificate that the server sends; `tls_certificate` lists that one first. */
export default defineRule({
  id: 'provider/thumbprint-certificate',
  severity: 'warning',
  since: '0.1.0',
  summary: 'The thumbprint is read from the wrong certificate, host or attribute.',
  fixable: true,
  masks: ['provider/thumbprint-unneeded'],
  docs: {
    what: 'The thumbprint is read by `tls_certificate` from a certificate that is not the first of its list, from the host of another issuer, or is not the SHA-1.',
    why: "AWS wants the certificate at the top of the chain that the server sends, which `tls_certificate` lists first. The last one is the server's own, which is renewed every few weeks: STS then answers \"OpenIDConnect provider's HTTPS certificate doesn't match configured thumbprint\".",
    fix: 'Write `certificates[0].sha1_fingerprint` and read the host of the provider.',
    sources: [AWS.thumbprint, GENERAL.tlsCertificate],
  },
  messages: {
    last: "This is the server's own certificate, which is renewed often; AWS wants the top of the chain, which tls_certificate lists first. STS would answer \"OpenIDConnect provider's HTTPS certificate doesn't match configured thumbprint\".",
    index:
      'tls_certificate lists the top of the chain first, and that is the certificate AWS wants; this is one below it.',
    attribute: 'AWS compares the SHA-1 of the certificate, which is "sha1_fingerprint", not "{attribute}".',
    host: 'This certificate is read from {host}, the host of another issuer. Read it from the host of {issuer}.',
  },
  examples: [
    {
      surface: 'terraform',
      invalid: sample('certificates[length(data.tls_certificate.idp.certificates) - 1].sha1_fingerprint'),
      at: 'data.tls_certificate.idp.certificates[length(data.tls_certificate.idp.certificates) - 1].sha1_fingerprint',
      fixed: sample('certificates[0].sha1_fingerprint'),
    },
    {
      surface: 'terraform',
      invalid: sample('certificates[1].sha1_fingerprint'),
      at: 'data.tls_certificate.idp.certificates[1].sha1_fingerprint',
      fixed: sample('certificates[0].sha1_fingerprint'),
    },
    {
      surface: 'terraform',
      invalid: sample('certificates[0].sha1_fingerprint', 'https://gitlab.com'),
      at: 'data.tls_certificate.idp.certificates[0].sha1_fingerprint',
    },
    { surface: 'terraform', valid: sample('certificates[0].sha1_fingerprint') },
  ],
  provider(provider, context) {
    for (const fingerprint of provider.fingerprints) {
      const fault = faultOf(fingerprint, provider);
      if (!fault) continue;
      const { value, attribute } = fingerprint;
      const isIndex = fault === 'last' || fault === 'index';
      context.report(fault, value, {
        data: {
          attribute,
          host: connectedHost(fingerprint) ?? '',
          issuer: known(provider.issuer) ?? '',
        },
        fixes: () => (isIndex ? fix('Take the first certificate', 'safe', provider.editor.nameFirst(value)) : []),
      });
    }
  },
});

function faultOf(
  fingerprint: Fingerprint,
  provider: OidcProvider,
): 'last' | 'index' | 'attribute' | 'host' | undefined {
  const { index, attribute } = fingerprint;
  if (attribute !== 'sha1_fingerprint') return 'attribute';
  if (index === 'last') return 'last';
  if (index !== undefined && index > 0) return 'index';
  return isOfOtherIssuer(fingerprint, provider) ? 'host' : undefined;
}

/** Keys may come from another host than the issuer's, so only the host of an issuer that has its own is certainly wrong. */
function isOfOtherIssuer(fingerprint: Fingerprint, { issuer }: OidcProvider): boolean {
  const host = connectedHost(fingerprint);
  const own = known(issuer)?.split('/')[0];
  if (host === undefined || own === undefined || host.toLowerCase() === own.toLowerCase()) return false;
  return findProvider(host) !== undefined && !sharesDomain(host, own);
}

function sharesDomain(a: string, b: string): boolean {
  const domain = (host: string): string => host.toLowerCase().split('.').slice(-2).join('.');
  return domain(a) === domain(b);
}

function connectedHost({ url }: Fingerprint): string | undefined {
  const text = url.is === 'present' ? textOf(url.value) : undefined;
  return text && hostOf(text);
}
