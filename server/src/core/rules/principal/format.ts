import { builtinProviders } from '../../oidc/actions.ts';
import { AWS } from '../../oidc/sources.ts';
import { knownString, type Value } from '../../value/value.ts';
import { defineRule, fix } from '../define.ts';
import { ALLOW, GITHUB, GITHUB_PRINCIPAL, policyOf, statementOf, WEB_IDENTITY } from '../samples.ts';

/** A principal without its type: only the star stands alone. */
export default defineRule({
  id: 'principal/format',
  severity: 'error',
  since: '0.1.0',
  accessAnalyzer: ['INVALID_PRINCIPAL_FORMAT'],
  summary: 'The principal is not an object.',
  fixable: true,
  masks: ['principal/key'],
  docs: {
    what: 'The `Principal` is a string, a list or a number. It must be an object that says of which type each principal is.',
    why: 'IAM refuses the policy with MalformedPolicyDocument.',
    fix: 'Write `{ "Federated": "arn:aws:iam::ACCOUNT:oidc-provider/ISSUER" }`, or `AWS` or `Service` in the place of `Federated`.',
    sources: [AWS.principal, AWS.grammar, AWS.accessAnalyzer],
  },
  messages: {
    format:
      'A principal is an object with its type, such as { "Federated": "..." }. IAM refuses the policy with MalformedPolicyDocument.',
  },
  examples: [
    {
      surface: 'json',
      invalid: policyOf(
        statementOf(ALLOW, `"Principal": "arn:aws:iam::111122223333:oidc-provider/${GITHUB}"`, WEB_IDENTITY),
      ),
      at: `"arn:aws:iam::111122223333:oidc-provider/${GITHUB}"`,
      fixed: policyOf(statementOf(ALLOW, GITHUB_PRINCIPAL, WEB_IDENTITY)),
    },
    { surface: 'json', valid: policyOf(statementOf(ALLOW, GITHUB_PRINCIPAL, WEB_IDENTITY)) },
  ],
  policy(policy, context) {
    for (const { misfits } of policy.statements.items) {
      for (const misfit of misfits) {
        if (misfit.expected !== 'principals') continue;
        context.report('format', misfit.value, {
          fixes: () => {
            if (misfit.value.kind === 'list')
              return fix('Take the brackets away', 'safe', policy.editor.correctType(misfit));
            const type = typeOf(misfit.value);
            return type ? fix(`Write { "${type}": ... }`, 'safe', policy.editor.wrapPrincipal(misfit, type)) : [];
          },
        });
      }
    }
  },
});

/** The only type of principal that has such a name. */
function typeOf(value: Value): string | undefined {
  const name = knownString(value) ?? '';
  if (builtinProviders.includes(name) || /^arn:[^:]+:iam::\d{12}:(?:oidc|saml)-provider\/./.test(name))
    return 'Federated';
  if (/^(?:\d{12}|arn:[^:]+:(?:iam|sts)::\d{12}:.+)$/.test(name)) return 'AWS';
  return /^[\w.-]+\.amazonaws\.com(?:\.cn)?$/.test(name) ? 'Service' : undefined;
}
