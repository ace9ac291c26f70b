import type { Federation } from '../../access/federation.ts';
import { matchesGlob } from '../../access/glob.ts';
import { isKeyOf, isPositive, soleOidc } from '../../access/reading.ts';
import type { ParsedOperator } from '../../oidc/operators.ts';
import { AWS } from '../../oidc/sources.ts';
import type { Value } from '../../value/value.ts';
import { isOwnLiteral, knownString } from '../../value/value.ts';
import { defineRule, fix } from '../define.ts';

/** An audience that the provider does not register is refused before the trust policy is even read. */
export default defineRule({
  id: 'oidc/audience-unregistered',
  severity: 'error',
  since: '0.1.0',
  summary: "The audience is not in the provider's client_id_list.",
  fixable: true,
  masks: ['oidc/audience-unexpected'],
  docs: {
    what: 'The condition demands an audience that the resolved provider does not list in `client_id_list`.',
    why: 'STS refuses a token with an audience that is not registered ("Incorrect token audience"), and the condition refuses all others: nobody gets in.',
    fix: 'Demand a registered audience, or add this one to the provider.',
    sources: [AWS.createProvider, AWS.assumeRoleWithWebIdentity],
  },
  messages: {
    nobody:
      '"{value}" is not among the audiences that {provider} registers ({registered}). STS refuses a token with this audience: "Incorrect token audience". With any other audience this condition refuses it.',
    inert:
      '"{value}" is not among the audiences that {provider} registers ({registered}). STS refuses a token with this audience: "Incorrect token audience".',
  },
  examples: [
    {
      surface: 'terraform',
      invalid: example('sts.amazon.com'),
      at: '"sts.amazon.com"',
      fixed: example('sts.amazonaws.com'),
    },
    { surface: 'terraform', valid: example('sts.amazonaws.com') },
  ],
  condition({ condition, operator, claim }, reading, policy, context) {
    const federation = soleOidc(reading);
    if (!operator || !claim || claim.name.toLowerCase() !== 'aud' || !federation || reading.effect !== 'Allow') return;
    if (!isPositive(operator) || operator.operator.family !== 'string' || isKeyOf(claim, federation) !== 'yes') return;
    const registered = registeredBy(federation);
    if (!registered || registered.length === 0) return;
    const wrong = condition.values.items.filter((value) => isUnregistered(value, operator, registered));
    const nobody = !condition.values.open && wrong.length === condition.values.items.length;
    for (const value of wrong) {
      context.report(nobody ? 'nobody' : 'inert', value, {
        data: {
          value: knownString(value)!,
          provider: federation.declared[0]!.address,
          registered: registered.map((id) => `"${id}"`).join(', '),
        },
        severity: nobody ? 'error' : 'warning',
        related: federation.declared.flatMap((p) =>
          p.clientIds.is === 'present' ? [{ range: p.clientIds.at, message: 'the registered audiences' }] : [],
        ),
        fixes: () => [
          ...(registered.length === 1
            ? fix(`Replace with "${registered[0]}"`, 'safe', policy.editor.replaceString(value, registered[0]!))
            : []),
          ...addFix(federation, value),
        ],
      });
    }
  },
});

/** All audiences of all blocks that are this provider; undefined where one of them is not certain. */
function registeredBy(federation: Federation): string[] | undefined {
  if (federation.declared.length === 0) return undefined;
  const all: string[] = [];
  for (const { clientIds } of federation.declared) {
    if (clientIds.is !== 'present' || clientIds.value.open) return undefined;
    for (const id of clientIds.value.items) {
      const text = knownString(id);
      if (text === undefined) return undefined;
      all.push(text);
    }
  }
  return [...new Set(all)];
}

function isUnregistered(value: Value, operator: ParsedOperator, registered: readonly string[]): boolean {
  const wanted = knownString(value);
  if (wanted === undefined || wanted.includes('${')) return false;
  const fold = (text: string): string => (operator.operator.ignoresCase ? text.toLowerCase() : text);
  return !registered.some((id) =>
    operator.operator.wildcards ? matchesGlob(fold(wanted), fold(id)) : fold(wanted) === fold(id),
  );
}

function addFix(federation: Federation, value: Value): ReturnType<typeof fix> {
  const provider = federation.declared[0]!;
  const wanted = knownString(value)!;
  if (provider.clientIds.is !== 'present' || /[*?]/.test(wanted) || !provider.clientIds.value.items.every(isOwnLiteral))
    return [];
  return fix(
    `Add "${wanted}" to the audiences of ${provider.address}`,
    'review',
    provider.editor.addItem(provider.clientIds.value.items, wanted),
  );
}

function example(audience: string): string {
  return `resource "aws_iam_openid_connect_provider" "gitlab" {
  url            = "https://gitlab.com"
  client_id_list = ["sts.amazonaws.com"]
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = [aws_iam_openid_connect_provider.gitlab.arn]
    }
    condition {
      test     = "StringEquals"
      variable = "gitlab.com:aud"
      values   = ["${audience}"]
    }
    condition {
      test     = "StringLike"
      variable = "gitlab.com:sub"
      values   = ["project_path:acme/api:*"]
    }
  }
}
`;
}
