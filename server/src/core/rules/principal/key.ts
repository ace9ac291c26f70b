import { nearestName } from '../../oidc/nearest.ts';
import { AWS } from '../../oidc/sources.ts';
import type { Principal } from '../../policy/model.ts';
import { includes } from '../../value/text.ts';
import { knownString, textOf, type Value } from '../../value/value.ts';
import { defineRule, fix } from '../define.ts';
import { ALLOW, GITHUB_PRINCIPAL, policyOf, statementOf, WEB_IDENTITY } from '../samples.ts';

const TYPES = ['AWS', 'Service', 'Federated', 'CanonicalUser'] as const;

/** A type of principal that IAM does not have. */
export default defineRule({
  id: 'principal/key',
  severity: 'error',
  since: '0.1.0',
  accessAnalyzer: ['INVALID_PRINCIPAL_KEY'],
  summary: 'IAM knows no such type of principal.',
  fixable: true,
  docs: {
    what: 'The type of a principal is none of `AWS`, `Service`, `Federated` and `CanonicalUser`; capitals count.',
    why: 'IAM refuses the policy with MalformedPolicyDocument.',
    fix: 'An OpenID Connect provider stands under `Federated`.',
    sources: [AWS.grammar, AWS.principal, AWS.accessAnalyzer],
  },
  messages: {
    near: 'There is no type of principal "{type}": did you mean "{meant}"? IAM refuses the policy with MalformedPolicyDocument.',
    unknown:
      'There is no type of principal "{type}": it is AWS, Service or Federated. IAM refuses the policy with MalformedPolicyDocument.',
  },
  examples: [
    {
      surface: 'json',
      invalid: policyOf(statementOf(ALLOW, GITHUB_PRINCIPAL.replace('Federated', 'federated'), WEB_IDENTITY)),
      at: '"federated"',
      fixed: policyOf(statementOf(ALLOW, GITHUB_PRINCIPAL, WEB_IDENTITY)),
    },
    {
      surface: 'terraform',
      invalid: `data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "OIDC"
      identifiers = [aws_iam_openid_connect_provider.this.arn]
    }
  }
}

resource "aws_iam_role" "this" {
  assume_role_policy = data.aws_iam_policy_document.trust.json
}
`,
      at: '"OIDC"',
    },
    { surface: 'json', valid: policyOf(statementOf(ALLOW, GITHUB_PRINCIPAL, WEB_IDENTITY)) },
  ],
  statement({ statement: { principals, site } }, policy, context) {
    if (principals.is !== 'present') return;
    const { items } = principals.value;
    for (const [i, { type }] of items.entries()) {
      const name = knownString(type);
      if (name === undefined || isType(name) || items.findIndex((other) => other.type === type) < i) continue;
      // A type of its own in a policy document renders the bare star.
      if (name === '*' && items.every((other) => other.type === type && knownString(other.id) === '*')) continue;
      const meant = meantType(
        name,
        items.filter((other) => other.type === type),
      );
      context.report(meant ? 'near' : 'unknown', type, {
        data: { type: name, meant: meant ?? '' },
        fixes: () =>
          meant && (site.kind === 'block' || !hasType(items, meant))
            ? fix(`Replace with "${meant}"`, 'safe', policy.editor.replaceString(type, meant))
            : [],
      });
    }
  },
});

function isType(name: string): boolean {
  return TYPES.some((type) => type === name);
}

function hasType(items: readonly Principal[], type: string): boolean {
  return items.some((other) => knownString(other.type) === type);
}

function meantType(name: string, principals: readonly Principal[]): string | undefined {
  if (principals.every(({ id }) => isProvider(id))) return 'Federated';
  return (
    nearestName(name, TYPES) ?? (/^(?:oidc|saml|web_?identity|openid_?connect)$/i.test(name) ? 'Federated' : undefined)
  );
}

function isProvider(id: Value): boolean {
  return includes(textOf(id) ?? [], '-provider/') === 'yes';
}
