import { afterEach, beforeEach, expect, it } from 'vitest';
import { RENDERED_POLICY, type RenderedPolicyResult } from '../../server/src/protocol.ts';
import { Folder, positionOf, TestClient } from './support.ts';

let folder: Folder;
let client: TestClient;
beforeEach(async () => {
  folder = new Folder();
  client = await TestClient.start();
});
afterEach(async () => {
  await client.stop();
  folder.dispose();
});

const TEXT = `variable "org" {}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
  }
}

resource "aws_iam_role" "ci" {
  assume_role_policy = jsonencode({ Id = var.org })
}
`;

it('shows the role or the document around the cursor', async () => {
  const uri = folder.uri('main.tf');
  await client.open(uri, TEXT, 'terraform');
  const at = (part: string) =>
    client.request<RenderedPolicyResult | null>(RENDERED_POLICY, {
      textDocument: { uri },
      position: positionOf(TEXT, part),
    });
  const document = await at('sts:AssumeRole');
  expect(document?.title).toBe('data.aws_iam_policy_document.trust');
  expect(JSON.parse(document!.text)).toMatchObject({ Statement: [{ Action: 'sts:AssumeRole' }] });
  expect(await at('jsonencode')).toEqual({
    title: 'aws_iam_role.ci',
    text: '// Not fully known: var.org\n{\n  "Id": "${var.org}"\n}\n',
  });
  expect(await at('variable')).toBeNull();
});
