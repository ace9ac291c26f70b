import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Hover, MarkupContent } from 'vscode-languageserver';
import { Folder, MODERN, positionOf, rangeOf, TestClient } from './support.ts';

let folder: Folder;
let client: TestClient;
beforeEach(async () => {
  folder = new Folder();
  client = await TestClient.start({ folders: [folder.uri('')] });
});
afterEach(async () => {
  await client.stop();
  folder.dispose();
});

async function hover(name: string, text: string, part: string, shift = 0): Promise<[string, Hover['range']] | null> {
  const params = { textDocument: { uri: folder.uri(name) }, position: positionOf(text, part, shift) };
  const found = await client.request<Hover | null>('textDocument/hover', params);
  return found && [(found.contents as MarkupContent).value, found.range];
}

const policy = (sub: string, issuer = 'gitlab.com') => `{
  "Version": "2012-10-17",
  "Statement": [{
    "Effect": "Allow",
    "Principal": { "Federated": "arn:aws:iam::111122223333:oidc-provider/${issuer}" },
    "Action": "sts:AssumeRoleWithWebIdentity",
    "Condition": { "StringLike": { "${issuer}:sub": "${sub}" } }
  }]
}
`;

describe('a hover', () => {
  it('explains a subject at its place', async () => {
    const text = policy('project_path:acme/*:ref_type:branch:ref:main');
    await client.open(folder.uri('trust.json'), text, 'json');
    const [markdown, range] = (await hover('trust.json', text, 'acme/*')) ?? [];
    expect(markdown).toContain('- `acme`: group');
    expect(range).toEqual(rangeOf(text, '"project_path:acme/*:ref_type:branch:ref:main"'));
  });

  it('is text that can be read where the editor shows no Markdown', async () => {
    await client.stop();
    const capabilities = { ...MODERN, textDocument: { hover: { contentFormat: ['plaintext' as const] } } };
    client = await TestClient.start({ capabilities });
    const text = policy('project_path:acme/*:ref_type:branch:ref:main');
    const uri = folder.uri('trust.json');
    await client.open(uri, text, 'json');
    const params = { textDocument: { uri }, position: positionOf(text, '"StringLike') };
    const { contents } = await client.request<{ contents: MarkupContent }>('textDocument/hover', params);
    expect(contents.kind).toBe('plaintext');
    expect(contents.value).toMatch(/^StringLike\b/);
    expect(contents.value).toMatch(/ \(https:\/\/docs\.aws\.amazon\.com\/\S+\), \d/);
    expect(contents.value).not.toMatch(/\*\*|`|\]\(/);
    const subject = await hover('trust.json', text, 'acme/*');
    expect(subject?.[0]).toContain('project_path:acme/*:ref_type:branch:ref:main');
    expect(subject?.[0]).toContain('- acme: group');
  });

  it('follows the call of a module, and what a template is given', async () => {
    folder.write('main.tf', 'module "ci" {\n  source = "./ci"\n  group  = "acme"\n}\n');
    folder.write(
      'ci/main.tf',
      `variable "group" {}
resource "aws_iam_role" "ci" {
  assume_role_policy = templatefile("\${path.module}/trust.tftpl", { group = var.group })
}
`,
    );
    const text = policy('project_path:${group}/*:ref_type:branch:ref:main');
    folder.write('ci/trust.tftpl', text);
    await client.open(folder.uri('ci/trust.tftpl'), text, 'plaintext');
    const [markdown] = (await hover('ci/trust.tftpl', text, 'project_path')) ?? [];
    expect(markdown).toContain('`project_path:acme/*:ref_type:branch:ref:main`');
    expect(markdown).toContain('- `acme`: group');
    expect(markdown).toMatch(/an argument of `module\.ci`, main\.tf:3/);
  });

  it('names the file that sets a variable', async () => {
    folder.write('terraform.tfvars', 'other  = "x"\ngroup  = "acme"\ngroups = ["project_path:acme/*"]\n');
    folder.write('variables.tf', 'variable "group" {}\nvariable "groups" {\n  type = list(string)\n}\n');
    folder.write('locals.tf', 'locals {\n  web   = "project_path:${var.group}/web:*"\n  group = var.group\n}\n');
    const text = `data "aws_iam_policy_document" "ci" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = ["arn:aws:iam::111122223333:oidc-provider/gitlab.com"]
    }
    condition {
      test     = "StringLike"
      variable = "gitlab.com:sub"
      values   = concat(["project_path:\${var.group}/api:*", local.web, local.group], var.groups)
    }
  }
}
`;
    await client.open(folder.uri('main.tf'), text);
    const markdown = async (part: string) => (await hover('main.tf', text, part))?.[0];
    expect(await markdown('/api')).toContain('`var.group` = `acme`: set in terraform.tfvars:2');
    expect(await markdown('local.web')).toContain('`local.web` = `project_path:acme/web:*`: locals.tf:2');
    expect(await markdown('local.group')).toContain('`local.group` = `acme`: set in terraform.tfvars:2');
    expect(await markdown('var.groups')).toContain('`var.groups` = `project_path:acme/*`: set in terraform.tfvars:3');
  });

  it('knows the issuers of the project', async () => {
    const issuers = [{ name: 'Acme CI', url: 'https://ci.acme.example', subjects: ['team:{team}:job:{job}'] }];
    folder.write('.oidc-trust.json', JSON.stringify({ issuers }));
    const text = policy('team:payments:job:*', 'ci.acme.example');
    await client.open(folder.uri('trust.json'), text, 'json');
    expect((await hover('trust.json', text, 'payments'))?.[0]).toContain('- `payments`: team');
    expect((await hover('trust.json', text, 'ci.acme.example:sub'))?.[0]).toContain('Acme CI');
  });

  it('is plain data for text that is being typed, wherever the mouse is', async () => {
    const whole = `resource "aws_iam_role" "r" {\n  assume_role_policy = <<EOT\n${policy('project_path:a/*')}EOT\n}\n`;
    const uri = folder.uri('main.tf');
    await client.open(uri, '', 'terraform');
    for (let end = 0, version = 2; end < whole.length; end += 17, version++) {
      const contentChanges = [{ text: whole.slice(0, end) }];
      await client.notify('textDocument/didChange', { textDocument: { uri, version }, contentChanges });
      for (const character of [0, 5, 20]) {
        const position = { line: end % 12, character };
        await client.request('textDocument/hover', { textDocument: { uri }, position });
      }
    }
    expect(client.count('oidcTrust/problem')).toBe(0);
    expect(client.count('window/logMessage')).toBe(0);
  });
});
