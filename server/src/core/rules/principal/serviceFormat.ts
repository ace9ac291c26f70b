import { editDistance } from '../../oidc/nearest.ts';
import { serviceDomains } from '../../oidc/principals.ts';
import { AWS } from '../../oidc/sources.ts';
import { knownString } from '../../value/value.ts';
import { defineRule, fix } from '../define.ts';
import { policyOf } from '../samples.ts';

type Fault = 'name' | 'case' | 'domain';

const SERVICE = (name: string): string =>
  policyOf(`{
  "Effect": "Allow",
  "Principal": { "Service": "${name}" },
  "Action": "sts:AssumeRole"
}`);

const [DOMAIN] = serviceDomains.names as [string];

/** What stands under `Service` and cannot be the name of one. Which services there are is not this rule's affair. */
export default defineRule({
  id: 'principal/service-format',
  severity: 'error',
  since: '0.1.0',
  accessAnalyzer: ['INVALID_SERVICE_PRINCIPAL_FORMAT'],
  summary: 'The service principal has not the form of one.',
  fixable: true,
  docs: {
    what: 'A principal under `Service` is no domain name, has capitals, or ends in a misspelled `amazonaws.com`.',
    why: 'IAM knows no such service and refuses the policy: "Invalid principal in policy".',
    fix: 'Write the service as `NAME.amazonaws.com`, in small letters. Roles and accounts stand under `AWS`, identity providers under `Federated`.',
    sources: [AWS.principal, AWS.accessAnalyzer],
  },
  messages: {
    name: '"{service}" is no name of a service, such as "ec2.amazonaws.com". IAM refuses the policy: "Invalid principal in policy".',
    case: 'The names of services have small letters only: no service is called "{service}".',
    domain: '"{service}" looks like a misspelled service: their names end in "{domain}".',
  },
  examples: [
    {
      surface: 'json',
      invalid: SERVICE('ec2'),
      at: '"ec2"',
      fixed: SERVICE('ec2.amazonaws.com'),
    },
    {
      surface: 'json',
      invalid: SERVICE('ec2.amazonws.com'),
      at: '"ec2.amazonws.com"',
      fixed: SERVICE('ec2.amazonaws.com'),
    },
    { surface: 'json', valid: SERVICE('ec2.amazonaws.com.cn') },
  ],
  statement({ statement: { principals } }, policy, context) {
    if (principals.is !== 'present') return;
    for (const { type, id } of principals.value.items) {
      const service = knownString(type) === 'Service' ? knownString(id) : undefined;
      // A template that something else fills in is not wrong yet.
      if (service === undefined || /[<>{}$*?%@]/.test(service)) continue;
      const fault = faultOf(service);
      if (!fault) continue;
      const meant = meantBy(service);
      context.report(fault, id, {
        data: { service, domain: DOMAIN },
        severity: fault === 'name' ? 'error' : 'warning',
        fixes: () => (meant ? fix(`Write "${meant}"`, 'review', policy.editor.replaceString(id, meant)) : []),
      });
    }
  },
});

function faultOf(service: string): Fault | undefined {
  if (!/^[\w-]+(?:\.[\w-]+)+$/.test(service)) return 'name';
  if (misspelledDomain(service) !== undefined) return 'domain';
  return service === service.toLowerCase() ? undefined : 'case';
}

/** The end of the name that was meant for the domain of all services. */
function misspelledDomain(service: string): string | undefined {
  const name = service.toLowerCase();
  if (serviceDomains.names.some((domain) => name.endsWith(`.${domain}`))) return undefined;
  if (name.endsWith('.amazonaws')) return 'amazonaws';
  const labels = name.split('.');
  const ends = [2, 3].filter((count) => count < labels.length).map((count) => labels.slice(-count).join('.'));
  return ends.find((end) => editDistance(end, DOMAIN, 2) <= 2);
}

function meantBy(service: string): string | undefined {
  const name = service
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\/|\/$/g, '');
  const wrong = misspelledDomain(name);
  if (wrong !== undefined) return name.slice(0, -wrong.length) + DOMAIN;
  if (/^[a-z][a-z0-9-]*$/.test(name)) return `${name}.${DOMAIN}`;
  return /^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/.test(name) ? name : undefined;
}
