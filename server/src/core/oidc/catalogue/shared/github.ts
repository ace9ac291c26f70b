/** What all issuers of GitHub Actions have in common: contexts, subjects, claims. */
import type {
  Audience,
  ClaimForm,
  CodeHost,
  EverybodysValues,
  Level,
  NamedPart,
  PublishedClaim,
  SubjectForm,
  SubjectGrammar,
  SubjectPart,
  UnpublishedClaim,
} from '../../provider.ts';
import { AWS, type Fact, type Source } from '../../sources.ts';
import { DEFAULT_CLAIMS, ignoredByAws, numericId, STANDARD_UNPUBLISHED } from './claims.ts';
import { DIGITS, GIT_NAME, gitNameNotStarting, NO_COLON } from './shapes.ts';

export const GITHUB = {
  reference: {
    title: 'GitHub Docs: OpenID Connect reference',
    url: 'https://docs.github.com/en/actions/reference/security/oidc',
    date: '2026',
  },
  aws: {
    title: 'GitHub Docs: configuring OpenID Connect in Amazon Web Services',
    url: 'https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws',
    date: '2026',
  },
  immutable: {
    title: 'GitHub changelog: immutable subject claims for GitHub Actions OIDC tokens',
    url: 'https://github.blog/changelog/2026-04-23-immutable-subject-claims-for-github-actions-oidc-tokens/',
    date: '2026-04-23',
  },
  workflows: {
    title: 'GitHub Docs: workflow syntax for GitHub Actions',
    url: 'https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax',
    date: '2026',
  },
  reuse: {
    title: 'GitHub Docs: reuse workflows',
    url: 'https://docs.github.com/en/actions/how-tos/reuse-automations/reuse-workflows',
    date: '2026',
  },
  auditLog: {
    title: 'GitHub Docs: streaming the audit log for your enterprise',
    url: 'https://docs.github.com/en/enterprise-cloud@latest/admin/monitoring-activity-in-your-enterprise/reviewing-audit-logs-for-your-enterprise/streaming-the-audit-log-for-your-enterprise',
    date: '2026',
  },
} as const satisfies Record<string, Source>;

const byGithub = { mark: 'S', source: GITHUB.reference } as const satisfies Fact;

/** Letters, digits and dashes; the underscore is for accounts that an enterprise manages. */
const OWNER = '[A-Za-z0-9_-]+';
const REPO = '[A-Za-z0-9._-]+';

const owner: NamedPart = {
  part: 'owner',
  level: 'tenant',
  pattern: OWNER,
  maxLength: 39,
  stableClaim: 'repository_owner_id',
};
const ownerId: NamedPart = { part: 'owner id', level: 'tenant', pattern: DIGITS };
const repo: NamedPart = {
  part: 'repository',
  level: 'resource',
  pattern: REPO,
  maxLength: 100,
  stableClaim: 'repository_id',
};
const repoId: NamedPart = { part: 'repository id', level: 'resource', pattern: DIGITS };

const byName: readonly SubjectPart[] = [{ literal: 'repo:' }, owner, { literal: '/' }, repo];
const byId: readonly SubjectPart[] = [
  { literal: 'repo:' },
  owner,
  { literal: '@' },
  ownerId,
  { literal: '/' },
  repo,
  { literal: '@' },
  repoId,
];

/** GitHub accepts no branch or tag whose name begins with `refs/`. */
const BRANCH = gitNameNotStarting('refs/');

const PULL_REQUEST_REF = '[0-9]+/(?:merge|head)';

const branch: NamedPart = { part: 'branch', level: 'context', pattern: BRANCH, isRef: true };
const tag: NamedPart = { part: 'tag', level: 'context', pattern: BRANCH };

/** What the default subject has after the repository. An environment wins over the ref, and so does a pull request. */
const contexts: readonly (readonly SubjectPart[])[] = [
  [{ literal: 'ref:refs/heads/' }, branch],
  [{ literal: 'ref:refs/tags/' }, tag],
  [{ literal: 'ref:refs/pull/' }, { part: 'pull request ref', level: 'context', pattern: PULL_REQUEST_REF }],
  // A colon in a name arrives as %3A.
  [{ literal: 'environment:' }, { part: 'environment', level: 'context', pattern: NO_COLON }],
  [{ literal: 'pull_request', isPullRequest: true }],
];

const REF = `refs/(?:heads|tags|pull)/${GIT_NAME}`;
const SHA = '[0-9a-f]{40}';
const WORKFLOW = `${OWNER}/${REPO}/\\.github/workflows/[^:@]+@${NO_COLON}`;

/** Claims that a customised subject may consist of, each as `claim:value`. */
const templateClaims: readonly (readonly [claim: string, level: Level, pattern: string, eachRun?: 'sourced'])[] = [
  ['repository_owner', 'tenant', OWNER],
  ['repository_owner_id', 'tenant', DIGITS],
  ['enterprise', 'tenant', NO_COLON],
  ['enterprise_id', 'tenant', DIGITS],
  ['repository', 'resource', `${OWNER}/${REPO}`],
  ['repository_id', 'resource', DIGITS],
  // Whoever makes it a subject of its own trusts the workflow, not its callers: who may call it is not to be seen here.
  ['job_workflow_ref', 'resource', WORKFLOW],
  ['workflow_ref', 'resource', WORKFLOW],
  ['job_workflow_sha', 'context', SHA],
  ['workflow_sha', 'context', SHA],
  ['workflow', 'context', NO_COLON],
  ['repository_visibility', 'context', 'internal|private|public'],
  ['runner_environment', 'context', 'github-hosted|self-hosted'],
  ['environment', 'context', NO_COLON],
  ['ref', 'context', REF],
  ['ref_type', 'context', 'branch|tag'],
  ['head_ref', 'context', '[^:]*'],
  ['base_ref', 'context', '[^:]*'],
  ['event_name', 'context', '[a-z_]+'],
  ['actor', 'context', NO_COLON],
  ['actor_id', 'context', DIGITS],
  ['sha', 'context', SHA],
  ['run_id', 'context', DIGITS, 'sourced'],
  ['run_number', 'context', DIGITS, 'sourced'],
  ['run_attempt', 'context', DIGITS],
  ['check_run_id', 'context', DIGITS, 'sourced'],
];

function templateSegments(repository: readonly SubjectPart[]): readonly (readonly SubjectPart[])[] {
  return [
    repository,
    ...contexts,
    ...templateClaims.map(([claim, level, pattern, changesEachRun]): readonly SubjectPart[] => [
      { literal: `${claim}:` },
      { part: claim, level, pattern, ...(changesEachRun ? { changesEachRun } : {}) },
    ]),
    [
      { literal: 'repo_property_' },
      { part: 'property name', level: 'context', pattern: '[A-Za-z0-9_#$-]+' },
      { literal: ':' },
      { part: 'property value', level: 'context', pattern: '[^:]*' },
    ],
  ];
}

const named: SubjectForm = {
  id: 'name',
  title: 'a workflow of a repository, by name',
  kind: 'default',
  parts: [...byName, { literal: ':' }, { oneOf: contexts }],
  examples: [
    'repo:octo-org/octo-repo:ref:refs/heads/main',
    'repo:octo-org/octo-repo:ref:refs/tags/demo-tag',
    'repo:octo-org/octo-repo:ref:refs/pull/12/merge',
    'repo:octo-org/octo-repo:environment:Production',
    'repo:octo-org/octo-repo:environment:Production%3AV1',
    'repo:octo-org/octo-repo:pull_request',
  ],
  ...byGithub,
};

const immutable: SubjectForm = {
  id: 'immutable',
  title: 'a workflow of a repository, by name and id',
  kind: 'default',
  since: '2026-07-15',
  immutableTwinOf: 'name',
  parts: [...byId, { literal: ':' }, { oneOf: contexts }],
  examples: [
    'repo:octo-org@123456/octo-repo@456789:ref:refs/heads/main',
    'repo:octo-org@123456/octo-repo@456789:environment:production',
    'repo:octo-org@123456/octo-repo@456789:pull_request',
  ],
  ...byGithub,
};

function template(repository: readonly SubjectPart[], id: string, examples: readonly string[]): SubjectForm {
  return {
    id,
    title: 'a customised subject',
    kind: 'custom',
    parts: [{ listOf: templateSegments(repository), separator: ':' }],
    examples,
    ...byGithub,
  };
}

const namedTemplate = template(byName, 'template', [
  'repo:octo-org/octo-repo',
  'repo:octo-org/octo-repo:environment:prod:job_workflow_ref:octo-org/octo-automation/.github/workflows/oidc.yml@refs/heads/main',
  'job_workflow_ref:octo-org/octo-automation/.github/workflows/oidc.yml@refs/heads/main',
  'repository_owner:monalisa:repository_visibility:private',
  'repository_owner_id:123:repository_id:456',
  'repo_property_team:platform-eng',
]);
const immutableTemplate: SubjectForm = {
  ...template(byId, 'immutable-template', [
    'repo:octo-org@123456/octo-repo@456789',
    'repo:octo-org@123456/octo-repo@456789:environment:prod:event_name:push',
  ]),
  since: '2026-07-15',
  immutableTwinOf: 'template',
};

/** A remote on github.com. */
export const GITHUB_CODE: CodeHost = {
  host: { pattern: 'github\\.com' },
  path: ['owner', 'repository'],
  ...byGithub,
};

/** The usual subject of a job, as patterns: by name, and by name and id. `context` is what stands behind the repository. */
export function jobSubjects(repository: string, context: string): readonly [byName: string, withIds: string] {
  return [`repo:${repository}:${context}`, `repo:${repository.replace('/', '@*/')}@*:${context}`];
}

/** Subjects on github.com and GHE.com. */
export const GITHUB_SUBJECT: SubjectGrammar = {
  complete: true,
  forms: [named, immutable, namedTemplate, immutableTemplate],
};

/** Subjects on GitHub Enterprise Server, where the immutable form does not exist. */
export const GITHUB_SERVER_SUBJECT: SubjectGrammar = { complete: true, forms: [named, namedTemplate] };

function published(
  claim: string,
  what: string,
  more: Pick<PublishedClaim, 'presence' | 'level' | 'stableTwin' | 'form' | 'everybodys' | 'trap'> = {},
): PublishedClaim {
  return {
    claim,
    type: 'string',
    multivalued: false,
    since: '2026-01',
    what,
    ...more,
    mark: 'S',
    source: AWS.oidcKeys,
  };
}

const ANY_SUBJECT = 'repo:[^:]+:(?:ref:[^:]+|environment:[^:]+|pull_request)';

/** Whoever has a repository names its branches and tags. With an environment, the subject does not say which it is. */
const EVERYBODYS_REFS: EverybodysValues = {
  parts: [
    {
      oneOf: [
        [{ literal: 'refs/heads/' }, branch],
        [{ literal: 'refs/tags/' }, tag],
      ],
    },
  ],
  subjects: [['repo:[^:]+:ref:', ''], 'repo:[^:]+:environment:[^:]+'],
  ...byGithub,
};

/** A job that names an environment which its repository lacks makes it. */
const EVERYBODYS_ENVIRONMENTS: EverybodysValues = {
  parts: [{ part: 'environment', level: 'context', pattern: NO_COLON, maxLength: 255 }],
  subjects: [['repo:[^:]+:environment:', '']],
  mark: 'S',
  source: GITHUB.workflows,
};

/** Whoever writes a workflow names it. */
const EVERYBODYS_WORKFLOWS: EverybodysValues = {
  parts: [{ part: 'workflow', level: 'context', pattern: '[^\\u0000-\\u001f]+' }],
  subjects: [ANY_SUBJECT],
  mark: 'S',
  source: GITHUB.workflows,
};

/** Of workflows in a repository of one's own; who may call those of others is not to be seen here. */
const EVERYBODYS_REUSABLE_WORKFLOWS: EverybodysValues = {
  parts: [
    owner,
    { literal: '/' },
    repo,
    { literal: '/.github/workflows/' },
    { part: 'file', level: 'context', pattern: '[A-Za-z0-9._-]+\\.ya?ml' },
    { literal: '@' },
    {
      oneOf: [
        [{ literal: 'refs/heads/' }, branch],
        [{ literal: 'refs/tags/' }, tag],
      ],
    },
  ],
  subjects: [ANY_SUBJECT],
  mark: 'S',
  source: GITHUB.reuse,
};

const ID = numericId('123456', byGithub.source);

const REPOSITORY_PATH: ClaimForm = {
  pattern: `${OWNER}/${REPO}`,
  what: 'owner and name with a slash between',
  example: 'octo-org/octo-repo',
  ...byGithub,
};

/** None stands in the token of a deployment of a commit. */
const FULL_REF: ClaimForm = {
  pattern: `(?:refs/(?:heads/${BRANCH}|tags/${BRANCH}|pull/${PULL_REQUEST_REF}))?`,
  what: 'a full ref',
  example: 'refs/heads/main',
  starts: ['refs/', 'refs/heads/'],
  ...byGithub,
};

/** Workflows that GitHub runs of its own accord lie in no `.github/workflows`. */
const WORKFLOW_REF: ClaimForm = {
  pattern: `${OWNER}/${REPO}/[^\\u0000-\\u001f]+@[^\\u0000-\\u001f]+`,
  what: 'a path with its repository before it and its ref behind it',
  example: 'octo-org/octo-automation/.github/workflows/oidc.yml@refs/heads/main',
  ...byGithub,
};

export const GITHUB_CLAIMS: readonly PublishedClaim[] = [
  ...DEFAULT_CLAIMS,
  published('actor', 'The account that started the workflow run.', {
    level: 'context',
    stableTwin: 'actor_id',
    trap: 'A login can be renamed and taken by somebody else.',
  }),
  published('actor_id', 'The id of the account that started the workflow run.', { level: 'context', form: ID }),
  published('job_workflow_ref', 'Path and ref of the reusable workflow that the job runs in.', {
    level: 'context',
    form: WORKFLOW_REF,
    everybodys: EVERYBODYS_REUSABLE_WORKFLOWS,
    trap: 'Names the called workflow, not the repository that calls it: any repository that can read the workflow can call it.',
  }),
  published('repository', 'The repository of the workflow, `OWNER/REPO`.', {
    presence: 'always',
    level: 'resource',
    stableTwin: 'repository_id',
    form: REPOSITORY_PATH,
    trap: 'Without `repo:` in front, and a name can be renamed and taken by somebody else.',
  }),
  published('repository_id', 'The id of the repository; stays when it is renamed.', {
    presence: 'always',
    level: 'resource',
    form: ID,
  }),
  published('repository_owner_id', 'The id of the user or organisation that owns the repository.', {
    presence: 'always',
    level: 'tenant',
    form: ID,
  }),
  published('workflow', 'The name of the workflow, as its file gives it.', {
    level: 'context',
    everybodys: EVERYBODYS_WORKFLOWS,
    trap: 'Whoever edits the workflow file chooses it.',
  }),
  published('ref', 'The git ref that started the run, e.g. `refs/heads/main`.', {
    presence: 'always',
    level: 'context',
    form: FULL_REF,
    everybodys: EVERYBODYS_REFS,
    trap: 'In full: `refs/heads/main`, not `main`.',
  }),
  published('environment', 'The environment that the job declares.', {
    presence: 'sometimes',
    level: 'context',
    everybodys: EVERYBODYS_ENVIRONMENTS,
    trap: 'Only in tokens of jobs that declare an environment: with `IfExists` it restricts nothing.',
  }),
  published('enterprise_id', 'The id of the enterprise that the repository belongs to.', {
    presence: 'sometimes',
    level: 'tenant',
    form: ID,
  }),
];

export const GITHUB_UNPUBLISHED: readonly UnpublishedClaim[] = [
  ...STANDARD_UNPUBLISHED,
  ignoredByAws('repository_owner', 'repository_owner_id'),
  ignoredByAws('repository_visibility', 'sub'),
  ignoredByAws('enterprise', 'enterprise_id'),
  ignoredByAws('event_name', 'sub'),
  ignoredByAws('ref_type', 'ref'),
  ignoredByAws('head_ref'),
  ignoredByAws('base_ref'),
  ignoredByAws('sha'),
  ignoredByAws('workflow_ref', 'job_workflow_ref'),
  ignoredByAws('workflow_sha'),
  ignoredByAws('job_workflow_sha', 'job_workflow_ref'),
  ignoredByAws('run_id'),
  ignoredByAws('run_number'),
  ignoredByAws('run_attempt'),
  ignoredByAws('check_run_id'),
  ignoredByAws('runner_environment'),
  ignoredByAws('environment_node_id', 'environment'),
];

/** The claims of a GitHub Enterprise Server token: AWS lists the GitHub keys for no such host. */
export const GITHUB_SERVER_UNPUBLISHED: readonly UnpublishedClaim[] = [
  ...GITHUB_UNPUBLISHED,
  ...GITHUB_CLAIMS.filter((claim) => !DEFAULT_CLAIMS.includes(claim)).map(
    ({ claim }): UnpublishedClaim => ({ claim, instead: 'sub', mark: 'I', source: AWS.stsAuthorization }),
  ),
];

export const GITHUB_AUDIENCES: readonly Audience[] = [
  { value: 'sts.amazonaws.com', usage: 'aws', mark: 'S', source: GITHUB.aws },
  {
    value: 'https://github.com/octo-org',
    pattern: `https://github\\.com/${OWNER}`,
    usage: 'platform',
    mark: 'S',
    source: GITHUB.reference,
  },
];
