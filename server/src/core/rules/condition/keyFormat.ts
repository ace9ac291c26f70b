import type { ConditionReading } from '../../access/reading.ts';
import { AWS } from '../../oidc/sources.ts';
import { known, knownStart, type Text } from '../../value/text.ts';
import { defineRule, fix } from '../define.ts';
import { EKS, eks, provider } from '../samples.ts';

type Fault = 'scheme' | 'arn' | 'colon' | 'space';

/** A condition key that is not `ISSUER:claim`, `aws:name` or `sts:name`. */
export default defineRule({
  id: 'condition/key-format',
  severity: 'error',
  since: '0.1.0',
  accessAnalyzer: ['INVALID_CONDITION_KEY_FORMAT'],
  summary: 'The condition key is malformed: a scheme, an ARN, no colon, or white space.',
  fixable: true,
  masks: ['condition/key-prefix', 'condition/set-operator', 'condition/claim-not-published', 'oidc/nobody'],
  docs: {
    what: 'The condition key has a scheme (`https://`), begins with an ARN, has no colon, or white space in it.',
    why: 'IAM refuses a key with two colons ("Condition can contain only one colon."); any other malformed key is never in a request, so the statement lets nobody in.',
    fix: 'Write the issuer without `https://`, a colon and the claim. `aws_eks_cluster` gives its issuer with the scheme: take it off with `replace(..., "https://", "")`; `aws_iam_openid_connect_provider.x.url` has none.',
    sources: [AWS.oidcKeys, AWS.condition],
  },
  messages: {
    scheme:
      'This condition key begins with "{scheme}": a key names the issuer without it. IAM refuses the policy: "Condition can contain only one colon."',
    arn: 'This condition key begins with an ARN: a key names the issuer, which is the provider\'s URL without its scheme. IAM refuses the policy: "Condition can contain only one colon."',
    colon:
      'This condition key has no colon: a key is the issuer (or "aws", "sts"), a colon and a name. It is never in a request, so the condition is never met.',
    space: 'This condition key has white space in it. It is never in a request, so the condition is never met.',
  },
  examples: [
    {
      surface: 'json',
      invalid: eks(`"StringEquals": { "https://${EKS}:sub": "system:serviceaccount:web:api" }`),
      at: `"https://${EKS}:sub"`,
      fixed: eks(`"StringEquals": { "${EKS}:sub": "system:serviceaccount:web:api" }`),
    },
    {
      surface: 'terraform',
      invalid: `data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = [var.provider_arn]
    }
    condition {
      test     = "StringEquals"
      variable = "\${aws_eks_cluster.main.identity[0].oidc[0].issuer}:sub"
      values   = ["system:serviceaccount:web:api"]
    }
  }
}
`,
      at: '"${aws_eks_cluster.main.identity[0].oidc[0].issuer}:sub"',
    },
    {
      surface: 'terraform',
      invalid: `${provider('https://idp.example.com')}
data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = [aws_iam_openid_connect_provider.this.arn]
    }
    condition {
      test     = "StringEquals"
      variable = "\${aws_iam_openid_connect_provider.this.arn}:sub"
      values   = ["deploy"]
    }
  }
}
`,
      at: '"${aws_iam_openid_connect_provider.this.arn}:sub"',
    },
    { surface: 'json', valid: eks(`"StringEquals": { "${EKS}:sub": "system:serviceaccount:web:api" }`) },
  ],
  condition(reading, _statement, policy, context) {
    const fault = faultOf(reading.key);
    if (!fault) return;
    const { key } = reading.condition;
    context.report(fault, key, {
      data: { scheme: /^https?:\/\//i.exec(knownStart(reading.key))?.[0] ?? '' },
      fixes: () =>
        fault === 'scheme'
          ? fix('Take the scheme off', 'safe', policy.editor.dropScheme(key))
          : trimmed(reading, policy.editor),
    });
  },
});

function faultOf(key: Text): Fault | undefined {
  if (/^\s*https?:\/\//i.test(knownStart(key))) return 'scheme';
  if (/^\s*arn:/i.test(knownStart(key))) return 'arn';
  const name = known(key);
  if (name === undefined) return undefined;
  if (!name.includes(':')) return 'colon';
  const prefix = name.slice(0, name.indexOf(':'));
  return /\s/.test(prefix) || name !== name.trim() ? 'space' : undefined;
}

function trimmed(
  reading: ConditionReading,
  editor: { replaceString: (value: ConditionReading['condition']['key'], text: string) => Parameters<typeof fix>[2] },
): ReturnType<typeof fix> {
  const name = known(reading.key);
  if (name === undefined || name.replace(/\s/g, '') === name) return [];
  return fix('Take the white space out', 'safe', editor.replaceString(reading.condition.key, name.replace(/\s/g, '')));
}
