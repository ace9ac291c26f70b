/** A new trust, written out: the IAM provider of an issuer, and a role that one subject of it may assume. */
import { builtinProviders } from '../core/oidc/actions.ts';
import { claimToRead, findProvider, fixedIssuers } from '../core/oidc/catalogue.ts';
import { quote } from '../core/policy/quote.ts';

export interface NewTrust {
  /** Without `https://`, spelled as in the token; undefined where only Terraform knows it. */
  readonly issuer: string | undefined;
  /** The URL as an expression, where it is not written out: the attribute of a cluster. */
  readonly url?: string;
  /** The address of the provider, where there is one already. */
  readonly existing?: string;
  /** With a star in it: all subjects of this shape. */
  readonly subject: string;
  readonly audience: string;
  readonly surface: 'jsonencode' | 'policy-document';
  /** Conditions beside those on audience and subject. */
  readonly others?: readonly { readonly key: string; readonly value: string }[];
  /** What the resources are called in Terraform. */
  readonly names: { readonly provider: string; readonly role: string; readonly document: string };
}

/** Terraform blocks, each without a line end at its end. */
export interface NewTrustTexts {
  /** Missing for an issuer that is built in to AWS, and for one whose provider exists. */
  readonly provider?: string;
  /** Missing where the policy stands in the role. */
  readonly document?: string;
  readonly role: string;
}

interface Condition {
  readonly operator: string;
  /** In quotes: it may have an interpolation in it. */
  readonly key: string;
  readonly value: string;
}

/** The blocks as `terraform fmt` lays them out. */
export function newTrust(trust: NewTrust): NewTrustTexts {
  const { issuer = '', names, existing } = trust;
  const provider = existing ?? `aws_iam_openid_connect_provider.${names.provider}`;
  const isBuiltIn = builtinProviders.includes(issuer);
  const principal = isBuiltIn ? quoted(issuer) : `${provider}.arn`;
  // An address that differs from customer to customer is written once.
  const isFixed = isBuiltIn || fixedIssuers().includes(issuer);
  const key = (wanted: string): string => {
    const claim = claimToRead(findProvider(issuer), wanted);
    return isFixed ? quoted(`${issuer}:${claim}`) : `"\${${provider}.url}:${claim}"`;
  };
  const conditions: readonly Condition[] = [
    { operator: 'StringEquals', key: key('aud'), value: trust.audience },
    { operator: /[*?]/.test(trust.subject) ? 'StringLike' : 'StringEquals', key: key('sub'), value: trust.subject },
    ...(trust.others ?? []).map((other) => ({ operator: 'StringEquals', key: quoted(other.key), value: other.value })),
  ];
  return {
    ...(isBuiltIn || existing !== undefined ? {} : { provider: providerText(trust) }),
    ...(trust.surface === 'policy-document'
      ? { document: documentText(names.document, principal, conditions), role: roleWithDocument(names) }
      : { role: roleWithPolicy(names.role, principal, conditions) }),
  };
}

function providerText({ issuer, url, audience, names }: NewTrust): string {
  return `resource "aws_iam_openid_connect_provider" ${quoted(names.provider)} {
  url            = ${url ?? quoted(`https://${issuer}`)}
  client_id_list = [${quoted(audience)}]
}`;
}

function documentText(name: string, principal: string, conditions: readonly Condition[]): string {
  const blocks = conditions.map(
    ({ operator, key, value }) => `
    condition {
      test     = ${quoted(operator)}
      variable = ${key}
      values   = [${quoted(value)}]
    }
`,
  );
  return `data "aws_iam_policy_document" ${quoted(name)} {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]

    principals {
      type        = "Federated"
      identifiers = [${principal}]
    }
${blocks.join('')}  }
}`;
}

function roleWithDocument({ role, document }: NewTrust['names']): string {
  return `resource "aws_iam_role" ${quoted(role)} {
  name               = ${quoted(role)}
  assume_role_policy = data.aws_iam_policy_document.${document}.json
}`;
}

function roleWithPolicy(role: string, principal: string, conditions: readonly Condition[]): string {
  return `resource "aws_iam_role" ${quoted(role)} {
  name = ${quoted(role)}

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Federated = ${principal} }
        Action    = "sts:AssumeRoleWithWebIdentity"
        Condition = {
${operatorsText(conditions)}
        }
      },
    ]
  })
}`;
}

/** An operator stands once, with all of its keys. */
function operatorsText(conditions: readonly Condition[]): string {
  const operators = [...new Set(conditions.map(({ operator }) => operator))];
  const texts = operators.map((operator) => {
    const own = conditions.filter((condition) => condition.operator === operator);
    const lines = own.map(({ key, value }) => `            ${key} = ${quoted(value)}`);
    return `          ${operator} = {\n${lines.join('\n')}\n          }`;
  });
  return texts.join('\n');
}

function quoted(text: string): string {
  return quote(text, 'hcl');
}
