import { judgeRole } from '../access/roleVerdict.ts';
import type { PolicyModel, Role, Surface, TrustPolicy } from '../policy/model.ts';
import type { RoleReport, RoleTrust } from './report.ts';

/** Who can assume a role. `basis` gives all text that it can depend on. */
export function roleReport(role: Role, model: PolicyModel, basis: RoleTrust['basis']): RoleReport {
  const surface: Surface = role.policies[0]?.surface ?? 'string';
  const { policies, complete } = role;
  return {
    range: role.at,
    address: role.address,
    surface,
    ...judged({ policies, complete, providers: model.providers, basis }),
  };
}

/** Who can assume a role that has the trust policy of a JSON file. */
export function fileReport(policy: TrustPolicy, text: string): RoleReport {
  const trust: RoleTrust = { policies: [policy], complete: true, providers: [], basis: () => [text] };
  return { range: policy.at, address: null, surface: 'json', ...judged(trust) };
}

function judged(trust: RoleTrust): Pick<RoleReport, 'verdict' | 'summary' | 'witness' | 'statements' | 'trust'> {
  const { verdict, sentence, witness, statements } = judgeRole(trust.policies, trust.complete, trust.providers);
  return {
    trust,
    verdict,
    summary: sentence,
    ...(witness ? { witness } : {}),
    statements: statements.map((one) => ({ range: one.at, verdict: one.verdict, summary: one.sentence })),
  };
}
