import { judgeRole } from '../access/roleVerdict.ts';
import type { Project } from '../oidc/project.ts';
import type { PolicyModel, Role, Surface, TrustPolicy } from '../policy/model.ts';
import type { RoleReport, RoleTrust } from './report.ts';

/** Who can assume a role. `basis` gives all text that it can depend on. */
export function roleReport(role: Role, model: PolicyModel, project: Project, basis: RoleTrust['basis']): RoleReport {
  const surface: Surface = role.policies[0]?.surface ?? 'string';
  const { policies, complete } = role;
  return {
    range: role.at,
    address: role.address,
    surface,
    ...judged({ policies, complete, issuers: { declared: model.providers, own: project.issuers }, basis }),
  };
}

/** Who can assume a role that has the trust policy of a JSON file. */
export function fileReport(policy: TrustPolicy, text: string, project: Project): RoleReport {
  const issuers = { declared: [], own: project.issuers };
  const trust: RoleTrust = { policies: [policy], complete: true, issuers, basis: () => [text] };
  return { range: policy.at, address: null, surface: 'json', ...judged(trust) };
}

function judged(trust: RoleTrust): Pick<RoleReport, 'verdict' | 'summary' | 'witness' | 'statements' | 'trust'> {
  const { verdict, sentence, witness, statements } = judgeRole(trust.policies, trust.complete, trust.issuers);
  return {
    trust,
    verdict,
    summary: sentence,
    ...(witness ? { witness } : {}),
    statements: statements.map((one) => ({ range: one.at, verdict: one.verdict, summary: one.sentence })),
  };
}
