import { judgeRole } from '../access/roleVerdict.ts';
import type { OidcProvider, PolicyModel, Role, Surface, TrustPolicy } from '../policy/model.ts';
import type { RoleReport } from './report.ts';

/** Who can assume a role. */
export function roleReport(role: Role, model: PolicyModel): RoleReport {
  const surface: Surface = role.policies[0]?.surface ?? 'string';
  return { range: role.at, address: role.address, surface, ...judged(role.policies, role.complete, model.providers) };
}

/** Who can assume a role that has the trust policy of a JSON file. */
export function fileReport(policy: TrustPolicy): RoleReport {
  return { range: policy.at, address: null, surface: 'json', ...judged([policy], true, []) };
}

function judged(
  policies: readonly TrustPolicy[],
  complete: boolean,
  providers: readonly OidcProvider[],
): Pick<RoleReport, 'verdict' | 'summary' | 'witness' | 'statements'> {
  const { verdict, sentence, witness, statements } = judgeRole(policies, complete, providers);
  return {
    verdict,
    summary: sentence,
    ...(witness ? { witness } : {}),
    statements: statements.map((one) => ({ range: one.at, verdict: one.verdict, summary: one.sentence })),
  };
}
