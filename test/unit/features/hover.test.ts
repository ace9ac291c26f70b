import { describe, expect, it } from 'vitest';
import { issuerFrom } from '../../../server/src/core/oidc/ownIssuer.ts';
import { NO_PROJECT, type Project } from '../../../server/src/core/oidc/project.ts';
import { hoverAt } from '../../../server/src/features/hover.ts';
import { scene } from '../../support/scene.ts';

/** The text under the hover and its Markdown, at the place that `|` marks. */
function hover(
  marked: string,
  language: 'tf' | 'json' | 'tf.json' = 'tf',
  { others = {}, project = NO_PROJECT }: { others?: Readonly<Record<string, string>>; project?: Project } = {},
): [string, string] | undefined {
  const { scope, files, texts, offset } = scene({ [`main.${language}`]: marked, ...others }, project);
  const text = texts[scope.file]!;
  const found = hoverAt({ ...scope, text, files }, offset);
  return found && [text.slice(found.span.start, found.span.end), found.markdown];
}

const policy = (condition: string, action = '"sts:AssumeRoleWithWebIdentity"') => `{
  "Statement": [{
    "Principal": { "Federated": "arn:aws:iam::111122223333:oidc-provider/gitlab.com" },
    "Action": ${action},
    "Condition": ${condition}
  }]
}`;

/** The same words on each surface. */
const SURFACES: readonly [string, 'tf' | 'json' | 'tf.json', (condition: string, action?: string) => string][] = [
  ['a JSON file', 'json', policy],
  [
    'a heredoc',
    'tf',
    (...parts) => `resource "aws_iam_role" "r" {\n  assume_role_policy = <<-EOT\n${policy(...parts)}\n  EOT\n}\n`,
  ],
  [
    'jsonencode',
    'tf',
    (...parts) => `resource "aws_iam_role" "r" {\n  assume_role_policy = jsonencode(${policy(...parts)})\n}\n`,
  ],
  [
    'a quoted string',
    'tf',
    (...parts) =>
      `locals {\n  x = "${policy(...parts)
        .replaceAll('"', '\\"')
        .replaceAll('\n', '\\n')}"\n}\n`,
  ],
  ['a string of JSON syntax', 'tf.json', (...parts) => jsonRole(policy(...parts))],
  ['jsonencode in JSON syntax', 'tf.json', (...parts) => jsonRole(`\${jsonencode(${policy(...parts)})}`)],
  ['an object of JSON syntax', 'tf.json', (...parts) => `{ "locals": { "x": ${policy(...parts)} } }`],
];

function jsonRole(assume_role_policy: string): string {
  return JSON.stringify({ resource: { aws_iam_role: { r: { assume_role_policy } } } });
}

describe.each(SURFACES)('in %s', (_name, language, surface) => {
  it('an operator is explained, prefix and suffix included', () => {
    const [text, markdown] = hover(surface('{ "ForAll|Values:StringLikeIfExists": {} }'), language) ?? [];
    expect(text).toContain('ForAllValues:StringLikeIfExists');
    expect(markdown).toContain('`IfExists`');
  });

  it('a condition key is explained, of an issuer and of AWS', () => {
    expect(hover(surface('{ "StringEquals": { "gitlab.com:s|ub": "x" } }'), language)?.[1]).toContain('GitLab');
    expect(hover(surface('{ "StringEquals": { "sts:Role|SessionName": "x" } }'), language)?.[1]).toContain(
      'sts:RoleSessionName',
    );
  });

  it('an action is explained, in a list too', () => {
    expect(hover(surface('{}', '["sts:Tag|Session"]'), language)?.[1]).toContain('sts:TagSession');
    expect(hover(surface('{}', '"sts:AssumeRole|WithWebIdentity"'), language)?.[1]).toContain('OIDC');
  });

  it('a value, an element and other words are not', () => {
    expect(hover(surface('{ "StringEquals": { "gitlab.com:ref": "sts:|x" } }'), language)).toBeUndefined();
    expect(hover(surface('{ "StringEquals": { "no key|": "x" } }'), language)).toBeUndefined();
    expect(hover(surface('{}').replace('Principal', 'Princ|ipal'), language)).toBeUndefined();
    expect(hover(surface('{}', '"s3:Get|Object"'), language)).toBeUndefined();
  });
});

const subjectPolicy = (value: string) => `{
  "Version": "2012-10-17",
  "Statement": [{
    "Effect": "Allow",
    "Principal": { "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" },
    "Action": "sts:AssumeRoleWithWebIdentity",
    "Condition": { "StringLike": { "token.actions.githubusercontent.com:sub": "${value}" } }
  }]
}`;

const role = (policy: string) => `resource "aws_iam_role" "r" {\n  assume_role_policy = ${policy}\n}\n`;

const documentOf = (test: string, variable: string, values: string) => `
data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = [aws_iam_openid_connect_provider.github.arn]
    }
    condition {
      test     = ${test}
      variable = ${variable}
      values   = ${values}
    }
  }
}
resource "aws_iam_openid_connect_provider" "github" {
  url            = "https://token.actions.githubusercontent.com"
  client_id_list = ["sts.amazonaws.com"]
}
${role('data.aws_iam_policy_document.trust.json')}`;

const SUB = '"${aws_iam_openid_connect_provider.github.url}:sub"';

/** The same subject on each surface. */
const SUBJECTS: readonly [string, 'tf' | 'json', (value: string) => string][] = [
  ['a JSON file', 'json', subjectPolicy],
  ['a heredoc', 'tf', (value) => role(`<<-EOT\n${subjectPolicy(value)}\n  EOT`)],
  ['jsonencode', 'tf', (value) => role(`jsonencode(${subjectPolicy(value)})`)],
  ['a quoted string', 'tf', (value) => role(JSON.stringify(subjectPolicy(value)))],
  ['a policy document', 'tf', (value) => documentOf('"StringLike"', SUB, `["${value}"]`)],
];

describe.each(SUBJECTS)('a subject in %s', (_name, language, surface) => {
  it('has its parts named, its wildcards explained, and an example', () => {
    const [text, markdown] = hover(surface('repo:ac|me/*'), language) ?? [];
    expect(text).toContain('repo:acme/*');
    expect(markdown).toContain('- `acme`: owner\n- `*` stands for any repository, any branch, any tag,');
    expect(markdown).toContain('Such as `repo:acme/api:ref:refs/heads/main`');
    expect(markdown).toMatch(/\]\(https:\/\/docs\.github\.com\/[^)]*\), 20\d\d/);
  });

  it('that no token can have comes with the nearest', () => {
    const never = hover(surface('rep:ac|me/api:pull_request'), language)?.[1];
    expect(never).toContain('No token of this issuer has such a subject.');
    expect(never).toContain('`repo:acme/api:pull_request`');
    const byTemplate = hover(surface('repo:ac|me/api'), language)?.[1];
    expect(byTemplate).toContain('By default no token has such a subject.');
    expect(byTemplate).toContain('a customised subject');
  });
});

describe('a value that stands elsewhere', () => {
  const variables = 'variable "org" {\n  default = "acme"\n}\n';

  it('is told with the way to it', () => {
    const others = { 'variables.tf': variables, 'locals.tf': 'locals {\n  subject = "repo:${var.org}/*"\n}\n' };
    const markdown = hover(documentOf('"StringLike"', SUB, '[local.sub|ject]'), 'tf', { others })?.[1];
    expect(markdown).toContain('`repo:acme/*`');
    expect(markdown).toContain('- `acme`: owner');
    expect(markdown).toContain('`local.subject` = `repo:acme/*`: locals.tf:2');
    const inside = hover(documentOf('"StringLike"', SUB, '["repo:${var.org}/|*"]'), 'tf', { others })?.[1];
    expect(inside).toContain('`var.org` = `acme`: the default of `var.org`, variables.tf:2');
    const heredoc = hover(role(`<<-EOT\n${subjectPolicy('repo:${var.org}/|*')}\n  EOT`), 'tf', { others })?.[1];
    expect(heredoc).toContain('`var.org` = `acme`: the default of `var.org`, variables.tf:2');
  });

  it('is not guessed where it is not known', () => {
    const others = { 'variables.tf': 'variable "org" {}\n' };
    const markdown = hover(documentOf('"StringLike"', SUB, '["repo:${var.org}/a|pi:*"]'), 'tf', { others })?.[1];
    expect(markdown).toContain('`var.org` is not known here.');
    expect(markdown).not.toContain('Admits');
    expect(markdown).not.toContain('Such as');
  });

  it('is explained as the operator, the key and the issuer that it is', () => {
    const others = {
      'locals.tf':
        'locals {\n  test = "StringLike"\n  key = "token.actions.githubusercontent.com:ref"\n  url = "https://gitlab.com"\n}\n',
    };
    const text = documentOf('local.te|st', 'local.key', '["x"]');
    expect(hover(text, 'tf', { others })?.[1]).toContain('**`StringLike`**');
    const key = documentOf('"StringLike"', 'local.k|ey', '["x"]');
    expect(hover(key, 'tf', { others })?.[1]).toContain(
      '**`token.actions.githubusercontent.com:ref`** (GitHub Actions)',
    );
    const url = 'resource "aws_iam_openid_connect_provider" "p" {\n  url = local.u|rl\n}\n';
    expect(hover(url, 'tf', { others })?.[1]).toContain('GitLab');
    expect(hover(documentOf('"StringLike"', SUB.replace(':sub', ':r|ef'), '["x"]'))?.[1]).toContain(
      '**`token.actions.githubusercontent.com:ref`** (GitHub Actions)',
    );
  });
});

it('an issuer of the project is known as one of the catalogue', () => {
  const made = issuerFrom({
    name: 'Acme CI',
    url: 'https://ci.acme.example',
    subjects: ['team:{team}:job:{job}'],
    audiences: ['sts.amazonaws.com'],
  });
  if (!('provider' in made)) throw new Error('not an issuer');
  const project = { ...NO_PROJECT, issuers: [made.provider] };
  const text = subjectPolicy('team:pay|ments:job:*').replaceAll(
    'token.actions.githubusercontent.com',
    'ci.acme.example',
  );
  const subject = hover(text, 'json', { project })?.[1];
  expect(subject).toContain('- `payments`: team\n- `*` stands for any job');
  expect(subject).toMatch(/\n\nthe configuration$/);
  const key = hover(text.replace('|', '').replace(':sub', ':s|ub'), 'json', { project })?.[1];
  expect(key).toContain('(Acme CI)');
  const principal = hover(text.replace('|', '').replace('provider/ci', 'provider/c|i'), 'json', { project })?.[1];
  expect(principal).toContain('Acme CI');
});

describe('in a policy document', () => {
  const document = (inside: string) => `data "aws_iam_policy_document" "d" {\n  statement {\n${inside}\n  }\n}\n`;

  it('the arguments mean what the JSON elements do', () => {
    expect(hover(document('condition {\n test = "String|Like"\n }'))?.[1]).toContain('StringLike');
    expect(hover(document('condition {\n variable = "gitlab.com:s|ub"\n }'))?.[1]).toContain('GitLab');
    expect(hover(document('actions = ["sts:Assume|Role"]'))?.[1]).toContain('sts:AssumeRole');
    expect(
      hover(document('principals {\n identifiers = ["arn:aws:iam::1:oidc-provider/git|lab.com"]\n }'))?.[1],
    ).toContain('GitLab');
    const dynamic = 'dynamic "condition" {\n for_each = []\n content {\n test = "String|Equals"\n }\n }';
    expect(hover(document(dynamic))?.[1]).toContain('StringEquals');
  });

  it('a key with an unknown host still has its claim', () => {
    expect(hover(document('condition {\n variable = "${local.issuer}:s|ub"\n }'))?.[1]).toContain(':sub');
  });

  it('other arguments and blocks mean nothing', () => {
    expect(hover(document('condition {\n values = ["sts:Assume|Role"]\n }'))).toBeUndefined();
    expect(hover(document('resources = ["sts:Assume|Role"]'))).toBeUndefined();
    expect(hover('resource "x" "y" {\n  condition {\n    test = "String|Like"\n  }\n}\n')).toBeUndefined();
  });
});

describe('in a provider', () => {
  const provider = (inside: string) => `resource "aws_iam_openid_connect_provider" "p" {\n${inside}\n}\n`;

  it('the arguments are explained, with what the issuer adds', () => {
    expect(hover(provider('u|rl = "https://gitlab.com"'))?.[1]).toContain('GitLab');
    expect(hover(provider('url = "https://gi|tlab.com"'))?.[1]).toContain('GitLab');
    expect(hover(provider('client_id|_list = ["x"]'))?.[1]).toContain('audiences');
    expect(hover(provider('thumbprint|_list = []'))?.[1]).toContain('SHA-1');
    expect(hover(provider('tags| = {}'))).toBeUndefined();
  });

  it('the certificate that a thumbprint comes from is explained', () => {
    expect(hover('data "tls_cert|ificate" "c" {\n}\n')?.[1]).toContain('certificates[0]');
    const reference = 'thumbprint_list = [data.tls_certificate.c.certificates[0].sha1|_fingerprint]';
    expect(hover(provider(reference))?.[1]).toContain('certificates[0]');
  });
});

describe('in JSON syntax', () => {
  const document = (inside: string) =>
    `{ "data": { "aws_iam_policy_document": { "d": { "statement": [${inside}] } } } }`;
  const provider = (inside: string) => `{ "resource": { "aws_iam_openid_connect_provider": { "p": ${inside} } } }`;
  const at = (marked: string) => hover(marked, 'tf.json');

  it('the arguments of a policy document', () => {
    expect(at(document('{ "condition": { "test": "String|Like" } }'))?.[0]).toBe('"StringLike"');
    expect(at(document('{ "condition": [{ "variable": "gitlab.com:s|ub" }] }'))?.[1]).toContain('GitLab');
    expect(at(document('{ "condition": { "variable": "${local.issuer}:s|ub" } }'))?.[1]).toContain(':sub');
    expect(at(document('{ "actions": ["sts:Assume|Role"] }'))?.[1]).toContain('sts:AssumeRole');
    const principals = '{ "type": "Federated", "identifiers": ["arn:aws:iam::1:oidc-provider/git|lab.com"] }';
    expect(at(document(`{ "principals": [${principals}] }`))?.[1]).toContain('GitLab');
    const subject = document(`{
      "principals": { "type": "Federated", "identifiers": ["arn:aws:iam::111122223333:oidc-provider/gitlab.com"] },
      "condition": { "test": "StringLike", "variable": "gitlab.com:sub", "values": ["project_path:acme|/*"] }
    }`);
    const role = '{ "aws_iam_role": { "r": { "assume_role_policy": "${data.aws_iam_policy_document.d.json}" } } }';
    const [text, markdown] = at(`{ "resource": ${role}, ${subject.slice(1)}`) ?? [];
    expect(text).toBe('"project_path:acme/*"');
    expect(markdown).toContain('- `acme`: group');
    expect(at(document('{ "resources": ["sts:Assume|Role"] }'))).toBeUndefined();
  });

  it('the arguments of a provider', () => {
    expect(at(provider('{ "u|rl": "https://gitlab.com" }'))?.[1]).toContain('GitLab');
    expect(at(provider('{ "url": "https://gi|tlab.com" }'))?.[1]).toContain('GitLab');
    expect(at(provider('{ "client_id|_list": ["x"] }'))?.[1]).toContain('audiences');
    expect(at(provider('{ "thumbprint|_list": [] }'))?.[1]).toContain('SHA-1');
    const reference = '"${data.tls_certificate.c.certificates[0].sha1|_fingerprint}"';
    expect(at(provider(`{ "thumbprint_list": [${reference}] }`))?.[1]).toContain('certificates[0]');
    expect(at(provider('{ "tags|": {} }'))).toBeUndefined();
  });
});

describe('anywhere else', () => {
  it.each([
    ['locals {\n  a = "sts:Assume|Role"\n}\n', 'tf'],
    ['locals {\n  a = { "gitlab.com:s|ub" = 1 }\n}\n', 'tf'],
    ['# sts:Assume|Role\n', 'tf'],
    ['resource "a" "b" {\n  x = = "sts:|x"\n', 'tf'],
    ['{ "scripts": { "StringEquals|": "gitlab.com:sub" } }', 'json'],
    ['not json |at all', 'json'],
    ['|', 'json'],
    ['|', 'tf'],
  ] as const)('there is none: %s', (text, language) => {
    expect(hover(text, language)).toBeUndefined();
  });
});
