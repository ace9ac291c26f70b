import { meantIssuer } from '../../access/federation.ts';
import type { Issuers } from '../../oidc/project.ts';
import { AWS } from '../../oidc/sources.ts';
import { equals, known, type Text } from '../../value/text.ts';
import { knownString } from '../../value/value.ts';
import { defineRule } from '../define.ts';
import { GITHUB, provider } from '../samples.ts';

const ROLE = `resource "aws_iam_role" "this" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = "arn:aws:iam::111122223333:oidc-provider/${GITHUB}" }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = { StringEquals = {
        "${GITHUB}:aud" = "sts.amazonaws.com"
        "${GITHUB}:sub" = "repo:acme/api:pull_request"
      } }
    }]
  })
}
`;

/** A provider that stands nowhere, in a module that declares others: it may be made elsewhere, or forgotten. */
export default defineRule({
  id: 'principal/unused-provider',
  severity: 'information',
  since: '0.1.0',
  summary: 'The module declares OIDC providers, but not this one.',
  fixable: false,
  docs: {
    what: 'The principal is an OpenID Connect provider that the module does not declare, although it declares others.',
    why: 'The provider must exist in the account. If nothing else makes it, nobody gets in: "No OpenIDConnect provider found in your account".',
    fix: 'Declare the provider, or look it up with the data source `aws_iam_openid_connect_provider`, so that a wrong name is found when planning.',
    sources: [AWS.createProvider],
  },
  messages: {
    unused:
      'The module declares {declared}, but no provider for "{issuer}". If it does not exist in the account, nobody gets in: "No OpenIDConnect provider found in your account".',
  },
  examples: [
    {
      surface: 'terraform',
      invalid: `${provider('https://gitlab.com')}\n${ROLE}`,
      at: `"arn:aws:iam::111122223333:oidc-provider/${GITHUB}"`,
    },
    { surface: 'terraform', valid: `${provider(`https://${GITHUB}`)}\n${ROLE}` },
    { surface: 'terraform', valid: ROLE },
  ],
  statement({ oidc, effect }, _policy, context) {
    if (effect !== 'Allow' || context.providers.length === 0) return;
    for (const { principal, kind, issuer } of oidc) {
      if (kind !== 'oidc' || !issuer || knownString(principal.id) === undefined) continue;
      if (context.providers.some((each) => equals(each.issuer, issuer) !== 'no')) continue;
      if (context.providers.some((each) => isMeant(each.issuer, issuer, context.issuers))) continue;
      context.report('unused', principal.id, {
        data: {
          issuer: known(issuer) ?? '',
          declared: [...new Set(context.providers.map(({ address }) => address))].slice(0, 3).join(', '),
        },
      });
    }
  },
});

/** A provider whose URL is misspelled is told where it stands. */
function isMeant(declared: Text, issuer: Text, { own }: Issuers): boolean {
  const written = known(declared);
  return written !== undefined && meantIssuer(written, own) === known(issuer);
}
