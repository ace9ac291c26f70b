import { subjectProvider } from '../../access/federation.ts';
import {
  type ClaimKey,
  type ConditionReading,
  isKeyOf,
  isNamed,
  isPositive,
  ownerOf,
  type StatementReading,
} from '../../access/reading.ts';
import { whyNobody } from '../../access/remembered.ts';
import type { Provider } from '../../oidc/provider.ts';
import { AWS, GENERAL } from '../../oidc/sources.ts';
import { knownStart } from '../../value/text.ts';
import { defineRule } from '../define.ts';
import { EKS, eks } from '../samples.ts';
import { subjectData, subjectFault, subjectFixes } from '../subjectFault.ts';

/** A service account's subject has one form only, on every cluster. */
export default defineRule({
  id: 'oidc/kubernetes-subject',
  severity: 'error',
  since: '0.1.0',
  summary: 'The subject is not that of a Kubernetes service account.',
  fixable: true,
  masks: ['oidc/nobody'],
  docs: {
    what: 'The value is not of the form `system:serviceaccount:NAMESPACE:NAME`: a part is missing or too many, or a name has characters that Kubernetes refuses.',
    why: 'No service account of the cluster has this subject, so the value admits nobody.',
    fix: 'Write `system:serviceaccount:NAMESPACE:NAME` with the names in lower case, and `StringLike` where a part is `*`.',
    sources: [AWS.eksServiceAccounts, GENERAL.kubernetesServiceAccounts, GENERAL.kubernetesNames],
  },
  messages: {
    nobody:
      '"{value}" is no subject of a Kubernetes service account: it goes wrong {where}, where {expected} is expected. No token has it, so this value admits nobody{others}. The form is system:serviceaccount:NAMESPACE:NAME.',
  },
  examples: [
    {
      surface: 'json',
      invalid: eks(`"StringEquals": { "${EKS}:sub": "system:serviceaccount:web/api" }`),
      at: '"system:serviceaccount:web/api"',
      fixed: eks(`"StringEquals": { "${EKS}:sub": "system:serviceaccount:web:api" }`),
    },
    { surface: 'json', valid: eks(`"StringLike": { "${EKS}:sub": "system:serviceaccount:web:*" }`) },
  ],
  condition(reading, statement, policy, context) {
    const { condition, operator, claim } = reading;
    if (!operator || !claim || !isNamed(claim, 'sub') || operator.operator.family !== 'string' || !isPositive(operator))
      return;
    if (statement.effect !== 'Allow' || !mayBelongHere(reading, statement)) return;
    const { wildcards, ignoresCase } = operator.operator;
    const faults = condition.values.items.flatMap((value) => {
      const fault = subjectFault(value, (text) => {
        const provider = clusterOf(claim, statement, knownStart(text));
        return provider && whyNobody(provider, { text, wildcards, ignoresCase });
      });
      return fault ?? [];
    });
    const nobody = !condition.values.open && faults.length === condition.values.items.length;
    for (const fault of faults) {
      const { value, found: why } = fault;
      context.report('nobody', value, {
        data: subjectData(fault),
        severity: nobody ? 'error' : 'warning',
        fixes: () => subjectFixes(policy, condition, value, operator, why.repair),
      });
    }
  },
});

/** The key is of the statement's own provider, or may be. */
function mayBelongHere({ claim }: ConditionReading, statement: StatementReading): boolean {
  const federations = statement.oidc;
  return (
    claim !== undefined &&
    federations.length > 0 &&
    federations.some((federation) => isKeyOf(claim, federation) !== 'no')
  );
}

/** The cluster behind the statement: one of the catalogue, or any issuer when the value says that it is meant for one. */
function clusterOf(claim: ClaimKey, statement: StatementReading, start: string): Provider | undefined {
  const federation = ownerOf(claim, statement) ?? statement.oidc[0];
  const provider = federation && subjectProvider(federation, [start]);
  return provider?.subject?.forms.every((form) => form.id === 'service-account') ? provider : undefined;
}
