/** A token's way through AWS's layers: which one decides, what differs, and which change would let it in. */
import { describe, expect, it } from 'vitest';
import type { LayerName, TokenFacts } from '../../../server/src/core/access/tokenLayers.ts';
import { type TokenWalk, walkToken } from '../../../server/src/core/access/tokenWalk.ts';
import { analyzeModule } from '../../../server/src/core/analysis/analyze.ts';
import { parseConfiguration } from '../../../server/src/core/terraform/jsonSyntax.ts';
import { applyEdits } from '../../../server/src/core/text/edit.ts';

const NOW = Date.parse('2026-11-01T12:00:00Z');
const SECOND = NOW / 1000;
const ISSUER = 'https://token.actions.githubusercontent.com';
const MAIN = 'repo:acme/api:ref:refs/heads/main';
const TOKEN = {
  iss: ISSUER,
  sub: MAIN,
  aud: 'sts.amazonaws.com',
  iat: SECOND - 60,
  nbf: SECOND - 60,
  exp: SECOND + 300,
};

interface Written {
  readonly url?: string;
  readonly clientIds?: string;
  readonly principal?: string;
  readonly action?: string;
  readonly condition?: string;
  readonly more?: string;
  readonly provider?: string;
}

function terraform(written: Written = {}): string {
  const url = written.url ?? ISSUER;
  const provider = `resource "aws_iam_openid_connect_provider" "github" {
  url            = "${url}"
  client_id_list = ${written.clientIds ?? '["sts.amazonaws.com"]'}
}
`;
  return `${written.provider ?? provider}
resource "aws_iam_role" "deploy" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = ${written.principal ?? 'aws_iam_openid_connect_provider.github.arn'} }
      Action    = "${written.action ?? 'sts:AssumeRoleWithWebIdentity'}"
      Condition = ${written.condition ?? `{ StringEquals = { "token.actions.githubusercontent.com:sub" = "${MAIN}" } }`}
    }${written.more ?? ''}]
  })
}
`;
}

function walk(
  text: string,
  claims: object = {},
  signature: TokenFacts['signature'] = { is: 'not checked' },
): TokenWalk {
  const report = analyzeModule([{ id: 'main.tf', text, tree: parseConfiguration('main.tf', text) }]);
  const [role] = report.roles;
  return walkToken(role!.trust, {
    claims: new Map(Object.entries({ ...TOKEN, ...claims }).filter(([, value]) => value !== undefined)),
    now: NOW,
    signature,
  });
}

function decided({ verdict, decisive }: TokenWalk): string {
  return decisive ? `${verdict} ${decisive.layer}` : verdict;
}

const layerOf = ({ layers }: TokenWalk, name: LayerName) => layers.find(({ layer }) => layer === name);

it('lets a token through, presuming only what was not read', () => {
  const result = walk(terraform());
  expect(decided(result)).toBe('accepted');
  expect(result.layers.map(({ layer, passes }) => `${layer} ${passes}`)).toEqual([
    'provider yes',
    'audience yes',
    'signature presumed',
    'time yes',
    'principal yes',
    'action yes',
    'conditions yes',
  ]);
  expect(layerOf(result, 'time')!.reason).toBe('the token ends in 5 minutes');
});

it('refuses at the first layer that fails, whatever comes behind it', () => {
  expect(decided(walk(terraform({ clientIds: '["other"]', action: 'sts:AssumeRole' })))).toBe('refused audience');
  expect(
    decided(walk(terraform({ action: 'sts:AssumeRole' }), {}, { is: 'wrong', reason: 'x', errorId: 'keys' })),
  ).toBe('refused signature');
});

describe('provider', () => {
  it('is presumed where the module declares none', () => {
    const result = walk(
      terraform({ provider: '', principal: `"arn:aws:iam::111122223333:oidc-provider/${ISSUER.slice(8)}"` }),
    );
    expect(decided(result)).toBe('accepted');
    expect(layerOf(result, 'provider')).toMatchObject({ passes: 'presumed' });
    expect(layerOf(result, 'audience')).toMatchObject({ passes: 'presumed' });
  });

  it('is not certain where one nearly has the issuer, and can be given it', () => {
    const text = terraform({ url: `${ISSUER}/` });
    const result = walk(text);
    const provider = layerOf(result, 'provider')!;
    expect(provider).toMatchObject({
      passes: 'maybe',
      error: { id: 'no-provider' },
      differences: [{ actual: ISSUER.slice(8), wanted: `${ISSUER.slice(8)}/`, inActual: ISSUER.length - 8 }],
    });
    const { place, fixes } = provider.differences[0]!;
    expect(text.slice(place.start, place.end)).toBe(`"${ISSUER}/"`);
    const fixed = applyEdits(text, fixes[0]!.edits);
    expect(decided(walk(fixed))).toBe('accepted');
  });

  it('needs an issuer, and is not needed for a built-in one', () => {
    expect(decided(walk(terraform(), { iss: undefined }))).toBe('refused provider');
    const google = terraform({
      provider: '',
      principal: '"accounts.google.com"',
      condition: '{ StringEquals = { "accounts.google.com:sub" = "1" } }',
    });
    const result = walk(google, { iss: 'https://accounts.google.com', sub: '1', aud: 'anything' });
    expect(decided(result)).toBe('accepted');
    expect(layerOf(result, 'audience')).toBeUndefined();
  });
});

describe('audience', () => {
  it('must be registered, and can be', () => {
    const text = terraform({ clientIds: '["sts.amazon.com"]' });
    const result = walk(text);
    expect(decided(result)).toBe('refused audience');
    const audience = layerOf(result, 'audience')!;
    expect(audience.error).toMatchObject({ code: 'InvalidIdentityToken', message: 'Incorrect token audience' });
    expect(audience.differences).toMatchObject([
      { actual: 'sts.amazonaws.com', wanted: 'sts.amazon.com', inActual: 10 },
    ]);
    expect(decided(walk(applyEdits(text, audience.differences[0]!.fixes[0]!.edits)))).toBe('accepted');
  });

  it('is the azp where there is one', () => {
    expect(decided(walk(terraform(), { azp: 'client' }))).toBe('refused audience');
    expect(decided(walk(terraform(), { azp: 'sts.amazonaws.com', aud: 'other' }))).toBe('accepted');
  });

  it('is not certain where only some of several, or not all client ids, are known', () => {
    expect(decided(walk(terraform(), { aud: ['sts.amazonaws.com', 'b'] }))).toBe('not certain audience');
    expect(decided(walk(terraform(), { aud: ['a', 'b'] }))).toBe('refused audience');
    expect(decided(walk(`variable "id" {}\n${terraform({ clientIds: '[var.id]' })}`))).toBe('not certain audience');
    expect(decided(walk(terraform(), { aud: undefined }))).toBe('refused audience');
  });
});

describe('time', () => {
  it.each([
    [{ exp: SECOND }, 'refused time'],
    [{ exp: SECOND + 1 }, 'accepted'],
    [{ nbf: SECOND + 90 }, 'refused time'],
    [{ iat: undefined }, 'refused time'],
    [{ exp: undefined }, 'refused time'],
    [{ exp: 'soon' }, 'not certain time'],
    [{ iat: SECOND + 90 }, 'not certain time'],
  ])('%j: %s', (claims, expected) => {
    expect(decided(walk(terraform(), claims))).toBe(expected);
  });

  it('says how long ago', () => {
    expect(layerOf(walk(terraform(), { exp: SECOND - 3600 * 3 }), 'time')!.reason).toBe('the token ended 3 hours ago');
  });
});

it('does not guess whether a role is in the roles claim', () => {
  const roles = { 'https://aws.amazon.com/roles': ['arn:aws:iam::111122223333:role/deploy'] };
  expect(decided(walk(terraform(), roles))).toBe('not certain roles');
});

describe('the role', () => {
  it('names another issuer', () => {
    const result = walk(
      terraform({ principal: '"arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com/"' }),
    );
    expect(decided(result)).toBe('refused principal');
    expect(layerOf(result, 'principal')!.differences).toMatchObject([
      { wanted: `${ISSUER.slice(8)}/`, inWanted: ISSUER.length - 8 },
    ]);
  });

  it('allows another action', () => {
    expect(decided(walk(terraform({ action: 'sts:AssumeRole' })))).toBe('refused action');
  });

  it('asks for another subject: the difference, the place, and two ways to accept it', () => {
    const text = terraform();
    const sub = 'repo:acme/api:environment:prod';
    const result = walk(text, { sub });
    expect(decided(result)).toBe('refused conditions');
    const { differences, error, reason } = layerOf(result, 'conditions')!;
    expect(error?.id).toBe('denied');
    expect(reason).toContain('StringEquals `token.actions.githubusercontent.com:sub`');
    expect(differences).toMatchObject([
      { actual: sub, wanted: MAIN, inActual: 'repo:acme/api:'.length, inWanted: 'repo:acme/api:'.length },
    ]);
    const [{ place, fixes }] = differences as [(typeof differences)[number]];
    expect(text.slice(place.start, place.end)).toBe(`"${MAIN}"`);
    expect(fixes.map(({ title }) => title)).toEqual([
      `Accept "${sub}" too`,
      `Write "${sub}" in the place of "${MAIN}"`,
    ]);
    const [too, instead] = fixes.map(({ edits }) => applyEdits(text, edits));
    expect([walk(too!, { sub }), walk(too!), walk(instead!, { sub }), walk(instead!)].map(decided)).toEqual([
      'accepted',
      'accepted',
      'accepted',
      'refused conditions',
    ]);
  });

  it('offers no text that a policy reads as a pattern or a variable', () => {
    for (const sub of ['repo:acme/*', 'repo:${aws:username}', 'a?b'])
      expect(layerOf(walk(terraform(), { sub }), 'conditions')!.differences.flatMap(({ fixes }) => fixes)).toEqual([]);
  });

  it('shows the statement that is nearest', () => {
    const principal = 'aws_iam_openid_connect_provider.github.arn';
    const other = `, {
      Effect = "Allow"
      Principal = { Federated = ${principal} }
      Action = "sts:AssumeRoleWithWebIdentity"
      Condition = { StringEquals = { "token.actions.githubusercontent.com:sub" = "repo:x/y:pull_request", "token.actions.githubusercontent.com:aud" = "z" } }
    }`;
    const result = walk(terraform({ more: other }), { sub: 'repo:acme/api:pull_request' });
    expect(layerOf(result, 'conditions')!.differences).toMatchObject([{ wanted: MAIN }]);
  });

  it('has a Deny, and a companion that the token needs', () => {
    const deny = `, { Effect = "Deny", Principal = { AWS = "*" }, Action = "*" }`;
    expect(decided(walk(terraform({ more: deny })))).toBe('refused deny');
    const tags = { 'https://aws.amazon.com/tags': { principal_tags: { a: ['b'] } } };
    const result = walk(terraform(), tags);
    expect(decided(result)).toBe('refused deny');
    expect(result.decisive!.reason).toContain('sts:TagSession');
  });

  it('is not certain where a value or the policy is not known', () => {
    expect(
      decided(
        walk(
          `variable "sub" {}\n${terraform({ condition: '{ StringEquals = { "token.actions.githubusercontent.com:sub" = var.sub } }' })}`,
        ),
      ),
    ).toBe('not certain conditions');
    expect(decided(walk(`variable "p" {}\n${terraform()}`.replace(/jsonencode\([\s\S]*\)\n\}/, 'var.p\n}')))).toBe(
      'not certain principal',
    );
    const vpc = '{ StringEquals = { "aws:SourceVpc" = "vpc-1" } }';
    expect(decided(walk(terraform({ condition: vpc })))).toBe('not certain conditions');
  });
});
