import { editDistance } from '../../oidc/nearest.ts';
import { AWS } from '../../oidc/sources.ts';
import { includes, known, type Text } from '../../value/text.ts';
import { knownString, textOf, type Value } from '../../value/value.ts';
import { defineRule, fix } from '../define.ts';
import { GITHUB, provider, role, trust } from '../samples.ts';

type Fault = 'scheme' | 'slashes' | 'nested' | 'space' | 'empty' | 'type' | 'misspelled' | 'shape';

const ROLE = (principal: string): string =>
  role(`jsonencode({
  Version = "2012-10-17"
  Statement = [{
    Effect    = "Allow"
    Action    = "sts:AssumeRoleWithWebIdentity"
    Principal = { Federated = "${principal}" }
  }]
})`);

const CLUSTER_ROLE = (issuer: string): string => ROLE(`arn:aws:iam::111122223333:oidc-provider/\${${issuer}}`);

/** What stands as federated principal is no ARN of a provider and no domain name. */
export default defineRule({
  id: 'principal/federated-syntax',
  severity: 'error',
  since: '0.1.0',
  accessAnalyzer: ['INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY'],
  summary: 'The federated principal is malformed.',
  fixable: true,
  masks: ['principal/unused-provider'],
  docs: {
    what: 'The `Federated` principal is neither the ARN of an identity provider nor one of the built-in domain names.',
    why: 'IAM refuses the policy: "Federated principals must be valid domain names or SAML metadata ARNs".',
    fix: 'Write `arn:aws:iam::ACCOUNT:oidc-provider/ISSUER`, the issuer without `https://`, or refer to the provider resource.',
    sources: [AWS.principal, AWS.accessAnalyzer],
  },
  messages: {
    scheme: 'The issuer stands in a provider\'s ARN without "https://". IAM refuses this principal: "{refusal}".',
    slashes: 'There is one slash too many behind "oidc-provider". IAM refuses this principal: "{refusal}".',
    nested:
      'The ARN of a provider stands in another ARN, where its issuer belongs. No provider has such a name: nobody gets in.',
    space: 'White space stands before or behind this principal. IAM refuses it: "{refusal}".',
    empty: 'The federated principal is empty. IAM refuses it: "{refusal}".',
    type: 'The federated principal must be a string or a list of strings. IAM refuses this: "{refusal}".',
    misspelled:
      '"{written}" is no kind of identity provider. IAM refuses this principal: "{refusal}". Did you mean "oidc-provider"?',
    shape:
      'This is no ARN of an identity provider (arn:aws:iam::ACCOUNT:oidc-provider/ISSUER). IAM refuses it: "{refusal}".',
  },
  examples: [
    {
      surface: 'json',
      invalid: trust(
        `https://${GITHUB}`,
        '"StringEquals": { "token.actions.githubusercontent.com:sub": "repo:acme/api:pull_request" }',
      ),
      at: '"arn:aws:iam::111122223333:oidc-provider/https://token.actions.githubusercontent.com"',
      fixed: trust(
        GITHUB,
        '"StringEquals": { "token.actions.githubusercontent.com:sub": "repo:acme/api:pull_request" }',
      ),
    },
    {
      surface: 'terraform',
      invalid: CLUSTER_ROLE('aws_eks_cluster.main.identity[0].oidc[0].issuer'),
      fixed: CLUSTER_ROLE('replace(aws_eks_cluster.main.identity[0].oidc[0].issuer, "https://", "")'),
    },
    {
      surface: 'terraform',
      invalid: `${provider('https://idp.example.com')}${ROLE('arn:aws:iam::${var.account}:oidc-provider/${aws_iam_openid_connect_provider.this.arn}')}`,
      at: '"arn:aws:iam::${var.account}:oidc-provider/${aws_iam_openid_connect_provider.this.arn}"',
      fixed: `${provider('https://idp.example.com')}${ROLE('${aws_iam_openid_connect_provider.this.arn}')}`,
    },
    {
      surface: 'json',
      valid: trust(
        GITHUB,
        '"StringEquals": { "token.actions.githubusercontent.com:sub": "repo:acme/api:pull_request" }',
      ),
    },
  ],
  statement({ statement }, policy, context) {
    if (statement.principals.is !== 'present') return;
    for (const { type, id } of statement.principals.value.items) {
      if (knownString(type) !== 'Federated') continue;
      const fault = faultOf(id);
      if (!fault) continue;
      const repaired = repair(fault, knownString(id));
      context.report(fault, id, {
        data: {
          refusal: 'Federated principals must be valid domain names or SAML metadata ARNs',
          written: resourceKind(knownString(id)) ?? '',
        },
        fixes: () => {
          if (repaired !== undefined)
            return fix(`Write "${repaired}"`, 'safe', policy.editor.replaceString(id, repaired));
          if (fault === 'nested') return fix('Leave only the ARN', 'safe', policy.editor.keepFrom(id, 'arn:'));
          const isComputed = fault === 'scheme' && knownString(id) === undefined;
          return isComputed ? fix('Take the scheme off', 'safe', policy.editor.dropScheme(id)) : [];
        },
      });
    }
  },
});

function faultOf(id: Value): Fault | undefined {
  const text = textOf(id);
  if (!text || id.kind === 'number' || id.kind === 'bool') return 'type';
  if (includes(text, '://') === 'yes') return 'scheme';
  if (includes(text, 'oidc-provider//') === 'yes') return 'slashes';
  if (includes(text, 'oidc-provider/arn:') === 'yes') return 'nested';
  return literalFault(text);
}

function literalFault(text: Text): Fault | undefined {
  const name = known(text);
  if (name === undefined) return undefined;
  if (name.trim() === '') return 'empty';
  if (name.trim() !== name) return 'space';
  // A template that something else fills in is not wrong yet.
  if (!name.startsWith('arn:') || /[<>{}$]/.test(name)) return undefined;
  const kind = resourceKind(name);
  if (kind === 'oidc-provider' || kind === 'saml-provider') return undefined;
  if (kind !== undefined && editDistance(kind, 'oidc-provider', 3) <= 3) return 'misspelled';
  return 'shape';
}

/** What stands before the slash in `arn:PARTITION:iam::ACCOUNT:KIND/NAME`; undefined for any other shape. */
function resourceKind(name: string | undefined): string | undefined {
  return /^arn:[^:/]*:iam::[^:/]*:([^:/]+)\/./.exec(name ?? '')?.[1];
}

function repair(fault: Fault, name: string | undefined): string | undefined {
  if (name === undefined) return undefined;
  switch (fault) {
    case 'scheme':
      return /^arn:[^/]*oidc-provider\/https?:\/\/[^/]/.test(name)
        ? name.replace(/oidc-provider\/https?:\/\//, 'oidc-provider/')
        : undefined;
    case 'slashes':
      return name.replace(/oidc-provider\/+/, 'oidc-provider/');
    case 'nested':
      return name.slice(name.indexOf('oidc-provider/arn:') + 'oidc-provider/'.length);
    case 'space':
      return name.trim();
    case 'misspelled':
      return name.replace(/^(arn:[^:/]*:iam::[^:/]*:)[^:/]+/, '$1oidc-provider');
    case 'empty':
    case 'type':
    case 'shape':
      return undefined;
  }
}
