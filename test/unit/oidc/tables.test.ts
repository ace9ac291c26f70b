import { describe, expect, it } from 'vitest';
import {
  actions,
  expandAction,
  findAction,
  isAssumeFamily,
  nearestAction,
  serviceActionSets,
} from '../../../server/src/core/oidc/actions.ts';
import { findTokenClaim, tokenClaims } from '../../../server/src/core/oidc/claims.ts';
import { awsKeys, findAwsKey, nearestAwsKey } from '../../../server/src/core/oidc/keys.ts';
import { editDistance, nearestName } from '../../../server/src/core/oidc/nearest.ts';
import {
  findOperator,
  nearestOperator,
  operatorModifiers,
  operators,
  parseOperator,
} from '../../../server/src/core/oidc/operators.ts';
import { parsePattern } from '../../../server/src/core/oidc/pattern.ts';
import type { Fact } from '../../../server/src/core/oidc/sources.ts';

describe('operators', () => {
  it('are all there are', () => {
    expect(operators.map(({ name }) => name).sort()).toEqual(
      [
        ...[
          'StringEquals',
          'StringNotEquals',
          'StringEqualsIgnoreCase',
          'StringNotEqualsIgnoreCase',
          'StringLike',
          'StringNotLike',
        ],
        ...['Numeric', 'Date'].flatMap((family) =>
          ['Equals', 'NotEquals', 'LessThan', 'LessThanEquals', 'GreaterThan', 'GreaterThanEquals'].map(
            (name) => family + name,
          ),
        ),
        ...[
          'Bool',
          'BinaryEquals',
          'IpAddress',
          'NotIpAddress',
          'ArnEquals',
          'ArnLike',
          'ArnNotEquals',
          'ArnNotLike',
          'Null',
        ],
      ].sort(),
    );
  });

  it('negate, expand wildcards and ignore case where AWS says so', () => {
    expect(operators.filter(({ negated }) => negated).map(({ name }) => name)).toEqual(
      operators.map(({ name }) => name).filter((name) => name.includes('Not')),
    );
    expect(
      operators
        .filter(({ wildcards }) => wildcards)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['ArnEquals', 'ArnLike', 'ArnNotEquals', 'ArnNotLike', 'StringLike', 'StringNotLike']);
    expect(operators.filter(({ ignoresCase }) => ignoresCase).map(({ name }) => name)).toEqual([
      'StringEqualsIgnoreCase',
      'StringNotEqualsIgnoreCase',
    ]);
    expect(findOperator('numericlessthan')?.family).toBe('numeric');
  });

  it.each([
    ['StringEquals', { base: 'StringEquals', ifExists: false, canonical: 'StringEquals' }],
    ['stringlikeifexists', { base: 'StringLike', ifExists: true, canonical: 'StringLikeIfExists' }],
    ['ForAllValues:StringLike', { set: 'ForAllValues', base: 'StringLike', canonical: 'ForAllValues:StringLike' }],
    [
      'foranyvalue:StringEqualsIfExists',
      { set: 'ForAnyValue', ifExists: true, canonical: 'ForAnyValue:StringEqualsIfExists' },
    ],
    ['ForAnyValue:Null', { set: 'ForAnyValue', base: 'Null' }],
  ])('%s is read', (text, expected) => {
    expect(parseOperator(text)).toMatchObject(expected);
  });

  it.each([
    '',
    'NullIfExists',
    'ForSomeValues:StringLike',
    'StringMatches',
    'IfExists',
    ':StringLike',
    'ForAnyValue:',
    'StringEquals ',
  ])('%j is no operator', (text) => {
    expect(parseOperator(text)).toBeUndefined();
  });

  it.each([
    ['StringEqual', 'StringEquals'],
    ['StringsLike', 'StringLike'],
    ['StringLikeIfExist', 'StringLikeIfExists'],
    ['ForAnyValues:StringLike', 'ForAnyValue:StringLike'],
    ['ForAllValue:StringEqual', 'ForAllValues:StringEquals'],
    ['NullIfExists', 'Null'],
    ['bool', 'Bool'],
    ['IPAdress', 'IpAddress'],
  ])('%s was meant to be %s', (text, expected) => {
    expect(nearestOperator(text)).toBe(expected);
  });

  it.each(['StringMatches', 'Matches', 'x', 'Foo:StringLike'])('%s is like none', (text) => {
    expect(nearestOperator(text)).toBeUndefined();
  });
});

describe('actions', () => {
  it('fit principals', () => {
    expect(findAction('STS:assumerolewithwebidentity')?.principals).toEqual(['oidc', 'builtin']);
    expect(findAction('sts:AssumeRoleWithSAML')?.principals).toEqual(['saml']);
    expect(findAction('sts:AssumeRole')?.principals).toEqual(['aws', 'service']);
    expect(actions.filter(({ role }) => role === 'companion').map(({ name }) => name)).toEqual([
      'sts:TagSession',
      'sts:SetSourceIdentity',
      'sts:SetContext',
    ]);
    expect(isAssumeFamily('sts:TagSession')).toBe(true);
    expect(isAssumeFamily('sts:GetCallerIdentity')).toBe(false);
    expect(isAssumeFamily('s3:GetObject')).toBe(false);
    expect(actions).toHaveLength(16);
  });

  it('are covered by wildcards', () => {
    expect(expandAction('sts:*')).toHaveLength(16);
    expect(expandAction('sts:AssumeRole*').map(({ name }) => name)).toEqual([
      'sts:AssumeRole',
      'sts:AssumeRoleWithSAML',
      'sts:AssumeRoleWithWebIdentity',
    ]);
    expect(expandAction('sts:assumeroot').map(({ name }) => name)).toEqual(['sts:AssumeRoot']);
    expect(expandAction('s3:*')).toEqual([]);
    expect(expandAction(`sts:${'*a'.repeat(2000)}`)).toEqual([]);
  });

  it.each([
    ['sts:AssumeRoleWithWebIdendity', 'sts:AssumeRoleWithWebIdentity'],
    ['sts:TagSessions', 'sts:TagSession'],
    ['AssumeRoleWithWebIdentity', 'sts:AssumeRoleWithWebIdentity'],
    ['st:AssumeRole', 'sts:AssumeRole'],
  ])('%s was meant to be %s', (text, expected) => {
    expect(nearestAction(text)?.name).toBe(expected);
  });

  it('some services need several', () => {
    expect(serviceActionSets.map(({ service }) => service)).toEqual([
      'rolesanywhere.amazonaws.com',
      'pods.eks.amazonaws.com',
    ]);
    expect(nearestAction('s3:GetObject')).toBeUndefined();
  });
});

describe('keys of AWS', () => {
  it('are found in any case, with a tag name behind the slash', () => {
    expect(findAwsKey('sts:externalid')).toMatchObject({ actions: ['sts:AssumeRole'], webIdentity: 'no' });
    expect(findAwsKey('AWS:RequestTag/team')).toMatchObject({ name: 'aws:RequestTag/', needs: 'sts:TagSession' });
    expect(findAwsKey('aws:RequestTag/')).toBeUndefined();
    expect(findAwsKey('aws:RequestTag')).toBeUndefined();
    expect(findAwsKey('sts:RoleAuthorizedByIdp')?.type).toBe('bool');
    expect(findAwsKey('sts:Nothing')).toBeUndefined();
  });

  it('have several values where AWS says so', () => {
    const several = awsKeys.filter(({ multivalued }) => multivalued).map(({ name }) => name);
    expect(several).toContain('aws:TagKeys');
    expect(several).toContain('sts:TransitiveTagKeys');
    expect(several).not.toContain('sts:RoleSessionName');
  });

  it.each([
    ['sts:ExternalID2', 'sts:ExternalId'],
    ['aws:SourceIP', 'aws:SourceIp'],
    ['aws:SourcIp', 'aws:SourceIp'],
    ['aws:RequestTags/team', 'aws:RequestTag/team'],
  ])('%s was meant to be %s', (text, expected) => {
    expect(nearestAwsKey(text)).toBe(expected);
  });

  it('are unique', () => {
    expect(new Set(awsKeys.map(({ name }) => name.toLowerCase())).size).toBe(awsKeys.length);
  });
});

describe('claims', () => {
  it.each([
    ['sub', [':sub']],
    ['azp', [':aud']],
    ['aud', [':oaud', ':aud']],
    ['oaud', []],
    ['iss', []],
    ['amr', [':amr']],
    ['email', [':email']],
    ['https://aws.amazon.com/roles', ['sts:RoleAuthorizedByIdp']],
  ])('%s is read by %j', (claim, keys) => {
    expect(findTokenClaim(claim)?.keys).toEqual(keys);
  });

  it.each([
    'exp',
    'iat',
    'nbf',
    'jti',
    'nonce',
    'auth_time',
    'acr',
    'at_hash',
    'c_hash',
    'https://aws.amazon.com/tags',
    'https://aws.amazon.com/source_identity',
  ])('%s is described', (claim) => {
    expect(findTokenClaim(claim)?.what).toMatch(/\.$/);
  });
});

describe('every fact', () => {
  it('has a mark and a dated source with a public address', () => {
    const facts: readonly Fact[] = [
      ...operators,
      ...Object.values(operatorModifiers),
      ...actions,
      ...serviceActionSets,
      ...awsKeys,
      ...tokenClaims,
    ];
    for (const fact of facts) {
      expect(['S', 'T', 'I', 'M']).toContain(fact.mark);
      expect(fact.source.url).toMatch(/^https:\/\/\S+$/);
      expect(fact.source.date).toMatch(/^20\d\d(-\d\d){0,2}$/);
      expect(fact.source.title).not.toBe('');
    }
  });
});

describe('typing mistakes', () => {
  it('count insertions, deletions, replacements and swaps as one step', () => {
    expect(editDistance('gitlab', 'gitlab', 2)).toBe(0);
    expect(editDistance('gitlab', 'gitlba', 2)).toBe(1);
    expect(editDistance('gitlab', 'gitlabs', 2)).toBe(1);
    expect(editDistance('gitlab', 'itlab', 2)).toBe(1);
    expect(editDistance('gitlab', 'gitlub', 2)).toBe(1);
    expect(editDistance('gitlab', 'github', 2)).toBe(2);
    expect(editDistance('gitlab', 'bitbucket', 2)).toBe(3);
  });

  it('give no name when two are equally near', () => {
    expect(nearestName('abcdx', ['abcde', 'abcdf'])).toBeUndefined();
    expect(nearestName('AB', ['ab', 'ad'])).toBe('ab');
  });

  it('give no name that shares next to nothing with the word', () => {
    const elements = ['Version', 'Id', 'Statement', 'Sid'];
    for (const word of ['//', 'x', '_c', '_id', 'uid', '', '_comment'])
      expect(nearestName(word, elements), word).toBeUndefined();
    expect(nearestName('id', elements)).toBe('Id');
    expect(nearestName('Sidd', elements)).toBe('Sid');
    expect(nearestName('Versoin', elements)).toBe('Version');
    expect(nearestName('Statemnets', elements)).toBe('Statement');
  });
});

describe('the pattern language', () => {
  it('reads classes, groups and repeats', () => {
    expect(parsePattern('a[b-d]+')).toEqual({
      kind: 'sequence',
      items: [
        { kind: 'chars', ranges: [{ from: 97, to: 97 }] },
        { kind: 'repeat', item: { kind: 'chars', ranges: [{ from: 98, to: 100 }] }, min: 1 },
      ],
    });
    expect(parsePattern('(?:x|[^\\u0001-\\uffff])?')).toEqual({
      kind: 'repeat',
      min: 0,
      max: 1,
      item: {
        kind: 'choice',
        items: [
          { kind: 'chars', ranges: [{ from: 120, to: 120 }] },
          { kind: 'chars', ranges: [{ from: 0, to: 0 }] },
        ],
      },
    });
    expect(parsePattern('[-a]{2,3}')).toMatchObject({
      min: 2,
      max: 3,
      item: {
        ranges: [
          { from: 45, to: 45 },
          { from: 97, to: 97 },
        ],
      },
    });
    expect(parsePattern('')).toEqual({ kind: 'sequence', items: [] });
  });

  it.each(['a.b', '^a', 'a$', '(a)', '(?=a)', '\\d', 'a**', '[a', '(?:a', 'a)', 'a{2', '[z-a]', 'a\\'])(
    'refuses %s',
    (pattern) => {
      expect(() => parsePattern(pattern)).toThrow();
    },
  );
});
