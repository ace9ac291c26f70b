/** Comments that ignore findings: which ones, where, and what is wrong with the comments themselves. */
import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../../server/src/core/text/edit.ts';
import { fixAllEdits } from '../../../server/src/features/codeActions.ts';
import { analyse, textAt } from '../../support/analyse.ts';

const RULE = 'provider/client-ids';

/** A provider with one fault in each of two lines, and room for comments. */
function provider({ before = '', inside = '', url = '', ids = '' }): string {
  return `${before}resource "aws_iam_openid_connect_provider" "github" {
${inside}  url            = "http://token.actions.githubusercontent.com"${url}
  client_id_list = ["sts.amazon.com"]${ids}
}
`;
}

function found(text: string): string[] {
  return analyse('terraform', text).findings.map((finding) => `${finding.rule}: ${textAt(text, finding)}`);
}

/** All but what the comments themselves are guilty of. */
function left(text: string): string[] {
  return analyse('terraform', text)
    .findings.map(({ rule }) => rule)
    .filter((rule) => !rule.startsWith('config/'));
}

describe('a comment that ignores', () => {
  it('stays as long as there is another safe fix, which may need it', () => {
    const unused = '  # oidc-trust-ignore provider/url-slash: meant\n';
    const fixedOnce = (text: string): string => {
      const report = analyse('terraform', text);
      return applyEdits(text, fixAllEdits(report, report.findings[0]!.range.file));
    };
    const once = fixedOnce(provider({ inside: unused }));
    expect(once).toBe(provider({ inside: unused }).replace('http:', 'https:'));
    expect(fixedOnce(once)).toBe(provider({}).replace('http:', 'https:'));
  });

  it('covers its own line', () => {
    expect(left(provider({}))).toEqual(['provider/url', RULE]);
    for (const comment of [
      ` # oidc-trust-ignore ${RULE}: meant`,
      ` // oidc-trust-ignore ${RULE}: meant`,
      ` /* oidc-trust-ignore ${RULE}: meant */`,
      ` #oidc-trust-ignore  ${RULE} :meant`,
    ])
      expect(found(provider({ ids: comment })), comment).toEqual([
        'provider/url: "http://token.actions.githubusercontent.com"',
      ]);
  });

  it('covers the line behind it, with other comments in between', () => {
    for (const comment of [
      `  # oidc-trust-ignore provider/url: meant\n`,
      `  // oidc-trust-ignore provider/url: meant\n  # It is an old one.\n`,
      `  /*\n   * oidc-trust-ignore provider/url: meant\n   */\n`,
      `  /* oidc-trust-ignore provider/url: meant */ `,
    ])
      expect(found(provider({ inside: comment })), comment).toEqual([`${RULE}: "sts.amazon.com"`]);
  });

  it('covers the whole of what begins on that line', () => {
    expect(found(provider({ before: `# oidc-trust-ignore ${RULE}, provider/url: meant\n` }))).toEqual([]);
    expect(found(provider({ before: '# oidc-trust-ignore provider/*: meant\n' }))).toEqual([]);
    const heredoc = `resource "aws_iam_role" "r" {
  # oidc-trust-ignore policy/*: meant
  assume_role_policy = <<-EOF
    {
      "x": "2012-10-17",
      "Statement": [{ "Effect": "Allow", "Action": "sts:AssumeRole", "Principal": { "Federated": "accounts.google.com" } }]
      "y"
    }
  EOF
}
`;
    expect(left(heredoc.replace(/ *#.*\n/, ''))).toEqual(['policy/unknown-element', 'policy/syntax']);
    expect(left(heredoc)).toEqual([]);
    const list = `${provider({})}
resource "aws_iam_openid_connect_provider" "gitlab" {
  url            = "https://gitlab.com"
  client_id_list = [
    # oidc-trust-ignore ${RULE}: meant
    "sts.amazon.com",
    "sts.amazonaws.com.",
  ]
}
`;
    expect(left(list).filter((rule) => rule === RULE)).toHaveLength(2);
  });

  it('covers nothing over an empty line, and nothing above it', () => {
    expect(left(provider({ inside: `  # oidc-trust-ignore ${RULE}: meant\n\n` }))).toEqual(['provider/url', RULE]);
    expect(left(provider({ ids: '\n  # oidc-trust-ignore provider/url: meant' }))).toEqual(['provider/url', RULE]);
  });

  it('is only one where the comment begins with it', () => {
    for (const comment of [
      `  # see oidc-trust-ignore provider/url: meant\n`,
      `  # oidc-trust-ignored provider/url: meant\n`,
      `  # OIDC-TRUST-IGNORE provider/url: meant\n`,
    ])
      expect(found(provider({ inside: comment })), comment).toEqual(found(provider({})));
    const text = provider({}).replace('"sts.amazon.com"', '"# oidc-trust-ignore provider/url: x"');
    expect(left(text)).toContain('provider/url');
  });
});

describe('a comment that ignores nothing', () => {
  it('is told by the name that is of no use, and goes with its line', () => {
    const text = provider({ inside: `  # oidc-trust-ignore provider/url, ${RULE}: meant\n` });
    const [unused] = analyse('terraform', text).findings.filter(({ rule }) => rule === 'config/unused-suppression');
    expect(textAt(text, unused!)).toBe(RULE);
    expect(unused).toMatchObject({ severity: 'information' });
    expect(applyEdits(text, unused!.fixes()[0]!.edits)).toContain('  # oidc-trust-ignore provider/url: meant\n');
    const trailing = provider({}).replace('}', '} # oidc-trust-ignore provider/url: meant') + provider({});
    const [other] = analyse('terraform', trailing).findings.filter(({ rule }) => rule === 'config/unused-suppression');
    expect(applyEdits(trailing, other!.fixes()[0]!.edits)).toBe(provider({}) + provider({}));
  });

  it('is not told while the file cannot be read, or nothing follows yet', () => {
    const text = provider({ inside: '  # oidc-trust-ignore oidc/nobody: meant\n' });
    expect(found(text)).toContain('config/unused-suppression: oidc/nobody');
    expect(found(`${text}resource "aws_iam_role" {`).filter((line) => line.startsWith('config/'))).toEqual([]);
    expect(
      found(`${provider({})}# oidc-trust-ignore oidc/nobody`).filter((line) => line.startsWith('config/')),
    ).toEqual([]);
  });

  it('names a rule that there is not, or none', () => {
    expect(found(provider({ inside: '  # oidc-trust-ignore provider/urll: meant\n' }))).toContain(
      'config/unknown-rule: provider/urll',
    );
    expect(found(provider({ inside: '  # oidc-trust-ignore\n' }))).toContain(
      'config/unknown-rule: # oidc-trust-ignore',
    );
  });
});

it('asks for a reason', () => {
  for (const comment of ['', ':', ': reason'])
    expect(found(provider({ url: ` # oidc-trust-ignore provider/url${comment}` })), comment).toContain(
      `config/suppression-reason: # oidc-trust-ignore provider/url${comment}`,
    );
});

describe('comments that are made to take time', () => {
  const item = (name: string): string => `output "${name}" {\n  value = 1\n}\n`;

  // Where each is compared with all others, these take hours.
  it.each([
    ['in a row', '# oidc-trust-ignore oidc/*: x\n'.repeat(30_000) + item('x'), 30_000],
    [
      'before items of their own',
      Array.from({ length: 30_000 }, (_, i) => `# oidc-trust-ignore oidc/*: x\n${item(`x${i}`)}`).join(''),
      30_000,
    ],
    ['on one line', `${'/* oidc-trust-ignore oidc/*, a: */ '.repeat(30_000)}\n${item('x')}`, 90_000],
    ['without a colon', '# oidc-trust-ignore oidc/*\n'.repeat(30_000) + item('x'), 60_000],
  ])('%s', (_, text, count) => {
    expect(found(text)).toHaveLength(count);
  });

  it('no more names are read than there are rules', () => {
    const text = `# oidc-trust-ignore ${'oidc/*, '.repeat(300_000)}: x\n${item('x')}`;
    expect(found(text)).toHaveLength(500);
  });
});
