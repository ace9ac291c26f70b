import { AWS, GENERAL } from '../../oidc/sources.ts';
import { type Statement, type TrustPolicy, usePlace } from '../../policy/model.ts';
import { defineRule } from '../define.ts';

const TRUST = `data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["ec2.amazonaws.com"]
    }
  }
}
`;

const PERMISSIONS = `data "aws_iam_policy_document" "read" {
  statement {
    actions   = ["s3:GetObject"]
    resources = ["arn:aws:s3:::acme/*"]
  }
}
`;

function uses(trust: string, permissions: string): string {
  return `${TRUST}
${PERMISSIONS}
resource "aws_iam_role" "this" {
  assume_role_policy = data.aws_iam_policy_document.${trust}.json
}

resource "aws_iam_role_policy" "this" {
  role   = aws_iam_role.this.id
  policy = data.aws_iam_policy_document.${permissions}.json
}
`;
}

/** Who may assume a role, and what a role may do, are two documents that look alike. */
export default defineRule({
  id: 'terraform/wrong-document',
  severity: 'error',
  since: '0.1.0',
  summary: 'A trust policy stands where permissions are expected, or the other way round.',
  fixable: false,
  masks: [
    'principal/missing',
    'statement/resource',
    'action/not-assume',
    'action/unknown',
    'action/principal-mismatch',
  ],
  docs: {
    what: 'A role gets a policy without principals as trust policy, or a policy with principals is given as permissions.',
    why: 'IAM refuses it: a trust policy says who may assume the role ("Has prohibited field Resource"), permissions say what may be done ("Policy document should not specify a principal").',
    fix: 'Name the other document.',
    sources: [AWS.principal, GENERAL.principalInPermissions],
  },
  messages: {
    permissions:
      'This policy says what may be done, not who may assume the role: it names resources and no principal. IAM refuses it as a trust policy (MalformedPolicyDocument).',
    trust:
      'This policy says who may do something: it names a principal. IAM refuses that in permissions: "Policy document should not specify a principal."',
  },
  examples: [
    {
      surface: 'terraform',
      invalid: uses('read', 'read'),
      at: 'data.aws_iam_policy_document.read.json',
    },
    {
      surface: 'terraform',
      invalid: uses('trust', 'trust'),
      at: 'data.aws_iam_policy_document.trust.json',
    },
    { surface: 'terraform', valid: uses('trust', 'read') },
  ],
  role({ policies, trust }, context) {
    const [only] = policies;
    // Of a policy that is written in its place, rules of statements say what is wrong in it.
    if (only?.surface !== 'policy-document' || policies.length > 1 || trust.is !== 'present') return;
    if (isPermissions(only))
      context.report('permissions', usePlace(trust.value), { covers: only.statements.items.map(({ at }) => at) });
  },
  permissions({ value, policy }, context) {
    for (const { principals } of policy.statements.items) {
      if (principals.is !== 'present') continue;
      const at = policy.surface === 'policy-document' ? usePlace(value) : principals.keyAt;
      context.report('trust', at, { severity: 'warning' });
    }
  },
});

/** Every statement names resources and no principal. */
function isPermissions({ statements }: TrustPolicy): boolean {
  return statements.items.length > 0 && !statements.open && statements.items.every(isPermission);
}

function isPermission({ principals, others }: Statement): boolean {
  return principals.is === 'absent' && others.some(({ name }) => /^(Resource|resources)$/.test(name));
}
