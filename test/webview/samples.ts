/** Workspaces of five roles and of five hundred. */

const GITHUB = 'token.actions.githubusercontent.com';
const GITLAB = 'gitlab.com';
const EKS = 'oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF';

function policy(issuer: string, ...subjects: readonly string[]): object {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Federated: `arn:aws:iam::111122223333:oidc-provider/${issuer}` },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: {
          StringEquals: { [`${issuer}:aud`]: 'sts.amazonaws.com' },
          StringLike: { [`${issuer}:sub`]: subjects },
        },
      },
    ],
  };
}

function role(name: string, trust: object): string {
  const json = JSON.stringify(trust);
  return `resource "aws_iam_role" "${name}" {\n  assume_role_policy = jsonencode(${json})\n}\n`;
}

const machine = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};

export const FIVE: Readonly<Record<string, string>> = {
  'oidc.tf': `resource "aws_iam_openid_connect_provider" "github" {
  url            = "https://${GITHUB}"
  client_id_list = ["sts.amazonaws.com"]
}
`,
  'main.tf': [
    'variable "project" {}\n',
    role('deploy', policy(GITHUB, 'repo:acme/api:ref:refs/heads/main', 'repo:acme/api:environment:production')),
    role('shared', policy(GITHUB, 'repo:acme/*')),
    role('machine', machine),
    role('release', policy(GITHUB, 'repo:acme/web:refs/heads/main')),
    role('open', policy(GITHUB, 'repo:*')),
    role('mirror', policy(GITLAB, `project_path:$\{var.project}:ref_type:branch:ref:main`)),
  ].join(''),
};

/** Of a company with many repositories, two clusters, and some mistakes. */
function subjectsOf(n: number): readonly [string, readonly string[]] {
  if (n % 125 === 0) return [GITHUB, ['repo:acme*/*']];
  if (n % 40 === 0) return [GITHUB, [`repo:acme/service-${n}:refs/heads/main`]];
  if (n % 10 === 9) return [GITLAB, [`project_path:acme/service-${n}:ref_type:branch:ref:main`]];
  if (n % 10 === 8) return [GITHUB, ['repo:acme/platform:ref:refs/heads/main']];
  if (n % 10 === 7) return [GITHUB, [`repo:acme/service-${n}:*`]];
  if (n % 10 === 6) return [GITHUB, [`repo:team-${n % 7}/*`]];
  if (n % 10 === 5) return [GITHUB, [`repo:$\{var.owner}/service-${n}:*`]];
  if (n % 10 >= 3) return [EKS, [`system:serviceaccount:team-${n % 7}:service-${n}`]];
  return [GITHUB, [`repo:acme/service-${n}:ref:refs/heads/main`]];
}

export const FIVE_HUNDRED: Readonly<Record<string, string>> = Object.fromEntries([
  ['variables.tf', 'variable "owner" {}\n'],
  ...Array.from({ length: 25 }, (_, file) => [
    `roles-${file}.tf`,
    Array.from({ length: 20 }, (_, i) => {
      const n = file * 20 + i + 1;
      const [issuer, subjects] = subjectsOf(n);
      return role(`service_${n}`, policy(issuer, ...subjects));
    }).join(''),
  ]),
]);
