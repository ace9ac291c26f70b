/** What ships in the .vsix, and that the manifest keeps its promises. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { listFiles, PackageManager } from '@vscode/vsce';
import { describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');

const SHIPS = [
  /^package\.json$/,
  /^package\.nls(\.[a-z]{2})?\.json$/,
  /^l10n\/bundle\.l10n(\.[a-z]{2})?\.json$/,
  /^(README|CHANGELOG|SECURITY)\.md$/,
  /^LICENSE$/,
  /^dist\/(client|server|cli|engine|live|aws|trustMap)\.js$/,
  /^dist\/trustMap\.css$/,
  /^dist\/web\/(client|server)\.js$/,
  /^dist\/LICENSES\.txt$/,
  /^docs\/images\/[\w-]+\.png$/,
  /^docs\/rules\/[\w-]+(\/[\w-]+)?\.md$/,
  /^(schemas|syntaxes)\/[\w.-]+\.json$/,
];
const MUST_SHIP = [
  'package.json',
  'package.nls.json',
  'package.nls.de.json',
  'l10n/bundle.l10n.de.json',
  'README.md',
  'LICENSE',
  'dist/client.js',
  'dist/server.js',
  'dist/cli.js',
  'dist/engine.js',
  'dist/live.js',
  'dist/aws.js',
  'dist/web/client.js',
  'dist/web/server.js',
  'dist/trustMap.js',
  'dist/trustMap.css',
];

interface Manifest {
  readonly icon: string;
  readonly activationEvents: readonly string[];
  readonly capabilities: { readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] } };
  readonly contributes: {
    readonly walkthroughs: readonly {
      readonly steps: readonly { readonly description: string; readonly media: { readonly image: string } }[];
    }[];
    readonly commands: readonly { readonly command: string; readonly category: string }[];
    readonly configuration: { readonly properties: Record<string, { readonly scope: string }> };
    readonly languages?: readonly { readonly extensions?: readonly string[] }[];
  };
}
const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as Manifest;

const shipped = listFiles({ cwd: root, packageManager: PackageManager.None });

describe('the package', () => {
  it('holds what should ship and nothing else', async () => {
    const files = await shipped;
    expect(files.filter((file) => !SHIPS.some((pattern) => pattern.test(file)))).toEqual([]);
    expect(MUST_SHIP.filter((file) => !files.includes(file))).toEqual([]);
  });
});

describe('the manifest', () => {
  it('shows pictures that ship: its icon and those of the walkthrough', async () => {
    const files = await shipped;
    const { icon, contributes } = manifest;
    const shown = [icon, ...contributes.walkthroughs.flatMap(({ steps }) => steps.map(({ media }) => media.image))];
    expect(shown.length).toBeGreaterThan(1);
    expect(shown.filter((file) => !files.includes(file))).toEqual([]);
  });

  it.each(['package.nls.json', 'package.nls.de.json'])(
    'offers only its own commands in the walkthrough of %s',
    (file) => {
      const { commands, walkthroughs } = manifest.contributes;
      const texts = JSON.parse(readFileSync(path.join(root, file), 'utf8')) as Record<string, string>;
      const offered = walkthroughs.flatMap(({ steps }) =>
        steps.flatMap(({ description }) =>
          [...texts[description.slice(1, -1)]!.matchAll(/\(command:([^)]+)\)/g)].map((match) => match[1]),
        ),
      );
      expect(offered.length).toBeGreaterThan(0);
      expect(offered.filter((id) => !commands.some(({ command }) => command === id))).toEqual([]);
    },
  );

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
