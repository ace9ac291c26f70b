import { describe, expect, it } from 'vitest';
import { parseHcl } from '../../../server/src/core/hcl/parse.ts';
import { hoverAt } from '../../../server/src/features/hover.ts';

/** The text under the hover and its Markdown, at the place that `|` marks. */
function hover(marked: string, language: 'tf' | 'json' = 'tf'): [string, string] | undefined {
  const offset = marked.indexOf('|');
  const text = marked.replace('|', '');
  const found = hoverAt({ text, tree: language === 'tf' ? parseHcl(text) : undefined }, offset);
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
const SURFACES: readonly [string, 'tf' | 'json', (condition: string, action?: string) => string][] = [
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
];

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
    expect(hover(surface('{ "StringEquals": { "gitlab.com:sub": "sts:|x" } }'), language)).toBeUndefined();
    expect(hover(surface('{ "StringEquals": { "no key|": "x" } }'), language)).toBeUndefined();
    expect(hover(surface('{}').replace('Principal', 'Princ|ipal'), language)).toBeUndefined();
    expect(hover(surface('{}', '"s3:Get|Object"'), language)).toBeUndefined();
  });
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
