import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DIFFERENCE, type DifferenceParams, type DifferenceResult } from '../../server/src/protocol.ts';
import { TRUST_JSON } from './samples.ts';
import { Folder, rangeOf, TestClient } from './support.ts';

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

const role = (name: string, subject: string): string => `resource "aws_iam_role" "${name}" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = "arn:aws:iam::111122223333:oidc-provider/gitlab.com" }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = {
        StringEquals = { "gitlab.com:aud" = "https://gitlab.com" }
        StringLike   = { "gitlab.com:sub" = "${subject}" }
      }
    }]
  })
}
`;
const MAIN = 'project_path:acme/api:ref_type:branch:ref:main';
const DEV = 'project_path:acme/api:ref_type:branch:ref:dev';
const NARROW = role('ci', MAIN);
const OTHER = role('other', MAIN);

function difference(uri: string, before: DifferenceParams['before']): Promise<DifferenceResult> {
  return client.request<DifferenceResult>(DIFFERENCE, { textDocument: { uri }, before });
}

describe('oidcTrust/difference', () => {
  it('says of each role of the document what became of it, at its name', async () => {
    const uri = folder.uri('main.tf');
    const now = role('ci', DEV) + OTHER + role('new', MAIN);
    await client.open(uri, now);
    const range = (name: string) => rangeOf(now, `resource "aws_iam_role" "${name}"`);
    const aud = '(aud https://gitlab.com)';
    expect(await difference(uri, [{ uri, text: NARROW + OTHER }])).toEqual([
      { range: range('ci'), text: `moves: ${DEV} ${aud} gets in, ${MAIN} ${aud} no longer does` },
      { range: range('new'), text: `new: ${MAIN} ${aud} gets in` },
    ]);
    expect(await difference(uri, [{ uri, text: now }])).toEqual([]);
    expect(await difference(uri, [])).toEqual([]);
  });

  it('follows what is typed', async () => {
    const uri = folder.uri('main.tf');
    await client.open(uri, NARROW);
    const now = await client.replace(uri, NARROW, 'branch:ref:main', 'branch:ref:*', 2);
    const [lens, ...more] = await difference(uri, [{ uri, text: NARROW }]);
    expect([lens!.text, more]).toEqual([
      expect.stringMatching(/^widens: project_path:acme\/api:ref_type:branch:ref:\S+ \(.* gets in$/),
      [],
    ]);
    expect(await difference(uri, [{ uri, text: role('ci', '*') }])).toMatchObject([
      { text: expect.stringMatching(/^narrows: /) },
    ]);
    await client.replace(uri, now, 'Version = "2012-10-17"', 'Version =   "2012-10-17"', 3);
    expect(await difference(uri, [{ uri, text: now }])).toMatchObject([{ text: 'same: whoever gets in did before' }]);
  });

  it('sees what changed in another file, also in one that was deleted or is new', async () => {
    const uri = folder.uri('main.tf');
    const other = folder.uri('locals.tf');
    const locals = (subject: string) => `locals {\n  subject = "${subject}"\n}\n`;
    folder.write('locals.tf', locals(DEV));
    await client.open(uri, role('ci', '${local.subject}'));
    const texts = async (before: DifferenceParams['before']) => (await difference(uri, before)).map(({ text }) => text);
    expect(await texts([{ uri: other, text: locals(MAIN) }])).toEqual([expect.stringMatching(/^moves: /)]);
    expect(await texts([{ uri: other, text: null }])).toEqual(['changed: not certain who gets in']);
    expect(await texts([{ uri: folder.uri('more.tf'), text: 'locals {}\n' }])).toEqual([]);
  });

  it('hears of what changes on disk, and in other documents', async () => {
    const uri = folder.uri('main.tf');
    const locals = folder.uri('locals.tf');
    const say = (subject: string) => `locals {\n  subject = "${subject}"\n}\n`;
    folder.write('locals.tf', say(MAIN));
    const now = role('ci', '${local.subject}');
    await client.open(uri, now);
    const before = [{ uri, text: now.replace('${local.subject}', '${local.subject}*') }];
    const texts = async () => (await difference(uri, before)).map(({ text }) => text.split(':')[0]);
    expect(await texts()).toEqual(['narrows']);
    folder.write('locals.tf', say('project_path:acme/api:*'));
    await client.changedOnDisk(locals);
    expect(await texts()).toEqual(['same']);
    await client.open(locals, say(MAIN));
    expect(await texts()).toEqual(['narrows']);
  });

  it('compares trust policies in JSON', async () => {
    const uri = folder.uri('trust.json');
    await client.open(uri, TRUST_JSON.replace('api:*', 'api:ref_type:branch:ref:main'), 'json');
    const found = await difference(uri, [{ uri, text: TRUST_JSON }]);
    expect(found).toMatchObject([{ text: expect.stringMatching(/^widens: /) }]);
    await client.open(folder.uri('other.json'), '{}', 'json');
    expect(await difference(folder.uri('other.json'), [{ uri: folder.uri('other.json'), text: '[]' }])).toEqual([]);
  });

  it('changes nothing of what the server says elsewhere', async () => {
    const uri = folder.uri('main.tf');
    await client.open(uri, NARROW);
    const before = await client.items(uri);
    await difference(uri, [{ uri, text: role('ci', 'project_path:*') }]);
    expect(await client.items(uri)).toEqual(before);
  });
});
