/** Short ways to write the examples of rules: whole trust policies around the part that matters. */

/** A policy with one statement for an OIDC provider. `condition` is the inside of the Condition object. */
export function trust(issuer: string, condition: string, action = 'sts:AssumeRoleWithWebIdentity'): string {
  return statementFor(`"${arnOf(issuer)}"`, condition, action);
}

/** The same for several providers. */
export function trustOf(issuers: readonly string[], condition: string): string {
  const arns = issuers.map((issuer) => `"${arnOf(issuer)}"`);
  return statementFor(`[${arns.join(', ')}]`, condition, 'sts:AssumeRoleWithWebIdentity');
}

function arnOf(issuer: string): string {
  return `arn:aws:iam::111122223333:oidc-provider/${issuer}`;
}

function statementFor(federated: string, condition: string, action: string): string {
  return `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": { "Federated": ${federated} },
      "Action": "${action}",
      "Condition": {
        ${condition.trim().split('\n').join('\n        ')}
      }
    }
  ]
}
`;
}

/** A policy with a statement for each subject of GitHub. */
export function githubSubjects(...subjects: readonly string[]): string {
  const statements = subjects.map(
    (subject) => `    {
      "Effect": "Allow",
      "Principal": { "Federated": "arn:aws:iam::111122223333:oidc-provider/${GITHUB}" },
      "Action": "sts:AssumeRoleWithWebIdentity",
      "Condition": { "StringLike": { "${GITHUB}:sub": "${subject}" } }
    }`,
  );
  return `{
  "Version": "2012-10-17",
  "Statement": [
${statements.join(',\n')}
  ]
}
`;
}

export const GITHUB = 'token.actions.githubusercontent.com';
const GITLAB = 'gitlab.com';
export const EKS = 'oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF';

export function github(condition: string): string {
  return trust(GITHUB, condition);
}

export function gitlab(condition: string): string {
  return trust(GITLAB, condition);
}

export function eks(condition: string): string {
  return trust(EKS, condition);
}

/** A provider block with a URL. */
export function provider(url: string, more = ''): string {
  return `resource "aws_iam_openid_connect_provider" "this" {
  url            = "${url}"
  client_id_list = ["sts.amazonaws.com"]
${more ? `  ${more}\n` : ''}}
`;
}

/** A policy with these statements. */
export function policyOf(...statements: readonly string[]): string {
  const lines = statements.map((statement) => `    ${statement.trim().split('\n').join('\n    ')}`);
  return `{
  "Version": "2012-10-17",
  "Statement": [
${lines.join(',\n')}
  ]
}
`;
}

/** A statement that is right, with `elements` before its condition. */
export function statementOf(...elements: readonly string[]): string {
  return `{
  ${elements.join(',\n  ')},
  "Condition": { "StringEquals": { "${GITHUB}:aud": "sts.amazonaws.com", "${GITHUB}:sub": "repo:acme/api:pull_request" } }
}`;
}

export const ALLOW = '"Effect": "Allow"';
export const GITHUB_PRINCIPAL = `"Principal": { "Federated": "arn:aws:iam::111122223333:oidc-provider/${GITHUB}" }`;
export const WEB_IDENTITY = '"Action": "sts:AssumeRoleWithWebIdentity"';

/** A role that compares the subject of an issuer with an HCL expression. */
export function roleForSubject(issuer: string, subject: string): string {
  return role(`jsonencode({
  Version = "2012-10-17"
  Statement = [{
    Effect    = "Allow"
    Principal = { Federated = "arn:aws:iam::111122223333:oidc-provider/${issuer}" }
    Action    = "sts:AssumeRoleWithWebIdentity"
    Condition = { StringEquals = { "${issuer}:sub" = ${subject} } }
  }]
})`);
}

/** A role whose trust policy is an HCL expression. */
export function role(policy: string): string {
  return `resource "aws_iam_role" "this" {
  assume_role_policy = ${policy.trim().split('\n').join('\n  ')}
}
`;
}
