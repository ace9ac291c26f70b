/** The errors that AWS gives when federation does not work: which layer fails, and why, the likeliest cause first. */
import { AWS, type Fact, GENERAL, type Mark, type Source } from './sources.ts';

/**
 * What AWS looks at, in its order. `token`: the request brings none, or a malformed one; `provider`: the IAM provider of the
 * issuer; `audience`: its client ids; `keys` and `certificate`: fetching the keys of the issuer; `time`: of the token;
 * `trust`: the role and its trust policy; `document`: a policy or provider that IAM does not take; `request`: the rest.
 */
export type ErrorLayer =
  | 'token'
  | 'provider'
  | 'audience'
  | 'keys'
  | 'certificate'
  | 'time'
  | 'trust'
  | 'document'
  | 'request';

export interface ErrorCause {
  /** A whole sentence. */
  readonly text: string;
  /** The rules that find it, by id. */
  readonly rules: readonly string[];
}

export interface AwsError extends Fact {
  readonly id: string;
  /** The code that AWS gives. */
  readonly code: string;
  /** In AWS's words, as far as they are always the same. */
  readonly message: string;
  /** Texts by which it is recognised, in lower case, each enough by itself. */
  readonly signs: readonly string[];
  readonly layer: ErrorLayer;
  /** A whole sentence. */
  readonly meaning: string;
  readonly causes: readonly ErrorCause[];
}

function cause(text: string, ...rules: string[]): ErrorCause {
  return { text, rules };
}

function sts(
  id: string,
  code: string,
  message: string,
  layer: ErrorLayer,
  meaning: string,
  causes: readonly ErrorCause[],
  more: { readonly signs?: readonly string[]; readonly mark?: Mark; readonly source?: Source } = {},
): AwsError {
  const signs = more.signs ?? [message.toLowerCase()];
  return {
    id,
    code,
    message,
    signs,
    layer,
    meaning,
    causes,
    mark: more.mark ?? 'S',
    source: more.source ?? AWS.stsErrors,
  };
}

const WRONG_SYNTAX = AWS.accessAnalyzer;

/** The special before the general: the first that fits is meant. */
export const awsErrors: readonly AwsError[] = [
  ...documentErrors(),
  sts(
    'no-provider',
    'InvalidIdentityToken',
    'No OpenIDConnect provider found in your account for',
    'provider',
    'The account of the role has no IAM provider whose URL is the token\'s "iss", letter by letter.',
    [
      cause(
        'The URL of the provider differs from the "iss": a slash at its end, a path, a letter.',
        'provider/url',
        'provider/url-slash',
        'provider/url-typo',
        'provider/url-well-known',
        'principal/provider-typo',
      ),
      cause(
        'The provider is in another account than the role, or its configuration was not applied yet.',
        'principal/other-account-provider',
        'principal/unused-provider',
      ),
      cause('The issuer is new: a cluster that was built again has another URL.'),
    ],
    { mark: 'T' },
  ),
  sts(
    'audience',
    'InvalidIdentityToken',
    'Incorrect token audience',
    'audience',
    'The token\'s "azp", or else its "aud", is not among the client ids of the IAM provider. The trust policy was not looked at.',
    [
      cause('The client ids of the provider lack this audience.', 'oidc/audience-unregistered', 'provider/client-ids'),
      cause('The workflow asks for another audience than the one that is registered.', 'oidc/audience-unexpected'),
    ],
    { mark: 'T' },
  ),
  sts(
    'thumbprint',
    'InvalidIdentityToken',
    "OpenIDConnect provider's HTTPS certificate doesn't match configured thumbprint",
    'certificate',
    'AWS could not verify the host of the keys with its own roots, and no thumbprint of the provider is that of the chain.',
    [
      cause('The chain changed, and the thumbprint in the provider is an old one.', 'provider/thumbprint-certificate'),
      cause(
        'The thumbprint is that of another certificate, or of another host than the one of the keys.',
        'provider/thumbprint-certificate',
        'provider/thumbprint-format',
      ),
      cause('It was read through a proxy that replaces certificates.'),
    ],
    { mark: 'T', signs: ['match configured thumbprint'] },
  ),
  sts(
    'keys',
    'InvalidIdentityToken',
    "Couldn't retrieve verification key from your identity provider",
    'keys',
    'AWS could not fetch or read the discovery document or the keys of the issuer.',
    [
      cause(
        'The documents cannot be reached from the internet: a private name, a firewall, an allow list, a login.',
        'provider/url-private',
      ),
      cause('The discovery document lacks what AWS asks for, or names another issuer.'),
      cause('They took longer than 5 seconds, or the issuer refused so many requests.'),
      cause('The key that the token names is not in the key set, or is none that IAM can use.'),
    ],
    { signs: ['retrieve verification key'] },
  ),
  sts(
    'roles-claim',
    'InvalidIdentityToken',
    'The target role ARN is not present in the roles claim of the identity token',
    'token',
    'The token has the claim "https://aws.amazon.com/roles", and this role is not in it. The trust policy was not looked at.',
    [cause('The issuer names the roles that the token is good for, and this one is missing or misspelled there.')],
    { mark: 'T', source: GENERAL.rolesClaim, signs: ['not present in the roles claim'] },
  ),
  sts(
    'missing-claim',
    'InvalidIdentityToken',
    'Missing a required claim',
    'token',
    'The token lacks a claim that AWS asks for: "iss", "sub", "aud", "exp" or "iat".',
    [cause('The issuer is not set up to send it, or the text is an access token of another kind.')],
    { mark: 'M' },
  ),
  sts(
    'expired',
    'ExpiredTokenException',
    'Token expired',
    'time',
    'The token is no longer valid, or not yet.',
    [
      cause('It waited too long: tokens of CI systems live for minutes. Fetch a new one right before its use.'),
      cause('The clock of the issuer is wrong.'),
    ],
    {
      source: AWS.assumeRoleWithWebIdentity,
      signs: ['expiredtoken', 'token expired', 'token is expired', 'token has expired'],
    },
  ),
  sts(
    'rejected-claim',
    'IDPRejectedClaim',
    'The identity provider reported that authentication failed',
    'token',
    'The issuer itself refused the token: it is expired or was revoked.',
    [cause('Fetch a new token.')],
    { source: AWS.assumeRoleWithWebIdentity, signs: ['idprejectedclaim'] },
  ),
  sts(
    'communication',
    'IDPCommunicationError',
    'The identity provider could not be reached',
    'keys',
    'AWS could not reach the issuer just now.',
    [
      cause('It passes: try again. If it stays, probe the issuer.'),
      cause('The issuer cannot be reached from the internet.', 'provider/url-private'),
    ],
    { source: AWS.assumeRoleWithWebIdentity, signs: ['idpcommunicationerror'] },
  ),
  sts(
    'tag-session',
    'AccessDenied',
    'Not authorized to perform sts:TagSession',
    'trust',
    'The token brings session tags, and the trust policy does not allow sts:TagSession.',
    [cause('Allow "sts:TagSession" beside "sts:AssumeRoleWithWebIdentity".', 'action/companion-missing')],
    { source: AWS.sessionTags, signs: ['perform sts:tagsession', 'perform: sts:tagsession'] },
  ),
  sts(
    'denied',
    'AccessDenied',
    'Not authorized to perform sts:AssumeRoleWithWebIdentity',
    'trust',
    'The token is valid, but the trust policy of the role does not let it in, or there is no such role. AWS never says which condition failed.',
    [
      cause(
        'The subject of the token is none that the policy accepts.',
        'oidc/nobody',
        'oidc/immutable-subject',
        'oidc/volatile-subject',
        'oidc/kubernetes-subject',
        'oidc/claims-swapped',
      ),
      cause('A wildcard stands under an operator that compares literally.', 'condition/wildcard-literal'),
      cause(
        'A condition asks for a claim that AWS does not read, or under a wrong key.',
        'condition/claim-not-published',
        'condition/key-prefix',
        'condition/key-format',
        'condition/unknown-key',
        'condition/variable',
        'condition/null',
      ),
      cause(
        'The conditions exclude each other.',
        'condition/contradiction',
        'policy/duplicate-key',
        'condition/duplicate-block',
      ),
      cause(
        'The audience that the policy asks for is not the one of the token.',
        'oidc/audience-unexpected',
        'oidc/audience-unregistered',
      ),
      cause(
        'The principal is another provider, or one of another account.',
        'principal/federated-syntax',
        'principal/provider-typo',
        'principal/other-account-provider',
        'oidc/several-providers',
      ),
      cause(
        'The action is not "sts:AssumeRoleWithWebIdentity", or one that the token needs beside it is missing.',
        'action/principal-mismatch',
        'action/unknown',
        'action/companion-missing',
        'action/not-assume',
      ),
      cause(
        'The issuer is shared by many customers, and the condition that AWS then asks for is missing.',
        'oidc/required-claim',
        'oidc/subject-missing',
      ),
      cause(
        'The name of the role or its account is wrong in the request: AWS gives the same error for a role that does not exist.',
      ),
    ],
    { signs: ['perform sts:assumerolewithwebidentity', 'perform: sts:assumerolewithwebidentity'] },
  ),
  sts(
    'no-token',
    '',
    'Credentials could not be loaded, please check your action inputs',
    'token',
    'No token was fetched: AWS was not asked at all.',
    [
      cause('The job lacks "permissions: id-token: write".'),
      cause('The workflow runs for a fork, which gets no token.'),
    ],
    { mark: 'T', signs: ['credentials could not be loaded', 'actions_id_token_request'] },
  ),
  sts(
    'region',
    'RegionDisabledException',
    'STS is not activated in this region',
    'request',
    'STS is switched off in this region for the account.',
    [cause('Activate it, or use another region.')],
    { source: AWS.assumeRoleWithWebIdentity, signs: ['regiondisabled', 'sts is not activated'] },
  ),
  sts(
    'packed',
    'PackedPolicyTooLarge',
    'Packed size of session policies and tags exceeds the limit',
    'request',
    'The session policies and the tags of the token are too large together.',
    [cause('Send fewer or shorter tags.')],
    { source: AWS.assumeRoleWithWebIdentity, signs: ['packedpolicytoolarge', 'packed size'] },
  ),
  sts(
    'invalid-token',
    'InvalidIdentityToken',
    'The web identity token could not be validated',
    'token',
    'AWS could not validate the token.',
    [
      cause('Its signature is not that of a key of its issuer, or it was cut off on its way.'),
      cause('Its algorithm is not one that IAM takes (RS256, RS384, RS512, ES256, ES384, ES512).'),
      cause('The issuer has more than 100 keys of one kind.'),
    ],
    { source: AWS.assumeRoleWithWebIdentity, signs: ['invalididentitytoken'] },
  ),
];

/** What IAM does not take when a role or a provider is made. */
function documentErrors(): AwsError[] {
  const refused = (
    id: string,
    message: string,
    meaning: string,
    rules: readonly string[],
    mark: Mark = 'T',
    signs?: readonly string[],
  ): AwsError =>
    sts(id, 'MalformedPolicyDocument', message, 'document', meaning, [cause(meaning, ...rules)], {
      mark,
      source: WRONG_SYNTAX,
      ...(signs ? { signs } : {}),
    });
  return [
    refused(
      'federated',
      'Federated principals must be valid domain names or SAML metadata ARNs',
      'The ARN of the provider is malformed or empty.',
      ['principal/federated-syntax', 'principal/arn'],
    ),
    refused(
      'invalid-principal',
      'Invalid principal in policy',
      'A principal does not exist or is malformed.',
      [
        'principal/star',
        'principal/arn',
        'principal/unique-id',
        'principal/key',
        'principal/format',
        'principal/partial-wildcard',
      ],
      'T',
      ['invalid principal'],
    ),
    refused(
      'not-assume',
      'AssumeRole policy may only specify STS AssumeRole actions',
      'The trust policy allows an action by which no role is assumed.',
      ['action/not-assume', 'action/unknown'],
    ),
    refused('one-colon', 'Condition can contain only one colon', 'A condition key holds a scheme.', [
      'condition/key-format',
      'condition/key-prefix',
    ]),
    refused('duplicate-condition', 'Duplicate condition element', 'An operator stands twice in one condition.', [
      'policy/duplicate-key',
    ]),
    refused(
      'resource',
      'Has prohibited field Resource',
      'The trust policy has a "Resource".',
      ['statement/resource'],
      'T',
      ['prohibited field resource', 'must not contain resources'],
    ),
    refused(
      'not-principal',
      'AssumeRole policy must not contain NotPrincipal field',
      'The trust policy has a "NotPrincipal".',
      ['principal/not-principal'],
      'T',
      ['notprincipal'],
    ),
    refused('missing-field', 'Missing required field', 'An element is missing in a statement.', [
      'principal/missing',
      'statement/effect',
      'statement/missing-action',
      'policy/empty',
      'policy/version',
    ]),
    refused('empty', 'Statement is empty', 'The policy has no statement.', ['policy/empty']),
    refused(
      'sid',
      'The Statement Ids in the policy are not unique',
      'Two statements have the same Sid.',
      ['statement/sid'],
      'T',
      ['statement ids in the policy are not unique'],
    ),
    refused('version', 'The policy must contain a valid version string', 'The version is none that IAM knows.', [
      'policy/version',
      'policy/type',
    ]),
    refused(
      'leading-spaces',
      'JSON strings must not have leading spaces',
      'White space stands in front of the JSON.',
      ['policy/charset'],
      'T',
      ['leading space', 'legacy parsing'],
    ),
    refused('json', 'This policy contains invalid Json', 'The policy is no JSON.', ['policy/syntax', 'policy/charset']),
    refused('size', 'Cannot exceed quota for ACLSizePerRole', 'The trust policy is too long.', ['policy/size'], 'M', [
      'aclsizeperrole',
    ]),
    {
      ...refused(
        'provider-exists',
        'Provider with url already exists',
        'The account has a provider of this URL already, and can have one only.',
        ['provider/duplicate'],
        'S',
        ['entityalreadyexists'],
      ),
      code: 'EntityAlreadyExists',
      source: AWS.createProviderApi,
    },
    {
      ...refused(
        'provider-unreachable',
        'OpenIdIdpCommunicationError',
        'IAM could not connect to the issuer to fetch its thumbprint.',
        ['provider/url', 'provider/url-private'],
        'S',
        ['openididpcommunicationerror'],
      ),
      code: 'OpenIdIdpCommunicationError',
      source: AWS.createProviderApi,
    },
    sts(
      'malformed',
      'MalformedPolicyDocument',
      'MalformedPolicyDocument',
      'document',
      'IAM does not take the trust policy.',
      [
        cause(
          'The issuer is shared by many customers, and the condition that IAM then asks for is missing.',
          'oidc/required-claim',
          'oidc/subject-missing',
        ),
        cause(
          'An element, operator or key is none that IAM knows.',
          'policy/unknown-element',
          'policy/type',
          'condition/operator',
          'condition/unknown-key',
          'condition/empty',
          'condition/duplicate-key-case',
        ),
      ],
      {
        source: AWS.oidcControls,
        signs: ['malformedpolicydocument', 'syntax error in policy', 'syntax errors in policy'],
      },
    ),
  ];
}

/** The error that a text tells of; undefined for none that is known. */
export function recogniseError(text: string): AwsError | undefined {
  // Apostrophes and spaces differ between consoles, logs and browsers.
  const plain = text
    .toLowerCase()
    .replace(/[\u2018\u2019\u00b4`]/g, "'")
    .replace(/\s+/g, ' ');
  return awsErrors.find(({ signs }) => signs.some((sign) => plain.includes(sign)));
}

/** The error with this id. */
export function awsError(id: string): AwsError {
  const found = awsErrors.find((error) => error.id === id);
  if (!found) throw new Error(`there is no error "${id}"`);
  return found;
}
