/** Condition keys of AWS itself (`sts:...`, `aws:...`) as far as they can stand in a trust policy. */
import { nearestName } from './nearest.ts';
import { AWS, type Fact, GENERAL } from './sources.ts';

type KeyType = 'string' | 'numeric' | 'bool' | 'date' | 'ip' | 'arn';

export interface AwsKey extends Fact {
  /** As AWS writes it. One that ends in `/` is followed by a name of the author's choice, e.g. a tag. */
  readonly name: string;
  readonly type: KeyType;
  readonly multivalued: boolean;
  /** The STS actions whose requests can carry it; `any` for the global keys. */
  readonly actions: readonly string[] | 'any';
  /** Whether a call of AssumeRoleWithWebIdentity can carry it: that call has no AWS caller. `unknown` where not documented. */
  readonly webIdentity: 'yes' | 'no' | 'unknown';
  /** With a web identity its value comes out of the token, so that a condition on it narrows who gets in. */
  readonly fromToken?: true;
  /** The action that must be allowed in the same statements for the key to be evaluated. */
  readonly needs?: string;
  readonly what: string;
  readonly trap?: string;
}

const ASSUME = ['sts:AssumeRole', 'sts:AssumeRoleWithSAML', 'sts:AssumeRoleWithWebIdentity'] as const;

const stsKeys: readonly AwsKey[] = [
  {
    name: 'sts:RoleSessionName',
    type: 'string',
    multivalued: false,
    actions: ASSUME,
    webIdentity: 'yes',
    what: 'The name that the caller gives the session.',
    trap: 'The caller chooses it freely: it identifies nobody.',
    mark: 'S',
    source: AWS.stsAuthorization,
  },
  {
    name: 'sts:ExternalId',
    type: 'string',
    multivalued: false,
    actions: ['sts:AssumeRole'],
    webIdentity: 'no',
    what: 'A word agreed with another account, against the confused deputy.',
    trap: 'Exists for `sts:AssumeRole` only; with a web identity it never matches.',
    mark: 'S',
    source: AWS.stsAuthorization,
  },
  {
    name: 'sts:SourceIdentity',
    type: 'string',
    multivalued: false,
    actions: [...ASSUME, 'sts:SetSourceIdentity'],
    webIdentity: 'yes',
    fromToken: true,
    needs: 'sts:SetSourceIdentity',
    what: 'The source identity that the call sets; with OIDC it comes from a claim of the token.',
    mark: 'S',
    source: AWS.stsAuthorization,
  },
  {
    name: 'sts:TransitiveTagKeys',
    type: 'string',
    multivalued: true,
    actions: [...ASSUME, 'sts:TagSession'],
    webIdentity: 'yes',
    needs: 'sts:TagSession',
    what: 'The session tags that pass on to the next role.',
    mark: 'S',
    source: AWS.stsAuthorization,
  },
  {
    name: 'sts:RoleAuthorizedByIdp',
    type: 'bool',
    multivalued: false,
    actions: ['sts:AssumeRoleWithWebIdentity'],
    webIdentity: 'yes',
    fromToken: true,
    what: 'Whether the token itself lists this role, in its claim `https://aws.amazon.com/roles`.',
    trap: 'True only when the claim is there and names the role in full, without wildcards.',
    mark: 'S',
    source: AWS.stsAuthorization,
  },
  sts('sts:AWSServiceName', 'string', ['sts:GetServiceBearerToken'], 'The service that a bearer token is for.'),
  sts(
    'sts:DurationSeconds',
    'numeric',
    ['sts:GetServiceBearerToken', 'sts:GetWebIdentityToken'],
    'How long a bearer or identity token shall live.',
  ),
  {
    ...sts('sts:IdentityTokenAudience', 'string', ['sts:GetWebIdentityToken'], 'The audience asked for.'),
    multivalued: true,
  },
  sts('sts:RequestContext/', 'string', ['sts:SetContext'], 'A value of the context that a trusted provider signed.'),
  {
    ...sts('sts:RequestContextProviders', 'arn', ['sts:SetContext'], 'The providers of that context.'),
    multivalued: true,
  },
  sts('sts:SigningAlgorithm', 'string', ['sts:GetWebIdentityToken'], 'The signing algorithm asked for.'),
  sts('sts:TaskPolicyArn', 'arn', ['sts:AssumeRoot'], 'The task that the root session is limited to.'),
];

function sts(name: string, type: KeyType, actions: readonly string[], what: string): AwsKey {
  return { name, type, multivalued: false, actions, webIdentity: 'no', what, mark: 'S', source: AWS.stsAuthorization };
}

interface GlobalTraits {
  readonly multivalued?: true;
  readonly fromToken?: true;
  readonly needs?: string;
  readonly trap?: string;
  readonly mark?: Fact['mark'];
  readonly source?: Fact['source'];
}

function globalKey(
  name: string,
  type: KeyType,
  webIdentity: AwsKey['webIdentity'],
  what: string,
  traits: GlobalTraits = {},
): AwsKey {
  return {
    name,
    type,
    multivalued: traits.multivalued ?? false,
    actions: 'any',
    webIdentity,
    ...(traits.fromToken ? { fromToken: true } : {}),
    ...(traits.needs === undefined ? {} : { needs: traits.needs }),
    what,
    ...(traits.trap === undefined ? {} : { trap: traits.trap }),
    mark: traits.mark ?? 'S',
    source: traits.source ?? AWS.globalKeys,
  };
}

const noCaller = 'A call with a web identity is not signed, so there is no AWS caller yet and the key is absent.';

const globalKeys: readonly AwsKey[] = [
  globalKey('aws:SourceIp', 'ip', 'yes', 'The public address that the call comes from.', {
    trap: 'Private addresses never match. Absent when the call comes through a VPC endpoint.',
  }),
  globalKey('aws:SourceVpc', 'string', 'yes', 'The VPC that the call comes from, through a VPC endpoint.'),
  globalKey('aws:SourceVpce', 'string', 'yes', 'The VPC endpoint that the call came through.'),
  globalKey('aws:SourceVpcArn', 'arn', 'unknown', 'The ARN of the VPC that the call comes from.'),
  globalKey('aws:VpcSourceIp', 'ip', 'unknown', 'The private address behind a VPC endpoint.', {
    trap: 'Addresses repeat between VPCs: add `aws:SourceVpc`.',
  }),
  globalKey('aws:VpceAccount', 'string', 'unknown', 'The account that owns the VPC endpoint.'),
  globalKey('aws:VpceOrgID', 'string', 'unknown', 'The organisation that owns the VPC endpoint.'),
  globalKey('aws:VpceOrgPaths', 'string', 'unknown', 'The organisation path of the owner of the VPC endpoint.', {
    multivalued: true,
  }),
  globalKey(
    'aws:RequestTag/',
    'string',
    'yes',
    'A session tag of the call; with OIDC it comes from a claim of the token.',
    {
      fromToken: true,
      needs: 'sts:TagSession',
      mark: 'S',
      source: AWS.sessionTags,
    },
  ),
  globalKey('aws:TagKeys', 'string', 'yes', 'The names of the session tags of the call.', {
    multivalued: true,
    fromToken: true,
    needs: 'sts:TagSession',
    source: AWS.sessionTags,
  }),
  globalKey('aws:ResourceTag/', 'string', 'unknown', 'A tag of the role.'),
  globalKey('aws:RequestedRegion', 'string', 'yes', 'The region whose endpoint was called.'),
  globalKey('aws:SecureTransport', 'bool', 'yes', 'Whether the call came over TLS.'),
  globalKey('aws:CurrentTime', 'date', 'yes', 'The time of the call.'),
  globalKey('aws:EpochTime', 'date', 'yes', 'The time of the call in seconds since 1970.'),
  globalKey('aws:UserAgent', 'string', 'yes', 'What the client calls itself.', {
    trap: 'The caller writes it: proves nothing.',
  }),
  globalKey('aws:referer', 'string', 'yes', 'The HTTP referer.', { trap: 'The caller writes it: proves nothing.' }),
  globalKey('aws:FederatedProvider', 'string', 'unknown', 'The identity provider of a federated session.', {
    mark: 'T',
    source: GENERAL.rolesClaim,
    trap: 'Set on the session; whether the assume call itself carries it is not documented.',
  }),
  globalKey('aws:PrincipalArn', 'arn', 'no', 'The ARN of the AWS caller.', { mark: 'I', trap: noCaller }),
  globalKey('aws:PrincipalAccount', 'string', 'no', 'The account of the AWS caller.', { mark: 'I', trap: noCaller }),
  globalKey('aws:PrincipalOrgID', 'string', 'no', 'The organisation of the AWS caller.', { mark: 'I', trap: noCaller }),
  globalKey('aws:PrincipalOrgPaths', 'string', 'no', 'The organisation path of the AWS caller.', {
    multivalued: true,
    mark: 'I',
    trap: noCaller,
  }),
  globalKey('aws:PrincipalTag/', 'string', 'no', 'A tag of the AWS caller.', { mark: 'I', trap: noCaller }),
  globalKey('aws:PrincipalType', 'string', 'unknown', 'What kind of caller it is.'),
  globalKey('aws:PrincipalIsAWSService', 'bool', 'unknown', 'Whether an AWS service calls on its own.'),
  globalKey('aws:PrincipalServiceName', 'string', 'no', 'The service that calls.', { mark: 'I' }),
  globalKey('aws:PrincipalServiceNamesList', 'string', 'no', 'All names of the service that calls.', {
    multivalued: true,
    mark: 'I',
  }),
  globalKey('aws:userid', 'string', 'no', 'The unique id of the AWS caller.', { mark: 'I', trap: noCaller }),
  globalKey('aws:username', 'string', 'no', 'The name of the IAM user who calls.', { mark: 'I', trap: noCaller }),
  globalKey('aws:SourceIdentity', 'string', 'no', 'The source identity of the AWS caller.', {
    mark: 'I',
    trap: noCaller,
  }),
  globalKey('aws:MultiFactorAuthPresent', 'bool', 'no', 'Whether the AWS caller signed in with MFA.', {
    mark: 'I',
    trap: 'Absent for long-term keys and web identities; `BoolIfExists` would let those in.',
  }),
  globalKey('aws:MultiFactorAuthAge', 'numeric', 'no', 'Seconds since the AWS caller used MFA.', {
    mark: 'I',
    trap: noCaller,
  }),
  globalKey('aws:TokenIssueTime', 'date', 'no', 'When the credentials of the AWS caller were issued.', { mark: 'I' }),
  globalKey('aws:AssumedRoot', 'bool', 'no', 'Whether the caller is a root session.', { mark: 'I' }),
  globalKey('aws:ChatbotSourceArn', 'arn', 'no', 'The chat configuration that calls.', { mark: 'I' }),
  globalKey('aws:Ec2InstanceSourceVpc', 'string', 'no', 'The VPC of the instance that the credentials belong to.', {
    mark: 'I',
  }),
  globalKey(
    'aws:Ec2InstanceSourcePrivateIPv4',
    'ip',
    'no',
    'The address of the instance that the credentials belong to.',
    {
      mark: 'I',
    },
  ),
  globalKey('aws:SourceArn', 'arn', 'no', 'The resource for which a service calls.', {
    mark: 'I',
    trap: 'Only for service principals: it guards against the confused deputy.',
  }),
  globalKey('aws:SourceAccount', 'string', 'no', 'The account for whose resource a service calls.', {
    mark: 'I',
    trap: 'Only for service principals.',
  }),
  globalKey('aws:SourceOrgID', 'string', 'no', 'The organisation for whose resource a service calls.', { mark: 'I' }),
  globalKey('aws:SourceOrgPaths', 'string', 'no', 'The organisation path for whose resource a service calls.', {
    multivalued: true,
    mark: 'I',
  }),
  globalKey('aws:SourceOwner', 'string', 'no', 'An older name of `aws:SourceAccount`.', { mark: 'I' }),
  globalKey('aws:ResourceAccount', 'string', 'unknown', 'The account of the role.'),
  globalKey('aws:ResourceOrgID', 'string', 'unknown', 'The organisation of the role.'),
  globalKey('aws:ResourceOrgPaths', 'string', 'unknown', 'The organisation path of the role.', { multivalued: true }),
  globalKey('aws:CalledVia', 'string', 'no', 'The services that the call went through.', {
    multivalued: true,
    mark: 'I',
  }),
  globalKey('aws:CalledViaFirst', 'string', 'no', 'The first service that the call went through.', { mark: 'I' }),
  globalKey('aws:CalledViaLast', 'string', 'no', 'The last service that the call went through.', { mark: 'I' }),
  globalKey('aws:CalledViaAWSMCP', 'string', 'unknown', 'The managed MCP server that the call went through.'),
  globalKey('aws:ViaAWSService', 'bool', 'unknown', 'Whether a service calls on behalf of the caller.'),
  globalKey('aws:ViaAWSMCPService', 'bool', 'unknown', 'Whether the call went through a managed MCP server.'),
  globalKey('aws:IsMcpServiceAction', 'bool', 'unknown', 'Whether the action is one of an MCP service.', { mark: 'T' }),
];

export const awsKeys: readonly AwsKey[] = [...stsKeys, ...globalKeys];

const byLowerName = new Map(awsKeys.map((key) => [key.name.toLowerCase(), key]));

/** The key of this name in any case; `aws:RequestTag/team` finds `aws:RequestTag/`, but the bare template finds nothing. */
export function findAwsKey(name: string): AwsKey | undefined {
  const lower = name.toLowerCase();
  const slash = lower.indexOf('/');
  if (slash < 0) return byLowerName.get(lower);
  return slash === lower.length - 1 ? undefined : byLowerName.get(lower.slice(0, slash + 1));
}

/** The `sts:` or `aws:` key that was probably meant, with the author's own part after a slash. */
export function nearestAwsKey(name: string): string | undefined {
  const slash = name.indexOf('/');
  const base = slash < 0 ? name : name.slice(0, slash + 1);
  const near = nearestName(base, byLowerNameKeys(slash >= 0));
  return near === undefined || slash < 0 ? near : near + name.slice(slash + 1);
}

function byLowerNameKeys(templates: boolean): string[] {
  return awsKeys.map((key) => key.name).filter((name) => name.endsWith('/') === templates);
}
