/** Facts about who can stand as principal in a trust policy. */
import { AWS, type Fact } from './sources.ts';

interface Named extends Fact {
  readonly name: string;
}

/** Partitions of AWS, as they stand in ARNs. */
export const partitions: readonly Named[] = [
  { name: 'aws', mark: 'S', source: AWS.principal },
  { name: 'aws-cn', mark: 'S', source: AWS.principal },
  { name: 'aws-us-gov', mark: 'S', source: AWS.principal },
  { name: 'aws-eusc', mark: 'M', source: AWS.principal },
  { name: 'aws-iso', mark: 'M', source: AWS.principal },
  { name: 'aws-iso-b', mark: 'M', source: AWS.principal },
  { name: 'aws-iso-e', mark: 'M', source: AWS.principal },
  { name: 'aws-iso-f', mark: 'M', source: AWS.principal },
];

/** The kinds of principals in an account, by the service in their ARN. */
export const principalArns: readonly (Fact & { readonly service: string; readonly resource: RegExp })[] = [
  { service: 'iam', resource: /^(?:root|(?:user|role)\/.+)$/, mark: 'S', source: AWS.principal },
  { service: 'sts', resource: /^(?:assumed-role\/.+\/.+|federated-user\/.+|self)$/, mark: 'S', source: AWS.principal },
];

/** What IAM shows in the place of a user or role that was deleted. */
export const deletedPrincipal: Fact & { readonly pattern: RegExp } = {
  pattern: /^A(?:IDA|ROA)[A-Z0-9]{12,}$/,
  mark: 'S',
  source: AWS.principal,
};

/** Condition keys that say for whom a service acts. */
export const sourceKeys: readonly Named[] = [
  'aws:SourceArn',
  'aws:SourceAccount',
  'aws:SourceOrgID',
  'aws:SourceOrgPaths',
].map((name) => ({ name, mark: 'S', source: AWS.accessAnalyzer }));

/** What the names of services end in. Partitions that are closed to the public have others. */
export const serviceDomains: Fact & { readonly names: readonly string[] } = {
  names: ['amazonaws.com', 'amazonaws.com.cn'],
  mark: 'S',
  source: AWS.principal,
};

/** Services that act for the account they run in only, so that none of these keys is needed. */
export const servicesOfOneAccount: readonly Named[] = [
  { name: 'ec2.amazonaws.com', mark: 'T', source: AWS.accessAnalyzer },
  { name: 'lambda.amazonaws.com', mark: 'T', source: AWS.accessAnalyzer },
  { name: 'edgelambda.amazonaws.com', mark: 'T', source: AWS.accessAnalyzer },
  { name: 'pods.eks.amazonaws.com', mark: 'S', source: AWS.podIdentity },
];

/** Condition keys whose value a caller from elsewhere cannot choose; in lower case. */
export const callerKeys: readonly Named[] = [
  'aws:principalarn',
  'aws:principalaccount',
  'aws:principalorgid',
  'aws:principalorgpaths',
  'aws:userid',
  'aws:username',
  'aws:sourceip',
  'aws:sourcevpc',
  'aws:sourcevpcarn',
  'aws:sourcevpce',
  'aws:vpcsourceip',
  'aws:vpceaccount',
  'aws:vpceorgid',
  'aws:vpceorgpaths',
  'aws:ec2instancesourcevpc',
  'aws:federatedprovider',
  ...sourceKeys.map(({ name }) => name.toLowerCase()),
].map((name) => ({ name, mark: 'S', source: AWS.globalKeys }));

/** Whether a principal is a session of a role, both as ARNs. A session's ARN has the name of the role without its path. */
export function isSessionOf(session: string, role: string): boolean {
  const [, ownerOfSession, roleOfSession] =
    /^arn:[^:]+:(?:iam|sts)::(\d+):assumed-role\/([^/]+)\/.+$/.exec(session) ?? [];
  const [, ownerOfRole, name] = /^arn:[^:]+:iam::(\d+):role\/(?:.*\/)?([^/]+)$/.exec(role) ?? [];
  return name !== undefined && name === roleOfSession && ownerOfRole === ownerOfSession;
}
