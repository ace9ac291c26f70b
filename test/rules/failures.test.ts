/**
 * Failures that people had, from public issues, each on every surface that can say it: the rule that tells of it must be among the
 * findings. What shows in a provider or in a module only is written as HCL.
 */
import { describe, expect, it } from 'vitest';
import type { Repository, WorkflowJob } from '../../server/src/core/oidc/project.ts';
import { analyseModule } from '../support/analyse.ts';
import { SURFACES, write } from '../support/surfaces.ts';

const GITHUB = 'token.actions.githubusercontent.com';
const arn = (issuer: string): string => `arn:aws:iam::111122223333:oidc-provider/${issuer}`;
const aud = { [`${GITHUB}:aud`]: 'sts.amazonaws.com' };

type Conditions = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

interface Failure {
  readonly name: string;
  readonly rules: readonly string[];
  readonly conditions?: Conditions;
  readonly principal?: Readonly<Record<string, string>>;
  readonly action?: string | readonly string[];
  readonly more?: Readonly<Record<string, string>>;
  /** A file of JSON looks like the policy of something else, or is that of no role. */
  readonly notInJson?: true;
  /** What lies in the repository beside it. */
  readonly repository?: Repository;
}

const sub = (value: string | readonly string[], operator = 'StringEquals'): Conditions =>
  operator === 'StringEquals'
    ? { StringEquals: { ...aud, [`${GITHUB}:sub`]: value } }
    : { StringEquals: aud, [operator]: { [`${GITHUB}:sub`]: value } };

const job = (context: string, reason: WorkflowJob['reason']): Repository => ({
  host: 'github.com',
  path: 'acme/api',
  jobs: [
    { file: '.github/workflows/ci.yml', name: 'ci', role: 'arn:aws:iam::111122223333:role/this', context, reason },
  ],
});

const POLICIES: readonly Failure[] = [
  {
    name: 'an environment in the job, a branch in the policy',
    rules: ['oidc/workflow-subject'],
    conditions: sub('repo:acme/api:ref:refs/heads/main'),
    repository: job('environment:production', 'environment'),
    notInJson: true,
  },
  {
    name: 'a workflow that runs on pull requests, branches in the policy',
    rules: ['oidc/workflow-subject'],
    conditions: sub('repo:acme/api:ref:refs/heads/*', 'StringLike'),
    repository: job('pull_request', 'pull_request'),
    notInJson: true,
  },
  {
    name: 'other capitals than the repository has',
    rules: ['oidc/repository-case'],
    conditions: sub('repo:jarvisprestidge/site:*', 'StringLike'),
    repository: { host: 'github.com', path: 'JarvisPrestidge/site', jobs: [] },
  },
  {
    name: 'a subject without ids, for a new repository',
    rules: ['oidc/immutable-subject'],
    conditions: sub('repo:octo-org/octo-repo:ref:refs/heads/main'),
  },
  {
    name: 'a subject without its context',
    rules: ['oidc/nobody'],
    conditions: sub('repo:ministryofjustice/modernisation-platform'),
  },
  {
    name: 'a wildcard under StringEquals',
    rules: ['condition/wildcard-literal'],
    conditions: sub('repo:acme/*'),
  },
  {
    name: "the organisation's URL as audience",
    rules: ['oidc/audience-unexpected'],
    conditions: {
      StringEquals: { [`${GITHUB}:aud`]: 'https://github.com/my-org', [`${GITHUB}:sub`]: 'repo:acme/api:pull_request' },
    },
  },
  {
    name: 'a near miss of the audience',
    rules: ['oidc/audience-unexpected'],
    conditions: {
      StringEquals: { [`${GITHUB}:aud`]: 'sts.amazon.com', [`${GITHUB}:sub`]: 'repo:acme/api:pull_request' },
    },
  },
  {
    name: 'ForAllValues as a repair',
    rules: ['condition/set-operator'],
    conditions: sub('repo:My-ORG/*', 'ForAllValues:StringLike'),
  },
  {
    name: 'a claim that STS does not publish',
    rules: ['condition/claim-not-published'],
    conditions: {
      StringEquals: { [`${GITHUB}:repository_owner`]: 'octo-org', [`${GITHUB}:iss`]: `https://${GITHUB}` },
    },
  },
  {
    name: 'a key without the path of its provider',
    rules: ['condition/key-prefix'],
    principal: { Federated: arn('acme.example.com/api/oidc') },
    conditions: { StringEquals: { 'acme.example.com:sub': 'svc' } },
  },
  {
    name: 'the scheme in the key',
    rules: ['condition/key-format'],
    conditions: { StringEquals: { [`https://${GITHUB}:sub`]: 'repo:acme/api:pull_request' } },
  },
  {
    name: 'the scheme in the principal',
    rules: ['principal/federated-syntax'],
    principal: { Federated: arn(`https://${GITHUB}`) },
    conditions: sub('repo:acme/api:pull_request'),
  },
  {
    name: 'a slash at the end of the principal',
    rules: ['principal/federated-syntax', 'principal/provider-typo', 'condition/key-prefix'],
    principal: { Federated: arn(`${GITHUB}/`) },
    conditions: sub('repo:acme/api:pull_request'),
  },
  { name: 'no subject at all', rules: ['oidc/required-claim'], conditions: { StringEquals: aud } },
  {
    name: 'a shared provider that IAM refuses without the claim that tells its customers apart',
    rules: ['oidc/required-claim'],
    principal: { Federated: arn('agent.buildkite.com') },
    conditions: { StringEquals: { 'agent.buildkite.com:aud': 'sts.amazonaws.com' } },
  },
  {
    name: 'a second value that lets strangers in',
    rules: ['oidc/anyone'],
    conditions: sub(['repo:acme/api:*', 'repo:acme*/*'], 'StringLike'),
  },
  {
    name: 'two operators on the subject, meant as one or the other',
    rules: ['condition/contradiction'],
    principal: { Federated: arn('gitlab.com') },
    conditions: {
      StringEquals: { 'gitlab.com:sub': 'project_path:acme/a:ref_type:branch:ref:main' },
      StringLike: { 'gitlab.com:sub': 'project_path:acme/b:*' },
    },
  },
  {
    name: 'the action of another principal',
    rules: ['action/principal-mismatch'],
    action: 'sts:AssumeRole',
    conditions: sub('repo:acme/api:pull_request'),
  },
  {
    name: 'a misspelled action',
    rules: ['action/unknown'],
    action: ['sts:AssumeRoleWithWebIdendity', 'sts:TagSessions'],
    conditions: sub('repo:acme/api:pull_request'),
  },
  {
    name: 'a Resource',
    rules: ['statement/resource'],
    principal: { Service: 'ec2.amazonaws.com' },
    action: 'sts:AssumeRole',
    more: { Resource: '*' },
    notInJson: true,
  },
  {
    name: 'the host of EKS in the wrong order',
    rules: ['principal/provider-typo'],
    principal: { Federated: arn('oidc.eu-west-1.eks.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF') },
    conditions: {
      StringEquals: {
        'oidc.eu-west-1.eks.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF:sub': 'system:serviceaccount:a:b',
      },
    },
  },
  {
    name: 'the service account under the audience',
    rules: ['oidc/claims-swapped'],
    principal: { Federated: arn('oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF') },
    conditions: {
      StringEquals: {
        'oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF:aud': 'system:serviceaccount:a:b',
      },
    },
  },
  {
    name: 'no audience',
    rules: ['oidc/audience-missing'],
    conditions: { StringEquals: { [`${GITHUB}:sub`]: 'repo:acme/api:pull_request' } },
  },
  {
    name: 'EKS Pod Identity without sts:TagSession',
    rules: ['action/companion-missing'],
    principal: { Service: 'pods.eks.amazonaws.com' },
    action: 'sts:AssumeRole',
  },
];

describe.each(POLICIES.map((failure) => [failure.name, failure] as const))('%s', (_, failure) => {
  const { rules, conditions, principal = { Federated: arn(GITHUB) }, more } = failure;
  const { action = 'sts:AssumeRoleWithWebIdentity' } = failure;
  const statement = { Effect: 'Allow', Principal: principal, Action: action, ...more };
  const Statement = [conditions ? { ...statement, Condition: conditions } : statement];
  it.each(SURFACES.filter((surface) => !failure.notInJson || surface !== 'json'))('is found in %s', (surface) => {
    const facts = failure.repository ? { repository: failure.repository } : {};
    const written = write({ Version: '2012-10-17', Statement }, surface, facts);
    const found = written!.report.findings.map(({ rule }) => rule);
    expect(
      rules.filter((rule) => found.includes(rule)),
      found.join(),
    ).not.toEqual([]);
  });
});

const PROVIDER = (body: string): string => `resource "aws_iam_openid_connect_provider" "this" {\n${body}\n}\n`;
const ROLE = (policy: string): string => `resource "aws_iam_role" "this" {\n  assume_role_policy = ${policy}\n}\n`;
const TRUST = (conditions: string, federated = `"${arn(GITHUB)}"`): string =>
  ROLE(`jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = ${federated} }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = ${conditions}
    }]
  })`);
const BLOCKS = (conditions: string, federated = `"${arn(GITHUB)}"`): string => `data "aws_iam_policy_document" "this" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = [${federated}]
    }
${conditions}
  }
}
${ROLE('data.aws_iam_policy_document.this.json')}`;
const BLOCK = (test: string, variable: string, value: string): string => `    condition {
      test     = "${test}"
      variable = "${variable}"
      values   = ["${value}"]
    }`;
const URL = `  url = "https://${GITHUB}"`;

/** What only a module can show, in several ways of writing it. */
const MODULES: readonly (readonly [string, string, readonly string[]])[] = [
  [
    'an audience that the provider does not have',
    'oidc/audience-unregistered',
    [
      PROVIDER(`${URL}\n  client_id_list = ["sts.amazon.com"]`) +
        TRUST(
          `{ StringEquals = { "${GITHUB}:aud" = "sts.amazonaws.com", "${GITHUB}:sub" = "repo:acme/api:pull_request" } }`,
          'aws_iam_openid_connect_provider.this.arn',
        ),
      PROVIDER(`${URL}\n  client_id_list = ["sts.amazon.com"]`) +
        BLOCKS(
          `${BLOCK('StringEquals', `${GITHUB}:aud`, 'sts.amazonaws.com')}\n${BLOCK('StringEquals', `${GITHUB}:sub`, 'repo:acme/api:pull_request')}`,
          'aws_iam_openid_connect_provider.this.arn',
        ),
    ],
  ],
  [
    "a cluster's issuer with its scheme in the key",
    'condition/key-format',
    [
      TRUST(
        `{ StringEquals = { "\${aws_eks_cluster.this.identity[0].oidc[0].issuer}:sub" = "system:serviceaccount:a:b" } }`,
      ),
      BLOCKS(
        BLOCK('StringEquals', '${aws_eks_cluster.this.identity[0].oidc[0].issuer}:sub', 'system:serviceaccount:a:b'),
      ),
      BLOCKS(
        BLOCK(
          'StringEquals',
          '${format("%s", aws_eks_cluster.this.identity[0].oidc[0].issuer)}:sub',
          'system:serviceaccount:a:b',
        ),
      ),
    ],
  ],
  [
    'a slash at the end of the URL',
    'provider/url-slash',
    [
      PROVIDER(`  url = "https://${GITHUB}/"`),
      `locals {\n  url = "https://${GITHUB}/"\n}\n${PROVIDER('  url = local.url')}`,
    ],
  ],
  [
    'a condition on the subject that may be left out',
    'condition/optional-guard',
    [
      `variable "repository" {\n  default = null\n}\n${TRUST(
        `merge({ StringEquals = { "${GITHUB}:aud" = "sts.amazonaws.com" } }, var.repository != null ? { StringLike = { "${GITHUB}:sub" = "repo:\${var.repository}:*" } } : {})`,
      )}`,
      `variable "repositories" {\n  type = list(string)\n}\n${BLOCKS(`    dynamic "condition" {
      for_each = length(var.repositories) > 0 ? [1] : []
      content {
        test     = "StringLike"
        variable = "${GITHUB}:sub"
        values   = ["repo:acme/api:*"]
      }
    }`)}`,
    ],
  ],
  [
    'the same operator twice in an object',
    'policy/duplicate-key',
    [
      TRUST(
        `{ StringEquals = { "${GITHUB}:sub" = "repo:acme/api:pull_request" }, StringEquals = { "${GITHUB}:aud" = "sts.amazonaws.com" } }`,
      ),
      ROLE(
        `<<EOT\n{ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Principal": { "Federated": "${arn(GITHUB)}" }, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": { "StringEquals": { "${GITHUB}:sub": "repo:acme/api:pull_request" }, "StringEquals": { "${GITHUB}:aud": "sts.amazonaws.com" } } }] }\nEOT`,
      ),
    ],
  ],
  [
    'two blocks for one test and variable',
    'condition/duplicate-block',
    [
      BLOCKS(
        `${BLOCK('StringLike', 'gitlab.com:sub', 'project_path:acme/a:*')}\n${BLOCK('StringLike', 'gitlab.com:sub', 'project_path:acme/b:*')}`,
        `"${arn('gitlab.com')}"`,
      ),
    ],
  ],
  [
    "a provider of another account than the role's",
    'principal/other-account-provider',
    [
      `provider "aws" {\n  allowed_account_ids = ["444455556666"]\n}\n${TRUST(`{ StringEquals = { "${GITHUB}:sub" = "repo:acme/api:pull_request" } }`)}`,
      `provider "aws" {\n  assume_role {\n    role_arn = "arn:aws:iam::444455556666:role/deploy"\n  }\n}\n${BLOCKS(BLOCK('StringEquals', `${GITHUB}:sub`, 'repo:acme/api:pull_request'))}`,
    ],
  ],
  [
    'a SHA-256 thumbprint',
    'provider/thumbprint-format',
    [
      PROVIDER(`${URL}\n  thumbprint_list = ["${'ab'.repeat(32)}"]`),
      `locals {\n  prints = ["${'ab:'.repeat(19)}ab"]\n}\n${PROVIDER(`${URL}\n  thumbprint_list = local.prints`)}`,
    ],
  ],
  [
    'thumbprints that AWS does not look at',
    'provider/thumbprint-unneeded',
    [
      PROVIDER(`${URL}\n  thumbprint_list = ["6938fd4d98bab03faadb97b34396831e3780aea1"]`),
      `locals {\n  prints = ["6938fd4d98bab03faadb97b34396831e3780aea1"]\n}\n${PROVIDER(`${URL}\n  thumbprint_list = local.prints`)}`,
    ],
  ],
  [
    'the thumbprint of the last certificate',
    'provider/thumbprint-certificate',
    [
      `data "tls_certificate" "idp" {\n  url = "https://idp.example.org"\n}\n${PROVIDER('  url             = "https://idp.example.org"\n  thumbprint_list = [data.tls_certificate.idp.certificates[length(data.tls_certificate.idp.certificates) - 1].sha1_fingerprint]')}`,
      `data "tls_certificate" "idp" {\n  url = "https://idp.example.org"\n}\n${PROVIDER('  url             = "https://idp.example.org"\n  thumbprint_list = [data.tls_certificate.idp.certificates[1].sha1_fingerprint]')}`,
    ],
  ],
  [
    'an issuer that AWS cannot reach',
    'provider/url-private',
    ['https://github.myorg.internal/_services/token', 'https://10.1.2.3', 'https://idp.local'].map((url) =>
      PROVIDER(`  url = "${url}"`),
    ),
  ],
  [
    'a URL without its scheme',
    'provider/url',
    [PROVIDER(`  url = "${GITHUB}"`), `locals {\n  url = "${GITHUB}"\n}\n${PROVIDER('  url = local.url')}`],
  ],
  ['two providers for one URL', 'provider/duplicate', [PROVIDER(URL) + PROVIDER(URL).replace('"this"', '"other"')]],
  [
    'white space in front of the JSON',
    'policy/charset',
    [
      ROLE(
        `<<EOF\n  {\n    "Version": "2012-10-17",\n    "Statement": [{ "Effect": "Allow", "Action": "sts:AssumeRole", "Principal": { "Service": "ec2.amazonaws.com" } }]\n  }\nEOF`,
      ),
    ],
  ],
  [
    'a document for permissions as trust policy',
    'terraform/wrong-document',
    [
      `data "aws_iam_policy_document" "read" {\n  statement {\n    actions   = ["s3:GetObject"]\n    resources = ["*"]\n  }\n}\n${ROLE('data.aws_iam_policy_document.read.json')}`,
    ],
  ],
];

describe.each(MODULES)('%s', (_, rule, texts) => {
  it.each(texts)('is found in %s', (text) => {
    const found = analyseModule({ 'main.tf': text }).findings.map((finding) => finding.rule);
    expect(found).toContain(rule);
  });
});
