import { policyCharacters } from '../../oidc/policyLimits.ts';
import { AWS, GENERAL } from '../../oidc/sources.ts';
import type { TrustPolicy } from '../../policy/model.ts';
import { forEachString } from '../../policy/strings.ts';
import { knownString, textOf, type Value } from '../../value/value.ts';
import { defineRule, fix } from '../define.ts';
import { GITHUB, github, role } from '../samples.ts';

/** What word processors and web pages make of plain characters; nothing for what cannot be seen. */
const PLAIN: Readonly<Record<string, string>> = {
  '\u2018': "'",
  '\u2019': "'",
  '\u201c': '"',
  '\u201d': '"',
  '\u2010': '-',
  '\u2011': '-',
  '\u2012': '-',
  '\u2013': '-',
  '\u2014': '-',
  '\u2212': '-',
  '\u200b': '',
  '\u200c': '',
  '\u200d': '',
  '\u2060': '',
  '\ufeff': '',
};

/** Beyond what IAM takes. */
const REFUSED = new RegExp(`[^\\0-${String.fromCharCode(policyCharacters.last)}]`, 'gu');

/** Line and paragraph separators, which Terraform writes as escapes. */
const ESCAPED = /[\u2028\u2029]/;

/** Characters that IAM does not take, and white space in front of the JSON. */
export default defineRule({
  id: 'policy/charset',
  severity: 'error',
  since: '0.1.0',
  summary: 'The policy has a character that IAM refuses.',
  fixable: true,
  masks: [
    'statement/sid',
    'action/unknown',
    'action/not-assume',
    'principal/arn',
    'principal/federated-syntax',
    'condition/operator',
    'condition/key-format',
    'condition/key-prefix',
    'oidc/nobody',
  ],
  docs: {
    what: 'The policy holds a character above U+00FF, such as a typographic dash or a zero-width space that came with a copied text; or its JSON does not begin with the brace.',
    why: 'IAM takes only tab, line feed, carriage return and U+0020 to U+00FF in a policy, and refuses it with MalformedPolicyDocument. Versions of the AWS provider from before April 2024 refuse white space in front of the brace: "leading space characters are not allowed".',
    fix: 'Write a plain character. Begin the heredoc with `<<-`, or put the brace at its very beginning.',
    sources: [AWS.quotas, GENERAL.leadingSpace],
  },
  messages: {
    character:
      'IAM takes no character {code} ({character}) in a policy. It refuses the policy with MalformedPolicyDocument.',
    space:
      'White space stands in front of the JSON. Versions of the AWS provider from before April 2024 refuse this: "leading space characters are not allowed".',
  },
  examples: [
    {
      surface: 'json',
      invalid: github(`"StringEquals": { "${GITHUB}:sub": "repo:acme/api\u2013v2:pull_request" }`),
      at: '"repo:acme/api\u2013v2:pull_request"',
      fixed: github(`"StringEquals": { "${GITHUB}:sub": "repo:acme/api-v2:pull_request" }`),
    },
    {
      surface: 'terraform',
      invalid: role(`<<EOT
  {
    "Version": "2012-10-17",
    "Statement": [{ "Effect": "Allow", "Principal": { "Service": "ec2.amazonaws.com" }, "Action": "sts:AssumeRole" }]
  }
EOT`),
      at: '    ',
      fixed: role(`<<-EOT
  {
    "Version": "2012-10-17",
    "Statement": [{ "Effect": "Allow", "Principal": { "Service": "ec2.amazonaws.com" }, "Action": "sts:AssumeRole" }]
  }
EOT`),
    },
    { surface: 'json', valid: github(`"StringEquals": { "${GITHUB}:sub": "repo:acme/api:environment:Zürich" }`) },
  ],
  policy(policy, context) {
    if (policy.leadingSpace) {
      context.report('space', policy.leadingSpace, {
        severity: 'information',
        fixes: () => fix('Take the white space away', 'safe', policy.editor.dropLeadingSpace(policy)),
      });
    }
    forEachString(policy, (value) => {
      const character = refusedIn(value, policy);
      if (character === undefined || mayBeEscaped(policy, value)) return;
      const code = character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
      context.report('character', value, {
        data: { code: `U+${code}`, character: PLAIN[character] === '' ? 'which cannot be seen' : `"${character}"` },
        fixes: () => {
          const plain = inPlain(knownString(value));
          return plain === undefined
            ? []
            : fix('Write plain characters', 'review', policy.editor.replaceString(value, plain));
        },
      });
    });
  },
});

/** The first character that IAM does not take. */
function refusedIn(value: Value, { surface }: TrustPolicy): string | undefined {
  for (const part of textOf(value) ?? []) {
    const found = typeof part === 'string' ? (part.match(REFUSED) ?? []) : [];
    const refused = found.find((character) => surface === 'json' || !ESCAPED.test(character));
    if (refused !== undefined) return refused;
  }
  return undefined;
}

/** A text with a plain character for each that IAM refuses; undefined where one of them has none. */
function inPlain(text: string | undefined): string | undefined {
  const plain = text?.replaceAll(/./gsu, (character) => PLAIN[character] ?? character);
  return plain !== undefined && plain.search(REFUSED) < 0 ? plain : undefined;
}

/** A JSON file may go to IAM as it is, and an escape in it is all plain characters; Terraform writes the character itself. */
function mayBeEscaped({ surface }: TrustPolicy, value: Value): boolean {
  return surface === 'json' && value.at.end - value.at.start - '""'.length !== knownString(value)?.length;
}
