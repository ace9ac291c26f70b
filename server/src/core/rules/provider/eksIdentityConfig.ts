import { endsAsDocument, isAccepted, issuerOfDocument, repairedUrl, urlFault } from '../../oidc/issuerUrl.ts';
import { AWS } from '../../oidc/sources.ts';
import type { IdentityConfig } from '../../policy/model.ts';
import { known, knownEnd } from '../../value/text.ts';
import { knownString, textOf } from '../../value/value.ts';
import { type Context, defineRule, fix } from '../define.ts';

type Message = 'scheme' | 'query' | 'document' | 'shape' | 'unusual' | 'client';

function sample(issuer: string, client = 'client_id                     = "kubernetes"\n    '): string {
  return `resource "aws_eks_identity_provider_config" "login" {
  cluster_name = "main"
  oidc {
    ${client}identity_provider_config_name = "login"
    issuer_url                    = "${issuer}"
  }
}
`;
}

/** The issuer whose tokens log people in to a cluster follows the rules of any issuer. */
export default defineRule({
  id: 'provider/eks-identity-config',
  severity: 'error',
  since: '0.1.0',
  summary: 'The identity provider of an EKS cluster has a malformed issuer, or no client id.',
  fixable: true,
  docs: {
    what: 'The `issuer_url` of an `aws_eks_identity_provider_config` does not begin with `https://`, has a query, is the address of a document, or is no URL; or `client_id` is missing.',
    why: 'EKS refuses the configuration, or the cluster accepts no token: the URL must equal the `iss` of the tokens.',
    fix: 'Write the issuer as it stands in the tokens, and the client id that they carry as audience.',
    sources: [AWS.eksIdentityConfig],
  },
  messages: {
    scheme: 'The issuer URL must begin with "https://". EKS refuses this one.',
    query: 'An issuer URL has no query ("?..."): EKS takes paths, and no query.',
    document:
      'This is the address of a document, not the issuer: it should point to the level above ".well-known/openid-configuration". No token has an "iss" that ends like this.',
    shape: 'This is no URL of an issuer: behind "https://" a host name and perhaps a path are expected.',
    unusual:
      'Issuers have no port, no fragment and no capitals in the host, as a rule. The URL must equal the "iss" of the tokens letter by letter.',
    client: 'This block has no "client_id", which EKS requires: the audience of the tokens.',
  },
  examples: [
    {
      surface: 'terraform',
      invalid: sample('login.example.com/realms/main'),
      at: '"login.example.com/realms/main"',
      fixed: sample('https://login.example.com/realms/main'),
    },
    {
      surface: 'terraform',
      invalid: sample('https://login.example.com/.well-known/openid-configuration'),
      at: '"https://login.example.com/.well-known/openid-configuration"',
      fixed: sample('https://login.example.com'),
    },
    { surface: 'terraform', invalid: sample('https://login.example.com', ''), at: 'oidc' },
    { surface: 'terraform', valid: sample('https://login.example.com/realms/main') },
  ],
  identityConfig(config, context) {
    if (config.clientId.is === 'absent') context.report('client', config.blockAt);
    reportUrl(config, context);
  },
});

function reportUrl({ issuerUrl, editor }: IdentityConfig, context: Context<Message>): void {
  if (issuerUrl.is !== 'present') return;
  const { value } = issuerUrl;
  const text = textOf(value);
  if (!text) return;
  const whole = known(text);
  if (endsAsDocument(knownEnd(text))) {
    const issuer = issuerOfDocument(knownString(value) ?? '');
    context.report('document', value, {
      fixes: () => (issuer ? fix(`Replace with "${issuer}"`, 'safe', editor.replaceString(value, issuer)) : []),
    });
    return;
  }
  const fault = urlFault(text);
  if (!fault) return;
  const repaired = whole === undefined ? undefined : repairedUrl(fault, whole);
  const message = isAccepted(fault)
    ? 'unusual'
    : fault === 'query'
      ? 'query'
      : fault === 'scheme' || fault === 'insecure'
        ? 'scheme'
        : 'shape';
  context.report(message, value, {
    severity: isAccepted(fault) ? 'warning' : 'error',
    fixes: () =>
      repaired === undefined
        ? []
        : fix(
            `Replace with "${repaired}"`,
            isAccepted(fault) ? 'review' : 'safe',
            editor.replaceString(value, repaired),
          ),
  });
}
