/**
 * The extension as a browser runs it: its web bundles in the worker of the real workbench, which has no disk and no Node.
 *
 *   node test/host/web.mjs [--shots FOLDER] [--verbose]
 */
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openWorkbench, serveExtension, startServer } from './host.mjs';
import { keyboard } from './keyboard.mjs';
import { position, runSteps, tally } from './steps.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const { values: options } = parseArgs({
  options: {
    shots: { type: 'string', default: path.join(root, 'out/web-shots') },
    verbose: { type: 'boolean', default: false },
  },
});

let extension;
let server;
let workbench;
let results = ['failed'];
try {
  extension = await serveExtension(stageExtension());
  const folders = [path.join(root, 'examples/github-actions')];
  server = await startServer({ folders, passOn: true, verbose: options.verbose });
  workbench = await openWorkbench(server, { webExtension: extension.path });
  results = await runSteps(steps(workbench.page), { page: workbench.page, shots: options.shots });
} catch (error) {
  console.error(error);
} finally {
  await workbench?.close().catch(() => {});
  await server?.stop();
  extension?.stop();
}
process.exitCode = tally(results);

function steps(page) {
  const keys = keyboard(page);
  const at = (name) => path.join(root, 'examples/github-actions', name);
  return [
    {
      title: 'a Terraform file opens',
      work: async () => {
        await page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 60_000 });
        await keys.openFile('github-deploy.tf');
      },
    },
    {
      title: 'the fault is underlined',
      work: async () => {
        const role = position(at('github-deploy.tf'), 'resource "aws_iam_role" "docs"');
        await keys.goTo(role.line, 1);
        await keys.squiggle().waitFor();
      },
    },
    {
      title: 'what stands in another file counts',
      work: () => keys.lens('no token', 'the nearest is repo:acme/docs:ref:refs/heads/main').waitFor(),
    },
    {
      title: 'a condition key explains its claim',
      work: async () => {
        await keys.openFile('hcp-plan-trust.json');
        const key = position(at('files/hcp-plan-trust.json'), 'app.terraform.io:sub');
        await keys.goTo(key.line, key.column);
        await keys.hover('HCP Terraform');
      },
    },
    {
      title: 'a command that needs a machine says so',
      work: async () => {
        await keys.command('OIDC Trust: Probe Issuer');
        await keys.toast('which an extension in a browser cannot').waitFor();
      },
    },
    {
      title: 'nothing outside this machine was asked',
      work: async () => {
        if (workbench.outside.size > 0) throw new Error(`the page asked for ${[...workbench.outside].join(', ')}`);
      },
    },
  ];
}

/** What ships, without the part for a machine: beside one, the editor would run it there. */
function stageExtension() {
  const staging = path.join(root, 'out/web-only');
  fs.rmSync(staging, { recursive: true, force: true });
  fs.mkdirSync(staging, { recursive: true });
  const texts = fs.readdirSync(root).filter((name) => /^package\.nls.*\.json$/.test(name));
  for (const name of ['README.md', 'CHANGELOG.md', 'dist', 'docs', 'l10n', 'schemas', 'syntaxes', ...texts])
    fs.cpSync(path.join(root, name), path.join(staging, name), { recursive: true });
  const { main: _, ...manifest } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
  fs.writeFileSync(path.join(staging, 'package.json'), JSON.stringify({ ...manifest, extensionKind: ['web'] }));
  return staging;
}
