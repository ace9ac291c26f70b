import { describe, expect, it } from 'vitest';
import { definitionAt } from '../../../server/src/features/definition.ts';
import { linksOf } from '../../../server/src/features/links.ts';
import { referencesAt } from '../../../server/src/features/references.ts';
import { rename, renamePlace } from '../../../server/src/features/rename.ts';
import { type OutlineSymbol, symbolsOf } from '../../../server/src/features/symbols.ts';
import { scene, textsAt } from '../../support/scene.ts';

const PROVIDER = `resource "aws_iam_openid_connect_provider" "gitlab" {
  url            = "https://gitlab.com"
  client_id_list = ["https://gitlab.com"]
}
`;

const HEADER = '"aws_iam_openid_connect_provider" "gitlab"';

const json = (arn = 'arn:aws:iam::111122223333:oidc-provider/gitlab.com', key = 'gitlab.com:sub') => `{
  "Version": "2012-10-17",
  "Statement": [{
    "Sid": "Ci",
    "Effect": "Allow",
    "Principal": { "Federated": "${arn}" },
    "Action": "sts:AssumeRoleWithWebIdentity",
    "Condition": { "StringEquals": { "${key}": "project_path:acme/api:ref_type:branch:ref:main" } }
  }]
}`;

const role = (policy: string) => `resource "aws_iam_role" "ci" {\n  assume_role_policy = ${policy}\n}\n`;

const document = (identifier: string, variable: string) => `data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = [${identifier}]
    }
    condition {
      test     = "StringEquals"
      variable = ${variable}
      values   = ["project_path:acme/api:ref_type:branch:ref:main"]
    }
  }
}
${role('data.aws_iam_policy_document.trust.json')}`;

const ARN = 'arn:aws:iam::111122223333:oidc-provider/gitlab.com';

/** The same policy on each surface of Terraform. */
const SURFACES: readonly [string, (arn?: string, key?: string) => string][] = [
  ['a heredoc', (...parts) => role(`<<-EOT\n${json(...parts)}\n  EOT`)],
  ['jsonencode', (...parts) => role(`jsonencode(${json(...parts)})`)],
  ['a quoted string', (...parts) => role(JSON.stringify(json(...parts)))],
  ['a policy document', (arn = ARN, key = 'gitlab.com:sub') => document(`"${arn}"`, `"${key}"`)],
];

function definition(marked: Readonly<Record<string, string>>): [string[], string[]] | undefined {
  const at = scene(marked);
  const found = definitionAt(at.scope, at.offset);
  return found && [textsAt(at, [found.origin]), textsAt(at, found.targets)];
}

function references(marked: Readonly<Record<string, string>>, withDeclaration = false): string[] {
  const at = scene(marked);
  return textsAt(at, referencesAt(at.scope, at.offset, withDeclaration));
}

/** The texts after renaming, or the sentence that refuses it. */
function renamed(marked: Readonly<Record<string, string>>, newName: string): Record<string, string> | string {
  const at = scene(marked);
  const found = rename(at.scope, at.files, at.offset, newName);
  if ('problem' in found) return found.problem;
  const texts: Record<string, string> = { ...at.texts };
  for (const { range, newText } of [...found].sort((a, b) => b.range.start - a.range.start)) {
    const text = texts[range.file]!;
    texts[range.file] = text.slice(0, range.start) + newText + text.slice(range.end);
  }
  return texts;
}

function place(marked: Readonly<Record<string, string>>): string | undefined {
  const at = scene(marked);
  const found = renamePlace(at.scope, at.files, at.offset);
  if (!found) return undefined;
  return 'problem' in found ? found.problem : textsAt(at, [found])[0];
}

describe.each(SURFACES)('in %s', (_name, surface) => {
  const others = { 'provider.tf': PROVIDER };

  it('a key and a principal lead to their provider', () => {
    const [origin, targets] = definition({ 'main.tf': surface(ARN, 'gitlab.com:s|ub'), ...others }) ?? [];
    expect(origin?.[0]).toContain('gitlab.com:sub');
    expect(targets).toEqual([expect.stringContaining(HEADER)]);
    const principal = definition({ 'main.tf': surface(ARN.replace('iam', 'i|am')), ...others });
    expect(principal?.[1]).toEqual([expect.stringContaining(HEADER)]);
    expect(definition({ 'main.tf': surface(ARN, 'example.com:s|ub'), ...others })).toBeUndefined();
  });

  it('a provider leads to its keys, principals and roles', () => {
    const found = references({ 'provider.tf': PROVIDER.replace('"gitlab"', '"git|lab"'), 'main.tf': surface() });
    expect(found).toEqual([
      expect.stringContaining('oidc-provider/gitlab.com'),
      expect.stringContaining('gitlab.com:sub'),
      expect.stringContaining('"aws_iam_role" "ci"'),
    ]);
    const ofKey = references({ 'main.tf': surface(ARN, 'gitlab.com:s|ub'), ...others }, true);
    expect(ofKey).toHaveLength(4);
    expect(ofKey[0]).toContain(HEADER);
  });

  it('the issuer is renamed in the provider, keys and principals', () => {
    const wanted = { 'main.tf': surface().replaceAll('gitlab.com', 'git.acme.example'), ...others };
    const texts = renamed({ 'main.tf': surface(ARN, 'git|lab.com:sub'), ...others }, 'git.acme.example');
    expect(texts).toEqual({
      ...wanted,
      'provider.tf': PROVIDER.replace('"https://gitlab.com"', '"https://git.acme.example"'),
    });
    expect(place({ 'main.tf': surface(ARN, 'git|lab.com:sub'), ...others })).toBe('gitlab.com');
    expect(place({ 'main.tf': surface(ARN, 'gitlab.com:su|b'), ...others })).toBeUndefined();
  });
});

describe('a provider with another scheme than AWS takes', () => {
  const insecure = PROVIDER.replace('"https:', '"http:');

  it.each([
    ['git.acme.example', 'http://git.acme.example'],
    ['https://git.acme.example', 'https://git.acme.example'],
  ])('is renamed to %s and is then %s', (newName, url) => {
    const texts = renamed(
      { 'main.tf': insecure.replace('gitlab.com', 'git|lab.com') + document(`"${ARN}"`, '"gitlab.com:sub"') },
      newName,
    );
    const policy = document(`"${ARN.replace('gitlab.com', 'git.acme.example')}"`, '"git.acme.example:sub"');
    expect(texts).toEqual({ 'main.tf': insecure.replace('http://gitlab.com', url) + policy });
    expect(place({ 'main.tf': insecure.replace('gitlab.com', 'git|lab.com') })).toBe('gitlab.com');
  });

  it('is led to from a principal', () => {
    const text = insecure + document(`"${ARN.replace('iam', 'i|am')}"`, '"gitlab.com:sub"');
    expect(definition({ 'main.tf': text })?.[1]).toEqual([expect.stringContaining(HEADER)]);
  });

  it('may be one in capitals', () => {
    const text = PROVIDER.replace('https://', 'HTTPS://');
    expect(renamed({ 'main.tf': text.replace('gitlab.com', 'git|lab.com') }, 'git.acme.example')).toEqual({
      'main.tf': text.replace('gitlab.com', 'git.acme.example'),
    });
  });
});

describe('in a JSON file', () => {
  it('the issuer is renamed', () => {
    expect(renamed({ 'trust.json': json(ARN.replace('gitlab', 'git|lab')) }, 'https://git.acme.example')).toEqual({
      'trust.json': json().replaceAll('gitlab.com', 'git.acme.example'),
    });
  });
});

describe('what other editors know', () => {
  const REFERENCE = 'aws_iam_openid_connect_provider.gitlab';

  it('is not told twice', () => {
    const text = PROVIDER + document(`${REFERENCE}.a|rn`, `"\${${REFERENCE}.url}:sub"`);
    expect(definition({ 'main.tf': text })).toBeUndefined();
    const key = PROVIDER + document(`${REFERENCE}.arn`, `"\${${REFERENCE}.u|rl}:sub"`);
    expect(definition({ 'main.tf': key })).toBeUndefined();
    expect(definition({ 'main.tf': `${PROVIDER}${role('data.aws_iam_policy_|document.trust.json')}` })).toBeUndefined();
  });

  it('is followed: the key behind a reference leads to the provider', () => {
    const text = document(`${REFERENCE}.arn`, `"\${${REFERENCE}.url}:s|ub"`);
    expect(definition({ 'main.tf': PROVIDER.replace('"https://gitlab.com"', 'var.issuer') + text })?.[1]).toEqual([
      expect.stringContaining(HEADER),
    ]);
  });
});

describe('a policy', () => {
  it('leads to the roles that have it, and they to it', () => {
    const text = document(`"${ARN}"`, '"gitlab.com:sub"');
    expect(references({ 'main.tf': text.replace('"trust"', '"tr|ust"') })).toEqual([
      expect.stringContaining('"aws_iam_role" "ci"'),
    ]);
    expect(references({ 'main.tf': text.replace('"ci"', '"c|i"') })).toEqual([
      expect.stringContaining('"aws_iam_policy_document" "trust"'),
    ]);
    expect(references({ 'main.tf': role(`jsonencode(${json()})`).replace('"ci"', '"c|i"') })).toEqual([]);
  });
});

describe('renaming', () => {
  it('leaves alone what refers to the provider, and changes text that keys refer to', () => {
    const reference = 'aws_iam_openid_connect_provider.gitlab';
    const text = document(`${reference}.arn`, `"\${${reference}.url}:sub"`);
    const texts = renamed(
      { 'main.tf': text, 'provider.tf': PROVIDER.replace('//gitlab', '//git|lab') },
      'git.acme.example',
    );
    expect(texts).toEqual({
      'main.tf': text,
      'provider.tf': PROVIDER.replace('"https://gitlab.com"', '"https://git.acme.example"'),
    });
    const stripped = document(`${reference}.arn`, '"${local.issuer}:sub"');
    const locals = `locals {\n  issuer = replace(${reference}.url, "https://", "")\n}\n`;
    expect(
      renamed(
        { 'main.tf': stripped, 'locals.tf': locals, 'provider.tf': PROVIDER.replace('//gitlab', '//git|lab') },
        'git.acme.example',
      ),
    ).toMatchObject({ 'main.tf': stripped, 'locals.tf': locals });
    const viaLocal = document(`"${ARN}"`, 'local.key');
    const keys = 'locals {\n  key = "gitlab.com:sub"\n}\n';
    const both = renamed(
      { 'main.tf': viaLocal.replace('provider/gitlab', 'provider/git|lab'), 'locals.tf': keys },
      'git.acme.example',
    );
    expect(both).toMatchObject({ 'locals.tf': keys.replace('gitlab.com', 'git.acme.example') });
  });

  it('follows a name to the issuer that it stands for', () => {
    const files = {
      'locals.tf': 'locals {\n  issuer = "git|lab.com"\n}\n',
      'main.tf': document(`"${ARN.replace('gitlab.com', '${local.issuer}')}"`, '"${local.issuer}:sub"'),
      'heredoc.tf': role(`<<-EOT\n${json(ARN, '${local.issuer}:sub')}\n  EOT`).replace('"ci"', '"other"'),
      'provider.tf': PROVIDER.replace('gitlab.com', '${local.issuer}'),
    };
    expect(place(files)).toBe('gitlab.com');
    expect(renamed(files, 'git.acme.example')).toEqual({
      ...files,
      'locals.tf': 'locals {\n  issuer = "git.acme.example"\n}\n',
      'heredoc.tf': files['heredoc.tf'].replace(ARN, ARN.replace('gitlab.com', 'git.acme.example')),
    });
  });

  it('changes the text beside expressions', () => {
    const arn = 'arn:aws:iam::${var.account}:oidc-provider/gitlab.com';
    for (const write of SURFACES.map(([, surface]) => surface)) {
      const text = write(arn);
      expect(renamed({ 'main.tf': text.replace('provider/gitlab', 'provider/git|lab') }, 'git.acme.example')).toEqual({
        'main.tf': text.replaceAll('gitlab.com', 'git.acme.example'),
      });
    }
  });

  it('is refused where a part comes from an expression, and says where', () => {
    const files = {
      'main.tf': document(`"${ARN}"`, '"${local.issuer}:sub"'),
      'locals.tf': 'locals {\n  issuer = lower("GitLab.com")\n}\n',
      'provider.tf': PROVIDER.replace('//gitlab', '//git|lab'),
    };
    expect(renamed(files, 'git.acme.example')).toBe(
      'The issuer in "${local.issuer}:sub" (main.tf:10) comes from an expression. Change it where it is written.',
    );
    const heredoc = role(`<<-EOT\n${json(ARN, '${local.issuer}:sub')}\n  EOT`);
    expect(renamed({ ...files, 'main.tf': heredoc }, 'git.acme.example')).toContain('comes from an expression');
    expect(
      place({ ...files, 'main.tf': document(`"${ARN}"`, '"${local.issuer}:s|ub"'), 'provider.tf': PROVIDER }),
    ).toContain('comes from an expression');
  });

  it('takes nothing but an issuer', () => {
    for (const name of ['', 'a b', 'host:8443', 'git.acme.example"'])
      expect(renamed({ 'main.tf': document(`"${ARN}"`, '"git|lab.com:sub"') }, name)).toContain('is no issuer');
    expect(place({ 'main.tf': PROVIDER.replace('client_id', 'client|_id') })).toBeUndefined();
  });
});

describe('the outline', () => {
  const plain = (symbol: OutlineSymbol): unknown[] => [symbol.kind, symbol.name, ...symbol.children.map(plain)];
  const outline = (files: Readonly<Record<string, string>>) => symbolsOf(scene(files).scope).map(plain);
  const STATEMENT = 'Allow sts:AssumeRoleWithWebIdentity for GitLab.com CI/CD';

  it('has roles, documents and providers, with their statements', () => {
    expect(outline({ 'main.tf': PROVIDER + document(`"${ARN}"`, '"gitlab.com:sub"') })).toEqual([
      ['provider', 'aws_iam_openid_connect_provider.gitlab'],
      ['policy', 'data.aws_iam_policy_document.trust', ['statement', STATEMENT]],
      ['role', 'aws_iam_role.ci'],
    ]);
    for (const policy of [`jsonencode(${json()})`, `<<EOT\n${json()}\nEOT`, JSON.stringify(json())])
      expect(outline({ 'main.tf': role(policy) })).toEqual([['role', 'aws_iam_role.ci', ['statement', 'Ci']]]);
    expect(outline({ 'trust.json': json() })).toEqual([['policy', 'Trust policy', ['statement', 'Ci']]]);
  });

  it('keeps names inside of what they name', () => {
    const check = ({ span, nameSpan, children }: OutlineSymbol): void => {
      expect(span.start <= nameSpan.start && nameSpan.end <= span.end).toBe(true);
      for (const child of children) {
        expect(span.start <= child.span.start && child.span.end <= span.end).toBe(true);
        check(child);
      }
    };
    for (const [, surface] of SURFACES)
      for (const symbol of symbolsOf(scene({ 'main.tf': PROVIDER + surface() }).scope)) check(symbol);
  });

  it('is empty where there is nothing of it', () => {
    expect(outline({ 'main.tf': 'resource "aws_s3_bucket" "b" {\n}\n' })).toEqual([]);
    expect(outline({ 'main.tf': 'variable "x" {}\n', 'provider.tf': PROVIDER })).toEqual([]);
  });
});

describe('links', () => {
  it('lead from issuers to what they publish, and from words of AWS to its pages', () => {
    const at = scene({ 'main.tf': PROVIDER + document(`"${ARN}"`, '"aws:SourceIp"') });
    const links = linksOf(at.scope, at.files).map(({ at: range, page, discovery }) => [
      ...textsAt(at, [range]),
      discovery ?? new URL(page.url).host,
    ]);
    expect(links).toEqual([
      ['gitlab.com', 'https://gitlab.com/.well-known/openid-configuration'],
      ['gitlab.com', 'https://gitlab.com/.well-known/openid-configuration'],
      ['sts:AssumeRoleWithWebIdentity', 'docs.aws.amazon.com'],
      ['aws:SourceIp', 'docs.aws.amazon.com'],
    ]);
  });
});

describe('text that is being typed', () => {
  it.each(SURFACES)('in %s breaks nothing', (_name, surface) => {
    const whole = PROVIDER + surface();
    for (let end = 0; end < whole.length; end += 13) {
      const at = scene({ 'main.tf': whole.slice(0, end) });
      symbolsOf(at.scope);
      linksOf(at.scope, at.files);
      for (const offset of [end - 1, end >> 1]) {
        definitionAt(at.scope, offset);
        referencesAt(at.scope, offset, true);
        renamePlace(at.scope, at.files, offset);
        rename(at.scope, at.files, offset, 'git.acme.example');
      }
    }
  });
});
