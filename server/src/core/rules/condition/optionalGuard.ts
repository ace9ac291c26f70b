import { issuerName } from '../../access/federation.ts';
import { type ConditionReading, ownerOf, readCondition, type StatementReading } from '../../access/reading.ts';
import { AWS } from '../../oidc/sources.ts';
import type { ConditionChoice } from '../../policy/model.ts';
import { defineRule } from '../define.ts';
import { mayDeny, mayNarrow } from '../narrowing.ts';

/** The condition that says who gets in is there in some cases only. */
export default defineRule({
  id: 'condition/optional-guard',
  severity: 'warning',
  since: '0.1.0',
  summary: 'The condition that says who gets in can be left out.',
  fixable: false,
  aboutOptionalParts: true,
  docs: {
    what: 'The only condition that tells one workload from another depends on a value that is not known: a branch of `condition ? {...} : {}`, or a `dynamic` block whose `for_each` may be empty.',
    why: 'Where it is left out, the statement stays: whatever gets a token of the issuer for this audience can assume the role.',
    fix: 'Write the condition in every case, with other values if need be, or leave the whole statement out with it.',
    sources: [AWS.createRole],
  },
  messages: {
    optional:
      'The condition on "{claim}" can be left out, and no other one says who gets in: then whatever gets a token from {issuer} can assume this role.',
  },
  examples: [
    {
      surface: 'terraform',
      invalid: example('for_each = var.restrict ? [1] : []'),
      at: '"gitlab.com:sub"',
    },
    { surface: 'terraform', valid: example('for_each = [1]') },
  ],
  statement(reading, policy, context) {
    const { choices } = reading.statement;
    if (choices.length === 0 || !reading.admitsWebIdentity || mayDeny(policy)) return;
    if (reading.conditions.some((condition) => narrowsAny(condition, reading))) return;
    const [guard, another] = choices.flatMap((choice) => guardOf(choice, reading) ?? []);
    // Several may depend on each other: one of them is left out just when the other is there.
    if (!guard || another || guard === 'always') return;
    const owner = guard.claim && ownerOf(guard.claim, reading);
    if (!owner) return;
    context.report('optional', guard.condition.key, { data: { claim: guard.claim.name, issuer: issuerName(owner) } });
  },
});

/** The condition of a choice that narrows who gets in; `always` where there is one whatever the choice. */
function guardOf(choice: ConditionChoice, reading: StatementReading): ConditionReading | 'always' | undefined {
  const guards = choice.map((option) => option.map(readCondition).find((condition) => narrowsAny(condition, reading)));
  return guards.every((guard) => guard !== undefined) ? 'always' : guards.find((guard) => guard !== undefined);
}

function narrowsAny(condition: ConditionReading, { oidc }: StatementReading): boolean {
  return oidc.some((federation) => mayNarrow(condition, federation));
}

function example(forEach: string): string {
  return `variable "restrict" {
  type = bool
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = ["arn:aws:iam::111122223333:oidc-provider/gitlab.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "gitlab.com:aud"
      values   = ["https://gitlab.com"]
    }
    dynamic "condition" {
      ${forEach}
      content {
        test     = "StringLike"
        variable = "gitlab.com:sub"
        values   = ["project_path:acme/api:*"]
      }
    }
  }
}
`;
}
