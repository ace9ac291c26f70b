/** What a file says causes no connection: every host that this one names is a real server, and none is contacted. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { OFFERED_COMMANDS } from '../../server/src/protocol.ts';
import { cli, workspace } from '../cli/support.ts';
import type { Idp } from '../live/idp.ts';
import { setUp } from '../live/setUp.ts';
import { Folder, positionOf, rangeOf, TestClient } from './support.ts';

const world = setUp();
let folder: Folder;
beforeEach(() => {
  folder = new Folder();
});
afterEach(() => folder.dispose());

const REQUESTS = [
  'textDocument/hover',
  'textDocument/completion',
  'textDocument/definition',
  'textDocument/references',
  'textDocument/documentLink',
  'textDocument/documentSymbol',
  'textDocument/codeLens',
  'textDocument/prepareRename',
  'oidcTrust/providerAt',
  'oidcTrust/access',
  'oidcTrust/renderedPolicy',
];

function hostileTf(issuer: string): string {
  const host = issuer.replace('https://', '');
  return `module "far" {
  source = "${issuer}/module.zip"
}

resource "aws_iam_openid_connect_provider" "idp" {
  url             = "${issuer}"
  client_id_list  = ["${issuer}"]
  thumbprint_list = [data.tls_certificate.idp.certificates[0].sha1_fingerprint]
}

data "tls_certificate" "idp" {
  url = "${issuer}/keys"
}

resource "aws_iam_role" "deploy" {
  assume_role_policy = jsonencode({
    "$schema" = "${issuer}/schema.json"
    Version   = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = aws_iam_openid_connect_provider.idp.arn }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = { StringEquals = { "${host}:aud" = file("${issuer}/aud") } }
    }]
  })
}
`;
}

it('whatever the editor asks', async () => {
  const idp = await world.idp();
  const text = hostileTf(idp.issuer);
  const uri = folder.uri('main.tf');
  const client = await TestClient.start({
    initializationOptions: { commands: OFFERED_COMMANDS, opensDiscovery: true },
  });
  await client.open(uri, text);
  const textDocument = { uri };
  for (const place of [idp.issuer, 'thumbprint_list', 'Federated', ':aud', 'module.zip']) {
    const position = positionOf(text, place);
    const context = { includeDeclaration: true };
    for (const method of REQUESTS) await client.request(method, { textDocument, position, context });
    const range = rangeOf(text, place);
    await client.request('textDocument/codeAction', { textDocument, range, context: { diagnostics: [] } });
  }
  await client.rules(uri);
  await client.stop();
  await expectNobodyCame(idp);
});

it('whatever the command line checks', async () => {
  const idp = await world.idp();
  const cwd = workspace({ 'main.tf': hostileTf(idp.issuer) });
  for (const args of [
    ['check', '.'],
    ['who', '.'],
    ['render', 'main.tf'],
    ['check', '--fix', '.'],
  ])
    await cli(cwd, args);
  await expectNobodyCame(idp);
});

/** The look-up at the end is the only one that came: for the chain, the discovery document and the keys. */
async function expectNobodyCame(idp: Idp): Promise<void> {
  expect(idp.sockets.accepted).toBe(0);
  await world.look(idp.issuer);
  expect(idp.sockets.accepted).toBe(3);
}
