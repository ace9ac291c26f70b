/** What an AWS account has deployed, as plain data, and as Terraform. */
import { quote } from '../policy/quote.ts';

export interface DeployedProvider {
  readonly arn: string;
  /** With `https://`. */
  readonly url: string;
  readonly clientIds: readonly string[];
  /** Lower-case hex. */
  readonly thumbprints: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
}

export interface DeployedRole {
  readonly arn: string;
  readonly name: string;
  readonly path: string;
  readonly description: string;
  /** In seconds. */
  readonly maxSessionDuration: number;
  /** Its ARN; empty where there is none. */
  readonly permissionsBoundary: string;
  /** JSON. */
  readonly trustPolicy: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** A `resource` block, and the `import` block that binds it to what is deployed. */
export function providerHcl(provider: DeployedProvider): string {
  const { arn, url, clientIds, thumbprints, tags } = provider;
  return importable('aws_iam_openid_connect_provider', nameFrom(url.replace(/^https:\/\//, '')), arn, [
    ['url', text(url)],
    ['client_id_list', hcl(clientIds, 1)],
    ...(thumbprints.length > 0 ? [['thumbprint_list', hcl(thumbprints, 1)] as const] : []),
    ...tagged(tags),
  ]);
}

/** Throws a `SyntaxError` where the trust policy is no JSON. */
export function roleHcl(role: DeployedRole): string {
  const { name, path, description, maxSessionDuration, permissionsBoundary, trustPolicy, tags } = role;
  return importable('aws_iam_role', nameFrom(name), name, [
    ['name', text(name)],
    ...(path === '/' ? [] : [['path', text(path)] as const]),
    ...(description === '' ? [] : [['description', text(description)] as const]),
    // What AWS and Terraform take where nothing is said.
    ...(maxSessionDuration === 3600 ? [] : [['max_session_duration', String(maxSessionDuration)] as const]),
    ...(permissionsBoundary === '' ? [] : [['permissions_boundary', text(permissionsBoundary)] as const]),
    ['assume_role_policy', `jsonencode(${hcl(JSON.parse(trustPolicy), 1)})`],
    ...tagged(tags),
  ]);
}

function tagged(tags: Readonly<Record<string, string>>): (readonly [string, string])[] {
  return Object.keys(tags).length > 0 ? [['tags', hcl(tags, 1)]] : [];
}

function importable(
  type: string,
  name: string,
  id: string,
  attributes: readonly (readonly [string, string])[],
): string {
  const width = Math.max(...attributes.map(([attribute]) => attribute.length));
  const isLong = ([, value]: readonly [string, string]): boolean => value.includes('\n');
  const lines = attributes.map((one, i) => {
    const [attribute, value] = one;
    // `terraform fmt` sets an attribute of several lines apart.
    const apart = i > 0 && isLong(one) ? '\n' : '';
    return `${apart}  ${isLong(one) ? attribute : attribute.padEnd(width)} = ${value}\n`;
  });
  return `import {\n  to = ${type}.${name}\n  id = ${text(id)}\n}\n\nresource "${type}" "${name}" {\n${lines.join('')}}\n`;
}

/** A name as Terraform takes it. */
function nameFrom(given: string): string {
  const plain = given.replace(/[^A-Za-z0-9_-]+/g, '_').replace(/^_+|_+$/g, '');
  return /^[A-Za-z]/.test(plain) ? plain : `_${plain}`;
}

function text(value: string): string {
  return quote(value, 'hcl');
}

/** A value as Terraform writes it; `depth` in steps of two spaces. */
function hcl(value: unknown, depth: number): string {
  const indent = '  '.repeat(depth);
  if (typeof value === 'string') return text(value);
  if (Array.isArray(value)) {
    const items = value.map((item) => hcl(item, depth + 1));
    const line = `[${items.join(', ')}]`;
    if (value.every((item) => typeof item !== 'object') && line.length <= 80) return line;
    return `[\n${items.map((item) => `${indent}  ${item},\n`).join('')}${indent}]`;
  }
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value);
  if (entries.length === 0) return '{}';
  const keys = entries.map(([key]) => (/^[A-Za-z_][\w-]*$/.test(key) ? key : text(key)));
  const width = Math.max(...keys.map((key) => key.length));
  const lines = entries.map(([, item], i) => `${indent}  ${keys[i]!.padEnd(width)} = ${hcl(item, depth + 1)}\n`);
  return `{\n${lines.join('')}${indent}}`;
}
