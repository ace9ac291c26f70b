import { judgeRole } from '../access/roleVerdict.ts';
import type { Project } from '../oidc/project.ts';
import type { RoleInstance } from '../policy/instances.ts';
import type { PolicyModel, Role, Surface, TrustPolicy } from '../policy/model.ts';
import { once } from '../value/once.ts';
import type { RoleReport, RoleTrust } from './report.ts';

/** Who can assume a role. `basis` gives all text that it can depend on, `instances` the role in each of its instances. */
export function roleReport(
  role: Role,
  { providers }: Pick<PolicyModel, 'providers'>,
  project: Project,
  basis: RoleTrust['basis'],
  instances: () => readonly RoleInstance[] | undefined = () => [],
): RoleReport {
  const surface: Surface = role.policies[0]?.surface ?? 'string';
  const { policies, complete } = role;
  const instanceReports = once(() =>
    instances()?.map((one) => ({ ...roleReport(one.role, one, project, basis), address: one.address })),
  );
  return {
    range: role.at,
    address: role.address,
    surface,
    ...judged({
      policies,
      complete,
      issuers: { declared: providers, own: project.issuers },
      basis,
      instances: instanceReports,
    }),
  };
}

/** Who can assume a role that has the trust policy of a JSON file. */
export function fileReport(policy: TrustPolicy, text: string, project: Project): RoleReport {
  const trust: RoleTrust = {
    policies: [policy],
    complete: true,
    issuers: { declared: [], own: project.issuers },
    basis: () => [text],
    instances: () => [],
  };
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
