import { isAccepted, repairedUrl, urlFault } from '../../oidc/issuerUrl.ts';
import { AWS } from '../../oidc/sources.ts';
import { known } from '../../value/text.ts';
import { textOf } from '../../value/value.ts';
import { defineRule, fix } from '../define.ts';
import { provider as sample } from '../samples.ts';

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
    {
      surface: 'terraform',
      invalid: `resource "aws_iam_openid_connect_provider" "cluster" {
  url            = replace(aws_eks_cluster.main.identity[0].oidc[0].issuer, "https://", "")
  client_id_list = ["sts.amazonaws.com"]
}
`,
      at: 'replace(aws_eks_cluster.main.identity[0].oidc[0].issuer, "https://", "")',
    },
    { surface: 'terraform', valid: sample('https://idp.example.com/tenant/a') },
  ],
  provider(provider, context) {
    if (provider.url.is !== 'present' || !provider.managed) return;
    const { value } = provider.url;
    const text = textOf(value);
    const fault = text && urlFault(text);
    if (!fault) return;
    const whole = known(text);
    const repaired = whole === undefined ? undefined : repairedUrl(fault, whole);
    const isWarning = isAccepted(fault);
    context.report(fault, value, {
      severity: isWarning ? 'warning' : 'error',
      fixes: () =>
        repaired === undefined
          ? []
          : fix(
              `Replace with "${repaired}"`,
              isWarning ? 'review' : 'safe',
              provider.editor.replaceString(value, repaired),
            ),
    });
  },
});
