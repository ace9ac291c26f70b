import { AWS } from '../../oidc/sources.ts';
import { POLICY_ELEMENTS, STATEMENT_ELEMENTS } from '../../policy/elements.ts';
import { defineRule, fix } from '../define.ts';
import { meantElement } from '../elements.ts';
import { ALLOW, GITHUB_PRINCIPAL, policyOf, statementOf, WEB_IDENTITY } from '../samples.ts';

/** An element that the policy language does not have. Arguments of a policy document are Terraform's affair. */
export default defineRule({
  id: 'policy/unknown-element',
  severity: 'error',
  since: '0.1.0',
  accessAnalyzer: ['INVALID_POLICY_ELEMENT'],
  summary: 'IAM knows no such element.',
  fixable: true,
  docs: {
    what: 'The policy or a statement has an element that IAM does not know: misspelled (`Principals`, `Conditions`), or with other capitals (`principal`).',
    why: 'IAM refuses the policy with MalformedPolicyDocument.',
    fix: `Write one of ${POLICY_ELEMENTS.map((name) => `\`${name}\``).join(', ')} in the policy, and one of \`Sid\`, \`Effect\`, \`Principal\`, \`Action\`, \`NotAction\`, \`Condition\` in a statement.`,
    sources: [AWS.grammar, AWS.accessAnalyzer],
  },
  messages: {
    near: 'IAM knows no element "{name}". It refuses the policy with MalformedPolicyDocument. Did you mean "{meant}"?',
    unknown: 'IAM knows no element "{name}". It refuses the policy with MalformedPolicyDocument.',
  },
  examples: [
    {
      surface: 'json',
      invalid: policyOf(statementOf(ALLOW, GITHUB_PRINCIPAL.replace('Principal', 'Principals'), WEB_IDENTITY)),
      at: '"Principals"',
      fixed: policyOf(statementOf(ALLOW, GITHUB_PRINCIPAL, WEB_IDENTITY)),
    },
    {
      surface: 'json',
      invalid: policyOf(statementOf(ALLOW, GITHUB_PRINCIPAL.replace('Principal', 'principal'), WEB_IDENTITY)),
      at: '"principal"',
      fixed: policyOf(statementOf(ALLOW, GITHUB_PRINCIPAL, WEB_IDENTITY)),
    },
    {
      surface: 'json',
      invalid: policyOf(statementOf(ALLOW, '"Description": "deploys"', GITHUB_PRINCIPAL, WEB_IDENTITY)),
      at: '"Description"',
    },
    { surface: 'json', valid: policyOf(statementOf('"Sid": "Deploy"', ALLOW, GITHUB_PRINCIPAL, WEB_IDENTITY)) },
  ],
  policy(policy, context) {
    const check = (others: typeof policy.others, elements: readonly string[]): void => {
      for (const element of others) {
        const { name, site, keyAt } = element;
        if (site.kind !== 'object' || elements.includes(name)) continue;
        const meant = meantElement(name, elements);
        context.report(meant ? 'near' : 'unknown', keyAt, {
          data: { name, meant: meant ?? '' },
          fixes: () => (meant ? fix(`Rename to "${meant}"`, 'safe', policy.editor.renameElement(element, meant)) : []),
        });
      }
    };
    check(policy.others, POLICY_ELEMENTS);
    for (const { others } of policy.statements.items) check(others, STATEMENT_ELEMENTS);
  },
});
