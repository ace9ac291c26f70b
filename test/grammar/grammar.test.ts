import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { actions } from '../../server/src/core/oidc/actions.ts';
import { providers } from '../../server/src/core/oidc/catalogue.ts';
import { awsKeys } from '../../server/src/core/oidc/keys.ts';

const require = createRequire(import.meta.url);
const here = import.meta.dirname;
const root = resolve(here, '../..');
/** Subjects that nothing but their place tells from other texts. */
const PLAIN_SUBJECTS = ['auth0', 'bitbucket-pipelines', 'dvc-studio', 'env0', 'github-audit-log', 'login-with-amazon'];

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

/** The path of the copy, in which the scope of the host is `scope`. */
function copyWithScope(file: string, folder: string, scope: string): string {
  const copy = join(folder, basename(file));
  const text = readFileSync(file, 'utf8');
  writeFileSync(copy, text.replace(/(?<=SYNTAX TEST |"scopeName": )"source\.[\w.]+"/, JSON.stringify(scope)));
  return copy;
}

describe('the injection grammar', () => {
  // Whoever gives the language its colours chooses its scope: HashiCorp's and OpenTofu's is the first of these.
  it.each([
    ['terraform', 'tf', 'source.hcl.terraform'],
    ['hcl', 'tf', 'source.hcl'],
    ['terraform', 'tf', 'source.terraform'],
    ['terraform', 'tf', 'source.opentofu'],
    ['json', 'json', 'source.json'],
    ['jsonc', 'json', 'source.json.comments'],
  ])('colours what the examples say, inside the %s grammar: %s, %s', (host, extension, scope) => {
    const folder = mkdtempSync(join(tmpdir(), 'oidc-trust-grammar-'));
    try {
      const grammarFile = copyWithScope(require.resolve(`tm-grammars/grammars/${host}.json`), folder, scope);
      const examples = readdirSync(here).filter((name) => name.endsWith(`.${extension}.test.txt`));
      for (const name of examples) copyWithScope(join(here, name), folder, scope);
      const args = [require.resolve('vscode-tmgrammar-test/dist/unit.js'), '-g', grammarFile, `${folder}/*.test.txt`];
      const { stdout } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
      expect(stdout.match(/run successful/g) ?? [], stdout).toHaveLength(examples.length);
    } finally {
      rmSync(folder, { recursive: true });
    }
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

  it('knows the keys of AWS, and takes no action for one', () => {
    const names = awsKeys.map(({ name }) => (name.endsWith('/') ? `${name}team` : name));
    expect(names.filter((name) => !wholeString('awsKey').test(`"${name}"`))).toEqual([]);
    expect(actions.filter(({ name }) => wholeString('awsKey').test(`"${name}"`))).toEqual([]);
    expect(actions.filter(({ name }) => !wholeString('stsAction').test(`"${name}"`))).toEqual([]);
  });

  it('knows the subjects of the catalogue that begin with a word', () => {
    const subjects = providers
      .filter(({ id }) => !PLAIN_SUBJECTS.includes(id))
      .flatMap(({ subject }) => subject?.forms ?? [])
      .filter(({ parts }) => parts[0] && 'literal' in parts[0])
      .flatMap(({ examples }) => examples);
    expect(subjects.length).toBeGreaterThan(0);
    expect(subjects.filter((text) => !wholeString('subject').test(`"${text}"`))).toEqual([]);
  });
});
