/**
 * Who may import whom, read from the import lines: an arrow that is not in the table fails. The table is the architecture;
 * change it only together with docs/architecture.md.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');

/** Layer by layer from below; each may import itself, what it names, and whatever that may import. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  'core/text': [],
  'core/hcl': ['core/text'],
  'core/json': ['core/text'],
  'core/value': ['core/hcl', 'core/json'],
  'core/terraform': ['core/value'],
  'core/policy': ['core/terraform'],
  'core/convert': ['core/policy'],
  'core/oidc': ['core/policy'],
  'core/access': ['core/oidc'],
  'core/rules': ['core/access'],
  'core/analysis': ['core/rules'],
  workspace: ['core/analysis'],
  features: ['workspace', 'core/convert'],
  lsp: ['features'],
  browser: ['lsp'],
  cli: ['features'],
  live: [],
  client: [],
  webview: [],
};

/** Arrows by type only, or by a lazy import(), which the table does not give. */
const BY_TYPE: Record<string, readonly string[]> = {
  live: ['core/text', 'core/oidc', 'core/analysis'],
  webview: ['client'],
};
const LAZILY: Record<string, readonly string[]> = { client: ['live'], cli: ['live'] };

/** Rules see the policy model and never the syntax that it was written in. */
const RULES_NEVER = ['core/hcl', 'core/json', 'core/terraform'];

interface Import {
  readonly from: string;
  readonly line: number;
  readonly specifier: string;
  readonly kind: 'static' | 'type' | 'dynamic';
}

const files = ['server/src', 'client/src', 'client/webview'].flatMap((folder) =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.m?ts$/.test(name) && !/\.d\.m?ts$/.test(name))
    .map((name) => `${folder}/${name.split(path.sep).join('/')}`),
);
const imports = files.flatMap(importsOf);

describe('layers', () => {
  it('has files to look at', () => {
    expect(imports.length).toBeGreaterThan(0);
  });

  it('has a layer for every file', () => {
    expect(files.filter((file) => layerOf(file) === undefined)).toEqual([]);
  });

  it('imports only what the layer may', () => {
    expect(between(({ from, to, kind }) => !mayImport(from, to, kind))).toEqual([]);
  });

  it('keeps the rules from the syntax and from each other', () => {
    const rule = (file: string) => /^server\/src\/core\/rules\/([^/]+\/[^/]+)\.ts$/.exec(file)?.[1];
    const syntax = between(({ from, to }) => from === 'core/rules' && RULES_NEVER.includes(to));
    const each = imports.filter(({ from, specifier }) => rule(from) && rule(resolve(from, specifier)));
    expect([...syntax, ...each.map(say)]).toEqual([]);
  });

  it('keeps the core pure: no module of Node, no editor, no protocol', () => {
    const impure = /^(node:|vscode)|^(fs|path|os|net|tls|https?|child_process)$/;
    expect(
      imports.filter(({ from, specifier }) => from.startsWith('server/src/core/') && impure.test(specifier)).map(say),
    ).toEqual([]);
  });

  it('knows the editor in the client only, and the protocol in lsp and its worker only', () => {
    const wrong = imports.filter(({ from, specifier }) => {
      if (specifier === 'vscode' || specifier.startsWith('vscode-languageclient'))
        return !from.startsWith('client/src/');
      const isAllowed = /^server\/src\/(lsp|browser)\//.test(from) || isShared(from);
      return /^vscode-(languageserver|jsonrpc)/.test(specifier) && !isAllowed;
    });
    expect(wrong.map(say)).toEqual([]);
  });
});

function between(isWrong: (arrow: { from: string; to: string; kind: Import['kind'] }) => boolean): string[] {
  return imports
    .filter(({ from, specifier, kind }) => {
      const [fromLayer, toLayer] = [layerOf(from), layerOf(resolve(from, specifier))];
      if (!specifier.startsWith('.') || !fromLayer || !toLayer || isShared(resolve(from, specifier))) return false;
      return isWrong({ from: fromLayer, to: toLayer, kind });
    })
    .map(say);
}

function mayImport(from: string, to: string, kind: Import['kind']): boolean {
  if (reachable(from).has(to)) return true;
  if (kind === 'type' && BY_TYPE[from]?.includes(to)) return true;
  // A type says nothing about when the code is loaded.
  return kind !== 'static' && (LAZILY[from]?.includes(to) ?? false);
}

function reachable(layer: string): Set<string> {
  return new Set([layer, ...(MAY_IMPORT[layer] ?? []).flatMap((below) => [...reachable(below)])]);
}

/** `core/rules`, `lsp`, `client`...; a file directly in server/src is shared by client and server and imports nothing. */
function layerOf(file: string): string | undefined {
  if (file.startsWith('client/src/')) return 'client';
  if (file.startsWith('client/webview/')) return 'webview';
  const layer = /^server\/src\/(core\/[^/]+|[^/]+)\//.exec(file)?.[1];
  if (layer !== undefined) return layer in MAY_IMPORT ? layer : undefined;
  return isShared(file) ? 'shared' : undefined;
}

function isShared(file: string): boolean {
  return file === 'server/src/protocol.ts';
}

function resolve(from: string, specifier: string): string {
  return specifier.startsWith('.') ? path.posix.join(path.posix.dirname(from), specifier) : specifier;
}

function say({ from, line, specifier }: Import): string {
  return `${from}:${line} imports ${specifier}`;
}

function importsOf(from: string): Import[] {
  const text = readFileSync(path.join(root, from), 'utf8');
  const statement = /^(?:import|export)\s+(type\s)?(?:[^'";]*?\sfrom\s+)?'([^']+)'|\bimport\('([^']+)'\)(\.)?/gm;
  return [...text.matchAll(statement)].map((match) => {
    const [, type, specifier, lazy, member] = match;
    // `import('x').Y` names a type; `await import('x')` loads.
    const kind =
      lazy === undefined
        ? type
          ? 'type'
          : 'static'
        : member && !/await\s*\(?$/.test(text.slice(0, match.index))
          ? 'type'
          : 'dynamic';
    return { from, line: text.slice(0, match.index).split('\n').length, specifier: specifier ?? lazy ?? '', kind };
  });
}
