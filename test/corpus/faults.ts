/** Faults as people make them, each put into a policy that has none, and the rules one of which must find it there. */
import {
  type ConditionReading,
  ownerOf,
  readStatement,
  type StatementReading,
} from '../../server/src/core/access/reading.ts';
import type { OidcProvider, Statement, TrustPolicy } from '../../server/src/core/policy/model.ts';
import type { SourceRange } from '../../server/src/core/text/range.ts';
import { knownString, type Value } from '../../server/src/core/value/value.ts';

export interface Fault {
  readonly name: string;
  /** Any of them, at the place that is changed or around it. */
  readonly rules: readonly string[];
  readonly at: SourceRange;
  /** What is written there, and what stands there afterwards. */
  readonly from: string;
  readonly to: string;
}

/** All faults that can be put into this policy. */
export function faultsFor(policy: TrustPolicy, providers: readonly OidcProvider[]): Fault[] {
  const version = policy.version.is === 'present' ? policy.version.value : undefined;
  return [
    ...(version ? replaced('version', ['policy/version'], version, /^2012-10-17$/, '2012-10-18') : []),
    ...policy.statements.items.flatMap((statement) => statementFaults(statement, policy, providers)),
  ];
}

function statementFaults(statement: Statement, policy: TrustPolicy, providers: readonly OidcProvider[]): Fault[] {
  const reading = readStatement(statement, { declared: providers, own: [] });
  // A deny says what is kept out: other faults, of which fewer are certain.
  const effect = elementOf(statement.effect);
  if (reading.oidc.length === 0 || !effect || knownString(effect) !== 'Allow') return [];
  const actions = statement.actions.is === 'present' ? statement.actions.value.items : [];
  const principals = statement.principals.is === 'present' ? statement.principals.value.items : [];
  const sid = elementOf(statement.sid);
  return [
    ...replaced('effect', ['statement/effect'], effect, /^Allow$/, 'allow'),
    ...(sid ? replaced('sid', ['statement/sid'], sid, /^[A-Za-z]/, '$& -') : []),
    ...actions.flatMap((action) => [
      ...replaced('action misspelled', ['action/unknown'], action, /Identity$/, 'Idendity'),
      ...replaced('other action', ['action/principal-mismatch'], action, /WithWebIdentity$/, ''),
      // Without an action of STS only a role's own text is known to be a trust policy.
      ...(policy.users.length > 0 && policy.surface !== 'policy-document'
        ? replaced('no STS action', ['action/not-assume'], action, /^sts:.*/, 's3:GetObject')
        : []),
    ]),
    ...principals.flatMap(({ id }) => [
      ...replaced('scheme in the principal', ['principal/federated-syntax'], id, /oidc-provider\//, '$&https://'),
      ...replaced('account of the principal', ['principal/arn'], id, /::\d{12}:/, '::12345:'),
      ...replaced('partition of the principal', ['principal/arn'], id, /^arn:aws:/, 'arn:amazon:'),
    ]),
    ...reading.conditions.flatMap((condition) => conditionFaults(condition, reading, providers)),
  ];
}

function conditionFaults(
  { claim, condition: { operator, key, values } }: ConditionReading,
  reading: StatementReading,
  providers: readonly OidcProvider[],
): Fault[] {
  const owner = claim && ownerOf(claim, reading);
  if (!claim || !owner?.catalogued || knownString(key) === undefined) return [];
  return [
    ...replaced('operator', ['condition/operator'], operator, /^String/, 'Sting'),
    ...replaced('set operator', ['condition/set-operator'], operator, /^String/, 'ForAllValues:String'),
    ...replaced('scheme in the key', ['condition/key-format'], key, /^/, 'https://'),
    ...replaced('claim', ['condition/claim-not-published'], key, /:(?:aud|sub)$/, ':iss'),
    ...replaced('other issuer', ['condition/key-prefix'], key, /^[^:]+/, 'oidc.example.org'),
    ...values.items.flatMap((value) => [
      ...replaced('white space', ['condition/whitespace'], value, /\S$/, '$& '),
      ...(claim.name === 'aud' ? audienceFaults(value, providers) : []),
      ...(claim.name === 'sub' ? subjectFaults(value, reading) : []),
    ]),
  ];
}

/** A provider of the module may register any audience. */
function audienceFaults(value: Value, providers: readonly OidcProvider[]): Fault[] {
  const rules = ['oidc/audience-unexpected', 'oidc/audience-unregistered'];
  const isSeen = providers.every(({ managed, clientIds }) => !managed || isWhole(clientIds));
  return isSeen ? replaced('audience', rules, value, /^sts\.amazonaws\.com$/, 'sts.amazon.com') : [];
}

function isWhole(clientIds: OidcProvider['clientIds']): boolean {
  if (clientIds.is !== 'present' || clientIds.value.open) return false;
  return clientIds.value.items.every((id) => knownString(id) !== undefined);
}

function subjectFaults(value: Value, { conditions }: StatementReading): Fault[] {
  const nobody = ['oidc/nobody', 'condition/contradiction'];
  return [
    ...replaced('subject', nobody, value, /^repo:/, 'repos:'),
    ...replaced('branch', nobody, value, /:ref:refs\/heads\//, ':ref:refs/head/'),
    ...replaced('context', nobody, value, /:pull_request$/, ':pull-request'),
    ...replaced(
      'service account',
      ['oidc/kubernetes-subject', 'oidc/nobody'],
      value,
      /^system:serviceaccount:/,
      'system:serviceaccounts:',
    ),
    // Who gets in is certain only where no other condition may keep strangers out.
    ...(conditions.every(({ condition }) => condition.values.items.every((one) => knownString(one) !== undefined))
      ? replaced('owner', ['oidc/anyone', 'condition/wildcard-literal'], value, /^repo:[^/*]+\//, 'repo:*/')
      : []),
  ];
}

function elementOf(presence: Statement['sid']): Value | undefined {
  return presence.is === 'present' ? presence.value : undefined;
}

/** None where the text is not known or the pattern is not in it, and none for placeholders: those may be anything. */
function replaced(name: string, rules: readonly string[], value: Value, pattern: RegExp, to: string): Fault[] {
  const from = knownString(value);
  if (from === undefined || !pattern.test(from) || /[<>$]/.test(from)) return [];
  return [{ name, rules, at: value.at, from, to: from.replace(pattern, to) }];
}
