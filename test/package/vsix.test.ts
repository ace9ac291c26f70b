/** What ships in the .vsix, and that the manifest keeps its promises. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { listFiles, PackageManager } from '@vscode/vsce';
import { describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');

const SHIPS = [
  /^package\.json$/,
  /^(README|CHANGELOG|SECURITY)\.md$/,
  /^LICENSE$/,
  /^dist\/(client|server|cli|engine|live|aws|trustMap)\.js$/,
  /^dist\/trustMap\.css$/,
  /^dist\/LICENSES\.txt$/,
  /^docs\/rules\/[\w-]+(\/[\w-]+)?\.md$/,
  /^(schemas|syntaxes)\/[\w.-]+\.json$/,
];
const MUST_SHIP = [
  'package.json',
  'README.md',
  'LICENSE',
  'dist/client.js',
  'dist/server.js',
  'dist/cli.js',
  'dist/engine.js',
  'dist/live.js',
  'dist/aws.js',
  'dist/trustMap.js',
  'dist/trustMap.css',
];

interface Manifest {
  readonly activationEvents: readonly string[];
  readonly capabilities: { readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] } };
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly category: string }[];
    readonly configuration: { readonly properties: Record<string, { readonly scope: string }> };
    readonly languages?: readonly { readonly extensions?: readonly string[] }[];
  };
}
const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as Manifest;

describe('the package', () => {
  it('holds what should ship and nothing else', async () => {
    const files = await listFiles({ cwd: root, packageManager: PackageManager.None });
    expect(files.filter((file) => !SHIPS.some((pattern) => pattern.test(file)))).toEqual([]);
    expect(MUST_SHIP.filter((file) => !files.includes(file))).toEqual([]);
  });
});

describe('the manifest', () => {
  it('takes no language from another extension', () => {
    const taken = (manifest.contributes.languages ?? []).flatMap(({ extensions }) => extensions ?? []);
    expect(taken.filter((extension) => /^\.(tf|tofu|hcl|json)/.test(extension))).toEqual([]);
  });

  it('does not start with the window', () => {
    expect(manifest.activationEvents.filter((event) => /^(\*|onStartupFinished)$/.test(event))).toEqual([]);
  });

  it('names every command and setting alike', () => {
    const { commands, configuration } = manifest.contributes;
    const names = [...commands.map(({ command }) => command), ...Object.keys(configuration.properties)];
    expect(names.filter((name) => !name.startsWith('oidcTrust.'))).toEqual([]);
    expect(commands.filter(({ category }) => category !== 'OIDC Trust')).toEqual([]);
  });

  it('lets no workspace decide how the network is used', () => {
    const live = Object.entries(manifest.contributes.configuration.properties).filter(([name]) =>
      /^oidcTrust\.(live|aws)\./.test(name),
    );
    expect(live.filter(([, { scope }]) => scope !== 'machine')).toEqual([]);
    const names = live.map(([name]) => name);
    expect([...manifest.capabilities.untrustedWorkspaces.restrictedConfigurations].sort()).toEqual(names.sort());
  });
});
