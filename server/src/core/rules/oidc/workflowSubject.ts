import { mostTexts } from '../../access/accepted.ts';
import { globLanguage } from '../../access/language/glob.ts';
import { isDisjoint, type Language, union } from '../../access/language/language.ts';
import { isPositive, readStatement, type StatementReading } from '../../access/reading.ts';
import { GITHUB as GITHUB_SOURCES, jobSubjects } from '../../oidc/catalogue/shared/github.ts';
import type { Project, Repository, WorkflowJob } from '../../oidc/project.ts';
import type { Provider } from '../../oidc/provider.ts';
import type { Listing, Role } from '../../policy/model.ts';
import { knownString, type Value } from '../../value/value.ts';
import { defineRule, fix } from '../define.ts';
import { isHostedAt, isSameRepository, type NamedRepository, namedRepository } from '../namedRepository.ts';
import { GITHUB, roleForSubject } from '../samples.ts';
import { type SubjectCondition, subjectCondition } from '../subjectCondition.ts';

const DEPLOY: WorkflowJob = {
  file: '.github/workflows/deploy.yml',
  name: 'deploy',
  role: 'arn:aws:iam::111122223333:role/deploy',
  context: 'environment:production',
  reason: 'environment',
};
const IN_REPOSITORY: Partial<Project> = { repository: { host: 'github.com', path: 'acme/api', jobs: [DEPLOY] } };

function example(subject: string): string {
  return roleForSubject(GITHUB, subject).replace('{\n', '{\n  name = "deploy"\n');
}

/** Accepts every subject. */
const OTHER_STATEMENT = `  }, {
    Effect    = "Allow"
    Principal = {
      Federated = [
        "arn:aws:iam::111122223333:oidc-provider/gitlab.com",
        "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com",
      ]
    }
    Action    = "sts:AssumeRoleWithWebIdentity"
    Condition = { StringEquals = { "token.actions.githubusercontent.com:aud" = "sts.amazonaws.com" } }
  }]`;

/** A workflow of the same repository that assumes the role with a subject which the role does not accept. */
export default defineRule({
  id: 'oidc/workflow-subject',
  severity: 'warning',
  since: '0.1.0',
  summary: 'A workflow of this repository assumes the role with a subject that it does not accept.',
  fixable: true,
  docs: {
    what: 'A job in `.github/workflows` assumes this role by `aws-actions/configure-aws-credentials`, and the subject of its tokens is none that the role accepts: it declares an `environment`, or it runs on `pull_request` only. Looked at are jobs that name the role by its ARN, in policies that accept other subjects of the same repository.',
    why: 'An environment takes the place of the branch in the subject, and so does a pull request. STS refuses the job: "Not authorized to perform sts:AssumeRoleWithWebIdentity".',
    fix: 'Accept the subject, or change the job. Accept pull requests only where code that nobody has looked at may use the role. A repository that has customised its subjects may send others than these: then ignore this finding.',
    sources: [GITHUB_SOURCES.reference],
  },
  messages: {
    environment:
      'The job "{job}" in {file} assumes this role and declares an environment, so that its subject is "{subject}", without a branch. No value accepts it: "Not authorized to perform sts:AssumeRoleWithWebIdentity".',
    pull_request:
      'The job "{job}" in {file} assumes this role and runs on pull requests only, so that its subject is "{subject}", without a branch. No value accepts it: "Not authorized to perform sts:AssumeRoleWithWebIdentity".',
  },
  examples: [
    {
      surface: 'terraform',
      project: IN_REPOSITORY,
      invalid: example('"repo:acme/api:ref:refs/heads/main"'),
      at: '"repo:acme/api:ref:refs/heads/main"',
      fixed: example('["repo:acme/api:ref:refs/heads/main", "repo:acme/api:environment:production"]'),
    },
    { surface: 'terraform', project: IN_REPOSITORY, valid: example('"repo:acme/api:environment:production"') },
    { surface: 'terraform', project: IN_REPOSITORY, valid: example('"repo:acme/web:ref:refs/heads/main"') },
    {
      surface: 'terraform',
      project: IN_REPOSITORY,
      valid: example('"repo:acme/api:ref:refs/heads/main"').replace('"deploy"', '"release"'),
    },
    {
      surface: 'terraform',
      project: IN_REPOSITORY,
      valid: example('"repo:acme/api:ref:refs/heads/main"').replace('  }]', OTHER_STATEMENT),
    },
  ],
  role(checked, context) {
    const { repository } = context.project;
    const [policy] = checked.policies;
    const jobs = repository?.jobs.filter((job) => isFor(job, checked)) ?? [];
    if (!repository || jobs.length === 0 || !policy || checked.policies.length > 1 || !checked.complete) return;
    if (policy.statements.open) return;
    const readings = policy.statements.items.map((statement) => readStatement(statement, context.issuers));
    const [place] = readings.flatMap((reading) => placesFor(repository, reading));
    if (!place) return;
    for (const job of jobs) {
      const subjects = jobSubjects(repository.path, job.context);
      const wanted = anyCase(subjects);
      if (!readings.every((reading) => refuses(reading, place.provider, wanted))) continue;
      const { value, values, named } = place;
      const text = knownString(value);
      context.report(job.reason, value, {
        data: { job: job.name, file: job.file, subject: subjects[0] },
        fixes: () => {
          if (text === undefined) return [];
          const added = `${text.slice(0, named.end)}:${job.context}`;
          return fix(`Add "${added}"`, 'review', policy.editor.replaceBySeveral(values, value, [text, added]));
        },
      });
    }
  },
});

/** Whether a job certainly assumes the role, as far as its account is known. */
function isFor({ role: arn }: WorkflowJob, { name, address, policies }: Role): boolean {
  const [, , , , account, ...resource] = arn.split(':');
  const own = policies.flatMap(({ users }) => users).find((user) => user.address === address)?.account;
  const isName = name.is === 'present' && knownString(name.value) === resource.join(':').split('/').at(-1);
  return isName && (own === undefined || own.id === account);
}

interface Place {
  readonly provider: Provider;
  readonly value: Value;
  readonly values: Listing<Value>;
  readonly named: NamedRepository;
}

/** The values that are for the repository. */
function placesFor(repository: Repository, reading: StatementReading): readonly Place[] {
  if (reading.effect !== 'Allow') return [];
  return subjectsIn(reading).flatMap(({ subject, values }) => {
    if (!isHostedAt(subject, repository)) return [];
    return values.items.flatMap((value) => {
      const named = namedRepository(subject, value);
      return named && isSameRepository(named, repository) ? [{ provider: subject.provider, value, values, named }] : [];
    });
  });
}

function subjectsIn(reading: StatementReading): { subject: SubjectCondition; values: Listing<Value> }[] {
  return reading.conditions.flatMap((one) => {
    const subject = subjectCondition(one, reading);
    return subject && isPositive(subject.operator) ? [{ subject, values: one.condition.values }] : [];
  });
}

/** Whichever capitals the repository has. */
function anyCase(patterns: readonly string[]): Language {
  return union(patterns.map((text) => globLanguage(text, { wildcards: true, ignoresCase: true })));
}

/** Whether a statement certainly lets no token with one of the subjects in. */
function refuses(reading: StatementReading, provider: Provider, wanted: Language): boolean {
  if (reading.effect === 'Deny') return true;
  const isOthers = reading.oidc.every(({ catalogued }) => catalogued !== undefined && catalogued !== provider);
  if (reading.principalsClosed && isOthers) return true;
  return reading.conditions.some((one) => {
    const subject = subjectCondition(one, reading);
    const accepted = subject && isPositive(subject.operator) ? mostTexts(one) : undefined;
    return accepted !== undefined && isDisjoint(accepted, wanted);
  });
}
