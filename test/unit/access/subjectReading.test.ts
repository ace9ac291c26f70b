import { describe, expect, it } from 'vitest';
import { readSubject } from '../../../server/src/core/access/subjectReading.ts';
import { findProvider, providers } from '../../../server/src/core/oidc/catalogue.ts';
import { decideJson, statementWith } from '../../support/decide.ts';

function read(issuer: string, text: string, wildcards = true) {
  return readSubject(findProvider(issuer)!, { text: [text], wildcards, ignoresCase: false });
}

/** `text=part,part` of each stretch. */
function stretches(issuer: string, text: string): string[] {
  return read(issuer, text)[0]!.stretches.map(
    (stretch) => `${stretch.text}=${stretch.parts.map(({ part }) => part).join()}`,
  );
}

describe('a pattern of subjects', () => {
  it('is taken apart where its parts end', () => {
    expect(stretches('gitlab.com', 'project_path:acme/*:ref_type:branch:ref:main')).toEqual([
      'project_path:=',
      'acme=group',
      '/=subgroups',
      '*=subgroups,project',
      ':ref_type:=',
      'branch=',
      ':ref:=',
      'main=branch or tag',
    ]);
    expect(stretches('token.actions.githubusercontent.com', 'repo:ac*e/api:pull_request')).toEqual([
      'repo:=',
      'ac=owner',
      '*=owner',
      'e=owner',
      '/=',
      'api=repository',
      ':=',
      'pull_request=',
    ]);
  });

  it('has no form where no subject matches, and a customised one only where no other does', () => {
    expect(read('gitlab.com', 'repo:acme/api:*')).toEqual([]);
    expect(read('token.actions.githubusercontent.com', 'repo:acme/api').map(({ form }) => form.kind)).toEqual([
      'custom',
    ]);
    const kinds = read('token.actions.githubusercontent.com', '*').map(({ form }) => form.kind);
    expect(kinds.length).toBeGreaterThan(0);
    expect(kinds).not.toContain('custom');
  });

  it('has no example where a part is not known', () => {
    const pattern = { text: ['repo:', { key: 'var.org' }, '/api:*'], wildcards: true, ignoresCase: false };
    const [form] = readSubject(findProvider('token.actions.githubusercontent.com')!, pattern);
    expect(form?.example).toBeUndefined();
    expect(form?.stretches.find(({ kind }) => kind === 'unknown')?.parts.map(({ part }) => part)).toContain('owner');
  });
});

describe('an example', () => {
  const cases = providers.flatMap(({ issuer, subject }) => {
    if (issuer.kind !== 'fixed') return [];
    const [url] = issuer.urls;
    const examples = (subject?.forms ?? []).flatMap((form) => form.examples);
    return examples.flatMap((text) => {
      const cut = text.slice(0, Math.ceil(text.length / 2));
      return [text, `${cut}*`, text.replaceAll(/[a-z0-9]+/gi, (word) => (word.length > 3 ? word : '*'))].map(
        (pattern): [string, string] => [url, pattern],
      );
    });
  });

  it.each(cases)('of %s %s is let in', (issuer, pattern) => {
    const policy = { Statement: [statementWith({ StringLike: { [`${issuer}:sub`]: pattern } }, issuer)] };
    for (const { example, stretches: parts } of read(issuer, pattern)) {
      expect(parts.map(({ text }) => text).join('')).toBe(pattern.replaceAll(/\*+/g, '*'));
      expect(decideJson(policy, { issuer, claims: { sub: example } }).decision).toBe('allowed');
    }
  });
});
