/** Evaluates tokens against policies that are read from text. */
import { evaluatePolicy, type PolicyDecision, type TokenRequest } from '../../server/src/core/access/evaluatePolicy.ts';
import { ModelSource } from '../../server/src/core/policy/build.ts';
import { Evaluator } from '../../server/src/core/terraform/evaluate.ts';
import { parseConfiguration } from '../../server/src/core/terraform/jsonSyntax.ts';
import { Module } from '../../server/src/core/terraform/module.ts';

export const GITHUB = 'token.actions.githubusercontent.com';

/** What a test says of a request, as plain objects. */
export interface Asked {
  readonly issuer?: TokenRequest['issuer'];
  readonly claims?: object;
  readonly context?: Readonly<Record<string, string | number | boolean | readonly string[] | null>>;
  readonly partial?: boolean;
  readonly action?: string;
}

export function requestOf({ issuer = GITHUB, claims = {}, context = {}, ...rest }: Asked): TokenRequest {
  return { issuer, claims: new Map(Object.entries(claims)), context: new Map(Object.entries(context)), ...rest };
}

/** One Allow statement for the tokens of an issuer. */
export function statementWith(condition: object, issuer = GITHUB): object {
  return {
    Effect: 'Allow',
    Principal: { Federated: `arn:aws:iam::123456789012:oidc-provider/${issuer}` },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: condition,
  };
}

export function decideJson(policy: object, asked: Asked): PolicyDecision {
  const json = JSON.stringify(policy).replace(/([$%])\{/g, '$1$1{');
  return decideTerraform(`resource "aws_iam_role" "x" {\n  assume_role_policy = <<EOT\n${json}\nEOT\n}\n`, asked);
}

/** The decision of the only trust policy in a Terraform file. */
export function decideTerraform(text: string, asked: Asked): PolicyDecision {
  const module = new Module([{ id: 'main.tf', text, tree: parseConfiguration('main.tf', text) }], {});
  const { policies, providers } = new ModelSource(new Evaluator(module, { variableDefaults: true })).model();
  const [policy, ...more] = policies;
  if (!policy || more.length > 0) throw new Error(`${policies.length} trust policies`);
  return evaluatePolicy(policy, { declared: providers, own: [] }, requestOf(asked));
}
