/** What a policy looks like in another form, and what cannot have one. */
import { describe, expect, it } from 'vitest';
import { convertAll, type Files } from '../../support/convert.ts';

/** The file after a conversion, or why there is none. */
function converted(files: Files | string, to: string): string {
  const all = convertAll(typeof files === 'string' ? { 'main.tf': files } : files).filter((one) => one.to === to);
  const [{ result }] = all as [(typeof all)[0]];
  return 'files' in result ? Object.values(result.files).join('---\n') : `refused: ${result.refused}`;
}

function role(policy: string): string {
  return `resource "aws_iam_role" "ci" {\n  name               = "ci"\n  assume_role_policy = ${policy}\n}\n`;
}

function heredoc(statement: string): string {
  return role(`<<-EOT\n    {\n      "Version": "2012-10-17",\n      "Statement": ${statement}\n    }\n  EOT`);
}

describe('a heredoc as jsonencode', () => {
  it('has bare keys where they can be, native expressions, and its escapes resolved', () => {
    const text = heredoc(`[{
      "Effect": "Allow",
      "Principal": {"Federated": "\${aws_iam_openid_connect_provider.x.arn}"},
      "Action": ["sts:AssumeRoleWithWebIdentity", "sts:TagSession"],
      "Condition": {
        "ForAnyValue:StringLike": {"\${var.host}:sub": "a \\"q\\" $\${aws:username} \${var.b}"},
        "StringEquals": {"x": \${jsonencode(var.list)}}
      }
    }]`);
    expect(converted(`variable "n" {\n  type = number\n}\n\n${text}`, 'jsonencode')).toBe(`variable "n" {
  type = number
}

resource "aws_iam_role" "ci" {
  name = "ci"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          Federated = aws_iam_openid_connect_provider.x.arn
        }
        Action = ["sts:AssumeRoleWithWebIdentity", "sts:TagSession"]
        Condition = {
          "ForAnyValue:StringLike" = {
            "\${var.host}:sub" = "a \\"q\\" $\${aws:username} \${var.b}"
          }
          StringEquals = {
            x = var.list
          }
        }
      },
    ]
  })
}
`);
  });

  it('keeps a number in quotes a string', () => {
    const text = heredoc('{ "Effect": "Allow", "Principal": { "AWS": "${var.n}" }, "Action": "sts:AssumeRole" }');
    expect(converted(`variable "n" {\n  type = number\n}\n\n${text}`, 'jsonencode')).toContain('AWS = tostring(var.n)');
  });

  it.each([
    ['%{ if var.x }[]%{ else }[{}]%{ endif }', 'it holds a template directive, such as %{ if }'],
    [
      '[{ "Effect": "Allow", "Action": ["${join("\\", \\"", var.x)}"] }]',
      'an expression inserts quotes or backslashes into the JSON',
    ],
    ['[{ "Effect": "Allow", }]', 'it is no faultless JSON'],
    ['[{ "Effect": "Allow", "Effect": "Deny" }]', 'a key stands twice'],
  ])('is not offered for %s', (statement, why) => {
    expect(converted(heredoc(statement), 'jsonencode')).toBe(`refused: ${why}`);
  });
});

describe('a file', () => {
  const POLICY = `{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": { "AWS": "arn:aws:iam::111122223333:root" },
    "Action": "sts:AssumeRole",
    "Condition": { "StringLike": { "aws:PrincipalTag/team": "\${aws:username} \\"q\\"" } }
  }
}
`;
  const surroundings = (text: string) => ({ access: { read: (path: string) => ({ id: path, text }) } });
  const converted = (
    text: string,
    to: string,
    files: Files = { 'main.tf': role('file("${path.module}/trust.json")') },
  ) => {
    const found = convertAll(files, surroundings(text)).find((one) => one.to === to);
    return found && ('files' in found.result ? found.result.files['main.tf']! : `refused: ${found.result.refused}`);
  };

  it('is written in its place, in each form', () => {
    expect(converted(POLICY, 'jsonencode')).toBe(
      role(`jsonencode({
    Version = "2012-10-17"
    Statement = {
      Effect = "Allow"
      Principal = {
        AWS = "arn:aws:iam::111122223333:root"
      }
      Action = "sts:AssumeRole"
      Condition = {
        StringLike = {
          "aws:PrincipalTag/team" = "$\${aws:username} \\"q\\""
        }
      }
    }
  })`).replace('name               =', 'name ='),
    );
    expect(converted(POLICY, 'policy-document')).toContain('values   = ["&{aws:username} \\"q\\""]');
    expect(converted(POLICY, 'heredoc')).toContain('"aws:PrincipalTag/team": "$${aws:username} \\"q\\""');
  });

  it('of which not all is certain stays one', () => {
    expect(converted('{ "Version": "2012-10-17", "Statement": [], }', 'jsonencode')).toBe(
      'refused: it is no faultless JSON',
    );
    expect(converted(POLICY, 'jsonencode', { 'main.tf': role('file(var.name)') })).toBe(
      'refused: the file is not known',
    );
    expect(converted(POLICY, 'jsonencode', { 'main.tf': role('"x"\n  user_data = file("x")') })).toBeUndefined();
  });
});

const TRUST = `jsonencode({
    Version = "2012-10-17"
    Statement = [
      # who deploys
      {
        Effect    = "Allow"
        Principal = { Federated = [aws_iam_openid_connect_provider.x.arn] } # GitLab
        Action    = "sts:AssumeRoleWithWebIdentity"
        Condition = {
          StringLike = {
            "gitlab.com:sub" = ["a/$\${aws:username}", each.key]
          }
        }
      },
    ]
  })`;

describe('jsonencode as a document', () => {
  it('has an ampersand in policy variables, the comments, and the repetition of the role', () => {
    const text = role(TRUST).replace('{\n', '{\n  for_each = var.envs\n\n');
    expect(converted(text, 'policy-document')).toBe(`data "aws_iam_policy_document" "ci_assume_role" {
  for_each = var.envs

  # who deploys
  statement {
    effect  = "Allow"
    actions = ["sts:AssumeRoleWithWebIdentity"]

    # GitLab
    principals {
      type        = "Federated"
      identifiers = [aws_iam_openid_connect_provider.x.arn]
    }

    condition {
      test     = "StringLike"
      variable = "gitlab.com:sub"
      values   = ["a/&{aws:username}", each.key]
    }
  }
}

resource "aws_iam_role" "ci" {
  for_each = var.envs

  name               = "ci"
  assume_role_policy = data.aws_iam_policy_document.ci_assume_role[each.key].json
}
`);
  });

  it('has a name that is free, and stands above the comments of the resource', () => {
    const text = `data "aws_iam_policy_document" "ci_assume_role" {}\n\n# The pipeline.\n${role(TRUST.replace(', each.key', ''))}`;
    const after = converted(text, 'policy-document');
    expect(after).toContain('}\n\n# The pipeline.\nresource "aws_iam_role"');
    expect(after).toContain('= data.aws_iam_policy_document.ci_assume_role_2.json');
  });

  it('says the old version, in which nothing is written with an ampersand', () => {
    const text = role(TRUST.replace('2012-10-17', '2008-10-17').replace(', each.key', ''));
    const after = converted(text, 'policy-document');
    expect(after).toContain('  version = "2008-10-17"\n\n  # who deploys');
    expect(after).toContain('values   = ["a/$${aws:username}"]');
  });

  it.each([
    ['Effect    = "Allow"\n', '', 'a statement has no Effect, and a document gives it one'],
    ['Version = "2012-10-17"\n', '', 'it has no Version, and a document has one'],
    ['Effect    =', 'Comment = "x"\nEffect =', 'a document has nothing for Comment'],
    ['"sts:AssumeRoleWithWebIdentity"', 'var.actions', 'var.actions may be one value or a list'],
    ['"sts:AssumeRoleWithWebIdentity"', '[]', 'a list is empty'],
    [
      '{ Federated = [aws_iam_openid_connect_provider.x.arn] }',
      'var.who',
      'its principals are computed, or not an object',
    ],
    [
      '{ Federated = [aws_iam_openid_connect_provider.x.arn] }',
      '{ "*" = "*" }',
      'a document has no principal type "*" in an object',
    ],
  ])('is not offered with %s as %s', (old, by, why) => {
    const text = role(TRUST.replace(', each.key', '').replace(old, by));
    expect(converted(text, 'policy-document')).toBe(`refused: ${why}`);
  });
});

const DOCUMENT = `data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"] # plain

    principals {
      type        = "*"
      identifiers = ["*"]
    }
    condition {
      test     = "StringLike"
      variable = "aws:PrincipalTag/x"
      values   = ["&{aws:username}"]
    }
    condition {
      test     = "StringLike"
      variable = "aws:PrincipalTag/x"
      values   = ["b"]
    }
  }
}
`;
const USE = role('data.aws_iam_policy_document.trust.json');

describe('a document as jsonencode', () => {
  it('says what the document gives by itself, and takes the document away', () => {
    expect(converted(`${DOCUMENT}\n${USE}`, 'jsonencode')).toBe(`resource "aws_iam_role" "ci" {
  name = "ci"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = "*"
        Action    = "sts:AssumeRole" # plain
        Condition = {
          StringLike = {
            "aws:PrincipalTag/x" = ["$\${aws:username}", "b"]
          }
        }
      },
    ]
  })
}
`);
  });

  const conditions = (...variables: readonly string[]): string => {
    const blocks = variables.map(
      (variable, i) => `condition {\n test = "StringEquals"\n variable = ${variable}\n values = ["v${i}"]\n}\n`,
    );
    const statement = `statement {\n actions = ["sts:AssumeRole"]\n ${blocks.join('')}\n}`;
    return `data "aws_iam_policy_document" "trust" {\n policy_id = ""\n ${statement}\n}\n${USE}`;
  };

  it('puts the values of two computed names together where they are the same', () => {
    const after = converted(
      conditions('"${var.issuer}:sub"', '"${var.issuer}:aud"', '"${var.issuer}:sub"'),
      'jsonencode',
    );
    expect(after).toContain('"${var.issuer}:sub" = ["v0", "v2"]\n');
    expect(after).toContain('"${var.issuer}:aud" = "v1"\n');
  });

  it('has no empty id, which a document leaves out', () => {
    expect(converted(conditions('"aws:x"'), 'jsonencode')).not.toContain('Id ');
  });

  it('is not offered where two computed names may be the same', () => {
    expect(converted(conditions('var.a', 'var.b'), 'jsonencode')).toBe('refused: two names may be the same');
  });

  it('keeps a document that something else names', () => {
    const text = `${DOCUMENT}\n${USE}\noutput "x" {\n  value = "\${data.aws_iam_policy_document.trust.json}"\n}\n`;
    expect(converted(text, 'jsonencode')).toContain(DOCUMENT);
  });

  it.each([
    ['statement {', 'source_policy_documents = [var.x]\nstatement {', 'it has source_policy_documents'],
    ['condition {', 'dynamic "condition" {', 'it has a dynamic block'],
    ['"sts:AssumeRole"', '"sts:AssumeRole", each.key', 'the document is made several times'],
  ])('is not offered with %s as %s', (old, by, why) => {
    expect(converted(`${DOCUMENT.replace(old, by)}\n${USE}`, 'jsonencode')).toBe(`refused: ${why}`);
  });
});

describe('an object with computed keys', () => {
  const keys = (a: string, b: string): string => {
    const condition = `{ StringEquals = { (${a}) = "x", (${b}) = "y" } }`;
    const statement = `{ Effect = "Allow", Principal = "*", Action = "sts:AssumeRole", Condition = ${condition} }`;
    return role(`jsonencode({ Version = "2012-10-17", Statement = [${statement}] })`);
  };

  it.each([
    ['var.a', 'var.a', 'a key stands twice'],
    ['var.a', 'var.b', 'two names may be the same'],
  ])('is not offered another way with %s beside %s', (a, b, why) => {
    for (const to of ['policy-document', 'heredoc']) expect(converted(keys(a, b), to)).toBe(`refused: ${why}`);
  });

  it('is, where they differ', () => {
    for (const to of ['policy-document', 'heredoc'])
      expect(converted(keys('"${var.a}:sub"', '"${var.a}:aud"'), to)).toContain('${var.a}:aud');
  });
});

describe('jsonencode as a heredoc', () => {
  it('lets Terraform make the JSON of what may be more than a text', () => {
    const after = converted(role(TRUST.replace(/ *# .*\n/g, '\n').replace('each.key', 'var.more')), 'heredoc');
    expect(after).toContain('"a/$${aws:username}",\n                ${jsonencode(var.more)}\n');
    expect(after).toContain('"${aws_iam_openid_connect_provider.x.arn}"');
  });

  it('is not offered with comments', () => {
    expect(converted(role(TRUST), 'heredoc')).toBe('refused: JSON has no comments');
  });
});

it('knows nothing of policies in other places', () => {
  expect(
    convertAll({
      'main.tf.json': '{"resource": {"aws_iam_role": {"a": {"assume_role_policy": "{\\"Statement\\": []}"}}}}',
    }),
  ).toEqual([]);
  expect(convertAll({ 'main.tf': 'locals {\n  a = jsonencode({ Other = 1 })\n  b = "text"\n}\n' })).toEqual([]);
});
