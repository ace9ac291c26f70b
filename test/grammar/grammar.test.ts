import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { providers } from '../../server/src/core/oidc/catalogue.ts';

const require = createRequire(import.meta.url);
const root = resolve(import.meta.dirname, '../..');

interface Grammar {
  readonly scopeName: string;
  readonly repository: Readonly<Record<string, { readonly match?: string }>>;
}

const grammar = JSON.parse(
  readFileSync(resolve(root, 'syntaxes/oidc-trust.injection.tmLanguage.json'), 'utf8'),
) as Grammar;

function wholeString(rule: string): RegExp {
  return new RegExp(grammar.repository[rule]!.match!);
}

describe('the injection grammar', () => {
  it('colours what the examples say, inside stand-ins of the host grammars', () => {
    const tool = require.resolve('vscode-tmgrammar-test/dist/unit.js');
    const hosts = ['terraform', 'json'].flatMap((name) => ['-g', `test/grammar/${name}.tmLanguage.json`]);
    const output = execFileSync(process.execPath, [tool, ...hosts, 'test/grammar/*.test.txt'], {
      cwd: root,
      encoding: 'utf8',
    });
    expect(output.match(/run successful/g)).toHaveLength(2);
  });

  it('knows every claim that STS publishes', () => {
    const missing = providers.flatMap(({ publishedClaims }) =>
      publishedClaims
        .map(({ claim }) => claim)
        .filter((claim) => !wholeString('conditionKey').test(`"example.org:${claim}"`)),
    );
    expect(missing).toEqual([]);
  });

  it('knows the issuers of the catalogue, but those on buckets and hosts of anybody', () => {
    const unknown = providers
      .filter(({ tenancy, principal }) => tenancy !== 'self-hosted' && principal === 'arn')
      .filter(({ id }) => !['rosa-openshift', 'ibm-turbonomic'].includes(id))
      .flatMap(({ issuer }) =>
        issuer.kind === 'fixed' ? issuer.urls : issuer.kind === 'pattern' ? issuer.examples : [],
      )
      .filter((issuer) => !wholeString('issuerUrl').test(`"https://${issuer}"`));
    expect(unknown).toEqual([]);
  });
});
