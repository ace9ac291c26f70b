/** What is offered is right: accepted as it stands, it is no error at its place, and no key of another issuer. */
import { describe, expect, it } from 'vitest';
import { builtinProviders } from '../../server/src/core/oidc/actions.ts';
import { providers } from '../../server/src/core/oidc/catalogue.ts';
import { issuerSkeletons, plainText, subjectSkeletons } from '../../server/src/core/oidc/skeletons.ts';
import { newTrust } from '../../server/src/features/newTrust.ts';
import { analyse, analyseModule } from '../support/analyse.ts';
import { accept, complete } from '../support/completion.ts';

const SURFACES = [
  'json',
  'jsonencode',
  'heredoc',
  'string',
  'policy-document',
  'string of JSON syntax',
  'jsonencode of JSON syntax',
  'policy-document of JSON syntax',
] as const;
type Surface = (typeof SURFACES)[number];

interface Statement {
  readonly issuer: string;
  readonly actions?: string;
  readonly operator?: string;
  readonly key?: string;
  readonly value?: string;
}

/** A statement that is right, but for what a test puts in its place. */
function policy(surface: Surface, given: Statement): { text: string; file: string } {
  const arn = builtinProviders.includes(given.issuer)
    ? given.issuer
    : `arn:aws:iam::111122223333:oidc-provider/${given.issuer}`;
  const {
    operator = 'StringEquals',
    key = `${given.issuer}:aud`,
    value = 'x',
    actions = 'sts:AssumeRoleWithWebIdentity',
  } = given;
  const json = `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": { "Federated": "${arn}" },
      "Action": "${actions}",
      "Condition": {
        "${operator}": { "${key}": "${value}" }
      }
    }
  ]
}`;
  const role = (written: string): string => `resource "aws_iam_role" "r" {\n  assume_role_policy = ${written}\n}\n`;
  switch (surface) {
    case 'json':
      return { text: json, file: 'trust.json' };
    case 'jsonencode':
      return { text: role(`jsonencode(${json.replaceAll('":', '" =')})`), file: 'main.tf' };
    case 'heredoc':
      return { text: role(`<<EOT\n${json}\nEOT`), file: 'main.tf' };
    case 'string':
      return { text: role(`"${json.replaceAll('"', '\\"').replaceAll(/\n\s*/g, ' ')}"`), file: 'main.tf' };
    case 'policy-document':
      return {
        text: `data "aws_iam_policy_document" "d" {
  statement {
    actions = ["${actions}"]
    principals {
      type        = "Federated"
      identifiers = ["${arn}"]
    }
    condition {
      test     = "${operator}"
      variable = "${key}"
      values   = ["${value}"]
    }
  }
}
${role('data.aws_iam_policy_document.d.json')}`,
        file: 'main.tf',
      };
    case 'string of JSON syntax':
      return inJsonSyntax(json);
    case 'jsonencode of JSON syntax':
      return inJsonSyntax(`\${jsonencode(${json})}`);
    case 'policy-document of JSON syntax': {
      const statement = {
        actions: [actions],
        principals: { type: 'Federated', identifiers: [arn] },
        condition: [{ test: operator, variable: key, values: [value] }],
      };
      const data = { aws_iam_policy_document: { d: { statement } } };
      return inJsonSyntax('${data.aws_iam_policy_document.d.json}', { data });
    }
  }
}

function inJsonSyntax(assume_role_policy: string, others = {}): { text: string; file: string } {
  const resource = { aws_iam_role: { r: { assume_role_policy } } };
  return { text: JSON.stringify({ ...others, resource }, null, 2), file: 'main.tf.json' };
}

/** What is wrong with each item, once it is taken. */
function errorsOf(surface: Surface, given: Statement): string[] {
  const { text, file } = policy(surface, given);
  const completed = complete(text, { file });
  return completed.items.flatMap((item) => {
    const written = accept(completed, item);
    const end = item.span.start + written.length - completed.text.length + (item.span.end - item.span.start);
    const { findings, problems } =
      file === 'trust.json' ? analyse('json', written) : analyseModule({ [file]: written });
    return findings
      .filter(
        ({ severity, range }) => severity === 'error' && range.start >= item.span.start - 2 && range.end <= end + 2,
      )
      .map(({ rule, message }) => `${item.label}: ${rule} ${message}`)
      .concat(problems.map(({ message }) => `${item.label}: ${message}`));
  });
}

const ISSUERS = providers.map((provider) => [provider.id, plainText(issuerSkeletons(provider)[0]!)] as const);
/** What the issuer is makes no difference to how a surface is written. */
const SOME = new Set(['github-actions', 'gitlab-com', 'circleci', 'eks', 'cognito-identity-pool']);

const OPERATORS = ['StringEquals', 'ForAnyValue:StringLike', 'Bool', 'NumericEquals', 'Null', 'IpAddress'];

describe.each(SURFACES)('what is offered in %s is no error', (surface) => {
  const issuers = ISSUERS.filter(([id]) => surface === 'json' || SOME.has(id));

  it('and there is something', () => {
    for (const given of [
      { operator: '|' },
      { key: '|' },
      { key: 'gitlab.com:sub', value: '|' },
      { value: '|' },
      { actions: '|' },
    ]) {
      const { text, file } = policy(surface, { issuer: 'gitlab.com', ...given });
      expect(complete(text, { file }).items, JSON.stringify(given)).not.toEqual([]);
    }
  });
  it.each(issuers)('as key, %s', (id, issuer) => {
    for (const operator of SOME.has(id) ? OPERATORS : OPERATORS.slice(0, 1))
      expect(
        errorsOf(surface, { issuer, operator, key: '|', value: operator === 'Null' ? 'false' : 'x' }).filter(
          (error) => !/value-type|condition\/null/.test(error),
        ),
      ).toEqual([]);
  });

  it.each(issuers)('as subject, %s', (_, issuer) => {
    for (const operator of ['StringEquals', 'StringLike'])
      expect(errorsOf(surface, { issuer, operator, key: `${issuer}:sub`, value: '|' })).toEqual([]);
  });

  it.each(issuers)('as audience, %s', (_, issuer) => {
    expect(errorsOf(surface, { issuer, value: '|' })).toEqual([]);
  });

  it.each(issuers)('as operator, %s', (_, issuer) => {
    expect(errorsOf(surface, { issuer, operator: '|' })).toEqual([]);
    expect(errorsOf(surface, { issuer, operator: '|', key: `${issuer}:sub`, value: 'a*' })).toEqual([]);
  });

  it('as action', () => {
    expect(errorsOf(surface, { issuer: 'gitlab.com', actions: '|' })).toEqual([]);
  });
});

describe('a whole trust', () => {
  const completed = complete('oidc|\n');

  it('is there for each issuer', () => {
    expect(completed.items.map(({ label }) => label)).toEqual(
      providers.flatMap(({ id }) => [`oidc-${id}`, `oidc-${id}-jsonencode`]),
    );
  });

  it.each(completed.items.map((item) => [item.label, item] as const))('%s is clean', (_, item) => {
    const report = analyse('terraform', accept(completed, item));
    const wrong = report.findings.filter(({ severity }) => severity === 'error' || severity === 'warning');
    expect(wrong.map(({ rule, message }) => `${rule}: ${message}`)).toEqual([]);
    expect(report.roles.map(({ verdict }) => verdict)).toHaveLength(1);
    expect(['exact', 'context', 'resource', 'unknown']).toContain(report.roles[0]!.verdict);
  });

  it.each(providers.filter(({ subject }) => subject).map((provider) => [provider.id, provider] as const))(
    'lets in the subjects that it names, %s',
    (_, provider) => {
      for (const { pieces, wildcards } of subjectSkeletons(provider)) {
        const texts = newTrust({
          issuer: plainText(issuerSkeletons(provider)[0]!),
          subject: plainText(pieces),
          audience: 'sts.amazonaws.com',
          surface: 'policy-document',
          names: { provider: 'p', role: 'r', document: 'r_trust' },
        });
        const report = analyse('terraform', [texts.provider, texts.document, texts.role].join('\n'));
        const { verdict } = report.roles[0]!;
        expect(verdict, plainText(pieces)).not.toBe('nobody');
        if (!wildcards) expect(['exact', 'unknown'], plainText(pieces)).toContain(verdict);
      }
    },
  );
});

describe('half-typed', () => {
  it.each(SURFACES)('%s: no prefix throws, and no key is of another issuer', (surface) => {
    const { text, file } = policy(surface, {
      issuer: 'gitlab.com',
      key: 'gitlab.com:sub',
      value: 'project_path:a/b:*',
    });
    const start = text.indexOf('gitlab.com') + 'gitlab.com'.length;
    let offered = 0;
    for (let end = 0; end < text.length; end++) {
      const { items } = complete(`${text.slice(0, end)}|`, { file });
      const keys = items.filter(({ kind }) => kind === 'key').map(({ label }) => label);
      if (end > start) expect(keys.filter((key) => !/^(?:gitlab\.com:|aws:|sts:)/.test(key))).toEqual([]);
      offered += keys.filter((key) => key.startsWith('gitlab.com:')).length;
    }
    expect(offered).toBeGreaterThan(0);
  });
});
