import { meantIssuer } from '../../access/federation.ts';
import { builtinProviders } from '../../oidc/actions.ts';
import { findProvider } from '../../oidc/catalogue.ts';
import { editDistance } from '../../oidc/nearest.ts';
import type { Issuers } from '../../oidc/project.ts';
import { AWS } from '../../oidc/sources.ts';
import type { OidcProvider } from '../../policy/model.ts';
import { known } from '../../value/text.ts';
import { knownString } from '../../value/value.ts';
import { defineRule, fix } from '../define.ts';
import { GITHUB, provider, trust } from '../samples.ts';

const CONDITION = `"StringEquals": { "${GITHUB}:aud": "sts.amazonaws.com", "${GITHUB}:sub": "repo:acme/api:pull_request" }`;

/** An issuer in a principal that is nearly one that is known: of the catalogue, or of this module. */
export default defineRule({
  id: 'principal/provider-typo',
  severity: 'error',
  since: '0.1.0',
  summary: "The principal's issuer is nearly a known one.",
  fixable: true,
  masks: ['principal/unused-provider'],
  docs: {
    what: 'The issuer in the ARN of an OpenID Connect provider is one letter or one slash away from a well-known issuer, or from a provider that the module declares.',
    why: 'The issuer is compared letter by letter, the slash at its end included: the tokens that are meant belong to another provider, and nobody gets in.',
    fix: "Write the issuer as the token has it, or refer to the provider resource. AWS's own documentation once had `tokens.actions.githubusercontent.com`.",
    sources: [AWS.principal, AWS.createProvider],
  },
  messages: {
    declared:
      'The issuer "{issuer}" is nearly "{meant}", which {address} declares. Tokens of that issuer do not get in by this principal.',
    known: 'The issuer "{issuer}" is nearly "{meant}". Tokens of that issuer do not get in by this principal.',
    builtin:
      '"{issuer}" is nearly "{meant}", one of the four domain names that stand as principal without a provider. IAM knows no other: write "{meant}".',
    bare: '"{issuer}" cannot stand as principal by itself: write the ARN of its provider, arn:aws:iam::ACCOUNT:oidc-provider/{issuer}.',
  },
  examples: [
    {
      surface: 'json',
      invalid: trust('tokens.actions.githubusercontent.com', CONDITION),
      at: '"arn:aws:iam::111122223333:oidc-provider/tokens.actions.githubusercontent.com"',
      fixed: trust(GITHUB, CONDITION),
    },
    {
      surface: 'terraform',
      invalid: `${provider('https://gitlab.com')}
resource "aws_iam_role" "this" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = "arn:aws:iam::111122223333:oidc-provider/gitlab.com/" }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = { StringEquals = {
        "gitlab.com:aud" = "sts.amazonaws.com"
        "gitlab.com:sub" = "project_path:acme/api:ref_type:branch:ref:main"
      } }
    }]
  })
}
`,
      at: '"arn:aws:iam::111122223333:oidc-provider/gitlab.com/"',
    },
    { surface: 'json', valid: trust(GITHUB, CONDITION) },
  ],
  statement({ federations, effect }, policy, context) {
    if (effect !== 'Allow') return;
    for (const { principal, kind, issuer, declared, catalogued } of federations) {
      const { id, type } = principal;
      const written = knownString(id);
      if (written === undefined || knownString(type) !== 'Federated') continue;
      if (kind === 'unknown') {
        const meant = builtinProviders.find((name) => editDistance(written, name, 1) === 1);
        if (meant)
          context.report('builtin', id, {
            severity: 'warning',
            data: { issuer: written, meant },
            fixes: () => fix(`Write "${meant}"`, 'safe', policy.editor.replaceString(id, meant)),
          });
        else if (findProvider(written, context.project.issuers))
          context.report('bare', id, { severity: 'warning', data: { issuer: written } });
      }
      const name = issuer && known(issuer);
      if (!name || name.startsWith('/') || catalogued || declared.length > 0) continue;
      const near = nearIn(name, context.issuers);
      if (!near) continue;
      context.report(near.provider ? 'declared' : 'known', id, {
        severity: near.provider ? 'error' : 'warning',
        data: { issuer: name, meant: near.issuer, address: near.provider?.address ?? '' },
        related: near.provider ? [{ range: near.provider.at, message: `the provider of ${near.issuer}` }] : [],
        fixes: () =>
          fix(
            `Write "${near.issuer}"`,
            'safe',
            policy.editor.replaceString(id, written.replace(/(oidc-provider\/)[\s\S]*$/, `$1${near.issuer}`)),
          ),
      });
    }
  },
});

interface Near {
  readonly issuer: string;
  /** The block that declares it. */
  readonly provider?: OidcProvider;
}

/** Providers of one's own may differ by a letter on purpose: with them only a slash and capitals count. */
function nearIn(name: string, { declared: providers, own }: Issuers): Near | undefined {
  for (const provider of providers) {
    const issuer = known(provider.issuer);
    if (issuer !== undefined && issuer !== name && plain(issuer) === plain(name)) return { issuer, provider };
  }
  const issuer = meantIssuer(name, own);
  if (issuer === undefined) return undefined;
  const provider = providers.find((each) => known(each.issuer) === issuer);
  return provider ? { issuer, provider } : { issuer };
}

function plain(issuer: string): string {
  return issuer.toLowerCase().replace(/\/$/, '');
}
