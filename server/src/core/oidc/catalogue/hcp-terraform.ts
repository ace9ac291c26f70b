import type { Provider } from '../provider.ts';
import { AWS, type Source } from '../sources.ts';
import { DEFAULT_CLAIMS, ignoredByAws, STANDARD_UNPUBLISHED } from './shared/claims.ts';
import { NO_COLON } from './shared/shapes.ts';

const DOCS: Source = {
  title: 'HCP Terraform: workload identity tokens',
  url: 'https://developer.hashicorp.com/terraform/cloud-docs/workspaces/dynamic-provider-credentials/workload-identity-tokens',
  date: '2025',
};

export default {
  id: 'hcp-terraform',
  name: 'HCP Terraform',
  issuer: { kind: 'fixed', urls: ['app.terraform.io'], trailingSlash: 'without', mark: 'S', source: DOCS },
  tenancy: 'shared',
  principal: 'arn',
  certificate: 'public',
  audiences: {
    chosenBy: 'workload',
    known: [{ value: 'aws.workload.identity', usage: 'aws', mark: 'S', source: DOCS }],
  },
  publishedClaims: DEFAULT_CLAIMS,
  unpublishedClaims: [
    ...STANDARD_UNPUBLISHED,
    ...[
      'terraform_organization_id',
      'terraform_organization_name',
      'terraform_project_id',
      'terraform_project_name',
      'terraform_workspace_id',
      'terraform_workspace_name',
      'terraform_full_workspace',
      'terraform_run_id',
      'terraform_run_phase',
    ].map((claim) => ignoredByAws(claim, 'sub')),
  ],
  subject: {
    complete: true,
    forms: [
      {
        id: 'workspace',
        title: 'a run of a workspace',
        kind: 'default',
        parts: [
          { literal: 'organization:' },
          { part: 'organisation', level: 'tenant', pattern: NO_COLON },
          { literal: ':project:' },
          { part: 'project', level: 'resource', pattern: NO_COLON },
          { literal: ':workspace:' },
          { part: 'workspace', level: 'resource', pattern: NO_COLON },
          { literal: ':run_phase:' },
          { part: 'phase', level: 'context', pattern: 'plan|apply' },
        ],
        examples: [
          'organization:my-org:project:Default Project:workspace:prod:run_phase:apply',
          'organization:my-org:project:net:workspace:vpc:run_phase:plan',
        ],
        mark: 'S',
        source: DOCS,
      },
      {
        id: 'stack',
        title: 'a deployment of a stack',
        kind: 'default',
        parts: [
          { literal: 'organization:' },
          { part: 'organisation', level: 'tenant', pattern: NO_COLON },
          { literal: ':project:' },
          { part: 'project', level: 'resource', pattern: NO_COLON },
          { literal: ':stack:' },
          { part: 'stack', level: 'resource', pattern: NO_COLON },
          { literal: ':deployment:' },
          { part: 'deployment', level: 'resource', pattern: NO_COLON },
          { literal: ':operation:' },
          { part: 'operation', level: 'context', pattern: '[a-z_-]+' },
        ],
        examples: ['organization:my-org:project:net:stack:vpc:deployment:prod:operation:plan'],
        mark: 'T',
        source: DOCS,
      },
    ],
  },
  requiredByAws: [{ key: { claim: 'sub' }, rule: 'evaluated', alsoAtSts: true, mark: 'S', source: AWS.oidcControls }],
  notes: [
    {
      text: 'IAM refuses a trust policy without `app.terraform.io:sub`, and STS refuses tokens under an older one.',
      mark: 'S',
      source: AWS.createRole,
    },
    {
      text: 'A workspace without a project of its own lies in `Default Project`, with the space.',
      mark: 'S',
      source: DOCS,
    },
    { text: 'Subjects without `:project:` stand in old examples and are no longer issued.', mark: 'S', source: DOCS },
    { text: 'Terraform Enterprise has the host name of the installation as issuer.', mark: 'S', source: DOCS },
  ],
} satisfies Provider;
