import { partitions, principalArns } from '../../oidc/principals.ts';
import { AWS } from '../../oidc/sources.ts';
import { knownString } from '../../value/value.ts';
import { defineRule, fix } from '../define.ts';
import { ALLOW, GITHUB, GITHUB_PRINCIPAL, policyOf, statementOf, WEB_IDENTITY } from '../samples.ts';

type Fault = 'space' | 'account' | 'partition' | 'region' | 'provider' | 'service' | 'shape';

/** A principal that is no account, no ARN of one, and nothing else that IAM takes. The kind of a federated one is another rule's affair. */
export default defineRule({
  id: 'principal/arn',
  severity: 'error',
  since: '0.1.0',
  accessAnalyzer: [
    'INVALID_PARTITION',
    'INVALID_ARN_ACCOUNT',
    'INVALID_ARN_PREFIX',
    'INVALID_ARN_REGION',
    'INVALID_ARN_RESOURCE',
    'INVALID_ARN_SERVICE_CASE',
  ],
  summary: 'The ARN of the principal is malformed.',
  fixable: true,
  docs: {
    what: 'An `AWS` principal is neither an account id of 12 digits nor the ARN of an account, user, role or session; or the account in the ARN of a principal has not 12 digits, or it has a region, or its partition does not exist.',
    why: 'IAM refuses the policy: "Invalid principal in policy".',
    fix: 'Write `arn:aws:iam::111122223333:role/NAME`, or the 12 digits of the account.',
    sources: [AWS.principal, AWS.accessAnalyzer],
  },
  messages: {
    space: 'White space stands before or behind this principal. IAM refuses the policy: "Invalid principal in policy".',
    account:
      'The account of this principal is "{account}", and an account id has 12 digits. IAM refuses the policy: "Invalid principal in policy".',
    partition: 'There is no partition "{partition}" of AWS that is known here: most ARNs begin with "arn:aws:".',
    provider:
      'An identity provider is a "Federated" principal, not an "AWS" one. IAM refuses the policy: "Invalid principal in policy".',
    region:
      'IAM is the same in all regions, and no principal has one in its ARN: between "iam" and the account stand two colons.',
    service:
      'A service is a "Service" principal, not an "AWS" one. IAM refuses the policy: "Invalid principal in policy".',
    shape:
      'This is no account id and no ARN of an account, user, role or session. IAM refuses the policy: "Invalid principal in policy".',
  },
  examples: [
    {
      surface: 'json',
      invalid: policyOf(statementOf(ALLOW, GITHUB_PRINCIPAL.replace('111122223333', '1111-2222-3333'), WEB_IDENTITY)),
      at: `"arn:aws:iam::1111-2222-3333:oidc-provider/${GITHUB}"`,
      fixed: policyOf(statementOf(ALLOW, GITHUB_PRINCIPAL, WEB_IDENTITY)),
    },
    {
      surface: 'json',
      invalid: policyOf(
        '{ "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::111122223333:group/ci" }, "Action": "sts:AssumeRole" }',
      ),
      at: '"arn:aws:iam::111122223333:group/ci"',
    },
    {
      surface: 'json',
      invalid: policyOf(
        '{ "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam:eu-west-1:111122223333:root" }, "Action": "sts:AssumeRole" }',
      ),
      at: '"arn:aws:iam:eu-west-1:111122223333:root"',
      fixed: policyOf(
        '{ "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::111122223333:root" }, "Action": "sts:AssumeRole" }',
      ),
    },
    {
      surface: 'json',
      valid: policyOf(
        '{ "Effect": "Allow", "Principal": { "AWS": ["111122223333", "arn:aws-cn:iam::111122223333:role/path/ci"] }, "Action": "sts:AssumeRole" }',
      ),
    },
  ],
  statement({ statement: { principals } }, policy, context) {
    if (principals.is !== 'present') return;
    for (const { type, id } of principals.value.items) {
      const kind = knownString(type);
      const name = knownString(id);
      if (name === undefined || (kind !== 'AWS' && kind !== 'Federated')) continue;
      // A template that something else fills in is not wrong yet.
      if (/[<>{}$*?%@]/.test(name)) continue;
      const fault = kind === 'AWS' ? awsFault(name) : arnFault(name);
      if (!fault) continue;
      const account = accountIn(name);
      const digits = account?.replace(/[-\s]/g, '') ?? '';
      context.report(fault, id, {
        severity: fault === 'partition' || fault === 'region' ? 'warning' : 'error',
        data: { account: account ?? name, partition: name.split(':')[1] ?? '' },
        fixes: () => {
          if (fault === 'space')
            return fix('Take the white space away', 'safe', policy.editor.replaceString(id, name.trim()));
          if (fault === 'region')
            return fix('Take the region away', 'review', policy.editor.replaceString(id, withoutRegion(name)));
          return fault === 'account' && /^\d{12}$/.test(digits)
            ? fix(`Write "${digits}"`, 'safe', policy.editor.replaceString(id, name.replace(account!, digits)))
            : [];
        },
      });
    }
  },
});

function awsFault(name: string): Fault | undefined {
  if (name.trim() !== name) return 'space';
  if (/^arn:/i.test(name)) {
    const fault = arnFault(name);
    if (fault) return fault;
    const [, , service, , , ...rest] = name.split(':');
    const resource = rest.join(':');
    if (/^(?:oidc|saml)-provider\//.test(resource)) return 'provider';
    return principalArns.some((form) => form.service === service && form.resource.test(resource)) ? undefined : 'shape';
  }
  if (/^\d[\d-]*$/.test(name)) return /^\d{12}$/.test(name) ? undefined : 'account';
  if (/^[\w.-]+\.amazonaws\.com(?:\.cn)?$/.test(name)) return 'service';
  // A plain word may be the id of somebody who was deleted, or stand for what is filled in later.
  return /[:/]/.test(name) ? 'shape' : undefined;
}

/** What is wrong before the resource. */
function arnFault(name: string): Fault | undefined {
  const match = /^arn:([^:]*):(?:iam|sts):([^:]*):([^:]*):./.exec(name);
  if (!match) return undefined;
  const [, partition, region, account] = match;
  if (/^[\d\s-]*$/.test(account!) && !/^\d{12}$/.test(account!)) return 'account';
  if (/^[a-z-]+$/.test(partition!) && partitions.every((known) => known.name !== partition)) return 'partition';
  return region === '' ? undefined : 'region';
}

function withoutRegion(arn: string): string {
  return arn.replace(/^((?:[^:]*:){3})[^:]*/, '$1');
}

function accountIn(name: string): string | undefined {
  return name.startsWith('arn:') ? name.split(':')[4] : name;
}
