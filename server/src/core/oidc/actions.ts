/** The actions of AWS STS, and which of them a trust policy may name for whom. */
import { nearestName } from './nearest.ts';
import { AWS, type Fact } from './sources.ts';

/** What stands under `Principal`, by how the caller proves who it is. `builtin` is one of the four domain names of old. */
export type PrincipalKind = 'oidc' | 'builtin' | 'saml' | 'aws' | 'service';

/**
 * `assume`: hands out the role's session. `companion`: only adds something to a call that another action allows.
 * `other`: has no place in a trust policy.
 */
type ActionRole = 'assume' | 'companion' | 'other';

export interface StsAction extends Fact {
  /** With the service prefix: `sts:AssumeRole`. */
  readonly name: string;
  readonly role: ActionRole;
  /** Which principals can use it in a trust policy; empty for `other`. */
  readonly principals: readonly PrincipalKind[];
  readonly what: string;
  readonly trap?: string;
}

const everyone: readonly PrincipalKind[] = ['oidc', 'builtin', 'saml', 'aws', 'service'];

function other(name: string, what: string): StsAction {
  return { name: `sts:${name}`, role: 'other', principals: [], what, mark: 'S', source: AWS.stsAuthorization };
}

export const actions: readonly StsAction[] = [
  {
    name: 'sts:AssumeRole',
    role: 'assume',
    principals: ['aws', 'service'],
    what: 'Gives the session of the role to an AWS principal or an AWS service.',
    trap: 'A token from an OIDC provider cannot use it: that needs `sts:AssumeRoleWithWebIdentity`.',
    mark: 'S',
    source: AWS.accessAnalyzer,
  },
  {
    name: 'sts:AssumeRoleWithSAML',
    role: 'assume',
    principals: ['saml'],
    what: 'Gives the session of the role to whoever presents a SAML assertion of the provider.',
    mark: 'S',
    source: AWS.accessAnalyzer,
  },
  {
    name: 'sts:AssumeRoleWithWebIdentity',
    role: 'assume',
    principals: ['oidc', 'builtin'],
    what: 'Gives the session of the role to whoever presents a token of the OpenID Connect provider.',
    trap: 'The call itself is not signed: only the conditions on the token decide who gets in.',
    mark: 'S',
    source: AWS.assumeRoleWithWebIdentity,
  },
  {
    name: 'sts:TagSession',
    role: 'companion',
    principals: everyone,
    what: 'Allows session tags to be passed with the call.',
    trap: 'When a token carries session tags and this action is not allowed, the whole call fails.',
    mark: 'S',
    source: AWS.sessionTags,
  },
  {
    name: 'sts:SetSourceIdentity',
    role: 'companion',
    principals: everyone,
    what: 'Allows a source identity to be set on the session.',
    trap: 'Alone it lets nobody in. A token that carries a source identity needs it.',
    mark: 'S',
    source: AWS.assumeRoleWithWebIdentity,
  },
  {
    name: 'sts:SetContext',
    role: 'companion',
    principals: everyone,
    what: 'Allows context from a trusted provider to be set on the session (trusted identity propagation).',
    mark: 'S',
    source: AWS.stsAuthorization,
  },
  other('AssumeRoot', 'Short credentials for privileged tasks on a member account of the organisation.'),
  other('DecodeAuthorizationMessage', 'Decodes the details of a refusal.'),
  other('GetAccessKeyInfo', 'Tells the account of an access key id.'),
  other('GetCallerIdentity', 'Tells who the caller is.'),
  other('GetDelegatedAccessToken', 'Credentials after a temporary delegation request was approved.'),
  other('GetFederationToken', 'Credentials for a federated user of an IAM user.'),
  other('GetServiceBearerToken', 'A bearer token for a service.'),
  other('GetSessionToken', 'Short credentials for an IAM user.'),
  other('GetWebIdentityToken', 'A signed token that tells outside services who the AWS caller is.'),
  other('TagGetWebIdentityToken', 'Adds tags to the token of `sts:GetWebIdentityToken`.'),
];

/** Service principals that need more than `sts:AssumeRole` in the trust policy to work. */
export const serviceActionSets: readonly (Fact & { readonly service: string; readonly actions: readonly string[] })[] =
  [
    {
      service: 'rolesanywhere.amazonaws.com',
      actions: ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'],
      mark: 'S',
      source: AWS.accessAnalyzer,
    },
    {
      service: 'pods.eks.amazonaws.com',
      actions: ['sts:AssumeRole', 'sts:TagSession'],
      mark: 'S',
      source: AWS.podIdentity,
    },
  ];

/** The action by which each kind of principal assumes a role. */
export const assumeActionFor: Readonly<Record<PrincipalKind, string>> = {
  oidc: 'sts:AssumeRoleWithWebIdentity',
  builtin: 'sts:AssumeRoleWithWebIdentity',
  saml: 'sts:AssumeRoleWithSAML',
  aws: 'sts:AssumeRole',
  service: 'sts:AssumeRole',
};

/** The domain names that stand as `Federated` principal without an IAM provider. */
export const builtinProviders: readonly string[] = [
  'accounts.google.com',
  'cognito-identity.amazonaws.com',
  'graph.facebook.com',
  'www.amazon.com',
];

const byLowerName = new Map(actions.map((action) => [action.name.toLowerCase(), action]));

/** The STS action of this name (`sts:...`, any case). A name with a wildcard is no action: see `expandAction`. */
export function findAction(name: string): StsAction | undefined {
  return byLowerName.get(name.toLowerCase());
}

/** Whether a name belongs to the actions that a trust policy may list (the assume family with its companions). */
export function isAssumeFamily(name: string): boolean {
  const found = findAction(name);
  return found !== undefined && found.role !== 'other';
}

/** The STS actions that a text with `*` and `?` covers; compared without case. */
export function expandAction(pattern: string): readonly StsAction[] {
  const lower = pattern.toLowerCase();
  return actions.filter((action) => matchesWildcards(lower, action.name.toLowerCase()));
}

/** The action that was probably meant by a name that does not exist. */
export function nearestAction(name: string): StsAction | undefined {
  const colon = name.indexOf(':');
  const wanted = colon < 0 ? `sts:${name}` : name;
  const near = nearestName(
    wanted,
    actions.map((action) => action.name),
    3,
  );
  return near === undefined ? undefined : findAction(near);
}

/** Glob match in linear space and at most `pattern * text` steps. */
function matchesWildcards(pattern: string, text: string): boolean {
  let p = 0;
  let t = 0;
  let star = -1;
  let resume = 0;
  while (t < text.length) {
    if (pattern[p] === '*') {
      star = p++;
      resume = t;
    } else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === text[t])) {
      p++;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}
