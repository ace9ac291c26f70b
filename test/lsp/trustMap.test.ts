/** The trust map over the protocol: of all files that are asked about, and as they are in the editor. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { LEARNED, TRUST_MAP, type TrustMapResult } from '../../server/src/protocol.ts';
import { Folder, rangeOf, TestClient } from './support.ts';

let folder: Folder;
let client: TestClient;
beforeEach(async () => {
  folder = new Folder();
  folder.write('oidc.tf', PROVIDER);
  folder.write('deploy.tf', DEPLOY);
  folder.write('trust.json', TRUST);
  folder.write('app/main.tf', CALLED);
  folder.write('app/trust.json', TRUST.replace('acme/json', 'acme/app'));
  client = await TestClient.start({ folders: [folder.uri('')] });
});
afterEach(async () => {
  await client.stop();
  folder.dispose();
});

const ISSUER = 'gitlab.com';
const PROVIDER = `resource "aws_iam_openid_connect_provider" "gitlab" {
  url             = "https://${ISSUER}"
  client_id_list  = ["sts.amazonaws.com"]
}
`;
const policy = (project: string) => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Federated: `arn:aws:iam::111122223333:oidc-provider/${ISSUER}` },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: { StringEquals: { [`${ISSUER}:sub`]: `project_path:${project}:ref_type:branch:ref:main` } },
    },
  ],
});
const DEPLOY = `resource "aws_iam_role" "deploy" {
  assume_role_policy = jsonencode(${JSON.stringify(policy('acme/deploy'))})
}
`;
const TRUST = JSON.stringify(policy('acme/json'), null, 2);
const CALLED = `resource "aws_iam_role" "app" {
  assume_role_policy = file("\${path.module}/trust.json")
}
`;

const CALLS = ['api', 'web']
  .map((name) => `module "${name}" {\n  source  = "../../modules/role"\n  project = "acme/${name}"\n}\n`)
  .join('');

const ask = (): Promise<TrustMapResult> =>
  client.request(TRUST_MAP, {
    files: ['oidc.tf', 'deploy.tf', 'trust.json', 'app/main.tf', 'app/trust.json', 'gone.tf'].map((name) =>
      folder.uri(name),
    ),
  });

it('draws the roles of all files, and a policy file only where it is no role of them', async () => {
  const { issuers, subjects, roles, edges, notFederated } = await ask();
  expect(issuers.map(({ name, issuer }) => [name, issuer])).toEqual([['GitLab.com CI/CD', ISSUER]]);
  expect(roles.map(({ title, verdict }) => [title, verdict])).toEqual([
    ['aws_iam_role.app', 'exact'],
    ['aws_iam_role.deploy', 'exact'],
    ['trust.json', 'exact'],
  ]);
  expect([subjects.length, edges.length, notFederated]).toEqual([3, 3, 0]);
});

it('draws a role with what each call of its module gives it', async () => {
  folder.write(
    'modules/role/main.tf',
    `variable "project" {}\n${DEPLOY.replace('acme/deploy', '$' + '{var.project}')}`,
  );
  folder.write('stacks/prod/main.tf', CALLS);
  const files = ['modules/role/main.tf', 'stacks/prod/main.tf'].map((name) => folder.uri(name));
  const { roles, subjects } = await client.request<TrustMapResult>(TRUST_MAP, { files });
  expect(roles.map(({ title, verdict }) => [title, verdict])).toEqual([
    ['module.api.aws_iam_role.deploy', 'exact'],
    ['module.web.aws_iam_role.deploy', 'exact'],
  ]);
  expect(subjects.map(({ text }) => text)).toEqual([
    expect.stringContaining('acme/api'),
    expect.stringContaining('acme/web'),
  ]);
});

it('tells when it knows who calls what, without a document that is open', async () => {
  folder.write(
    'modules/role/main.tf',
    `variable "project" {}\n${DEPLOY.replace('acme/deploy', '$' + '{var.project}')}`,
  );
  folder.write('stacks/prod/main.tf', CALLS);
  const other = await TestClient.start({
    folders: [folder.uri('')],
    initializationOptions: { learnedNotifications: true },
  });
  const files = [folder.uri('modules/role/main.tf')];
  const titles = async () =>
    (await other.request<TrustMapResult>(TRUST_MAP, { files })).roles.map(({ title }) => title);
  expect(await titles()).toEqual(['aws_iam_role.deploy']);
  await other.next(LEARNED);
  expect(await titles()).toEqual(['module.api.aws_iam_role.deploy', 'module.web.aws_iam_role.deploy']);
  await other.stop();
});

it('says where everything stands', async () => {
  const { subjects, roles } = await ask();
  const deploy = roles.find(({ title }) => title === 'aws_iam_role.deploy')!;
  expect(deploy).toMatchObject({
    uri: folder.uri('deploy.tf'),
    range: rangeOf(DEPLOY, 'resource "aws_iam_role" "deploy"'),
  });
  const app = subjects.find(({ text }) => text.includes('acme/app'))!;
  expect(app.uri).toBe(folder.uri('app/trust.json'));
});

it('follows what is typed', async () => {
  const uri = folder.uri('deploy.tf');
  await client.open(uri, DEPLOY);
  await client.replace(uri, DEPLOY, 'StringEquals', 'StringLike', 2);
  const text = DEPLOY.replace('StringEquals', 'StringLike');
  await client.replace(uri, text, 'acme/deploy:ref_type:branch:ref:main', 'acme/*', 3);
  const { roles } = await ask();
  expect(roles.map(({ title, verdict }) => [title, verdict])).toContainEqual(['aws_iam_role.deploy', 'tenant']);
});
