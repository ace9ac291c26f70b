import { judgeRole, type RoleJudgement } from '../access/roleVerdict.ts';
import type { Project } from '../oidc/project.ts';
import type { RoleInstance } from '../policy/instances.ts';
import type { PolicyModel, Role, Surface, TrustPolicy } from '../policy/model.ts';
import type { SourceRange } from '../text/range.ts';
import { once } from '../value/once.ts';
import type { Access, AccessSummary, DocumentReport, RoleReport, RoleTrust } from './report.ts';

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

/** Who can assume a role by the policy documents that are trust policies, whoever has them. */
export function documentReports({ policies, providers }: PolicyModel, project: Project): DocumentReport[] {
  const issuers = { declared: providers, own: project.issuers };
  return documentsIn(policies).map((policy) => ({
    range: policy.at,
    ...accessOf(judgeRole([policy], true, issuers)),
  }));
}

/** Who gets in by each role and each policy document of a model, in its order. */
export function summariesOf(model: PolicyModel, project: Project): AccessSummary[] {
  return judgementsOf(model, project).map(({ at, judgement }) => ({
    range: at,
    verdict: judgement.verdict,
    summary: judgement.sentence,
  }));
}

/** What each role and each policy document of a model lets in, in its order. */
export function judgementsOf(
  { roles, policies, providers }: PolicyModel,
  project: Project,
): readonly { readonly at: SourceRange; readonly judgement: RoleJudgement }[] {
  const issuers = { declared: providers, own: project.issuers };
  return [
    ...roles.map((role) => ({ at: role.at, judgement: judgeRole(role.policies, role.complete, issuers) })),
    ...documentsIn(policies).map((policy) => ({ at: policy.at, judgement: judgeRole([policy], true, issuers) })),
  ];
}

function documentsIn(policies: readonly TrustPolicy[]): readonly TrustPolicy[] {
  return policies.filter(({ surface }) => surface === 'policy-document');
}

function judged(trust: RoleTrust): Access & Pick<RoleReport, 'trust'> {
  return { trust, ...accessOf(judgeRole(trust.policies, trust.complete, trust.issuers)) };
}

function accessOf({ verdict, sentence, witness, statements }: RoleJudgement): Access {
  return {
    verdict,
    summary: sentence,
    ...(witness ? { witness } : {}),
    statements: statements.map((one) => ({ range: one.at, verdict: one.verdict, summary: one.sentence })),
  };
}
