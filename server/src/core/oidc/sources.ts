/**
 * The documents that the facts of this folder rest on. Each carries the title and public address of the original and the
 * date of the text that was read, as far as it is known (a year, a month or a day).
 */
export interface Source {
  readonly title: string;
  readonly url: string;
  readonly date: string;
}

/**
 * How well a fact is known.
 * - `S` sourced: AWS or the vendor says so.
 * - `T` third party: others observed it (field reports, working policies, tests against AWS).
 * - `I` inferred from what the source says.
 * - `M` from memory of the vendor's documentation, not verified again; the source is where to look it up.
 *
 * Only facts marked `S` may carry an error.
 */
export type Mark = 'S' | 'T' | 'I' | 'M';

/** What every statement in the catalogue carries. */
export interface Fact {
  readonly mark: Mark;
  readonly source: Source;
}

const iam = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/';

/** Documents by AWS. */
export const AWS = {
  oidcKeys: {
    title: 'IAM and AWS STS condition context keys: available keys for AWS OIDC federation',
    url: `${iam}reference_policies_iam-condition-keys.html#condition-keys-wif`,
    date: '2026',
  },
  stsKeys: {
    title: 'IAM and AWS STS condition context keys: available keys for AWS STS',
    url: `${iam}reference_policies_iam-condition-keys.html#condition-keys-sts`,
    date: '2026',
  },
  globalKeys: {
    title: 'AWS global condition context keys',
    url: `${iam}reference_policies_condition-keys.html`,
    date: '2026',
  },
  sensitiveKeys: {
    title: 'AWS global condition context keys: sensitive condition keys',
    url: `${iam}reference_policies_condition-keys.html#condition-keys-sensitive`,
    date: '2026',
  },
  networkKeys: {
    title: 'AWS global condition context keys: properties of the network',
    url: `${iam}reference_policies_condition-keys.html#condition-keys-network-properties`,
    date: '2026',
  },
  oidcControls: {
    title: 'Identity-provider controls for shared OIDC providers',
    url: `${iam}id_roles_providers_oidc_secure-by-default.html`,
    date: '2026',
  },
  createProvider: {
    title: 'Create an OpenID Connect (OIDC) identity provider in IAM',
    url: `${iam}id_roles_providers_create_oidc.html`,
    date: '2026',
  },
  createRole: {
    title: 'Create a role for OpenID Connect federation (console)',
    url: `${iam}id_roles_create_for-idp_oidc.html`,
    date: '2026',
  },
  createProviderApi: {
    title: 'IAM API Reference: CreateOpenIDConnectProvider',
    url: 'https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html',
    date: '2026',
  },
  thumbprint: {
    title: 'Obtain the thumbprint for an OpenID Connect identity provider',
    url: `${iam}id_roles_providers_create_oidc_verify-thumbprint.html`,
    date: '2026',
  },
  assumeRoleWithWebIdentity: {
    title: 'STS API Reference: AssumeRoleWithWebIdentity',
    url: 'https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html',
    date: '2026',
  },
  quotas: { title: 'IAM and AWS STS quotas', url: `${iam}reference_iam-quotas.html`, date: '2026' },
  grammar: {
    title: 'Grammar of the IAM JSON policy language',
    url: `${iam}reference_policies_grammar.html`,
    date: '2026',
  },
  principal: {
    title: 'AWS JSON policy elements: Principal',
    url: `${iam}reference_policies_elements_principal.html`,
    date: '2026',
  },
  conditionOperators: {
    title: 'IAM JSON policy elements: Condition operators',
    url: `${iam}reference_policies_elements_condition_operators.html`,
    date: '2026',
  },
  multivalued: {
    title: 'Single-valued vs. multivalued context keys',
    url: `${iam}reference_policies_condition-single-vs-multi-valued-context-keys.html`,
    date: '2026',
  },
  condition: {
    title: 'IAM JSON policy elements: Condition',
    url: `${iam}reference_policies_elements_condition.html`,
    date: '2023-05',
  },
  variables: {
    title: 'IAM policy elements: Variables and tags',
    url: `${iam}reference_policies_variables.html`,
    date: '2023-05',
  },
  sessionTags: { title: 'Pass session tags in AWS STS', url: `${iam}id_session-tags.html`, date: '2023-05' },
  accessAnalyzer: {
    title: 'IAM Access Analyzer policy check reference',
    url: `${iam}access-analyzer-reference-policy-checks.html`,
    date: '2026',
  },
  stsAuthorization: {
    title: 'Service Authorization Reference: actions, resources and condition keys for AWS STS',
    url: 'https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html',
    date: '2026-09-26',
  },
  providerClaims: {
    title: 'AWS STS supports validation of identity provider claims',
    url: 'https://aws.amazon.com/about-aws/whats-new/2026/01/aws-sts-supports-validation-identity-provider-claims/',
    date: '2026-01',
  },
  stsErrors: {
    title: 'Resolve the InvalidIdentityToken error from AWS STS (AWS re:Post)',
    url: 'https://repost.aws/knowledge-center/iam-sts-invalididentitytoken',
    date: '2026',
  },
  eksServiceAccounts: {
    title: 'Amazon EKS: assign IAM roles to Kubernetes service accounts',
    url: 'https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html',
    date: '2026',
  },
  eksIdentityConfig: {
    title: 'Amazon EKS API Reference: OidcIdentityProviderConfigRequest',
    url: 'https://docs.aws.amazon.com/eks/latest/APIReference/API_OidcIdentityProviderConfigRequest.html',
    date: '2026',
  },
  podIdentity: {
    title: 'Amazon EKS: learn how EKS Pod Identity grants pods access to AWS services',
    url: 'https://docs.aws.amazon.com/eks/latest/userguide/pod-identities.html',
    date: '2026',
  },
} as const satisfies Record<string, Source>;

/** Documents by standards bodies and others who are not one provider. */
export const GENERAL = {
  privateAddresses: {
    title:
      'RFC 1918, 3927, 4193, 6598 and 8190: addresses that no host on the internet has (IANA special-purpose registries)',
    url: 'https://www.iana.org/assignments/iana-ipv4-special-registry/',
    date: '2021-02-04',
  },
  privateNames: {
    title: 'RFC 6761, 6762 (appendix G) and 8375: names that the public DNS does not answer',
    url: 'https://www.rfc-editor.org/rfc/rfc6762#appendix-G',
    date: '2018-05',
  },
  tlsCertificate: {
    title: 'Terraform provider tls: data source tls_certificate',
    url: 'https://registry.terraform.io/providers/hashicorp/tls/latest/docs/data-sources/certificate',
    date: '2025',
  },
  policyDocument: {
    title: 'Terraform provider aws: data source aws_iam_policy_document',
    url: 'https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_policy_document',
    date: '2026',
  },
  repeatedConditions: {
    title: 'terraform-provider-aws #33068: conditions with the same test and variable overwrite each other',
    url: 'https://github.com/hashicorp/terraform-provider-aws/issues/33068',
    date: '2023-08',
  },
  leadingSpace: {
    title: 'terraform-provider-aws #36597: policies may begin with white space',
    url: 'https://github.com/hashicorp/terraform-provider-aws/pull/36597',
    date: '2024-03-26',
  },
  thumbprintOptional: {
    title: 'Terraform provider aws: resource aws_iam_openid_connect_provider',
    url: 'https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iam_openid_connect_provider',
    date: '2025',
  },
  principalInPermissions: {
    title: 'terraform #13449: Policy document should not specify a principal',
    url: 'https://github.com/hashicorp/terraform/issues/13449',
    date: '2017-04-12',
  },
  oidcCore: {
    title: 'OpenID Connect Core 1.0, section 2: ID Token',
    url: 'https://openid.net/specs/openid-connect-core-1_0.html#IDToken',
    date: '2023-12-15',
  },
  jwt: {
    title: 'RFC 7519: JSON Web Token, section 4: claims',
    url: 'https://www.rfc-editor.org/rfc/rfc7519#section-4',
    date: '2015-05',
  },
  kubernetesServiceAccounts: {
    title: 'Kubernetes: managing service accounts',
    url: 'https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/',
    date: '2025',
  },
  kubernetesNames: {
    title: 'Kubernetes: object names and IDs',
    url: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/names/',
    date: '2025',
  },
  rolesClaim: {
    title: 'OIDC tokens can now restrict which AWS roles they assume (awsteele.com)',
    url: 'https://awsteele.com/blog/',
    date: '2026-07-13',
  },
} as const satisfies Record<string, Source>;
