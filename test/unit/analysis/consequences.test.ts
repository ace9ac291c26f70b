/** What is said to be safe leaves alone who gets in: on every surface, for roles that work, and for strangers. */
import { describe, expect, it } from 'vitest';
import { lazyReport, partsOf, type Report } from '../../../server/src/core/analysis/report.ts';
import { findFix, fixAllEdits, hasFixAll, keyOf } from '../../../server/src/features/codeActions.ts';
import { check, type Files } from '../../support/fixed.ts';

const HOST = 'token.actions.githubusercontent.com';

interface Policy {
  readonly action?: string;
  readonly operator?: string;
  readonly subject: string | readonly string[];
  readonly key?: string;
  /** More statements, in front. */
  readonly others?: readonly object[];
}

function policy({ action = 'sts:AssumeRoleWithWebIdentity', operator = 'StringLike', key, ...rest }: Policy): string {
  const audience = { [`${HOST}:aud`]: 'sts.amazonaws.com' };
  const subject = { [key ?? `${HOST}:sub`]: rest.subject };
  const allow = {
    Effect: 'Allow',
    Principal: { Federated: `arn:aws:iam::111122223333:oidc-provider/${HOST}` },
    Action: action,
    Condition:
      operator === 'StringEquals'
        ? { StringEquals: { ...audience, ...subject } }
        : { StringEquals: audience, [operator]: subject },
  };
  return JSON.stringify({ Version: '2012-10-17', Statement: [...(rest.others ?? []), allow] }, null, 2);
}

/** The same policy in all the places in which a role's policy is read. */
const SURFACES: Readonly<Record<string, (json: string) => Files>> = {
  'a JSON file': (json) => ({ 'trust.json': json }),
  'a heredoc': (json) => ({
    'main.tf': `resource "aws_iam_role" "a" {\n  assume_role_policy = <<EOF\n${json}\nEOF\n}\n`,
  }),
  jsonencode: (json) => ({
    'main.tf': `resource "aws_iam_role" "a" {\n  assume_role_policy = jsonencode(${json})\n}\n`,
  }),
  'a local value in another file': (json) => ({
    'locals.tf': `locals {\n  trust = ${json}\n}\n`,
    'main.tf': 'resource "aws_iam_role" "a" {\n  assume_role_policy = jsonencode(local.trust)\n}\n',
  }),
};

function fixesOf(report: Report, rule: string): readonly string[] {
  return report.findings.filter((one) => one.rule === rule).flatMap((one) => one.fixes().map(({ safety }) => safety));
}

const TYPO = 'sts:AssumeRoleWithWebIdendity';

describe.each(Object.entries(SURFACES))('a fix in %s', (_, files) => {
  const safetyOf = (rule: string, one: Policy): readonly string[] => fixesOf(check(files(policy(one))), rule);

  it('is safe where it brings a role to life for those who are named', () => {
    expect(safetyOf('action/unknown', { action: TYPO, subject: 'repo:acme/api:*' })).toEqual(['safe']);
  });

  it('is to be reviewed where it lets strangers in', () => {
    expect(safetyOf('action/unknown', { action: TYPO, subject: 'repo:*' })).toEqual(['review']);
    expect(safetyOf('oidc/nobody', { subject: 'repo:*:ref:refs/head/main' })).toEqual(['review']);
  });

  it('is to be reviewed where it makes a role wider that somebody uses', () => {
    const subject = ['repo:acme/web:ref:refs/heads/main', 'repo:acme/api:*'];
    expect(safetyOf('condition/wildcard-literal', { operator: 'StringEquals', subject })).toEqual(['review']);
  });

  it('is to be reviewed where it shuts a role that somebody uses', () => {
    const deny = {
      Effect: 'Deny',
      Principal: { Federated: `arn:aws:iam::111122223333:oidc-provider/${HOST}` },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: { StringEquals: { [`${HOST}:sub`]: 'repo:acme/*' } },
    };
    expect(safetyOf('condition/wildcard-literal', { subject: 'repo:acme/api:*', others: [deny] })).toEqual(['review']);
  });

  it('is not made together with another that only both let strangers in', () => {
    const both = policy({ action: TYPO, key: `https://${HOST}:sub`, subject: 'repo:*' });
    const report = check(files(both));
    expect([...fixesOf(report, 'action/unknown'), ...fixesOf(report, 'condition/key-format')]).toEqual([
      'safe',
      'safe',
    ]);
    const [file] = Object.keys(files(both));
    expect(fixAllEdits(report, file!)).toHaveLength(1);
  });
});

describe('of many faults', () => {
  const roles = Array.from(
    { length: 30 },
    (_, i) => `resource "aws_iam_role" "r${i}" {
  assume_role_policy = jsonencode(${policy({ action: TYPO, subject: 'repo:acme/api:*' })})
}
`,
  );
  const files = { 'main.tf': roles.join('') };

  /** The report, and whose fixes somebody looked at. */
  function watched(): { readonly report: Report; readonly looked: Set<number> } {
    const report = check(files);
    const looked = new Set<number>();
    const findings = report.findings.map((finding) => {
      const fixes = (): ReturnType<typeof finding.fixes> => {
        looked.add(finding.range.start);
        return finding.fixes();
      };
      return { ...finding, fixes };
    });
    const { masked, problems } = report;
    return { report: lazyReport({ findings, masked, problems }, partsOf([report])), looked };
  }

  it('one is enough to offer that all are repaired', () => {
    const { report, looked } = watched();
    expect(hasFixAll(report, 'main.tf')).toBe(true);
    expect(looked.size).toBe(1);
    expect(fixAllEdits(report, 'main.tf')).toHaveLength(30);
  });

  it('the fix of one is found without those of the others', () => {
    const { report, looked } = watched();
    const text = files['main.tf'];
    const finding = report.findings.filter(({ rule }) => rule === 'action/unknown')[7]!;
    const [fix] = finding.fixes();
    const key = keyOf(text, finding, fix!);
    looked.clear();
    const other = { ...key, rule: 'no/such', start: 0 };
    expect(findFix(report, text, other)).toBeUndefined();
    expect(looked.size).toBe(0);
    expect(findFix(report, text, key)).toEqual(fix);
  });

  it('nothing is offered where none is safe', () => {
    const wide = { 'main.tf': roles.join('').replaceAll('repo:acme/api:*', 'repo:*') };
    expect(hasFixAll(check(wide), 'main.tf')).toBe(false);
  });
});
