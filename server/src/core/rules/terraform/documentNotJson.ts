import { GENERAL } from '../../oidc/sources.ts';
import type { Role } from '../../policy/model.ts';
import { knownString, type Value } from '../../value/value.ts';
import { defineRule, fix } from '../define.ts';

const DOCUMENT =
  /^(?:module\.[^.[]+\.)*data\.aws_iam_policy_document\.[^.[]+(?:\[[^\]]*\])?(\.id|\.json|\.minified_json)?$/;

type Fault = 'object' | 'id' | 'encoded' | 'quoted';

function sample(policy: string): string {
  return `data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["ec2.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "this" {
  assume_role_policy = ${policy}
}
`;
}

/** A policy document is an object; its text is the attribute `json`. */
export default defineRule({
  id: 'terraform/document-not-json',
  severity: 'error',
  since: '0.1.0',
  summary: 'The trust policy is a policy document, not its JSON.',
  fixable: true,
  masks: ['policy/syntax', 'policy/type'],
  docs: {
    what: '`assume_role_policy` is given a policy document itself, its id, its address in quotes, or its JSON encoded once more, where its attribute `json` is meant.',
    why: 'Terraform refuses it ("Inappropriate value for attribute"), or IAM does, because it is no JSON object (MalformedPolicyDocument).',
    fix: 'Write `data.aws_iam_policy_document.NAME.json`.',
    sources: [GENERAL.policyDocument],
  },
  messages: {
    object:
      'This is the policy document with all its attributes, where its JSON is expected. Terraform refuses it: "Inappropriate value for attribute "assume_role_policy": string required."',
    id: 'This is the id of the policy document, a number, where its JSON is expected: IAM refuses it (MalformedPolicyDocument).',
    encoded:
      'The JSON of the policy document is encoded once more, which makes a string of it, not an object: IAM refuses it (MalformedPolicyDocument).',
    quoted:
      'This is the name of a policy document as a text, where its JSON is expected: IAM refuses it (MalformedPolicyDocument).',
  },
  examples: [
    {
      surface: 'terraform',
      invalid: sample('data.aws_iam_policy_document.trust'),
      at: 'data.aws_iam_policy_document.trust',
      fixed: sample('data.aws_iam_policy_document.trust.json'),
    },
    {
      surface: 'terraform',
      invalid: sample('jsonencode(data.aws_iam_policy_document.trust.json)'),
      at: 'jsonencode(data.aws_iam_policy_document.trust.json)',
      fixed: sample('data.aws_iam_policy_document.trust.json'),
    },
    {
      surface: 'terraform',
      invalid: sample('"data.aws_iam_policy_document.trust.json"'),
      at: '"data.aws_iam_policy_document.trust.json"',
    },
    { surface: 'terraform', valid: sample('data.aws_iam_policy_document.trust.json') },
  ],
  role(role, context) {
    if (role.trust.is !== 'present') return;
    const { value } = role.trust;
    const fault = faultOf(value);
    if (fault) context.report(fault, value, { fixes: () => fixFor(fault, value, role) });
  },
});

function faultOf(value: Value): Fault | undefined {
  if (value.kind === 'reference') {
    const match = DOCUMENT.exec(value.address);
    if (!match) return undefined;
    return match[1] === undefined ? 'object' : match[1] === '.id' ? 'id' : undefined;
  }
  if (value.kind === 'encoded') {
    const inner = value.value.kind === 'reference' ? DOCUMENT.exec(value.value.address) : null;
    return inner && /json$/.test(inner[1] ?? '') ? 'encoded' : undefined;
  }
  return DOCUMENT.test(knownString(value)?.trim() ?? '') ? 'quoted' : undefined;
}

function fixFor(fault: Fault, value: Value, { editor }: Role): ReturnType<typeof fix> {
  switch (fault) {
    case 'object':
    case 'id':
      return fix('Take its JSON', 'safe', editor.nameAttribute(value, 'json'));
    case 'encoded':
      return fix('Take the JSON as it is', 'safe', editor.unwrap(value));
    case 'quoted':
      return [];
  }
}
