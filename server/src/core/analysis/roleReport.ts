import { judgeRole } from '../access/roleVerdict.ts';
import type { PolicyModel, Role, Surface } from '../policy/model.ts';
import type { RoleReport } from './report.ts';

/** Who can assume a role. */
export function roleReport(role: Role, model: PolicyModel): RoleReport {
  const { verdict, sentence } = judgeRole(role.policies, role.complete, model.providers);
  const surface: Surface = role.policies[0]?.surface ?? 'string';
  return { range: role.at, address: role.address, surface, verdict, summary: sentence };
}
