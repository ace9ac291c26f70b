import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { describe, expect, it } from 'vitest';
import { generate } from '../../../scripts/generateProviders.ts';
import {
  findProvider,
  findProviderByKeyPrefix,
  fixedIssuers,
  matchIssuer,
  nearestIssuer,
  providerById,
  providers,
  publishedClaim,
  requiredKey,
  splitConditionKey,
} from '../../../server/src/core/oidc/catalogue.ts';
import { parsePattern } from '../../../server/src/core/oidc/pattern.ts';
import type { Provider, SubjectPart } from '../../../server/src/core/oidc/provider.ts';

const root = resolve(import.meta.dirname, '../../..');
const schema = JSON.parse(readFileSync(resolve(root, 'schemas/provider.schema.json'), 'utf8')) as object;
const validate: ValidateFunction = new Ajv({ allErrors: true }).compile(schema);

/** A subject's parts as one regular expression, to compare with the examples. */
function regexOf(parts: readonly SubjectPart[]): string {
  return parts
    .map((part) => {
      if ('literal' in part) return part.literal.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
      if ('part' in part) return `(?:${part.pattern})`;
      if ('oneOf' in part) return `(?:${part.oneOf.map(regexOf).join('|')})`;
      const item = `(?:${part.listOf.map(regexOf).join('|')})`;
      return `${item}(?:${part.separator}${item})*`;
    })
    .join('');
}

function accepts(provider: Provider | undefined, subject: string): boolean {
  return provider!.subject!.forms.some((form) => new RegExp(`^(?:${regexOf(form.parts)})$`).test(subject));
}

function defaultAccepts(provider: Provider | undefined, subject: string): boolean {
  const forms = provider!.subject!.forms.filter((form) => form.kind === 'default');
  return forms.some((form) => new RegExp(`^(?:${regexOf(form.parts)})$`).test(subject));
}

function patternsOf(provider: Provider): string[] {
  const inParts = (parts: readonly SubjectPart[]): string[] =>
    parts.flatMap((part) => {
      if ('pattern' in part) return [part.pattern];
      if ('oneOf' in part) return part.oneOf.flatMap(inParts);
      return 'listOf' in part ? part.listOf.flatMap(inParts) : [];
    });
  return [
    ...(provider.issuer.kind === 'pattern' ? [provider.issuer.pattern] : []),
    ...provider.audiences.known.flatMap(({ pattern }) => pattern ?? []),
    ...(provider.subject?.forms.flatMap((form) => inParts(form.parts)) ?? []),
    ...provider.publishedClaims.flatMap(({ form }) => form?.pattern ?? []),
    ...provider.publishedClaims.flatMap(({ everybodys }) =>
      everybodys ? [...inParts(everybodys.parts), ...everybodys.subjects.flat()] : [],
    ),
  ];
}

describe('every provider', () => {
  it('there are 47, each with a name of its own', () => {
    expect(providers).toHaveLength(47);
    expect(new Set(providers.map(({ id }) => id)).size).toBe(47);
    expect(new Set(providers.map(({ name }) => name)).size).toBe(47);
  });

  it.each(providers.map((provider) => [provider.id, provider] as const))(
    '%s fits the schema, with mark and source per fact',
    (id, provider) => {
      expect(validate(JSON.parse(JSON.stringify(provider))), JSON.stringify(validate.errors)).toBe(true);
      expect(providerById(id)).toBe(provider);
    },
  );

  it.each(providers.map((provider) => [provider.id, provider] as const))(
    '%s matches its examples and no near miss',
    (_, provider) => {
      const { issuer } = provider;
      if (issuer.kind === 'any-host') {
        expect(findProvider(issuer.example)).toBeUndefined();
        return;
      }
      const examples = issuer.kind === 'fixed' ? issuer.urls : issuer.examples;
      for (const example of examples) {
        expect(findProvider(example), example).toBe(provider);
        expect(findProviderByKeyPrefix(example.toUpperCase()), example).toBe(provider);
        const hasSlash = example.endsWith('/');
        if (issuer.trailingSlash !== 'either') expect(hasSlash, example).toBe(issuer.trailingSlash === 'with');
      }
      for (const miss of issuer.kind === 'fixed' ? [] : issuer.nearMisses) {
        expect(findProvider(miss), miss).not.toBe(provider);
      }
    },
  );

  it.each(providers.map((provider) => [provider.id, provider] as const))(
    '%s has patterns of the pattern language that its examples match',
    (_, provider) => {
      for (const pattern of patternsOf(provider)) {
        expect(() => parsePattern(pattern), pattern).not.toThrow();
        expect(() => new RegExp(`^(?:${pattern})$`), pattern).not.toThrow();
      }
      for (const form of provider.subject?.forms ?? []) {
        for (const example of form.examples)
          expect(new RegExp(`^(?:${regexOf(form.parts)})$`).test(example), example).toBe(true);
      }
      for (const { value, pattern } of provider.audiences.known) {
        if (pattern !== undefined) expect(value).toMatch(new RegExp(`^(?:${pattern})$`));
      }
      for (const { form } of provider.publishedClaims) {
        if (form) expect(form.example).toMatch(new RegExp(`^(?:${form.pattern})$`));
      }
    },
  );

  it.each(providers.map((provider) => [provider.id, provider] as const))(
    '%s names no claim twice, and no twin that does not exist',
    (_, provider) => {
      const published = provider.publishedClaims.map(({ claim }) => claim);
      const all = [...published, ...provider.unpublishedClaims.map(({ claim }) => claim)];
      expect(new Set(all).size).toBe(all.length);
      for (const { stableTwin } of provider.publishedClaims) if (stableTwin) expect(published).toContain(stableTwin);
      for (const { key } of provider.requiredByAws) if ('claim' in key) expect(published).toContain(key.claim);
      for (const { immutableTwinOf } of provider.subject?.forms ?? []) {
        if (immutableTwinOf) expect(provider.subject!.forms.map(({ id }) => id)).toContain(immutableTwinOf);
      }
    },
  );

  it('ships titles, public addresses and dates of originals only', () => {
    const text = JSON.stringify(providers);
    expect(text).not.toMatch(/mirror|@[0-9a-f]{7}\b|raw\.githubusercontent|string search/i);
  });
});

describe('generated files', () => {
  it('are in step with the data (npx tsx scripts/generateProviders.ts)', async () => {
    for (const [path, text] of await generate()) {
      expect(readFileSync(resolve(root, path), 'utf8') === text, `${path} is stale`).toBe(true);
    }
  });
});

describe('what IAM demands of shared issuers', () => {
  const expected: readonly (readonly [issuer: string, key: string])[] = [
    ['cognito-identity.amazonaws.com', 'cognito-identity.amazonaws.com:aud'],
    ['sts.windows.net/33e01921-4d64-4f8c-a055-5bdaffd5e33d', 'sts:RoleSessionName'],
    ['sts.windows.net/33e01921-4d64-4f8c-a055-5bdaffd5e33d/', 'sts:RoleSessionName'],
    ['agent.buildkite.com', 'agent.buildkite.com:sub'],
    ['oidc.codefresh.io', 'oidc.codefresh.io:sub'],
    ['studio.datachain.ai/api', 'studio.datachain.ai/api:sub'],
    ['token.actions.githubusercontent.com', 'token.actions.githubusercontent.com:sub'],
    ['oidc-configuration.audit-log.githubusercontent.com', 'oidc-configuration.audit-log.githubusercontent.com:sub'],
    ['vstoken.actions.githubusercontent.com', 'vstoken.actions.githubusercontent.com:sub'],
    ['gitlab.com', 'gitlab.com:sub'],
    ...[
      'rh-oidc.s3.us-east-1.amazonaws.com/22ejnvnnturfmt6km08idd0nt4hekbn7',
      'rh-oidc.s3.us-east-1.amazonaws.com/23e3sd27sju1hoou6ohfs68vbno607tr',
      'rh-oidc.s3.us-east-1.amazonaws.com/23ne21h005qjl3n33d8dui5dlrmv2tmg',
      'rh-oidc.s3.us-east-1.amazonaws.com/24jrf12m5dj7ljlfb4ta2frhrcoadm26',
      'oidc.op1.openshiftapps.com/2f785sojlpb85i7402pk3qogugim5nfb',
      'oidc.op1.openshiftapps.com/2c51blsaqa9gkjt0o9rt11mle8mmropu',
    ].map((issuer) => [issuer, `${issuer}:sub`] as const),
    ['api.pulumi.com/oidc', 'api.pulumi.com/oidc:aud'],
    ['sandboxes.cloud', 'sandboxes.cloud:aud'],
    ['scalr.io', 'scalr.io:sub'],
    ['tokens.cloud.shisho.dev', 'tokens.cloud.shisho.dev:sub'],
    ['app.terraform.io', 'app.terraform.io:sub'],
    ['proidc.upbound.io', 'proidc.upbound.io:sub'],
    ['oidc.vercel.com', 'oidc.vercel.com:aud'],
  ];

  it.each(expected)('%s needs %s', (issuer, key) => {
    expect(findProvider(issuer)!.requiredByAws.map((requirement) => requiredKey(requirement, issuer))).toEqual([key]);
  });

  it('nothing of anybody else', () => {
    const listed = new Set(expected.map(([issuer]) => findProvider(issuer)));
    for (const provider of providers)
      if (!listed.has(provider)) expect(provider.requiredByAws, provider.id).toEqual([]);
  });

  it('more than wildcards for GitHub, and STS asks again for HCP Terraform', () => {
    expect(providerById('github-actions')!.requiredByAws[0]!.rule).toBe('not-only-wildcards');
    expect(
      providers.filter(({ requiredByAws }) => requiredByAws.some(({ alsoAtSts }) => alsoAtSts)).map(({ id }) => id),
    ).toEqual(['hcp-terraform']);
  });
});

describe('look-ups', () => {
  it('tell shared issuers from tenants on the same host', () => {
    expect(findProvider('token.actions.githubusercontent.com/octo')?.id).toBe('github-actions-enterprise');
    expect(findProvider('oidc.vercel.com')?.id).toBe('vercel-global');
    expect(findProvider('oidc.vercel.com/acme')?.id).toBe('vercel-team');
    expect(findProvider('sts.windows.net/00000000-0000-0000-0000-000000000000/')?.id).toBe('entra-v1');
    expect(findProvider('oidc.op1.openshiftapps.com/2f785sojlpb85i7402pk3qogugim5nfb')?.id).toBe('ibm-turbonomic');
    expect(findProvider('https://gitlab.com')).toBeUndefined();
    expect(findProvider('gitlab.example.com')).toBeUndefined();
  });

  it('say which slash is wrong', () => {
    expect(matchIssuer('login.app.env0.com')).toMatchObject({ slash: 'missing', provider: { id: 'env0' } });
    expect(matchIssuer('gitlab.com/')).toMatchObject({ slash: 'extra', provider: { id: 'gitlab-com' } });
    expect(matchIssuer('my-tenant.eu.auth0.com/')).toMatchObject({ slash: 'right' });
    expect(matchIssuer('example.org')).toBeUndefined();
  });

  it.each([
    ['tokens.actions.githubusercontent.com', 'token.actions.githubusercontent.com'],
    ['token.actions.githubuserconten.com', 'token.actions.githubusercontent.com'],
    ['token.action.githubusercontent.com', 'token.actions.githubusercontent.com'],
    ['token.actions.githubusercontent.com.', 'token.actions.githubusercontent.com'],
    ['tokens.actions.githubusercontent.com/octo', 'token.actions.githubusercontent.com/octo'],
    ['gitlab.co', 'gitlab.com'],
    ['app.terrafrom.io', 'app.terraform.io'],
    ['api.pulumi.com/oid', 'api.pulumi.com/oidc'],
    [
      'odic.circleci.com/org/2f1c3b44-aaaa-bbbb-cccc-1234567890ab',
      'oidc.circleci.com/org/2f1c3b44-aaaa-bbbb-cccc-1234567890ab',
    ],
    [
      'oidc.us-east-1.eks.amazonaws.com/id/D539D4633E53DE1B71EC5F0C6A0EFFFF',
      'oidc.eks.us-east-1.amazonaws.com/id/D539D4633E53DE1B71EC5F0C6A0EFFFF',
    ],
  ])('%s was meant to be %s', (typo, issuer) => {
    expect(nearestIssuer(typo)).toEqual({ issuer, distance: 1 });
  });

  it.each([
    'gitlab.example.com',
    'gitlab.com.au',
    'token.actions.githubusercontent.com',
    'token.actions.githubusercontent.com/octo',
    'gitlab.com/',
    'actions.githubusercontent.com',
    'demp.app.spacelift.io',
    'my-tenant.auth0.com/',
    'example.org',
    '',
  ])('%s is no misspelling', (issuer) => {
    expect(nearestIssuer(issuer)).toBeUndefined();
  });

  it('no catalogued issuer is a misspelling of another', () => {
    for (const issuer of fixedIssuers()) expect(nearestIssuer(issuer), issuer).toBeUndefined();
  });

  it('take condition keys apart at the first colon', () => {
    expect(splitConditionKey('oidc.circleci.com/org/1:oidc.circleci.com/project-id')).toEqual({
      prefix: 'oidc.circleci.com/org/1',
      claim: 'oidc.circleci.com/project-id',
    });
    expect(splitConditionKey('https://gitlab.com:sub')).toEqual({ prefix: 'https://gitlab.com', claim: 'sub' });
    expect(splitConditionKey('sts:RoleSessionName')).toEqual({ prefix: 'sts', claim: 'RoleSessionName' });
    expect(splitConditionKey('gitlab.com')).toBeUndefined();
  });

  it('know published claims in any case', () => {
    expect(publishedClaim(providerById('github-actions')!, 'Repository_ID')?.since).toBe('2026-01');
    expect(publishedClaim(providerById('github-actions')!, 'iss')).toBeUndefined();
    expect(publishedClaim(providerById('gitlab-self-managed')!, 'project_id')).toBeUndefined();
    expect(publishedClaim(providerById('google')!, 'google/organization_number')?.type).toBe('numeric');
  });

  it('stay fast on hostile text', () => {
    const hostile = [
      'a-'.repeat(120),
      'a.'.repeat(120),
      '-'.repeat(247),
      `${'a/'.repeat(120)}x`,
      'a'.repeat(1_000_000),
      `oidc.${'a-'.repeat(100)}`,
    ];
    const start = performance.now();
    for (const text of hostile) {
      for (let i = 0; i < 20; i++) {
        findProvider(text);
        findProviderByKeyPrefix(text);
        nearestIssuer(text);
      }
    }
    expect(performance.now() - start).toBeLessThan(1000);
  });
});

describe('subjects', () => {
  const github = providerById('github-actions');
  const server = providerById('github-enterprise-server');
  const gitlab = providerById('gitlab-com');
  const eks = providerById('eks');

  it.each([
    ['repo:octo-org/octo-repo:ref:refs/heads/feature/x-1', true],
    ['repo:octo-org/octo-repo:ref:refs/head/main', false],
    ['repo:octo-org/octo-repo:ref:refs/heads/refs/heads/main', false],
    ['repo:octo-org/octo-repo:ref:refs/heads/reflex', true],
    ['repo:octo-org/octo-repo:ref:main', false],
    ['repo:octo-org/octo-repo:environment:', false],
    ['repo:octo-org/octo-repo:environment:a:b', false],
    ['repo:octo-org/octo-repo:environment:a%3Ab', true],
    ['repo:octo-org/octo-repo:pull_requests', false],
    ['repo:octo-org/octo-repo', false],
    ['repo:octo-org/octo-repo:*', false],
    ['repo:octo-org@1/octo-repo@2:pull_request', true],
    ['repo:octo-org@1/octo-repo:pull_request', false],
    ['octo-org/octo-repo:ref:refs/heads/main', false],
    ['Repo:octo-org/octo-repo:ref:refs/heads/main', false],
  ])('GitHub by default sends %s: %s', (subject, expected) => {
    expect(defaultAccepts(github, subject)).toBe(expected);
  });

  it('GitHub can send more with a template', () => {
    expect(accepts(github, 'repo:octo-org/octo-repo')).toBe(true);
    expect(accepts(github, 'repository_owner_id:1:repository_id:2:event_name:push')).toBe(true);
    expect(accepts(github, 'repo:octo-org/octo-repo:ref:refs/head/main')).toBe(false);
    expect(accepts(github, 'repo:octo-org/octo-repo:enviroment:prod')).toBe(false);
    expect(github!.subject!.forms.filter(({ kind }) => kind === 'custom').map(({ id }) => id)).toEqual([
      'template',
      'immutable-template',
    ]);
  });

  it('an own GitHub server has no ids in its subjects', () => {
    expect(accepts(server, 'repo:octo-org@1/octo-repo@2:pull_request')).toBe(false);
    expect(accepts(server, 'repo:octo-org/octo-repo:pull_request')).toBe(true);
  });

  it.each([
    ['project_path:g/s/p:ref_type:branch:ref:feature/x', true],
    ['project_path:g/p:ref_type:branch:ref:refs/heads/main', false],
    ['project_path:g/p:ref_type:branch:ref:refs/heads', true],
    ['project_path:g/p:ref_type:mr:ref:main', false],
    ['project_path:g:ref_type:branch:ref:main', false],
    ['project_path:g/p', true],
    ['project_path:g/p:environment_protected:true', true],
    ['ref_type:branch:ref:main', false],
  ])('GitLab sends %s: %s', (subject, expected) => {
    expect(accepts(gitlab, subject)).toBe(expected);
  });

  it.each([
    ['system:serviceaccount:kube-system:aws-node', true],
    ['system:serviceaccount:kube-system:aws.node-1', true],
    ['system:serviceaccount:Kube-System:aws-node', false],
    ['system:serviceaccount:kube_system:aws-node', false],
    ['system:serviceaccount:kube-system', false],
    ['system:serviceaccount:a.b:c', false],
    ['system:serviceaccounts:a:c', false],
    ['system:serviceaccount:-a:c', false],
  ])('a cluster sends %s: %s', (subject, expected) => {
    expect(accepts(eks, subject)).toBe(expected);
  });
});
