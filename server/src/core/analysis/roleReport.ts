import { judgeInstances, judgeRole, type RoleJudgement } from '../access/roleVerdict.ts';
import type { Issuers, Project } from '../oidc/project.ts';
import { type Instance, type Instances, NO_INSTANCES } from '../policy/instances.ts';
import type { PolicyModel, Role, Surface, TrustPolicy } from '../policy/model.ts';
import type { SourceRange } from '../text/range.ts';
import { once } from '../value/once.ts';
import type { Access, AccessSummary, DocumentReport, RoleReport, RoleTrust } from './report.ts';

/** Who can assume a role. `basis` gives all text that it can depend on, `instances` those of the role's module. */
export function roleReport(
  role: Role,
  { providers }: Pick<PolicyModel, 'providers'>,
  project: Project,
  basis: RoleTrust['basis'],
  instances: Instances = NO_INSTANCES,
): RoleReport {
  const { address, policies, complete } = role;
  const reportsOf = (one: Instance): RoleReport[] =>
    one.model.roles.map((made) => ({ ...roleReport(made, one.model, project, basis), address: one.address }));
  const differing = instances.differing(address);
  const whole = differing.find((one) => one.address === address);
  // Made once, with the policy of one instance of a document.
  if (whole) return reportsOf(whole)[0]!;
  const trust: RoleTrust = {
    policies,
    complete,
    issuers: issuersOf({ providers }, project),
    basis,
    instances: once(() => instances.of(address)?.flatMap(reportsOf)),
    differing: once(() => differing.flatMap(reportsOf)),
  };
  const judgements = inInstances(address, instances, project) ?? [judgeRole(policies, complete, trust.issuers)];
  const surface: Surface = policies[0]?.surface ?? 'string';
  return { range: role.at, address, surface, trust, ...accessOf(judgeInstances(judgements)) };
}

/** A role as its verdict sees it: instance by instance where they differ, else as a whole. */
export function apart(role: RoleReport): readonly RoleReport[] {
  const differing = role.trust.differing();
  return differing.length > 0 ? differing : [role];
}

/** Who can assume a role that has the trust policy of a JSON file. */
export function fileReport(policy: TrustPolicy, text: string, project: Project): RoleReport {
  const trust: RoleTrust = {
    policies: [policy],
    complete: true,
    issuers: { declared: [], own: project.issuers },
    basis: () => [text],
    instances: () => [],
    differing: () => [],
  };
  const judgement = judgeRole(trust.policies, trust.complete, trust.issuers);
  return { range: policy.at, address: null, surface: 'json', trust, ...accessOf(judgement) };
}

/** Who can assume a role by the policy documents that are trust policies, whoever has them. */
export function documentReports(model: PolicyModel, project: Project, instances: Instances): DocumentReport[] {
  return documentsIn(model).map((policy) => ({
    range: policy.at,
    ...accessOf(judgeInstances(judgementsOfDocument(policy, model, project, instances))),
  }));
}

/** Who gets in by each role and each policy document of a model, in its order. */
export function summariesOf(model: PolicyModel, project: Project, instances?: Instances): AccessSummary[] {
  return judgementsOf(model, project, instances).map(({ at, judgements }) => {
    const { verdict, sentence } = judgeInstances(judgements);
    return { range: at, verdict, summary: sentence };
  });
}

/** What each role and each policy document of a model lets in, in its order, in each of the instances that differ. */
export function judgementsOf(
  model: PolicyModel,
  project: Project,
  instances: Instances = NO_INSTANCES,
): readonly { readonly at: SourceRange; readonly judgements: Judgements }[] {
  const issuers = issuersOf(model, project);
  return [
    ...model.roles.map(({ at, address, policies, complete }) => ({
      at,
      judgements: inInstances(address, instances, project) ?? ([judgeRole(policies, complete, issuers)] as const),
    })),
    ...documentsIn(model).map((policy) => ({
      at: policy.at,
      judgements: judgementsOfDocument(policy, model, project, instances),
    })),
  ];
}

type Judgements = readonly [RoleJudgement, ...RoleJudgement[]];

function judgementsOfDocument(
  policy: TrustPolicy,
  model: PolicyModel,
  project: Project,
  instances: Instances,
): Judgements {
  const { document } = policy;
  const apart = document === undefined ? undefined : inInstances(document, instances, project);
  return apart ?? [judgeRole([policy], true, issuersOf(model, project))];
}

/** Undefined where a role or a document is judged as a whole. */
function inInstances(address: string, instances: Instances, project: Project): Judgements | undefined {
  const [first, ...others] = instances.differing(address);
  return first && [judgeInstance(first, project), ...others.map((one) => judgeInstance(one, project))];
}

function judgeInstance({ model }: Instance, project: Project): RoleJudgement {
  const isComplete = model.roles.every(({ complete }) => complete);
  return judgeRole(model.policies, isComplete, issuersOf(model, project));
}

function issuersOf({ providers }: Pick<PolicyModel, 'providers'>, project: Project): Issuers {
  return { declared: providers, own: project.issuers };
}

function documentsIn({ policies }: PolicyModel): readonly TrustPolicy[] {
  return policies.filter(({ surface }) => surface === 'policy-document');
}

function accessOf({ verdict, sentence, witness, statements }: RoleJudgement): Access {
  return {
    verdict,
    summary: sentence,
    ...(witness ? { witness } : {}),
    statements: statements.map((one) => ({ range: one.at, verdict: one.verdict, summary: one.sentence })),
  };
}
