import { expandAction } from '../../oidc/actions.ts';
import { servicesOfOneAccount, sourceKeys } from '../../oidc/principals.ts';
import { AWS } from '../../oidc/sources.ts';
import { known } from '../../value/text.ts';
import { knownString } from '../../value/value.ts';
import { defineRule } from '../define.ts';
import { policyOf } from '../samples.ts';

const SERVICE = (condition: string): string =>
  policyOf(`{
  "Effect": "Allow",
  "Principal": { "Service": "scheduler.amazonaws.com" },
  "Action": "sts:AssumeRole"${condition}
}`);

const EXEMPT = new Set(servicesOfOneAccount.map(({ name }) => name));
const KEYS = new Set(sourceKeys.map(({ name }) => name.toLowerCase()));

/**
 * A service that may assume the role for whomever it works. Said as information only: the repair depends on whether the service
 * sends the key, and most roles of services are not what this product is about.
 */
export default defineRule({
  id: 'principal/confused-deputy',
  severity: 'information',
  since: '0.1.0',
  accessAnalyzer: ['RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL', 'RECOMMENDED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL'],
  summary: 'No condition says for whom a service may assume the role.',
  fixable: false,
  docs: {
    what: 'A service principal is trusted without a condition on `aws:SourceArn`, `aws:SourceAccount`, `aws:SourceOrgID` or `aws:SourceOrgPaths`.',
    why: 'The service acts for many customers. If another account can make it use your role, it reaches what is yours (the confused deputy).',
    fix: 'Add a condition on `aws:SourceAccount`, and on `aws:SourceArn` where the resource is known. First read in the documentation of the service that it sends these keys: where it does not, the condition locks it out.',
    sources: [AWS.accessAnalyzer],
  },
  messages: {
    service:
      'No condition says for which account or resource "{service}" may assume this role. If the service sends aws:SourceAccount or aws:SourceArn, compare them: else another customer may make the service use your role.',
  },
  examples: [
    { surface: 'json', invalid: SERVICE(''), at: '"scheduler.amazonaws.com"' },
    {
      surface: 'json',
      valid: SERVICE(',\n  "Condition": { "StringEquals": { "aws:SourceAccount": "111122223333" } }'),
    },
    { surface: 'json', valid: SERVICE('').replace('scheduler', 'ec2') },
  ],
  statement({ effect, statement, conditions, conditionsClosed }, _policy, context) {
    const { principals, actions } = statement;
    if (effect !== 'Allow' || principals.is !== 'present' || actions.is !== 'present' || !conditionsClosed) return;
    const services = principals.value.items.filter(({ type }) => knownString(type) === 'Service');
    if (services.length === 0 || conditions.some(({ key }) => KEYS.has(known(key)?.toLowerCase() ?? 'aws:sourcearn')))
      return;
    const assumes = actions.value.items.some((value) =>
      expandAction(knownString(value) ?? '').some(({ name }) => name === 'sts:AssumeRole'),
    );
    if (!assumes) return;
    for (const { id } of services) {
      const service = knownString(id);
      if (service === undefined || !/^[a-z][\w.-]*\.amazonaws\.com(?:\.cn)?$/.test(service) || EXEMPT.has(service))
        continue;
      context.report('service', id, { data: { service } });
    }
  },
});
