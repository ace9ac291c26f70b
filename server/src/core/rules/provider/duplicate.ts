import { AWS } from '../../oidc/sources.ts';
import type { OidcProvider } from '../../policy/model.ts';
import { equals } from '../../value/text.ts';
import { defineRule } from '../define.ts';

function two(urls: readonly [string, string], more = ''): string {
  return `resource "aws_iam_openid_connect_provider" "ci" {
  url            = "${urls[0]}"
  client_id_list = ["sts.amazonaws.com"]
}

resource "aws_iam_openid_connect_provider" "deploy" {
  url            = "${urls[1]}"
  client_id_list = ["sts.amazonaws.com"]
${more ? `  ${more}\n` : ''}}
`;
}

/** An account has one provider for a URL. */
export default defineRule({
  id: 'provider/duplicate',
  severity: 'error',
  since: '0.1.0',
  summary: 'Two providers have the same URL.',
  fixable: false,
  docs: {
    what: 'Two `aws_iam_openid_connect_provider` resources have the same `url` and the same provider configuration, so they belong to one account.',
    why: 'An account has one provider for a URL: IAM refuses the second one with "EntityAlreadyExists".',
    fix: 'Keep one provider, with the audiences of both, and let the roles of both refer to it.',
    sources: [AWS.createProviderApi],
  },
  messages: {
    twice:
      '{other} has the same URL. An account has one provider for a URL: IAM refuses the second one ("EntityAlreadyExists").',
  },
  examples: [
    {
      surface: 'terraform',
      invalid: two(['https://gitlab.com', 'https://gitlab.com']),
    },
    { surface: 'terraform', valid: two(['https://gitlab.com', 'https://gitlab.com'], 'provider = aws.other') },
    { surface: 'terraform', valid: two(['https://gitlab.com', 'https://gitlab.com'], 'count = var.second ? 1 : 0') },
  ],
  provider(provider, context) {
    if (!isCounted(provider) || provider.url.is !== 'present') return;
    const first = context.providers.find(
      (other) =>
        isCounted(other) &&
        other.configuration === provider.configuration &&
        equals(other.issuer, provider.issuer) === 'yes',
    );
    if (!first || first === provider) return;
    context.report('twice', provider.url.value, {
      data: { other: first.address },
      related: [{ range: first.at, message: 'the other provider' }],
    });
  },
});

function isCounted({ managed, certain, configuration }: OidcProvider): boolean {
  return managed && certain && configuration !== undefined;
}
