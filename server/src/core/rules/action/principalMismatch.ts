import type { Federation } from '../../access/federation.ts';
import type { StatementReading } from '../../access/reading.ts';
import { assumeActionFor, findAction, type PrincipalKind, type StsAction } from '../../oidc/actions.ts';
import { AWS } from '../../oidc/sources.ts';
import { knownStart } from '../../value/text.ts';
import { knownString, type Value } from '../../value/value.ts';
import { defineRule, fix } from '../define.ts';
import { GITHUB, trust } from '../samples.ts';

const WORDS: Readonly<Record<PrincipalKind, string>> = {
  oidc: 'an OpenID Connect provider',
  builtin: 'a web identity provider',
  saml: 'a SAML provider',
  aws: 'an AWS principal',
  service: 'an AWS service',
};

/** Each way to prove who one is has its own action. */
export default defineRule({
  id: 'action/principal-mismatch',
  severity: 'error',
  since: '0.1.0',
  accessAnalyzer: ['MISMATCHED_ACTION_FOR_PRINCIPAL'],
  summary: 'The action does not fit the kind of principal.',
  fixable: true,
  docs: {
    what: 'The statement names an action that its principals cannot use: `sts:AssumeRole` for an OIDC provider, for example.',
    why: 'The statement lets nobody in. A token gets "Not authorized to perform sts:AssumeRoleWithWebIdentity".',
    fix: 'OIDC: `sts:AssumeRoleWithWebIdentity`. SAML: `sts:AssumeRoleWithSAML`. AWS accounts, roles, users and services: `sts:AssumeRole`.',
    sources: [AWS.accessAnalyzer],
  },
  messages: {
    action: '"{action}" does not fit {principal}: nobody gets in by it. Its action is "{right}".',
    principal: 'No action of this statement fits {principal}: nobody gets in by it. Its action is "{right}".',
  },
  examples: [
    {
      surface: 'json',
      invalid: trust(
        GITHUB,
        '"StringEquals": { "token.actions.githubusercontent.com:sub": "repo:acme/api:pull_request" }',
        'sts:AssumeRole',
      ),
      at: '"sts:AssumeRole"',
      fixed: trust(
        GITHUB,
        '"StringEquals": { "token.actions.githubusercontent.com:sub": "repo:acme/api:pull_request" }',
      ),
    },
    {
      surface: 'json',
      valid: trust(
        GITHUB,
        '"StringEquals": { "token.actions.githubusercontent.com:sub": "repo:acme/api:pull_request" }',
      ),
    },
  ],
  statement(reading, policy, context) {
    const { actions } = reading.statement;
    if (
      reading.effect !== 'Allow' ||
      actions.is !== 'present' ||
      !reading.principalsClosed ||
      reading.federations.length === 0
    )
      return;
    const kinds = kindsOf(reading);
    const wrong = actions.value.items.filter((value) => fitsNone(value, kinds));
    const [kind] = kinds;
    const right = assumeActionFor[kind!];
    const all = actions.value.items.map((value) => knownString(value)?.toLowerCase());
    const safety = right === 'sts:AssumeRole' && comparesToken(reading) ? 'review' : 'safe';
    for (const value of wrong) {
      const edits = all.includes(right.toLowerCase())
        ? fix(`Delete "${knownString(value)}"`, 'safe', policy.editor.removeItem(actions.value.items, value))
        : fix(`Replace with "${right}"`, safety, policy.editor.replaceString(value, right));
      context.report('action', value, {
        data: { action: knownString(value)!, principal: WORDS[kind!], right },
        fixes: () => (kinds.every((other) => assumeActionFor[other] === right) ? edits : []),
      });
    }
    if (wrong.length > 0 || actions.value.open) return;
    for (const federation of reading.federations) {
      if (!isUnserved(federation, actions.value.items)) continue;
      const own = federation.kind as PrincipalKind;
      context.report('principal', federation.principal.id, {
        data: { principal: WORDS[own], right: assumeActionFor[own] },
      });
    }
  },
});

function kindsOf(reading: StatementReading): PrincipalKind[] {
  return [...new Set(reading.federations.map((federation) => federation.kind as PrincipalKind))];
}

/** Whether a condition compares what only a token or an assertion has: then the principal may be what is wrong. */
function comparesToken({ conditions }: StatementReading): boolean {
  return conditions.some(({ claim, key }) => claim !== undefined || /^saml:/i.test(knownStart(key)));
}

function assumeAction(value: Value): StsAction | undefined {
  const found = findAction(knownString(value) ?? '');
  return found?.role === 'assume' ? found : undefined;
}

function fitsNone(value: Value, kinds: readonly PrincipalKind[]): boolean {
  const action = assumeAction(value);
  return action !== undefined && kinds.every((kind) => !action.principals.includes(kind));
}

/** Every action is an assume action that is certainly for somebody else. */
function isUnserved(federation: Federation, actions: readonly Value[]): boolean {
  const assume = actions.map(assumeAction).filter((action) => action !== undefined);
  const companions = actions.filter((value) => findAction(knownString(value) ?? '')?.role === 'companion');
  if (assume.length === 0 || assume.length + companions.length < actions.length) return false;
  return assume.every((action) => !action.principals.includes(federation.kind as PrincipalKind));
}
