import { type Federation, federationOf, issuerName } from '../../access/federation.ts';
import { AWS } from '../../oidc/sources.ts';
import { type Principal, type TrustPolicy, usePlace } from '../../policy/model.ts';
import { equals, show } from '../../value/text.ts';
import { knownString, optionsOf } from '../../value/value.ts';
import { defineRule } from '../define.ts';
import { GITHUB } from '../samples.ts';

/** AWS advises one role for each provider: conditions and permissions are then seen in one place. */
export default defineRule({
  id: 'oidc/several-providers',
  severity: 'information',
  since: '0.1.0',
  summary: 'One role trusts several OIDC providers.',
  fixable: false,
  docs: {
    what: 'The statements of this trust policy let in the tokens of several OIDC providers.',
    why: 'Whoever gets in by any of them has the same permissions, and a change that is meant for one of them reaches all.',
    fix: 'Make a role for each provider.',
    sources: [AWS.createRole],
  },
  messages: {
    several:
      'This role trusts {second} beside {first}: tokens of both get the same permissions. AWS advises a role for each provider.',
  },
  examples: [
    { surface: 'json', invalid: two('gitlab.com'), at: '"arn:aws:iam::111122223333:oidc-provider/gitlab.com"' },
    { surface: 'json', valid: two(GITHUB) },
  ],
  policy(policy, context) {
    const principals = federated(policy);
    if (principals.length < 2) return;
    const issuers = principals
      .map((principal) => federationOf(principal, context.issuers))
      .filter((federation) => federation.lowerIssuer !== undefined);
    const [first] = issuers;
    const second = issuers.find((other) => differ(first!, other));
    if (!first || !second) return;
    const nameOf = issuerName(first) === issuerName(second) ? addressOf : issuerName;
    context.report('several', usePlace(second.principal.id), {
      data: { first: nameOf(first), second: nameOf(second) },
      related: [{ range: usePlace(first.principal.id), message: `${nameOf(first)} is trusted here` }],
    });
  },
});

/** The federated principals that are let in together; of alternatives only one is there. */
function federated({ statements }: TrustPolicy): Principal[] {
  const found: Principal[] = [];
  for (const { effect, principals } of statements.items) {
    if (principals.is !== 'present' || effect.is !== 'present' || knownString(effect.value) !== 'Allow') continue;
    const { items } = principals.value;
    const alternatives = items.flatMap(({ id }) => (id.kind === 'one-of' ? optionsOf(id) : []));
    found.push(...items.filter(({ type, id }) => knownString(type) === 'Federated' && !alternatives.includes(id)));
  }
  return found;
}

/** Of two clusters of one kind the address tells which is meant. */
function addressOf({ issuer }: Federation): string {
  return show(issuer!);
}

function differ(a: Federation, b: Federation): boolean {
  return equals(a.lowerIssuer!, b.lowerIssuer!) === 'no';
}

function two(second: string): string {
  const statement = (issuer: string, subject: string): string => `    {
      "Effect": "Allow",
      "Principal": { "Federated": "arn:aws:iam::111122223333:oidc-provider/${issuer}" },
      "Action": "sts:AssumeRoleWithWebIdentity",
      "Condition": { "StringLike": { "${issuer}:sub": "${subject}" } }
    }`;
  const subject = second === GITHUB ? 'repo:acme/web:*' : 'project_path:acme/web:*';
  return `{
  "Version": "2012-10-17",
  "Statement": [
${statement(GITHUB, 'repo:acme/api:*')},
${statement(second, subject)}
  ]
}
`;
}
