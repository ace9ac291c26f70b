/** What the rules about claims, audiences and subjects find beside their examples, and where they stay silent. */
import { describe, expect, it } from 'vitest';
import { github, policyOf } from '../../server/src/core/rules/samples.ts';
import { applyEdits } from '../../server/src/core/text/edit.ts';
import { analyse } from '../support/analyse.ts';
import { expectCarets } from '../support/carets.ts';

const GITHUB = 'token.actions.githubusercontent.com';
const EKS = 'oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF';
const BUILDKITE_JOB = 'organization:acme:pipeline:deploy:ref:refs/heads/main:commit:abc123:step:build';

/** A statement of a policy document. */
function statement(issuer: string, conditions: string, effect = 'Allow'): string {
  return `  statement {
    effect  = "${effect}"
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = ["arn:aws:iam::111122223333:oidc-provider/${issuer}"]
    }
${conditions}
  }`;
}

function document(issuer: string, conditions: string): string {
  return `data "aws_iam_policy_document" "trust" {\n${statement(issuer, conditions)}\n}\n`;
}

function condition(test: string, variable: string, values: string): string {
  return `    condition {
      test     = "${test}"
      variable = "${variable}"
      values   = ${values}
    }`;
}

function fixesOf(surface: 'json' | 'terraform', text: string, rule: string): string[] {
  return analyse(surface, text)
    .findings.filter((finding) => finding.rule === rule)
    .flatMap((finding) => finding.fixes().map(({ edits }) => applyEdits(text, edits)));
}

describe('oidc/claims-swapped', () => {
  const RULES = ['oidc/claims-swapped', 'oidc/nobody', 'oidc/audience-unregistered', 'oidc/audience-unexpected'];

  it('is the only finding about swapped claims, whatever the provider registers', () => {
    expectCarets(
      'terraform',
      RULES,
      `resource "aws_iam_openid_connect_provider" "github" {
  url            = "https://${GITHUB}"
  client_id_list = ["sts.amazonaws.com"]
}

resource "aws_iam_role" "ci" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = aws_iam_openid_connect_provider.github.arn }
      Condition = {
        StringEquals = { "${GITHUB}:sub" = "sts.amazonaws.com" }
        #                                                            ^^^^^^^^^^^^^^^^^^^ oidc/claims-swapped error
        StringLike = { "${GITHUB}:aud" = "repo:acme/api:*" }
      }
    }]
  })
}
`,
    );
  });

  it('finds a service account in the audience of any cluster, in every value', () => {
    expectCarets(
      'terraform',
      RULES,
      document(
        'idp.example.com',
        `    condition {
      test     = "StringEquals"
      variable = "idp.example.com:aud"
      values   = ["sts.amazonaws.com", "system:serviceaccount:web:\${var.name}"]
      #                                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ oidc/claims-swapped warning
    }`,
      ),
    );
  });

  it('swaps keys that are templates', () => {
    const text = document(
      GITHUB,
      `${condition('StringEquals', '${local.issuer}:sub', '["sts.amazonaws.com"]')}
${condition('StringLike', '${local.issuer}:aud', '["repo:acme/api:*"]')}`,
    );
    const whole = `locals {\n  issuer = "${GITHUB}"\n}\n${text}`;
    expect(fixesOf('terraform', whole, 'oidc/claims-swapped')).toEqual([
      whole
        .replace('issuer}:sub', 'issuer}:?')
        .replace('issuer}:aud', 'issuer}:sub')
        .replace('issuer}:?', 'issuer}:aud'),
    ]);
  });

  it('says nothing of what may be right, and only warns in a Deny', () => {
    expectCarets('terraform', RULES, document(GITHUB, condition('StringEquals', `${GITHUB}:sub`, '[var.subject]')));
    expectCarets(
      'terraform',
      RULES,
      document('${var.issuer}', condition('StringEquals', '${var.other}:sub', '["sts.amazonaws.com"]')),
    );
    expectCarets(
      'terraform',
      RULES,
      `data "aws_iam_policy_document" "trust" {
${statement(
  EKS,
  `    condition {
      test     = "StringEquals"
      variable = "${EKS}:aud"
      values   = ["system:serviceaccount:web:api"]
      #           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ oidc/claims-swapped warning
    }`,
  'Deny',
)}
}
`,
    );
  });
});

describe('oidc/volatile-subject', () => {
  const RULES = ['oidc/volatile-subject'];

  it('finds the commit of a Buildkite job, and puts a star there', () => {
    const text = document(
      'agent.buildkite.com',
      condition('StringEquals', 'agent.buildkite.com:sub', `["${BUILDKITE_JOB}"]`),
    );
    expectCarets(
      'terraform',
      RULES,
      text.replace(
        /\n( +values {3}= \[)("[^"]*")\]/,
        (line, before: string, value: string) =>
          `${line}\n#${' '.repeat(before.length - 1)}${'^'.repeat(value.length)} oidc/volatile-subject error: "abc123" is the commit of one run`,
      ),
    );
    expect(fixesOf('terraform', text, 'oidc/volatile-subject')).toEqual([
      text.replace('"StringEquals"', '"StringLike"').replace('abc123', '*'),
    ]);
  });

  it('warns where only likely, and beside values that stay right', () => {
    const org = '2f1c3b44-aaaa-bbbb-cccc-1234567890ab';
    const issuer = `oidc.circleci.com/org/${org}`;
    expectCarets(
      'json',
      RULES,
      `{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": { "Federated": "arn:aws:iam::111122223333:oidc-provider/${issuer}" },
    "Action": "sts:AssumeRoleWithWebIdentity",
    "Condition": { "StringLike": { "${issuer}:sub": [
      "org/${org}/project/*",
      "org/${org}/project/76543210-ba98-4edc-8210-edcba0987654/user/11111111-2222-3333-4444-555555555555"
    //^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ oidc/volatile-subject warning
    ] } }
  }
}
`,
    );
  });

  it('is silent where the part is open or not known', () => {
    for (const commit of ['*', '${var.commit}', 'abc*']) {
      const subject = BUILDKITE_JOB.replace('abc123', commit);
      expectCarets(
        'terraform',
        RULES,
        document('agent.buildkite.com', condition('StringLike', 'agent.buildkite.com:sub', `["${subject}"]`)),
      );
    }
  });
});

describe('a fix that needs a look', () => {
  const safetyOf = (text: string, rule: string): string | undefined =>
    analyse('json', text)
      .findings.find((found) => found.rule === rule)
      ?.fixes()[0]?.safety;

  it('is to drop ForAllValues where tokens may lack the claim: they get in now', () => {
    const subject = `"StringEquals": { "${GITHUB}:sub": "repo:acme/api:environment:production" }`;
    const all = (claim: string): string => `"ForAllValues:StringEquals": { "${GITHUB}:${claim}": "production" }`;
    expect(safetyOf(github(`${subject},\n${all('environment')}`), 'condition/set-operator')).toBe('review');
    expect(safetyOf(github(`${subject},\n${all('repository')}`), 'condition/set-operator')).toBe('safe');
  });

  it('is to change the action where the conditions are about a token: the principal may be wrong', () => {
    const user = (condition: string): string =>
      policyOf(`{
  "Effect": "Allow",
  "Principal": { "AWS": "arn:aws:iam::111122223333:user/admin" },
  "Action": "sts:AssumeRoleWithSAML",
  "Condition": { ${condition} }
}`);
    const assertion = '"StringEquals": { "SAML:aud": "https://signin.aws.amazon.com/saml" }';
    expect(safetyOf(user(assertion), 'action/principal-mismatch')).toBe('review');
    expect(safetyOf(user('"Bool": { "aws:SecureTransport": "true" }'), 'action/principal-mismatch')).toBe('safe');
  });
});

describe('oidc/immutable-subject and oidc/mutable-name', () => {
  const RULES = ['oidc/immutable-subject', 'oidc/mutable-name'];

  it('tells once for all values, and nothing where one has ids or may have them', () => {
    expectCarets(
      'terraform',
      RULES,
      document(
        GITHUB,
        `    condition {
      test     = "StringLike"
      variable = "${GITHUB}:sub"
      values   = ["repo:acme/api:*", "repo:acme/\${var.repo}:*"]
      #          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ oidc/immutable-subject information: send subjects like "repo:acme@OWNER_ID/api@REPOSITORY_ID:*" instead
    }`,
      ),
    );
    for (const values of [
      '["repo:acme/api:*", "repo:acme@12/api@34:*"]',
      '["repo:acme/api:*", var.more]',
      '["repo:${var.org}/api:*"]',
      '["repo:*"]',
      '["repository_owner_id:12:repository_id:34"]',
    ])
      expectCarets('terraform', RULES, document(GITHUB, condition('StringLike', `${GITHUB}:sub`, values)));
  });

  it('replaces a star that takes in others by two values', () => {
    const issuer = `${GITHUB}/acme-corp`;
    const text = document(issuer, condition('StringLike', `${issuer}:sub`, '["repo:acme*/*", "repo:other/x:*"]'));
    expect(fixesOf('terraform', text, 'oidc/immutable-subject')).toEqual([
      text.replace('"repo:acme*/*"', '"repo:acme/*", "repo:acme@*/*"'),
    ]);
  });

  it('says of a Deny that it misses the new subjects', () => {
    expectCarets(
      'terraform',
      RULES,
      `data "aws_iam_policy_document" "trust" {
${statement(
  GITHUB,
  `    condition {
      test     = "StringLike"
      variable = "${GITHUB}:sub"
      values   = ["repo:acme/public:*"]
      #           ^^^^^^^^^^^^^^^^^^^^ oidc/immutable-subject information
    }`,
  'Deny',
)}
}
`,
    );
  });

  it('has nothing to say where the server has no ids', () => {
    const issuer = 'github.example.com/_services/token';
    expectCarets('terraform', RULES, document(issuer, condition('StringLike', `${issuer}:sub`, '["repo:acme/api:*"]')));
  });

  it('finds names in claims, unless their id is compared too or may be', () => {
    const named = condition('StringEquals', `${GITHUB}:actor`, '["jane"]');
    expectCarets(
      'terraform',
      RULES,
      document(
        GITHUB,
        `    condition {
      test     = "StringEquals"
      variable = "${GITHUB}:actor"
      #          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ oidc/mutable-name hint
      values   = ["jane"]
    }`,
      ),
    );
    for (const other of [`${GITHUB}:actor_id`, '${var.key}'])
      expectCarets('terraform', RULES, document(GITHUB, `${named}\n${condition('StringEquals', other, '["1"]')}`));
  });
});

describe('oidc/audience-unexpected', () => {
  const RULES = ['oidc/audience-unexpected', 'oidc/audience-unregistered'];
  const aud = (issuer: string, value: string): string =>
    document(issuer, condition('StringEquals', `${issuer}:aud`, `["${value}"]`));

  it.each(['https://sts.amazonaws.com', 'sts.amazonaws.com/', 'STS.amazonaws.com', 'sts.amazonaw.com'])(
    '%s',
    (value) => {
      const [fixed] = fixesOf('terraform', aud(GITHUB, value), 'oidc/audience-unexpected');
      expect(fixed).toBe(aud(GITHUB, 'sts.amazonaws.com'));
    },
  );

  it.each([
    [GITHUB, 'my-own-audience'],
    [GITHUB, 'sts.*'],
    [GITHUB, '${var.audience}'],
    [EKS, 'sts.amazonaws.com.cn'],
    ['gitlab.com', 'https://gitlab.com'],
    ['gitlab.com', 'https://gitlab.example.com'],
    ['idp.example.com', 'sts.amazon.com'],
  ])('takes the audience that %s is asked for: %s', (issuer, value) => {
    expectCarets('terraform', RULES, aud(issuer, value));
  });

  it('leaves it to the provider of the module, which may register what it likes', () => {
    const provider = (list: string): string => `resource "aws_iam_openid_connect_provider" "github" {
  url            = "https://${GITHUB}"
  client_id_list = ${list}
}
`;
    for (const list of ['["sts.amazon.com"]', 'var.audiences'])
      expectCarets('terraform', RULES, provider(list) + aud(GITHUB, 'sts.amazon.com'));
  });

  it('knows what a platform sends that lets nobody choose', () => {
    expectCarets(
      'terraform',
      RULES,
      document(
        'login.app.env0.com/',
        `    condition {
      test     = "StringEquals"
      variable = "login.app.env0.com/:aud"
      values   = ["sts.amazonaws.com"]
      #           ^^^^^^^^^^^^^^^^^^^ oidc/audience-unexpected warning
    }`,
      ),
    );
  });
});

describe('condition/claim-not-published', () => {
  const RULES = ['condition/claim-not-published', 'condition/set-operator'];

  it('tells what the comparison comes to, by operator and effect', () => {
    expectCarets(
      'terraform',
      RULES,
      `data "aws_iam_policy_document" "trust" {
${statement(
  GITHUB,
  `    condition {
      test     = "ForAllValues:StringEquals"
      variable = "${GITHUB}:repository_owner"
      #          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ condition/claim-not-published error
      values   = ["acme"]
    }`,
)}
${statement(
  GITHUB,
  `    condition {
      test     = "StringNotEquals"
      variable = "${GITHUB}:event_name"
      #          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ condition/claim-not-published warning
      values   = ["pull_request_target"]
    }
${condition('StringLike', `${GITHUB}:sub`, '["repo:acme/api:*"]')}`,
)}
${statement(
  'gitlab.com',
  `    condition {
      test     = "Null"
      variable = "gitlab.com:iss"
      #          ^^^^^^^^^^^^^^^^ condition/claim-not-published error
      values   = ["false"]
    }`,
)}
${statement(
  'gitlab.com',
  `    condition {
      test     = "StringEquals"
      variable = "gitlab.com:ref_type"
      #          ^^^^^^^^^^^^^^^^^^^^^ condition/claim-not-published warning
      values   = ["tag"]
    }`,
  'Deny',
)}
}
`,
    );
  });

  it('only warns of a claim that may be newer than the catalogue, and repairs a misspelled one', () => {
    expectCarets(
      'terraform',
      RULES,
      document(
        'gitlab.com',
        `    condition {
      test     = "StringEquals"
      variable = "gitlab.com:compliance_framework"
      #          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ condition/claim-not-published warning
      values   = ["soc2"]
    }`,
      ),
    );
    const text = document('gitlab.com', condition('StringEquals', 'gitlab.com:projct_id', '["1"]'));
    expect(fixesOf('terraform', text, 'condition/claim-not-published')).toEqual([
      text.replace('projct_id', 'project_id'),
    ]);
  });

  it('is silent for issuers that are not known', () => {
    for (const issuer of ['idp.example.com', '${var.issuer}'])
      expectCarets('terraform', RULES, document(issuer, condition('StringEquals', `${issuer}:groups`, '["ops"]')));
  });
});

describe('oidc/subject-missing', () => {
  const RULES = ['oidc/subject-missing', 'oidc/required-claim', 'oidc/anyone'];
  const audience = (issuer: string): string => condition('StringEquals', `${issuer}:aud`, '["x"]');

  it('speaks where AWS does not', () => {
    expectCarets(
      'json',
      RULES,
      `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": { "Federated": "accounts.google.com" },
      //                          ^^^^^^^^^^^^^^^^^^^^^ oidc/anyone error
      "Action": "sts:AssumeRoleWithWebIdentity"
    },
    {
      "Effect": "Allow",
      "Principal": { "Federated": "arn:aws:iam::111122223333:oidc-provider/agent.buildkite.com" },
      //                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ oidc/required-claim error
      "Action": "sts:AssumeRoleWithWebIdentity"
    }
  ]
}
`,
    );
  });

  it.each([
    [
      'another claim',
      condition(
        'StringEquals',
        'oidc.circleci.com/org/2f1c3b44-aaaa-bbbb-cccc-1234567890ab:oidc.circleci.com/project-id',
        '["1"]',
      ),
    ],
    ['a session tag', condition('StringEquals', 'aws:RequestTag/team', '["web"]')],
    ['a key that is not known', condition('StringEquals', 'var.key', '["web"]').replace('"var.key"', 'var.key')],
    [
      'conditions that are not known',
      'dynamic "condition" {\n for_each = var.all\n content {\n test = condition.value.a\n variable = condition.value.b\n values = []\n }\n }',
    ],
  ])('is content with %s', (_, more) => {
    const issuer = 'oidc.circleci.com/org/2f1c3b44-aaaa-bbbb-cccc-1234567890ab';
    expectCarets('terraform', RULES, document(issuer, `${audience(issuer)}\n${more}`));
  });

  it('lets a Deny say who is left, and takes the application of a built-in issuer', () => {
    const deny = statement(EKS, condition('StringNotLike', `${EKS}:sub`, '["system:serviceaccount:web:*"]'), 'Deny');
    expectCarets(
      'terraform',
      RULES,
      `data "aws_iam_policy_document" "trust" {\n${statement(EKS, audience(EKS))}\n${deny}\n}\n`,
    );
    const google = document('x', audience('accounts.google.com')).replace(/arn:[^"]*/, 'accounts.google.com');
    expectCarets('terraform', RULES, google);
  });

  it('adds a subject that matches more than one run', () => {
    const issuer = 'api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc';
    const [fixed] = fixesOf('terraform', document(issuer, audience(issuer)), 'oidc/subject-missing');
    expect(fixed).toContain('test     = "StringLike"');
    expect(fixed).toMatch(/values {3}= \["\{[0-9a-f-]{36}\}:\{\*\}"\]/);
  });
});

describe('oidc/required-claim', () => {
  it('warns of wildcards where AWS does not say that it refuses them', () => {
    expectCarets(
      'terraform',
      ['oidc/required-claim'],
      document(
        'api.pulumi.com/oidc',
        `    condition {
      test     = "StringLike"
      variable = "api.pulumi.com/oidc:aud"
      values   = ["*"]
      #           ^^^ oidc/required-claim warning
    }`,
      ),
    );
  });
});

describe('oidc/nobody', () => {
  it.each([
    [
      'gitlab.com',
      'project_path:acme/api:ref_type:branch:ref:refs/heads/main',
      'project_path:acme/api:ref_type:branch:ref:main',
    ],
    ['gitlab.com', 'project_path:acme/api:ref_type:Branch:ref:main', 'project_path:acme/api:ref_type:branch:ref:main'],
    [GITHUB, 'Repo:acme/api:pull_request', 'repo:acme/api:pull_request'],
    [GITHUB, 'repo:acme/api:Environment:prod', 'repo:acme/api:environment:prod'],
  ])('%s: %s', (issuer, wrong, right) => {
    const text = document(issuer, condition('StringEquals', `${issuer}:sub`, `["${wrong}"]`));
    expect(fixesOf('terraform', text, 'oidc/nobody')).toEqual([text.replace(wrong, right)]);
  });
});

describe('oidc/several-providers', () => {
  const RULES = ['oidc/several-providers'];
  const trust = (...issuers: string[]): string =>
    `data "aws_iam_policy_document" "trust" {\n${issuers.map((issuer) => statement(issuer, '')).join('\n')}\n}\n`;

  it('counts issuers, not statements, and only what is certain', () => {
    expectCarets('terraform', RULES, trust(GITHUB, GITHUB));
    expectCarets('terraform', RULES, trust(GITHUB, '${var.issuer}'));
    expectCarets(
      'terraform',
      RULES,
      `resource "aws_iam_role" "ci" {
  assume_role_policy = jsonencode({
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = var.gitlab ? "arn:aws:iam::111122223333:oidc-provider/gitlab.com" : "accounts.google.com" }
    }]
  })
}
`,
    );
  });
});

describe('condition/optional-guard', () => {
  const RULES = ['condition/optional-guard'];
  const role = (condition: string): string => `variable "restrict" {
  type = bool
}

resource "aws_iam_role" "ci" {
  assume_role_policy = jsonencode({
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = "arn:aws:iam::111122223333:oidc-provider/gitlab.com" }
      Condition = ${condition}
    }]
  })
}
`;

  it('finds the branch of a merge that has the subject', () => {
    expectCarets(
      'terraform',
      RULES,
      role(`merge(
        { StringEquals = { "gitlab.com:aud" = "https://gitlab.com" } },
        var.restrict ? { StringLike = { "gitlab.com:sub" = "project_path:acme/api:*" } } : {}
        #                               ^^^^^^^^^^^^^^^^ condition/optional-guard warning
      )`),
    );
    expectCarets(
      'terraform',
      RULES,
      role(`{
        StringEquals = merge(
          { "gitlab.com:aud" = "https://gitlab.com" },
          var.restrict ? { "gitlab.com:sub" = "project_path:acme/api:ref_type:branch:ref:main" } : {}
          #                ^^^^^^^^^^^^^^^^ condition/optional-guard warning
        )
      }`),
    );
  });

  it('finds whole conditions of which one has no subject', () => {
    expectCarets(
      'terraform',
      RULES,
      role(`var.restrict ? {
        StringLike = { "gitlab.com:sub" = "project_path:acme/api:*" }
        #              ^^^^^^^^^^^^^^^^ condition/optional-guard warning
      } : {
        StringLike = { "gitlab.com:aud" = "https://gitlab.com" }
      }`),
    );
  });

  it.each([
    [
      'a subject in each branch',
      'var.restrict ? { StringLike = { "gitlab.com:sub" = "project_path:a/b:*" } } : { StringEquals = { "gitlab.com:sub" = "project_path:a/b:ref_type:tag:ref:v1" } }',
    ],
    [
      'a subject beside it',
      'merge({ StringLike = { "gitlab.com:sub" = "project_path:a/*" } }, var.restrict ? { StringEquals = { "gitlab.com:namespace_id" = "1" } } : {})',
    ],
    [
      'conditions that are not seen',
      'merge(var.conditions, var.restrict ? { StringLike = { "gitlab.com:sub" = "project_path:a/*" } } : {})',
    ],
    [
      'two that may take turns',
      'merge(var.restrict ? { StringLike = { "gitlab.com:sub" = "project_path:a/*" } } : {}, var.restrict ? {} : { StringEquals = { "gitlab.com:project_id" = "1" } })',
    ],
  ])('is content with %s', (_, conditions) => {
    expectCarets('terraform', RULES, role(conditions));
  });
});

describe('one fault, one finding', () => {
  const statementOf = (issuer: string, conditions: object): object => ({
    Effect: 'Allow',
    Principal: { Federated: `arn:aws:iam::111122223333:oidc-provider/${issuer}` },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: conditions,
  });
  const found = (...statements: object[]): string[] =>
    analyse('json', JSON.stringify({ Version: '2012-10-17', Statement: statements }))
      .findings.filter(({ severity }) => severity === 'error' || severity === 'warning')
      .map(({ rule }) => rule);
  const sub = (value: string): object => ({ [`${GITHUB}:sub`]: value });

  it.each([
    ['oidc/anyone', { StringLike: sub('repo:acme*/api*') }],
    ['condition/negated', { StringNotEquals: sub('repo:acme/api:pull_request') }],
    ['oidc/required-claim', { StringEquals: sub('*') }],
    ['oidc/nobody', { StringEquals: sub('repo:a/b:ref:refs/head/main'), StringLike: sub('repo:a/b:ref:refs/heads/*') }],
    ['condition/wildcard-literal', { StringEquals: sub('repo:a/b:*'), StringLike: sub('repo:a/c:*') }],
    ['condition/contradiction', { StringEquals: sub('repo:a/b:pull_request'), StringLike: sub('repo:a/c:*') }],
    [
      'condition/duplicate-key-case',
      { StringEquals: { ...sub('repo:a/b:pull_request'), [`${GITHUB}:Sub`]: 'repo:a/c:pull_request' } },
    ],
    ['condition/claim-not-published', { 'ForAllValues:StringLike': { [`${GITHUB}:event_name`]: '*' } }],
  ])('%s of %o', (rule, conditions) => {
    const guard = 'ForAllValues:StringLike' in conditions ? { StringEquals: sub('repo:a/b:pull_request') } : {};
    expect(found(statementOf(GITHUB, { ...conditions, ...guard }))).toEqual([rule]);
  });

  it('keeps what is wrong with an operator for another key under it', () => {
    const conditions = { ...sub('repo:a/b:pull_request'), [`${GITHUB}:event_name`]: 'push' };
    expect(found(statementOf(GITHUB, { 'ForAllValues:StringEquals': conditions })).sort()).toEqual([
      'condition/claim-not-published',
      'condition/set-operator',
    ]);
  });

  it('leaves a negated guard alone where a Deny keeps strangers out', () => {
    const allow = statementOf(GITHUB, { StringNotEquals: sub('repo:acme/api:pull_request') });
    const deny = { ...statementOf(GITHUB, { StringNotLike: sub('repo:acme/*') }), Effect: 'Deny' };
    expect(found(allow, deny)).toEqual([]);
    expect(found(allow, { ...deny, Condition: { StringLike: sub('repo:other/*') } })).toEqual(['condition/negated']);
  });

  it('advises no second value for a star where the owner is told by its id', () => {
    const issuer = `${GITHUB}/acme-corp`;
    const star = { StringLike: { [`${issuer}:sub`]: 'repo:acme*/api*' } };
    const id = { StringEquals: { [`${issuer}:repository_owner_id`]: '12' } };
    expect(found(statementOf(issuer, star))).toEqual(['oidc/immutable-subject']);
    expect(found(statementOf(issuer, { ...star, ...id }))).toEqual([]);
  });

  it('says of a subject under aud not also that the subject is missing', () => {
    expect(found(statementOf(EKS, { StringEquals: { [`${EKS}:aud`]: 'system:serviceaccount:web:api' } }))).toEqual([
      'oidc/claims-swapped',
    ]);
  });
});

it('reads keys in whatever letter case, as IAM does', () => {
  const found = (key: string, value: string): string[] =>
    analyse('terraform', document(GITHUB, condition('StringLike', `${GITHUB}:${key}`, `["${value}"]`))).findings.map(
      ({ rule }) => rule,
    );
  for (const value of ['repo:acme/api:refs/heads/main', 'repo:*', 'repo:acme/*'])
    expect(found('Sub', value)).toEqual(found('sub', value));
});
