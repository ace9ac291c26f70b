import type { ParsedOperator } from '../../oidc/operators.ts';
import { AWS } from '../../oidc/sources.ts';
import type { TrustPolicy } from '../../policy/model.ts';
import { known } from '../../value/text.ts';
import { knownString, type Value } from '../../value/value.ts';
import { defineRule, fix } from '../define.ts';
import { gitlab, policyOf } from '../samples.ts';

type Fault = 'brace' | 'empty' | 'space' | 'quote' | 'operator' | 'version' | 'element';

const OLD = '2008-10-17';
const NEW = '2012-10-17';
/** What begins like a key of AWS or of an issuer. Anything else in braces is a placeholder of another tool. */
const VARIABLE = /\$\{(\s*(?:(?:aws|sts|saml)\s*:|[\w-]+(?:\.[\w-]+)+[\w/.-]*:)[^}]*)(\}?)/gi;
const SUB = '"StringEquals": { "gitlab.com:sub": "project_path:acme/api:ref_type:branch:ref:main" }';

/** Policy variables, `${aws:...}`, that IAM does not read as such. */
export default defineRule({
  id: 'condition/variable',
  severity: 'error',
  since: '0.1.0',
  accessAnalyzer: [
    'MISSING_BRACE_IN_VARIABLE',
    'EMPTY_VARIABLE',
    'UNSUPPORTED_SPACE_IN_VARIABLE',
    'MISSING_QUOTE_IN_VARIABLE',
    'INVALID_VARIABLE_FOR_OPERATOR',
    'VARIABLE_UNSUPPORTED_IN_VERSION',
    'VARIABLE_UNSUPPORTED_IN_ELEMENT',
  ],
  summary: 'A policy variable is malformed, or stands where there are none.',
  fixable: true,
  masks: ['condition/value-type', 'oidc/nobody'],
  docs: {
    what: 'A policy variable lacks its brace, is empty, has a space in its name or a default without quotes; or it stands in an element, under an operator or in a policy version that has no variables.',
    why: 'IAM refuses it or compares it as plain text, which nothing equals.',
    fix: 'Write `${aws:name}` or `${aws:name, \'default\'}`, with `"Version": "2012-10-17"`. In Terraform strings it is `$${...}`, in policy documents also `&{...}`.',
    sources: [AWS.variables, AWS.accessAnalyzer],
  },
  messages: {
    brace:
      'The policy variable "{variable}" is not closed: a brace "}" is missing. IAM does not read it as a variable.',
    empty: 'This policy variable is empty: "${}" names no key.',
    space: 'The name in the policy variable "{variable}" has a space around it. IAM knows no such key.',
    quote:
      'The default in the policy variable "{variable}" needs single quotes: IAM reads what follows the comma as text between quotes.',
    operator:
      '{operator} takes no policy variables, only operators for strings and ARNs do: "{variable}" is compared as it stands.',
    element:
      'Policy variables stand in conditions only: in {element} "{variable}" is taken as it stands, and IAM refuses the policy.',
    version:
      'Policies of version 2008-10-17 have no variables: "{variable}" is compared as plain text, which no request has.',
  },
  examples: [
    {
      surface: 'json',
      invalid: gitlab(`${SUB},\n"StringLike": { "sts:RoleSessionName": "\${ gitlab.com:user_login }" }`),
      at: '"${ gitlab.com:user_login }"',
      fixed: gitlab(`${SUB},\n"StringLike": { "sts:RoleSessionName": "\${gitlab.com:user_login}" }`),
    },
    {
      surface: 'json',
      invalid: gitlab(`${SUB},\n"StringLike": { "sts:RoleSessionName": "\${gitlab.com:user_login-*" }`),
      at: '"${gitlab.com:user_login-*"',
    },
    {
      surface: 'json',
      invalid: policyOf(
        '{ "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::111122223333:user/${aws:username}" }, "Action": "sts:AssumeRole" }',
      ),
      at: '"arn:aws:iam::111122223333:user/${aws:username}"',
    },
    {
      surface: 'json',
      valid: gitlab(`${SUB},\n"StringLike": { "sts:RoleSessionName": "\${gitlab.com:user_login, 'nobody'}-\${*}" }`),
    },
  ],
  statement({ statement: { principals, actions } }, _policy, context) {
    const ids = principals.is === 'present' ? principals.value.items.map(({ id }) => id) : [];
    const named = actions.is === 'present' ? actions.value.items : [];
    for (const [element, values] of [['Principal', ids] as const, ['Action', named] as const]) {
      for (const value of values) {
        const variable = variableIn(value);
        if (variable) context.report('element', value, { data: { element, variable } });
      }
    }
  },
  condition({ condition, operator }, _statement, policy, context) {
    for (const value of condition.values.items) {
      const found = faultIn(value, operator, policy);
      if (!found) continue;
      const { fault, variable } = found;
      context.report(fault, value, {
        data: { variable, operator: operator?.canonical ?? '' },
        fixes: () => fixFor(fault, value, variable, policy),
      });
    }
  },
});

function faultIn(
  value: Value,
  operator: ParsedOperator | undefined,
  policy: TrustPolicy,
): { fault: Fault; variable: string } | undefined {
  if (value.kind !== 'string') return undefined;
  for (const part of value.text) {
    if (typeof part !== 'string' || !part.includes('${')) continue;
    if (part.includes('${}')) return { fault: 'empty', variable: '${}' };
    const isWhole = known(value.text) !== undefined;
    for (const [variable, inner, brace] of part.matchAll(VARIABLE)) {
      if (brace === '' && !isWhole) continue;
      const fault = brace === '' ? 'brace' : (shapeFault(inner!) ?? placeFault(operator, policy));
      if (fault) return { fault, variable };
    }
  }
  return undefined;
}

/** The first whole variable of a text. */
function variableIn(value: Value): string | undefined {
  if (value.kind !== 'string') return undefined;
  const found = value.text.flatMap((part) =>
    typeof part === 'string' && part.includes('${') ? [...part.matchAll(VARIABLE)] : [],
  );
  return found.find(([, , brace]) => brace !== '')?.[0];
}

function shapeFault(inner: string): Fault | undefined {
  const comma = inner.indexOf(',');
  const name = comma < 0 ? inner : inner.slice(0, comma);
  if (name !== name.trim() || /\s:|:\s/.test(name)) return 'space';
  return comma >= 0 && !/^\s*'[^']*'\s*$/.test(inner.slice(comma + 1)) ? 'quote' : undefined;
}

function placeFault(operator: ParsedOperator | undefined, { version }: TrustPolicy): Fault | undefined {
  if (version.is === 'present' && knownString(version.value) === OLD) return 'version';
  return operator && !/^(string|arn)$/.test(operator.operator.family) ? 'operator' : undefined;
}

function fixFor(fault: Fault, value: Value, variable: string, policy: TrustPolicy): ReturnType<typeof fix> {
  const text = knownString(value);
  if (fault === 'space' && text !== undefined) {
    const right = variable.replace(/\s*([:,{}])\s*/g, '$1').replace(/,/, ', ');
    return fix(
      'Take the spaces away',
      'safe',
      policy.editor.replaceString(
        value,
        text.replace(variable, () => right),
      ),
    );
  }
  if (fault === 'version' && policy.version.is === 'present')
    return fix(`Set the version to ${NEW}`, 'review', policy.editor.replaceString(policy.version.value, NEW));
  return [];
}
