/** The policy at the cursor for IAM Access Analyzer, and where its findings stand in the open text. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  ANALYZER_PLACES,
  type AnalyzerFinding,
  type AnalyzerPlacesResult,
  POLICIES_AT,
  type PoliciesAtResult,
} from '../../server/src/protocol.ts';
import { Folder, positionOf, rangeOf, TestClient } from './support.ts';

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

const TEXT = `resource "aws_iam_role" "ci" {
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "AWS"
      identifiers = ["111122223333"]
    }
  }
}

data "aws_iam_policy_document" "permissions" {
  statement {
    actions   = ["s3:GetObject"]
    resources = ["*"]
  }
}

resource "aws_iam_role" "open" {
  assume_role_policy = var.policy
}
`;
const FINDING: AnalyzerFinding = {
  type: 'WARNING',
  code: 'INVALID_ACTION',
  details: 'said by AWS',
  link: 'https://docs.aws.amazon.com/x',
  locations: [{ path: [{ value: 'Statement' }, { index: 0 }, { value: 'Action' }], span: { start: 0, end: 1 } }],
};

it('gives the policy of the role or document at the cursor, and its findings their places', async () => {
  const uri = folder.uri('main.tf');
  await client.open(uri, TEXT, 'terraform');
  const at = (part: string) => ({ textDocument: { uri }, position: positionOf(TEXT, part) });
  const ask = (part: string) => client.request<PoliciesAtResult | null>(POLICIES_AT, at(part));
  const found = await ask('assume_role_policy');
  expect(found).toMatchObject({ title: 'aws_iam_role.ci', texts: [expect.stringContaining('sts:AssumeRole')] });
  expect(found?.problem).toBeUndefined();
  expect(await ask('identifiers')).toMatchObject({ title: 'data.aws_iam_policy_document.trust', texts: found!.texts });
  expect(await ask('s3:GetObject'), 'no trust policy').toBeNull();
  expect(await ask('var.policy')).toMatchObject({ problem: expect.stringContaining('var.policy') as string });

  const places = (text: string) =>
    client.request<AnalyzerPlacesResult | null>(ANALYZER_PLACES, {
      ...at('assume_role_policy'),
      answers: [{ text, findings: [FINDING] }],
    });
  const { type, code, details, link } = FINDING;
  expect(await places(found!.texts[0]!)).toEqual([
    { uri, range: rangeOf(TEXT, '"sts:AssumeRole"'), type, code, details, link, rule: expect.any(String) as string },
  ]);
  expect(await places('{}'), 'the policy changed').toBeNull();
});
