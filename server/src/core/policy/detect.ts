/** Tells trust policies from other policies, where nothing but their content says so. */
import { includes } from '../value/text.ts';
import { knownString, textOf } from '../value/value.ts';
import { isMeantAs, STATEMENT_ELEMENTS } from './elements.ts';
import type { Element, Statement, TrustPolicy } from './model.ts';

/**
 * Whether a policy can only be meant as the trust policy of a role. Conservative: an STS endpoint policy or a bucket policy looks
 * much alike, so `Resource` is tolerated only beside a federated principal.
 */
export function looksLikeTrust(policy: TrustPolicy): boolean {
  const statements = policy.statements.items;
  if (statements.some((statement) => isFederated(statement) && assumes(statement))) return true;
  if (statements.some((statement) => hasProvider(statement) && namesSts(statement))) return true;
  return (
    statements.length > 0 &&
    statements.every((s) => s.principals.is === 'present' && assumes(s) && s.others.every(isMisspelled))
  );
}

/** A name that is no element, but can only be meant as one that a trust policy has. */
function isMisspelled({ name }: Element): boolean {
  return STATEMENT_ELEMENTS.some((element) => isMeantAs(name, element) && !element.endsWith('Resource'));
}

function isFederated({ principals }: Statement): boolean {
  if (principals.is !== 'present') return false;
  return principals.value.items.some(({ type }) => knownString(type)?.toLowerCase() === 'federated');
}

/** An OIDC provider is a principal of nothing but a role's trust policy. */
function hasProvider({ principals }: Statement): boolean {
  if (principals.is !== 'present') return false;
  return principals.value.items.some(({ id }) => includes(textOf(id) ?? [], ':oidc-provider/') === 'yes');
}

function namesSts({ actions }: Statement): boolean {
  return actions.is === 'present' && actions.value.items.some((action) => /^sts:/i.test(knownString(action) ?? ''));
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
