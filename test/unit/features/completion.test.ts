import { describe, expect, it } from 'vitest';
import { documentationFor } from '../../../server/src/features/completion/documentation.ts';
import { accepted, complete, labels } from '../../support/completion.ts';

const PROVIDER = `resource "aws_iam_openid_connect_provider" "github" {
  url            = "https://token.actions.githubusercontent.com"
  client_id_list = ["sts.amazonaws.com", "other"]
}
`;
const GITHUB = 'token.actions.githubusercontent.com';
const ARN = `arn:aws:iam::111122223333:oidc-provider/${GITHUB}`;

const role = (policy: string) => `resource "aws_iam_role" "r" {\n  assume_role_policy = ${policy}\n}\n`;
const jsonRole = (policy: string) =>
  `{ "resource": { "aws_iam_role": { "r": { "assume_role_policy": ${policy} } } } }\n`;
const document = (inside: string, name = 'trust') => `data "aws_iam_policy_document" "${name}" {\n${inside}\n}\n`;
const statement = (inside: string) => `{
  "Version": "2012-10-17",
  "Statement": [{ "Effect": "Allow", "Principal": { "Federated": "${ARN}" }, "Action": "sts:AssumeRoleWithWebIdentity"${inside} }]
}`;

/** The same words in each surface that is made of JSON or of objects like it. */
const SURFACES: readonly [string, string, (policy: string) => string][] = [
  ['a JSON file', 'trust.json', (policy) => policy],
  ['jsonencode', 'main.tf', (policy) => role(`jsonencode(${policy})`)],
  ['a heredoc', 'main.tf', (policy) => role(`<<-EOT\n${policy}\n  EOT`)],
  ['a string', 'main.tf', (policy) => role(`"${policy.replaceAll('"', '\\"').replaceAll(/\n\s*/g, ' ')}"`)],
  ['a string of JSON syntax', 'main.tf.json', (policy) => jsonRole(JSON.stringify(policy))],
  ['jsonencode in JSON syntax', 'main.tf.json', (policy) => jsonRole(JSON.stringify(`\${jsonencode(${policy})}`))],
  [
    'an object of JSON syntax',
    'main.tf.json',
    (policy) => jsonRole('"${jsonencode(local.p)}"').replace('{', `{ "locals": { "p": ${policy} }, `),
  ],
];

describe.each(SURFACES)('in %s', (_, file, write) => {
  const at = (policy: string) => labels(write(policy), { file });

  it('the elements that are missing are offered', () => {
    expect(at(statement(', |'))).toEqual(['Condition', 'Sid']);
    expect(at(statement(', "|"'))).toEqual(['Condition', 'Sid']);
    expect(
      at(
        '{ "Version": "2012-10-17", |, "Statement": [{ "Action": "sts:AssumeRoleWithWebIdentity", "Principal": { "Federated": "x" } }] }',
      ),
    ).toEqual([]);
  });

  it('an action that fits the principal', () => {
    expect(at(statement('').replace('"sts:AssumeRoleWithWebIdentity"', '"|"'))).toEqual([
      'sts:AssumeRoleWithWebIdentity',
    ]);
    expect(
      at(statement('').replace('"sts:AssumeRoleWithWebIdentity"', '["sts:AssumeRoleWithWebIdentity", "|"]')),
    ).toEqual(['sts:TagSession', 'sts:SetSourceIdentity', 'sts:SetContext']);
  });

  it('operators, without those that let everybody else in', () => {
    const offered = at(statement(', "Condition": { "|": {} }'));
    expect(offered.slice(0, 2)).toEqual(['StringEquals', 'StringLike']);
    expect(offered).toContain('IpAddress');
    expect(offered.filter((name) => /Not|ForAllValues|IfExists/.test(name))).toEqual([]);
    expect(at(statement(', "Condition": { "|": {} }').replace('Allow', 'Deny'))).toContain('StringNotEquals');
  });

  it('operators that fit the keys and values that are there', () => {
    const under = (members: string) => at(statement(`, "Condition": { "|": { ${members} } }`));
    expect(under(`"${GITHUB}:sub": "repo:a/b:*"`)).toEqual(['StringLike']);
    expect(under(`"${GITHUB}:sub": "x"`)).toEqual(['StringEquals', 'StringLike', 'StringEqualsIgnoreCase']);
    expect(under(`"${GITHUB}:amr": "x"`)[0]).toBe('ForAnyValue:StringEquals');
    expect(under('"aws:SourceIp": "203.0.113.0/24"')).toEqual(['IpAddress']);
  });

  it('keys of this issuer, that fit the operator', () => {
    const keys = at(statement(', "Condition": { "StringEquals": { "|": "x" } }'));
    expect(keys.slice(0, 2)).toEqual([`${GITHUB}:sub`, `${GITHUB}:aud`]);
    expect(keys).toContain(`${GITHUB}:repository_id`);
    expect(keys).toContain('aws:RequestedRegion');
    expect(keys).not.toContain(`${GITHUB}:amr`);
    expect(keys).not.toContain('aws:SourceIp');
    expect(keys).not.toContain('sts:ExternalId');
    expect(keys).not.toContain('aws:RequestTag/');
    expect(at(statement(`, "Condition": { "StringEquals": { "${GITHUB}:sub": "x", "|": "x" } }`))).not.toContain(
      `${GITHUB}:sub`,
    );
    expect(at(statement(', "Condition": { "ForAnyValue:StringLike": { "|": "x" } }'))).toEqual([`${GITHUB}:amr`]);
  });

  it('subjects, with stars where the operator reads them', () => {
    const subjects = (operator: string) => at(statement(`, "Condition": { "${operator}": { "${GITHUB}:sub": "|" } }`));
    expect(subjects('StringEquals')).toContain('repo:OWNER/REPOSITORY:ref:refs/heads/main');
    expect(subjects('StringEquals').filter((subject) => subject.includes('*'))).toEqual([]);
    expect(subjects('StringLike')).toContain('repo:OWNER/REPOSITORY:*');
  });

  it('the repository of the workspace in them', () => {
    const marked = write(statement(`, "Condition": { "StringLike": { "${GITHUB}:sub": ["|"] } }`));
    expect(labels(marked, { file, remote: () => ({ host: 'github.com', path: 'acme/api' }) })).toContain(
      'repo:acme/api:*',
    );
    const elsewhere = labels(marked, { file, remote: () => ({ host: 'gitlab.com', path: 'acme/api' }) });
    expect(elsewhere).toContain('repo:OWNER/REPOSITORY:*');
  });

  it('what is taken replaces the whole word', () => {
    const marked = write(statement('').replace('"sts:AssumeRoleWithWebIdentity"', '"sts:Ass|umeRole"'));
    expect(accepted(marked, 'sts:AssumeRoleWithWebIdentity', { file })).toBe(write(statement('')));
  });

  it('nothing where a comma would have to come first', () => {
    const action = (list: string) => at(statement('').replace('"sts:AssumeRoleWithWebIdentity"', list));
    expect(action('["sts:AssumeRoleWithWebIdentity"|]')).toEqual([]);
    expect(action('["sts:AssumeRoleWithWebIdentity"\n |]')).toEqual([]);
    expect(action('["sts:AssumeRoleWithWebIdentity" "|"]')).toEqual([]);
    expect(action('["sts:AssumeRoleWithWebIdentity", |]')).toContain('sts:TagSession');
    expect(at(statement('|'))).toEqual([]);
    expect(at(statement(' |'))).toEqual([]);
  });

  it('nothing behind a word and in a number', () => {
    expect(at(statement(', "Condition": { "NumericEquals": { "aws:x": 1| } }'))).toEqual([]);
    expect(at(statement('')).length).toBe(0);
  });
});

describe('a new statement', () => {
  it('is whole where the module has one provider', () => {
    const written = accepted(PROVIDER + role('jsonencode({\n    Version = "2012-10-17"\n    |\n  })'), 'Statement');
    expect(written.slice(PROVIDER.length)).toBe(
      role(`jsonencode({
    Version = "2012-10-17"
    Statement = [
  {
    Effect = "Allow"
    Principal = {
      Federated = aws_iam_openid_connect_provider.github.arn
    }
    Action = "sts:AssumeRoleWithWebIdentity"
    Condition = {
      StringEquals = {
        "${GITHUB}:aud" = "sts.amazonaws.com"
        "${GITHUB}:sub" = "repo:OWNER/REPOSITORY:ref:refs/heads/main"
      }
    }
  }
]
  })`),
    );
  });

  it('goes on before what follows', () => {
    const marked =
      '{ "Version": "2012-10-17", "Statement": [{ | "Action": "sts:AssumeRoleWithWebIdentity", "Principal": { "Federated": "x" } }] }';
    expect(accepted(marked, 'Effect', { file: 'trust.json' })).toContain('{ "Effect": "Allow", "Action"');
  });

  it('keeps the value that is there', () => {
    const marked = role('jsonencode({\n    Statement = [{\n      Princ| = { Federated = "x" }\n    }]\n  })');
    expect(accepted(marked, 'Principal')).toBe(marked.replace('Princ|', 'Principal'));
  });
});

describe('principals', () => {
  const inHcl = (value: string) =>
    PROVIDER + role(`jsonencode({\n    Statement = [{\n      Principal = { Federated = ${value} }\n    }]\n  })`);

  it('the providers of the module come first, by reference', () => {
    const reference = 'aws_iam_openid_connect_provider.github.arn';
    for (const value of ['"|"', '|', 'aws_iam_open|', '[|]']) {
      expect(labels(inHcl(value))[0], value).toBe(reference);
      expect(accepted(inHcl(value), reference)).toBe(inHcl(value.replace(/"?\w*\|"?/, reference)));
    }
    const heredoc = PROVIDER + role('<<EOT\n{ "Statement": [{ "Principal": { "Federated": "|" } }] }\nEOT');
    expect(accepted(heredoc, reference)).toBe(heredoc.replace('|', `\${${reference}}`));
  });

  it('then issuers as ARNs, in the account that the file names', () => {
    const marked = `# arn:aws-cn:iam::222233334444:role/x\n${inHcl('"|"')}`;
    expect(accepted(marked, 'gitlab.com')).toContain('"arn:aws-cn:iam::222233334444:oidc-provider/gitlab.com"');
    expect(accepted(marked, 'accounts.google.com')).toContain('Federated = "accounts.google.com"');
  });

  it('a provider that may be made several times has no such name', () => {
    expect(labels(inHcl('"|"').replace('url ', 'count = 2\n  url '))).not.toContain(
      'aws_iam_openid_connect_provider.github.arn',
    );
  });
});

describe('in a policy document', () => {
  const inside = (text: string) => PROVIDER + document(`  statement {\n${text}\n  }`);
  const principals = `    principals {
      type        = "Federated"
      identifiers = [aws_iam_openid_connect_provider.github.arn]
    }`;
  const condition = (text: string) => inside(`${principals}\n    condition {\n${text}\n    }`);

  it('the arguments are completed as the JSON elements are', () => {
    expect(labels(inside('    actions = ["|"]'))[0]).toBe('sts:AssumeRoleWithWebIdentity');
    expect(labels(inside('    effect = "|"'))).toEqual(['Allow', 'Deny']);
    expect(labels(inside('    principals {\n      type = "|"\n    }'))).toEqual(['Federated', 'AWS', 'Service']);
    expect(labels(inside('    principals {\n      type = "Federated"\n      identifiers = [|]\n    }'))[0]).toBe(
      'aws_iam_openid_connect_provider.github.arn',
    );
    expect(labels(condition('      test = "|"'))[0]).toBe('StringEquals');
    expect(labels(condition('      test = |'))[0]).toBe('StringEquals');
    expect(accepted(condition('      test = |'), 'StringLike')).toBe(condition('      test = "StringLike"'));
    expect(
      labels(condition(`      test = "|"\n      variable = "${GITHUB}:sub"\n      values = ["repo:a/b:*"]`)),
    ).toEqual(['StringLike']);
    expect(labels(condition('      test     = "StringEquals"\n      variable = "|"'))[0]).toBe(`${GITHUB}:sub`);
    expect(
      labels(condition(`      test     = "StringEquals"\n      variable = "${GITHUB}:aud"\n      values   = ["|"]`)),
    ).toEqual(['sts.amazonaws.com', 'other']);
    expect(
      labels(condition(`      test     = "StringLike"\n      variable = "${GITHUB}:sub"\n      values   = ["|"]`)),
    ).toContain('repo:OWNER/REPOSITORY:*');
  });

  it('blocks are offered where they may stand', () => {
    expect(labels(inside('    |'))).toEqual(['principals', 'condition aud', 'condition sub']);
    expect(labels(PROVIDER + document('  |'))).toEqual(['statement']);
    const audience = `    condition {
      test     = "StringEquals"
      variable = "${GITHUB}:aud"
      values   = ["sts.amazonaws.com"]
    }`;
    expect(labels(inside(`${principals}\n${audience}\n    |`))).toEqual(['principals', 'condition sub']);
    expect(accepted(inside('    con|'), 'condition sub')).toBe(
      inside(`    condition {
  test     = "StringEquals"
  variable = "${GITHUB}:sub"
  values   = ["repo:OWNER/REPOSITORY:ref:refs/heads/main"]
}`),
    );
  });

  it('whatever the document is called', () => {
    expect(labels(document('  statement {\n    actions = ["|"]\n  }', 'x('))).toEqual([]);
  });

  it('nothing in a document that gives permissions', () => {
    expect(labels(document('  statement {\n    actions = ["|"]\n    resources = ["*"]\n  }', 'permissions'))).toEqual(
      [],
    );
    expect(labels(document('  statement {\n    |\n  }', 'permissions'))).toEqual([]);
    expect(
      labels(document('  statement {\n    actions = ["|"]\n  }', 'x') + role('data.aws_iam_policy_document.x.json'))[0],
    ).toBe('sts:AssumeRoleWithWebIdentity');
  });
});

describe('issuers that are not written out', () => {
  const keys = (provider: string, principal: string) =>
    labels(
      provider +
        document(`  statement {
    principals {
      type        = "Federated"
      identifiers = [${principal}]
    }
    condition {
      test     = "StringEquals"
      variable = "|"
    }
  }`),
    );
  const CLUSTER = `resource "aws_iam_openid_connect_provider" "irsa" {
  url            = aws_eks_cluster.main.identity[0].oidc[0].issuer
  client_id_list = ["sts.amazonaws.com"]
}
`;

  it('are named by the provider, which knows its own address', () => {
    const offered = keys(CLUSTER, 'aws_iam_openid_connect_provider.irsa.arn');
    expect(offered.slice(0, 2)).toEqual([
      '${aws_iam_openid_connect_provider.irsa.url}:sub',
      '${aws_iam_openid_connect_provider.irsa.url}:aud',
    ]);
  });

  it('have the subjects of the cluster that they are of', () => {
    const marked =
      CLUSTER +
      document(`  statement {
    principals {
      type        = "Federated"
      identifiers = [aws_iam_openid_connect_provider.irsa.arn]
    }
    condition {
      test     = "StringEquals"
      variable = "\${aws_iam_openid_connect_provider.irsa.url}:sub"
      values   = ["|"]
    }
  }`);
    const serviceAccounts = () => [{ namespace: 'shop', name: 'cart' }, { namespace: 'ops' }];
    expect(labels(marked, { serviceAccounts })).toEqual([
      'system:serviceaccount:shop:cart',
      'system:serviceaccount:default:app',
    ]);
    expect(labels(marked.replace('StringEquals', 'StringLike'), { serviceAccounts })).toContain(
      'system:serviceaccount:ops:*',
    );
  });

  it('or by the variable that stands in the ARN', () => {
    const arn = '"arn:aws:iam::111122223333:oidc-provider/${var.issuer}"';
    expect(keys('variable "issuer" {}\n', arn)[0]).toBe('${var.issuer}:sub');
  });

  it('unknown ones: the providers of the module, by name; nothing where there are none', () => {
    const { items } = complete(
      PROVIDER +
        CLUSTER +
        document('  statement {\n    condition {\n      test = "StringEquals"\n      variable = "|"\n    }\n  }'),
    );
    const ofIssuers = items.filter(({ label }) => label.endsWith(':sub'));
    expect(ofIssuers.map(({ detail }) => detail?.split(': ')[0])).toEqual([
      'aws_iam_openid_connect_provider.github',
      'aws_iam_openid_connect_provider.irsa',
    ]);
    const alone = labels(
      document('  statement {\n    condition {\n      test = "StringEquals"\n      variable = "|"\n    }\n  }'),
    );
    expect(alone.filter((key) => !/^(?:aws|sts):/.test(key))).toEqual([]);
  });
});

describe('a key with a hole', () => {
  const marked = (members: string) =>
    `locals {\n  issuer = "${GITHUB}"\n}\n${PROVIDER}${role(`jsonencode({
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = aws_iam_openid_connect_provider.github.arn }
      Condition = { StringEquals = { ${members} } }
    }]
  })`)}`;

  it('is of the issuer of the statement', () => {
    expect(labels(marked('"${local.issuer}:aud" = "|"'))).toEqual(['sts.amazonaws.com', 'other']);
    expect(labels(marked('"${local.issuer}:aud" = "x", "|" = "y"'))).not.toContain(`${GITHUB}:aud`);
    expect(labels(marked('"gitlab.com:aud" = "|"'))).toEqual([]);
  });

  it('names the issuer where the principal does not', () => {
    const unknown = marked('"gitlab.com:sub" = "|"').replace('aws_iam_openid_connect_provider.github.arn', 'var.arn');
    expect(labels(unknown).filter((subject) => !subject.startsWith('project_path:'))).toEqual([]);
  });
});

describe('behind an expression in a string', () => {
  const marked = (member: string) =>
    `variable "org" {}\nvariable "repo" {}\nlocals {\n  issuer = "${GITHUB}"\n}\n${PROVIDER}${role(`jsonencode({
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = aws_iam_openid_connect_provider.github.arn }
      Condition = { StringLike = { ${member} } }
    }]
  })`)}`;
  const subject = (text: string) => marked(`"${GITHUB}:sub" = "${text}"`);

  it.each([
    ['repo:${var.org}/|', '/REPOSITORY:*', 'repo:${var.org}/REPOSITORY:*'],
    ['repo:${var.org}|', '/REPOSITORY:*', 'repo:${var.org}/REPOSITORY:*'],
    [
      'repo:${var.org}/x${var.repo}-api:re|',
      ':ref:refs/heads/main',
      'repo:${var.org}/x${var.repo}-api:ref:refs/heads/main',
    ],
    ['repo:${var.repo}:|', ':environment:production', 'repo:${var.repo}:environment:production'],
    ['repo:${"a${var.org}}"}/|', '/REPOSITORY:*', 'repo:${"a${var.org}}"}/REPOSITORY:*'],
    // What is written out may stand where the user fills in.
    ['repo:acme/${var.repo}:|x', ':pull_request', 'repo:acme/${var.repo}:pull_request'],
  ])('%s goes on', (typed, label, whole) => {
    expect(accepted(subject(typed), label)).toBe(subject(whole));
  });

  it('is replaced from there on only, and the editor finds what is typed in what is offered', () => {
    const { items, offset, text } = complete(subject('repo:${var.org}/|'));
    expect(items.map(({ filter, span }) => [filter[0], text.slice(span.start, offset)])).toEqual(
      items.map(() => ['/', '/']),
    );
    expect(items.length).toBeGreaterThan(3);
    const { insert } = items.find(({ label }) => label === '/REPOSITORY:*')!;
    expect(insert).toEqual(['/', { stop: 2, text: 'REPOSITORY' }, ':*']);
  });

  it.each(['project_path:${var.org}/|', 'repo:${var.org}/x:nothing:${var.repo}:|', 'repo:${var.org}|/x:'])(
    '%s does not',
    (typed) => {
      const offered = labels(subject(typed));
      expect(offered.filter((label) => label !== '/x:' && !label.startsWith('/'))).toEqual([]);
      if (!typed.includes('|/')) expect(offered).toEqual([]);
    },
  );

  it('keys have their claims', () => {
    const key = marked('"${local.issuer}:|"');
    expect(labels(key).slice(0, 2)).toEqual([':sub', ':aud']);
    expect(accepted(key, ':sub')).toBe(marked('"${local.issuer}:sub" = ""'));
    expect(
      labels(
        document(`  statement {
    principals {
      type        = "Federated"
      identifiers = ["${ARN}"]
    }
    condition {
      test     = "StringEquals"
      variable = "\${var.issuer}:|"
    }
  }`),
      ),
    ).toContain(':sub');
  });

  it('ARNs their providers', () => {
    const principal = (text: string) => role(`jsonencode({ Statement = [{ Principal = { Federated = "${text}" } }] })`);
    expect(accepted(principal('arn:aws:iam::${var.account}:oidc-provider/|'), ':oidc-provider/gitlab.com')).toBe(
      principal('arn:aws:iam::${var.account}:oidc-provider/gitlab.com'),
    );
    const heredoc = role(
      '<<EOT\n{ "Statement": [{ "Principal": { "Federated": "arn:aws:iam::${var.account}:|" } }] }\nEOT',
    );
    expect(accepted(heredoc, ':oidc-provider/gitlab.com')).toBe(heredoc.replace('|', 'oidc-provider/gitlab.com'));
  });
});

describe('in a provider', () => {
  const provider = (inside: string) => `resource "aws_iam_openid_connect_provider" "p" {\n${inside}\n}\n`;

  it('the issuers of the catalogue', () => {
    const urls = labels(provider('  url = "|"'));
    expect(urls).toContain(`https://${GITHUB}`);
    expect(urls).not.toContain('https://accounts.google.com');
    const remote = () => ({ host: 'git.example.com', path: 'a/b' });
    expect(labels(provider('  url = "https://|"'), { remote })).toContain('https://git.example.com');
  });

  it('the audiences of its issuer that it does not have', () => {
    expect(labels(provider('  url = "https://app.terraform.io"\n  client_id_list = ["|"]'))).toEqual([
      'aws.workload.identity',
    ]);
    expect(labels(provider('  client_id_list = ["sts.amazonaws.com", "|"]'))).toEqual([]);
  });

  it('no more', () => {
    expect(labels(provider('  tags = { "|" = "x" }'))).toEqual([]);
    expect(labels(provider('  |'))).toEqual([]);
  });
});

describe('at the top of a file', () => {
  it('whole trusts, once somebody begins to type their name', () => {
    expect(labels('|')).toEqual([]);
    expect(labels('res|')).toEqual([]);
    expect(labels(`${PROVIDER}\noid|\n`)).toContain('oidc-gitlab-com');
    expect(labels('locals {\n  oidc|\n}\n')).toEqual([]);
  });

  it('take the provider that is there', () => {
    const written = accepted(`${PROVIDER}oidc|`, 'oidc-github-actions');
    expect(written.match(/resource "aws_iam_openid_connect_provider"/g)).toHaveLength(1);
    expect(written).toContain('identifiers = [aws_iam_openid_connect_provider.github.arn]');
  });
});

it('a policy in a local value is one', () => {
  const local = (action: string) =>
    `locals {\n  trust = jsonencode({\n    Version = "2012-10-17"\n    Statement = [{\n      Principal = { Federated = "${ARN}" }\n      Action = "${action}"\n    }]\n  })\n}\n`;
  expect(labels(local('sts:Assume|') + role('local.trust'))).toEqual(['sts:AssumeRoleWithWebIdentity']);
  expect(labels('locals {\n  x = { Statement = [{ Action = "|" }] }\n}\n')).toEqual([]);
});

describe('the end of a line', () => {
  const members = '{ Statement = [{ Action = "sts:AssumeRoleWithWebIdentity"';

  it('parts members and arguments in HCL, and items of lists nowhere', () => {
    expect(labels(role(`jsonencode(${members} # "as, ever\n | }] })`))).toContain('Effect');
    expect(labels(role(`jsonencode(${members} | }] })`))).toEqual([]);
    expect(labels(trust('\n    |'))).toContain('condition');
    expect(labels(trust(' |'))).toEqual([]);
    expect(labels(role(`jsonencode(${members.replace('"sts', '["sts')}"\n |] }] })`))).toEqual([]);
    expect(labels('{ "Version": "2012-10-17"\n | }', { file: 'trust-policy.json' })).toEqual([]);
    expect(labels('{ "Version": "2012-10-17",\n | }', { file: 'trust-policy.json' })).toEqual(['Statement']);
  });

  it('may stand behind a comment', () => {
    const list = (inside: string) => trust('').replace('"]', `", ${inside}]`);
    expect(labels(list('# more "\n |'))).toContain('sts:TagSession');
    expect(labels(list('/* more */ |'))).toContain('sts:TagSession');
    expect(labels(list('"x" # more,\n |'))).toEqual([]);
  });

  it('is no end of the head of a for expression', () => {
    expect(labels(trust('').replace('["', '[for a in local.actions |: "'))).toEqual([]);
  });

  const trust = (rest: string) =>
    document(`  statement {\n    actions = ["sts:AssumeRoleWithWebIdentity"]${rest}\n  }`);
});

describe('in JSON syntax', () => {
  const file = 'main.tf.json';
  const at = (marked: string) => labels(marked, { file });
  const taken = (marked: string, label: string) => accepted(marked, label, { file });
  const provider = (inside: string) =>
    `"resource": { "aws_iam_openid_connect_provider": { "github": { "url": "https://${GITHUB}"${inside} } } }`;
  const jsonDocument = (inside: string, name = 'trust') =>
    `{\n  ${provider('')},\n  "data": { "aws_iam_policy_document": { "${name}": { "statement": [{\n    ${inside}\n  }] } } }\n}\n`;
  const PRINCIPALS =
    '"principals": [{ "type": "Federated", "identifiers": ["${aws_iam_openid_connect_provider.github.arn}"] }]';
  const condition = (inside: string) => jsonDocument(`${PRINCIPALS},\n    "condition": [{ ${inside} }]`);
  const withRole = (policy: string) =>
    `{ ${provider('').slice(0, -1)}, "aws_iam_role": { "r": { "assume_role_policy": ${JSON.stringify(policy)} } } } }`;
  const REFERENCE = 'aws_iam_openid_connect_provider.github.arn';

  it('the arguments of a policy document', () => {
    expect(at(jsonDocument('"actions": ["|"]'))[0]).toBe('sts:AssumeRoleWithWebIdentity');
    expect(at(jsonDocument('"effect": "|"'))).toEqual(['Allow', 'Deny']);
    expect(at(jsonDocument('"principals": { "type": "|" }'))).toEqual(['Federated', 'AWS', 'Service']);
    expect(at(condition('"test": "|"'))[0]).toBe('StringEquals');
    expect(at(condition('"test": "StringEquals", "variable": "|"'))[0]).toBe(`${GITHUB}:sub`);
    expect(at(condition(`"test": "|", "variable": "${GITHUB}:sub", "values": ["repo:a/b:*"]`))).toEqual(['StringLike']);
    expect(at(condition(`"test": "StringLike", "variable": "${GITHUB}:sub", "values": ["|"]`))).toContain(
      'repo:OWNER/REPOSITORY:*',
    );
    expect(at(condition(`"test": "StringEquals", "variable": "${GITHUB}:aud", "values": "|"`))).toEqual([
      'sts.amazonaws.com',
    ]);
    const dynamic = `"dynamic": { "condition": { "for_each": [1], "content": { "test": "StringLike", "variable": "${GITHUB}:sub", "values": ["|"] } } }`;
    expect(at(jsonDocument(`${PRINCIPALS}, ${dynamic}`))).toContain('repo:OWNER/REPOSITORY:*');
  });

  it('with the quotes that are missing', () => {
    const test = (value: string) => condition(`"test": ${value}, "variable": "${GITHUB}:sub"`);
    for (const typed of ['|', 'Strin|', '"|"', '"Str|ing"'])
      expect(taken(test(typed), 'StringLike'), typed).toBe(test('"StringLike"'));
    const identifiers = (value: string) =>
      jsonDocument(`"principals": { "type": "Federated", "identifiers": ${value} }`);
    for (const typed of ['[|]', '["|"]', '["aws_|"]'])
      expect(taken(identifiers(typed), REFERENCE), typed).toBe(identifiers(`["\${${REFERENCE}}"]`));
    expect(taken(identifiers('["${aws_iam|}"]'), REFERENCE)).toBe(identifiers(`["\${${REFERENCE}}"]`));
  });

  it('nothing in a document that gives permissions, and no blocks', () => {
    expect(
      at(jsonDocument('"actions": ["|"], "resources": ["*"]', 'permissions').replace(/"resource":.*/, '')),
    ).toEqual([]);
    expect(at(jsonDocument('"|"'))).toEqual([]);
    expect(at(jsonDocument('"|": 1'))).toEqual([]);
    expect(at('{ "oidc|" }')).toEqual([]);
  });

  it('a document that a role has as trust policy', () => {
    const role = jsonRole('"${data.aws_iam_policy_document.x.json}"').trim().slice(1);
    const marked = `{ "data": { "aws_iam_policy_document": { "x": { "statement": { "actions": ["|"] } } } }, ${role}`;
    expect(at(marked)[0]).toBe('sts:AssumeRoleWithWebIdentity');
    expect(at(marked.replace('.x.json', '.y.json'))).toEqual([]);
  });

  it('providers', () => {
    const url = `{ ${provider('').replace(`https://${GITHUB}`, '|')} }`;
    expect(at(url)).toContain('https://app.terraform.io');
    expect(taken(url, 'https://gitlab.com')).toBe(url.replace('|', 'https://gitlab.com'));
    expect(at(`{ ${provider(', "client_id_list": ["|"]')} }`)).toEqual(['sts.amazonaws.com']);
    expect(at(`{ ${provider(', "client_id_list": ["sts.amazonaws.com", "|"]')} }`)).toEqual([]);
    expect(at(`{ ${provider(', "thumbprint_list": ["|"]')} }`)).toEqual([]);
  });

  it.each([
    ['a string', (policy: string) => policy, `"\${${REFERENCE}}"`],
    ['jsonencode', (policy: string) => `\${jsonencode(${policy})}`, REFERENCE],
  ])('references in %s', (_, write, expected) => {
    const marked = (value: string) => withRole(write(`{ "Statement": [{ "Principal": { "Federated": ${value} } }] }`));
    expect(taken(marked('"|"'), REFERENCE)).toBe(marked(expected));
    expect(taken(marked('|'), REFERENCE)).toBe(marked(expected));
  });

  it('members on one line in jsonencode', () => {
    const marked = (members: string) => withRole(`\${jsonencode({ Statement = [{ ${members} }] })}`);
    const sts = 'Action = "sts:AssumeRoleWithWebIdentity"';
    expect(taken(marked(`${sts}, |`), 'Effect')).toBe(marked(`${sts}, Effect = "Allow"`));
    expect(taken(marked(`Eff| ${sts}`), 'Effect')).toBe(marked(`Effect = "Allow", ${sts}`));
    expect(taken(marked(`\n  Eff|\n  ${sts}`), 'Effect')).toBe(marked(`\n  Effect = "Allow"\n  ${sts}`));
    expect(taken(marked(`${sts}, Eff| = "x"`), 'Effect')).toBe(marked(`${sts}, Effect = "x"`));
    expect(taken(marked(`${sts}, |`), 'Principal')).toBe(
      marked(`${sts}, Principal = { Federated = aws_iam_openid_connect_provider.github.arn }`),
    );
    expect(taken(marked(`${sts}, |`), 'Condition')).toBe(
      marked(
        `${sts}, Condition = { StringEquals = { "${GITHUB}:aud" = "sts.amazonaws.com", "${GITHUB}:sub" = "repo:OWNER/REPOSITORY:ref:refs/heads/main" } }`,
      ),
    );
  });

  it('behind an expression', () => {
    const subject = (text: string) =>
      condition(`"test": "StringLike", "variable": "${GITHUB}:sub", "values": ["${text}"]`);
    expect(taken(subject('repo:${var.org}/|'), '/REPOSITORY:*')).toBe(subject('repo:${var.org}/REPOSITORY:*'));
    expect(taken(subject('repo:${var.x[\\"y\\"]}/|'), '/REPOSITORY:*')).toBe(
      subject('repo:${var.x[\\"y\\"]}/REPOSITORY:*'),
    );
    expect(
      at(condition('"test": "StringLike", "variable": "${aws_iam_openid_connect_provider.github.url}:|"'))[0],
    ).toBe(':sub');
  });

  it('whatever stands before it', () => {
    const typed = condition(`"test": "StringLike", "variable": "${GITHUB}:sub", "values": ["repo:|"]`);
    const label = 'repo:OWNER/REPOSITORY:*';
    for (const change of [
      (text: string) => text.replaceAll('\n', '\r\n'),
      (text: string) => text.replace('{', '{ "//": "e\u0301 \ud83d\ude00 \\u00e9 \\n",'),
      (text: string) => `\ufeff${text}`,
    ])
      expect(taken(change(typed), label)).toBe(change(typed.replace('repo:|', label)));
    const inside = (text: string) =>
      jsonRole(
        JSON.stringify(
          `\${jsonencode({ Statement = [{ Sid = "é😀", Principal = { Federated = "${ARN}" }, Condition = { StringLike = { "${GITHUB}:sub" = "${text}" } } }] })}`,
        ),
      );
    expect(taken(inside('e\u0301😀|'), label)).toBe(inside(label));
    expect(taken(inside('|😀'), label)).toBe(inside(label));
  });

  describe('while it is being typed', () => {
    const head = `{\n  ${provider('')},\n  "data": { "aws_iam_policy_document": { "trust": { "statement": [{\n    ${PRINCIPALS},\n`;
    it.each([
      ['"actions": ["|', 'sts:AssumeRoleWithWebIdentity'],
      ['"actions": ["|"', 'sts:AssumeRoleWithWebIdentity'],
      ['"actions": [|', 'sts:AssumeRoleWithWebIdentity'],
      ['"condition": { "test": "|\n', 'StringEquals'],
      ['"condition": { "test": "|\r\n  }\r\n}', 'StringEquals'],
      ['"condition": [{ "test": "StringEquals", "variable": "|}] }] } } }\n}', `${GITHUB}:sub`],
      [
        `"condition": [{ "test": "StringLike", "variable": "${GITHUB}:sub", "values": ["repo:|`,
        'repo:OWNER/REPOSITORY:*',
      ],
      [
        `"condition": [{ "test": "StringLike", "variable": "${GITHUB}:sub", "values": ["|"]\n`,
        'repo:OWNER/REPOSITORY:*',
      ],
    ])('%s', (typed, label) => {
      expect(at(head + typed)).toContain(label);
      const written = taken(head + typed, label);
      const text = head + typed.replace('|', '');
      expect(written.replace(label, '').replace('""', '').replaceAll('repo:', '')).toBe(
        text.replace('""', '').replaceAll('repo:', ''),
      );
    });

    it('a policy in a string', () => {
      const role = '{ "resource": { "aws_iam_role": { "r": { "assume_role_policy": ';
      const opened = `"{\\"Statement\\": [{\\"Principal\\": {\\"Federated\\": \\"${ARN}\\"}, \\"Action\\": `;
      for (const typed of ['\\"|', '|', '\\"sts:|', '\\"|"', '\\"|\\"}]}"\n', '|}]}" } } } }'])
        expect(at(role + opened + typed), typed).toEqual(['sts:AssumeRoleWithWebIdentity']);
      expect(taken(`${role}${opened}|}]}" } } } }`, 'sts:AssumeRoleWithWebIdentity')).toBe(
        `${role}${opened}\\"sts:AssumeRoleWithWebIdentity\\"}]}" } } } }`,
      );
    });

    it('a policy in jsonencode', () => {
      const role = '{ "resource": { "aws_iam_role": { "r": { "assume_role_policy": ';
      const opened = `"\${jsonencode({ Statement = [{ Principal = { Federated = \\"${ARN}\\" }, Action = `;
      for (const typed of [
        '\\"|',
        '|',
        '\\"sts:|',
        '\\"|"',
        '\\"|\\" }] })}"\n',
        '| }] })}" } } } }',
        '\\"| }] })}" } } } }',
      ])
        expect(at(role + opened + typed), typed).toEqual(['sts:AssumeRoleWithWebIdentity']);
      expect(taken(`${role}${opened}| }] })}" } } } }`, 'sts:AssumeRoleWithWebIdentity')).toBe(
        `${role}${opened}\\"sts:AssumeRoleWithWebIdentity\\" }] })}" } } } }`,
      );
    });
  });

  it('nothing in quotes that are escaped twice', () => {
    const nested = JSON.stringify(
      `\${${JSON.stringify(statement('').replace('"sts:AssumeRoleWithWebIdentity"', '"|"').replaceAll(/\n\s*/g, ' '))}}`,
    );
    expect(at(jsonRole(nested))).toEqual([]);
  });

  it('nothing elsewhere', () => {
    expect(at('{ "resource": { "aws_s3_bucket": { "b": { "bucket": "|" } } } }')).toEqual([]);
    expect(at('{ "locals": { "x": { "Statement": [{ "Action": "|" }] } } }')).toEqual([]);
    expect(at('{ "|" }')).toEqual([]);
    expect(at('|')).toEqual([]);
  });
});

describe('elsewhere', () => {
  it.each([
    ['# sts:|', 'main.tf'],
    ['resource "aws_s3_bucket" "b" {\n  bucket = "|"\n}\n', 'main.tf'],
    [
      'resource "aws_iam_policy" "p" {\n  policy = jsonencode({ Statement = [{ Action = "|", Resource = "*" }] })\n}\n',
      'main.tf',
    ],
    ['{ "Version": "2012-10-17", "Statement": [{ "Action": "|", "Resource": "*" }] }', 'policy.json'],
    ['{ "scripts": { "|": "" } }', 'package.json'],
    ['|', 'main.tf'],
  ])('nothing: %s', (marked, file) => {
    expect(labels(marked, { file })).toEqual([]);
  });

  it('a JSON file that is called a trust policy is one from the start', () => {
    expect(labels('{ | }', { file: 'trust-policy.json' })).toEqual(['Version', 'Statement']);
    expect(labels('{ | }', { file: 'x.json', isPolicyFile: true })).toEqual(['Version', 'Statement']);
  });
});

it('what an item means is looked up when it is asked for', () => {
  const { items } = complete(statement(', "Condition": { "|": {} }'), { file: 'trust.json' });
  expect(documentationFor(items[0]!.topic!)).toContain('**`StringEquals`**');
  expect(documentationFor({ about: 'key', name: `${GITHUB}:repository_id` })).toContain('GitHub');
  expect(documentationFor({ about: 'block', name: 'gitlab-com' })).toContain('GitLab');
});
