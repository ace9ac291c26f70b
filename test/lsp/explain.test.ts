/** What the editor asks about tokens, errors and what AWS has deployed. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  COMPARE_DEPLOYED,
  DEPLOYABLE_AT,
  DEPLOYED_HCL,
  type DeployableAtResult,
  EXPLAIN_ERROR,
  EXPLAIN_TOKEN,
  type ExplainTokenResult,
  ISSUER_NAME,
  PROVIDERS,
  type ProvidersResult,
  type TextResult,
} from '../../server/src/protocol.ts';
import { Folder, positionOf, TestClient } from './support.ts';

let folder: Folder;
let client: TestClient;
let uri: string;
beforeEach(async () => {
  folder = new Folder();
  client = await TestClient.start();
  uri = folder.uri('main.tf');
  folder.write('other.tf', role('other', 'project_path:acme/x:ref_type:branch:ref:main'));
  await client.open(uri, TEXT, 'terraform');
});
afterEach(async () => {
  await client.stop();
  folder.dispose();
});

const MAIN = 'project_path:acme/api:ref_type:branch:ref:main';
const OTHER = 'project_path:acme/api:ref_type:branch:ref:other';

function role(name: string, sub: string): string {
  return `resource "aws_iam_role" "${name}" {
  name = "${name}"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = aws_iam_openid_connect_provider.gitlab.arn }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = { StringEquals = { "gitlab.com:sub" = "${sub}" } }
    }]
  })
}
`;
}
const TEXT = `resource "aws_iam_openid_connect_provider" "gitlab" {
  url             = "https://gitlab.com"
  client_id_list  = ["sts.amazonaws.com"]
  thumbprint_list = ["6938FD4D98BAB03FAADB97B34396831E3780AEA1"]
}

${role('deploy', MAIN)}`;

const at = (part: string) => ({ textDocument: { uri }, position: positionOf(TEXT, part) });
const files = () => [uri, folder.uri('other.tf')];

const NOW = Date.parse('2026-11-01T12:00:00Z');
const asked = (sub: string) => ({
  header: { alg: 'RS256', kid: 'k', typ: null },
  claims: Object.entries({
    iss: 'https://gitlab.com',
    sub,
    aud: 'sts.amazonaws.com',
    iat: NOW / 1000 - 60,
    exp: NOW / 1000 + 60,
  }),
  now: NOW,
  signature: { is: 'not checked' },
});

describe('a token', () => {
  it('is walked for the role at the cursor, and offered a fix there', async () => {
    const result = await client.request<ExplainTokenResult>(EXPLAIN_TOKEN, {
      ...at('assume_role_policy'),
      files: files(),
      ...asked(OTHER),
    });
    expect(result.text).toContain('aws_iam_role.deploy');
    expect(result.text).toContain('REFUSED at the layer "conditions"');
    expect(result.text).toMatch(/The other roles:\nrefused +aws_iam_role\.other/);
    expect(result.fixes.map(({ title }) => title)).toEqual([
      `Accept "${OTHER}" too`,
      `Write "${OTHER}" in the place of "${MAIN}"`,
    ]);
    const [fix] = result.fixes;
    expect(fix).toMatchObject({ uri, range: { start: positionOf(TEXT, `"${MAIN}"`) } });
    expect(JSON.stringify(fix!.edit)).toContain(OTHER);
  });

  it('is walked for each instance of the role, and for the role of each call', async () => {
    const each = `{ a = "${MAIN}", b = "${OTHER}" }`;
    const text = `${role('each', '${each.value}').replace('{\n', `{\n  for_each = ${each}\n`)}
module "x" {
  source = "./role"
  sub    = "${MAIN}"
}

module "y" {
  source = "./role"
  sub    = "${OTHER}"
}
`;
    folder.write('role/main.tf', `variable "sub" {}\n${role('called', '${var.sub}')}`);
    folder.write('other.tf', text);
    await client.open(folder.uri('other.tf'), text, 'terraform');
    const question = {
      textDocument: { uri: folder.uri('other.tf') },
      position: positionOf(text, 'assume_role_policy'),
      files: [folder.uri('role/main.tf')],
    };
    const result = await client.request<ExplainTokenResult>(EXPLAIN_TOKEN, { ...question, ...asked(MAIN) });
    expect(result.text).toMatch(
      /aws_iam_role\.each\["a"\] .*\n {2}ACCEPTED[\s\S]*aws_iam_role\.each\["b"\] .*\n {2}REFUSED/,
    );
    expect(result.text).toMatch(
      /^not certain +module\.x\.aws_iam_role\.called .*\nrefused +module\.y\.aws_iam_role\.called/m,
    );
    expect(result.fixes).toEqual([]);
  });

  it('is asked of every role without a cursor', async () => {
    const { text, fixes } = await client.request<ExplainTokenResult>(EXPLAIN_TOKEN, { files: files(), ...asked(MAIN) });
    expect(text).toMatch(/Roles:\naccepted +aws_iam_role\.deploy .*\nrefused +aws_iam_role\.other/);
    expect(fixes).toEqual([]);
  });
});

it('an error is explained for the role at the cursor', async () => {
  const text = 'Not authorized to perform sts:AssumeRoleWithWebIdentity';
  const result = await client.request<TextResult>(EXPLAIN_ERROR, { ...at('assume_role_policy'), files: files(), text });
  expect(result.text).toContain('Layer: the role and its trust policy.');
  expect(await client.request(EXPLAIN_ERROR, { files: files(), text: 'hello' })).toBeNull();
});

it('an issuer has a name, if it is a known one', async () => {
  expect(await client.request(ISSUER_NAME, { issuer: 'https://gitlab.com' })).toContain('GitLab');
  expect(await client.request(ISSUER_NAME, { issuer: 'https://idp.example.com' })).toBeNull();
});

it('providers are listed with what is configured', async () => {
  const providers = await client.request<ProvidersResult>(PROVIDERS, { files: files() });
  expect(providers).toEqual([
    {
      address: 'aws_iam_openid_connect_provider.gitlab',
      uri,
      position: { line: 0, character: 0 },
      issuer: 'https://gitlab.com',
      thumbprints: ['6938fd4d98bab03faadb97b34396831e3780aea1'],
    },
  ]);
});

describe('what is deployed', () => {
  const provider = {
    arn: 'arn:aws:iam::111122223333:oidc-provider/gitlab.com',
    url: 'https://gitlab.com',
    clientIds: ['mine'],
    thumbprints: ['6938fd4d98bab03faadb97b34396831e3780aea1'],
    tags: {},
  };
  const policy = (sub: string) =>
    JSON.stringify({
      Version: '2012-10-17',
      Statement: {
        Effect: 'Allow',
        Principal: { Federated: provider.arn },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: { StringEquals: { 'gitlab.com:sub': sub } },
      },
    });
  const deployed = (sub: string) => ({
    arn: 'arn:aws:iam::111122223333:role/deploy',
    name: 'deploy',
    path: '/',
    description: '',
    maxSessionDuration: 3600,
    permissionsBoundary: '',
    trustPolicy: policy(sub),
    tags: {},
  });

  it('is asked about by what is at the cursor', async () => {
    expect(await client.request<DeployableAtResult>(DEPLOYABLE_AT, at('thumbprint_list'))).toEqual({
      kind: 'provider',
      address: 'aws_iam_openid_connect_provider.gitlab',
    });
    expect(await client.request<DeployableAtResult>(DEPLOYABLE_AT, at('assume_role_policy'))).toEqual({
      kind: 'role',
      address: 'aws_iam_role.deploy',
      name: 'deploy',
    });
  });

  it('is compared with the open text', async () => {
    const one = await client.request<TextResult>(COMPARE_DEPLOYED, { ...at('thumbprint_list'), providers: [provider] });
    expect(one.text).toContain(
      'client_id_list: only in the file: sts.amazonaws.com\n  client_id_list: only in AWS: mine\n',
    );
    expect(one.text).not.toContain('thumbprint_list');
    const registered = { ...provider, clientIds: ['sts.amazonaws.com'] };
    const same = await client.request<TextResult>(COMPARE_DEPLOYED, {
      ...at('assume_role_policy'),
      providers: [registered],
      role: deployed(MAIN),
    });
    expect(same.text).toContain('the same: ');
    const moved = await client.request<TextResult>(COMPARE_DEPLOYED, {
      ...at('assume_role_policy'),
      providers: [registered],
      role: deployed(OTHER),
    });
    expect(moved.text).toContain(`gets in then:  GitLab.com CI/CD: ${MAIN}`);
    const missing = await client.request<TextResult>(COMPARE_DEPLOYED, {
      ...at('assume_role_policy'),
      providers: [],
      role: null,
    });
    expect(missing.text).toContain('not deployed');
  });

  it('is written as Terraform', async () => {
    const { text } = await client.request<TextResult>(DEPLOYED_HCL, { provider });
    expect(text).toContain('resource "aws_iam_openid_connect_provider" "gitlab_com" {');
    expect((await client.request<TextResult>(DEPLOYED_HCL, { role: deployed(MAIN) })).text).toContain(
      'assume_role_policy = jsonencode({',
    );
  });
});
