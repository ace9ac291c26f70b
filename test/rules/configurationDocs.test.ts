/** The examples in docs/configuration.md: configurations without mistakes, and comments that ignore what they say. */
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../server/src/core/analysis/parseConfig.ts';
import { rules } from '../../server/src/core/rules/index.ts';
import { analyse } from '../support/analyse.ts';

const PAGE = fs.readFileSync(path.resolve(import.meta.dirname, '../../docs/configuration.md'), 'utf8');

function examples(language: string): string[] {
  return [...PAGE.matchAll(/```(\w+)\n([\s\S]*?)```/g)].flatMap((match) => (match[1] === language ? [match[2]!] : []));
}

describe('docs/configuration.md', () => {
  it.each(examples('json'))('has a configuration that is right: %s', (text) => {
    expect(parseConfig(text, rules)).toMatchObject({ ok: true });
  });

  it.each(examples('hcl'))('has comments that ignore all there is: %s', (text) => {
    expect(analyse('terraform', text).findings).toEqual([]);
    const without = text.replaceAll(/^ *#.*\n/gm, '');
    const ignored = [...text.matchAll(/oidc-trust-ignore ([^:]+):/g)].flatMap((match) => match[1]!.split(', '));
    expect(analyse('terraform', without).findings.map(({ rule }) => rule)).toEqual(ignored);
  });

  it('names every key of the file', () => {
    const { properties } = JSON.parse(
      fs.readFileSync(path.resolve(import.meta.dirname, '../../schemas/config.schema.json'), 'utf8'),
    ) as { properties: object };
    const keys = Object.keys(properties).filter((key) => key !== '$schema');
    expect(examples('json').length + examples('hcl').length).toBeGreaterThan(4);
    expect(keys.filter((key) => !examples('json').some((text) => text.includes(`"${key}"`)))).toEqual([]);
  });
});
