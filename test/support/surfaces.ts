/** Writes one policy on every surface, so that a test can ask whether the surface makes a difference. */
import type { Report } from '../../server/src/core/analysis/report.ts';
import type { Project } from '../../server/src/core/oidc/project.ts';
import { analyse } from './analyse.ts';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

export const SURFACES = ['json', 'jsonencode', 'heredoc', 'string', 'policy-document', 'plan'] as const;
export type SurfaceName = (typeof SURFACES)[number];

export interface Written {
  readonly text: string;
  readonly report: Report;
}

/** The policy in a surface's own words, analysed. Undefined where the surface cannot say it. */
export function write(policy: Json, surface: SurfaceName, facts: Partial<Project> = {}): Written | undefined {
  const text = textOn(policy, surface);
  return text === undefined ? undefined : { text, report: analyse(kindOf(surface), text, facts) };
}

export function kindOf(surface: SurfaceName): 'json' | 'terraform' {
  return surface === 'json' || surface === 'plan' ? 'json' : 'terraform';
}

/** The text of a file with the policy in a surface's own words. Undefined where the surface cannot say it. */
export function textOn(policy: Json, surface: SurfaceName): string | undefined {
  if (surface === 'json') return `${JSON.stringify(policy, null, 2)}\n`;
  if (surface === 'plan') return `${JSON.stringify(plan(policy))}\n`;
  if (surface === 'policy-document') {
    const document = documentText(policy);
    return document && `${document}\n${role('data.aws_iam_policy_document.trust.json')}`;
  }
  if (surface === 'jsonencode') return role(`jsonencode(${hcl(policy, '  ')})`);
  if (surface === 'string') return role(hclString(JSON.stringify(policy)));
  return role(`<<EOT\n${escapeTemplate(JSON.stringify(policy, null, 2))}\nEOT`);
}

/** What `terraform show -json` prints of a state with one role. */
function plan(policy: Json): Json {
  const values = { name: 'this', assume_role_policy: JSON.stringify(policy) };
  const resource = { address: 'aws_iam_role.this', mode: 'managed', type: 'aws_iam_role', name: 'this', values };
  return { format_version: '1.0', values: { root_module: { resources: [resource] } } };
}

function role(policy: string): string {
  return `resource "aws_iam_role" "this" {\n  name               = "this"\n  assume_role_policy = ${policy}\n}\n`;
}

function hcl(value: Json, indent: string): string {
  if (typeof value === 'string') return hclString(value);
  if (value === null || typeof value !== 'object') return String(value);
  const inner = `${indent}  `;
  if (isList(value)) return `[${value.map((item) => hcl(item, inner)).join(', ')}]`;
  const entries = Object.entries(value).map(([key, item]) => `${inner}${hclString(key)} = ${hcl(item, inner)}`);
  return `{\n${entries.join('\n')}\n${indent}}`;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function hclString(text: string): string {
  return `"${escapeTemplate(text.replace(/[\\"]/g, '\\$&').replace(/\n/g, '\\n'))}"`;
}

function escapeTemplate(text: string): string {
  return text.replace(/([$%])\{/g, '$1$1{');
}

function list(value: Json | undefined): readonly Json[] {
  if (value === undefined) return [];
  return isList(value) ? value : [value];
}

function documentText(policy: Json): string | undefined {
  if (policy === null || typeof policy !== 'object' || isList(policy)) return undefined;
  if (policy['Version'] !== '2012-10-17') return undefined;
  const statements = list(policy['Statement']).map((statement) => statementText(statement));
  return statements.includes(undefined)
    ? undefined
    : `data "aws_iam_policy_document" "trust" {\n${statements.join('\n')}\n}`;
}

function statementText(statement: Json): string | undefined {
  if (statement === null || typeof statement !== 'object' || isList(statement)) return undefined;
  // What a document gives by itself, or converts.
  const { Sid, Effect } = statement as Readonly<Record<string, Json>>;
  if (Sid === '' || typeof Effect !== 'string' || /"AWS":\d/.test(JSON.stringify(statement))) return undefined;
  const lines: string[] = [];
  const strings = (value: Json): string =>
    `[${list(value)
      .map((item) => hclString(String(item)))
      .join(', ')}]`;
  for (const [name, value] of Object.entries(statement)) {
    if (name === 'Effect') lines.push(`    effect = ${hcl(value, '')}`);
    else if (name === 'Sid') lines.push(`    sid = ${hcl(value, '')}`);
    else if (name === 'NotAction') lines.push(`    not_actions = ${strings(value)}`);
    else if (name === 'Action') lines.push(`    actions = ${strings(value)}`);
    else if (name === 'Resource') lines.push(`    resources = ${strings(value)}`);
    else if (name === 'Principal') {
      if (value === null || typeof value !== 'object' || isList(value)) return undefined;
      for (const [type, ids] of Object.entries(value))
        lines.push(`    principals {\n      type = ${hclString(type)}\n      identifiers = ${strings(ids)}\n    }`);
    } else if (name === 'Condition') {
      for (const [test, keys] of Object.entries(value as Record<string, Record<string, Json>>)) {
        for (const [variable, values] of Object.entries(keys)) {
          lines.push(
            `    condition {\n      test = ${hclString(test)}\n      variable = ${hclString(variable)}\n      values = ${strings(values)}\n    }`,
          );
        }
      }
    } else return undefined;
  }
  return `  statement {\n${lines.join('\n')}\n  }`;
}
