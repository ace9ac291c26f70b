/** Tells trust policies from other policies, where nothing but their content says so. */
import { knownString } from '../value/value.ts';
import type { Statement, TrustPolicy } from './model.ts';

/**
 * Whether a policy can only be meant as the trust policy of a role. Conservative: an STS endpoint policy or a bucket policy looks
 * much alike, so `Resource` is tolerated only beside a federated principal.
 */
export function looksLikeTrust(policy: TrustPolicy): boolean {
  const statements = policy.statements.items;
  if (statements.some((statement) => isFederated(statement) && assumes(statement))) return true;
  return (
    statements.length > 0 &&
    statements.every((s) => s.principals.is === 'present' && assumes(s) && s.others.length === 0)
  );
}

function isFederated(statement: Statement): boolean {
  const { principals } = statement;
  return (
    principals.is === 'present' &&
    principals.value.items.some((principal) => knownString(principal.type) === 'Federated')
  );
}

/** Every action that is seen is one of STS's assume family, whatever its spelling. */
function assumes(statement: Statement): boolean {
  const { actions } = statement;
  if (actions.is !== 'present' || actions.value.items.length === 0) return false;
  const names = actions.value.items.map(knownString);
  return (
    names.some((name) => name !== undefined && /^sts:\w*assum/i.test(name)) &&
    names.every((name) => name === undefined || /^sts:/i.test(name))
  );
}
