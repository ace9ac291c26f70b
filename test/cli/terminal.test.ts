import { describe, expect, it } from 'vitest';
import { escapeControls, safeJson } from '../../server/src/cli/report/escape.ts';
import { cli, workspace } from './support.ts';

const HOSTILE = '\u001b]0;owned\u0007\u001b[31m\u009b2J\u202e\r\u0008';
const ROLE = (subject: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/gitlab.com' },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: { StringEquals: { 'gitlab.com:aud': 'https://gitlab.com', 'gitlab.com:sub': subject } },
    },
  });

describe('what goes to a terminal', () => {
  it('spells control characters and directional marks out', () => {
    expect(escapeControls(`a${HOSTILE}b\u2028\ud800`)).toBe(
      'a\\u{1b}]0;owned\\u{7}\\u{1b}[31m\\u{9b}2J\\u{202e}\\r\\u{8}b\\u{2028}\\u{d800}',
    );
    expect(escapeControls('é 名前 👩‍🚀')).toBe('é 名前 👩‍🚀');
  });

  it('keeps the value in JSON', () => {
    const value = { text: `${HOSTILE}\u007f é` };
    expect(safeJson(value)).toMatch(/^[\x20-\x7e]*é[\x20-\x7e]*$/);
    expect(JSON.parse(safeJson(value))).toEqual(value);
  });

  it.each(['pretty', 'json', 'sarif', 'github', 'gitlab', 'junit'])(
    'is never moved by a file under check (%s)',
    async (format) => {
      const cwd = workspace({
        [`trust${'\u001b'}[31m.json`]: ROLE(`project_path:acme/api:ref_type:branch:ref:* ${HOSTILE}`).replaceAll(
          '\\u001b',
          '\u001b',
        ),
        'main.tf': `locals {\n  x = "${HOSTILE}"\n  y = \n}\nresource "aws_iam_role" "a\u001b[31m" {\n  assume_role_policy = <<-EOT\n${ROLE('project_path:a\u001b[1m/b:*')}\nEOT\n}\n`,
      });
      const { stdout, stderr } = await cli(cwd, ['check', '--format', format, '.']);
      for (const text of [stdout, stderr]) expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/u);
    },
  );

  it('is coloured only where a person reads, who did not say no', async () => {
    const cwd = workspace({ 'trust.json': ROLE('project_path:acme/api:ref_type:branch:ref:*') });
    const plain = (await cli(cwd, ['check', '.'])).stdout;
    const coloured = (await cli(cwd, ['check', '.'], { isTTY: true, columns: 100 })).stdout;
    expect(plain).not.toContain('\u001b');
    expect(coloured).toContain('\u001b[31m');
    expect((await cli(cwd, ['check', '.'], { isTTY: true, columns: 100, env: { NO_COLOR: '1' } })).stdout).toBe(plain);
    expect((await cli(cwd, ['check', '.'], { isTTY: true, columns: 100, env: { TERM: 'dumb' } })).stdout).toBe(plain);
  });
});
