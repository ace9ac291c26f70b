/**
 * The packaged extension in the real workbench, used as a person does: by keyboard, judged by what the screen shows.
 *
 *   node test/host/ui.mjs [--vsix FILE] [--shots FOLDER] [--update-images] [--verbose]
 *
 * Every step leaves a picture in the folder; --update-images copies those that the documentation shows to docs/images/.
 * A failed step ends the run: what follows builds on it.
 */
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openWorkbench, startServer } from './host.mjs';
import { keyboard } from './keyboard.mjs';
import { position, runSteps, tally } from './steps.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const { values: options } = parseArgs({
  options: {
    vsix: { type: 'string', default: path.join(root, 'out/oidc-trust.vsix') },
    shots: { type: 'string', default: path.join(root, 'out/shots') },
    'update-images': { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
  },
});

/** As GitHub Actions makes it for the branch main of acme/shop, with a signature that nobody checks here. */
const TOKEN = [
  { alg: 'RS256', kid: 'k1', typ: 'JWT' },
  {
    iss: 'https://token.actions.githubusercontent.com',
    aud: 'sts.amazonaws.com',
    sub: 'repo:acme/shop:ref:refs/heads/main',
    iat: Math.floor(Date.now() / 1000),
    exp: Math.floor(Date.now() / 1000) + 3600,
  },
]
  .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
  .concat('c2lnbmF0dXJlLXRoYXQtbm9ib2R5LWNoZWNrcw')
  .join('.');

/** As the AWS CLI prints it. */
const DENIED =
  'An error occurred (AccessDenied) when calling the AssumeRoleWithWebIdentity operation: Not authorized to perform sts:AssumeRoleWithWebIdentity';

const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'oidc-ui-'));
let identityProvider;
let server;
let workbench;
let results = ['failed'];
try {
  identityProvider = await serveIdentityProvider();
  const folder = path.join(scratch, 'infrastructure');
  prepareWorkspace(folder, identityProvider);
  server = await startServer({
    folders: [folder],
    vsix: options.vsix,
    settings: {
      'oidcTrust.live.caFile': identityProvider.caFile,
      'oidcTrust.aws.endpoint': identityProvider.iam,
      'editor.minimap.enabled': false,
      'git.enabled': true,
    },
    // What is not on this machine is led to the local identity provider.
    env: {
      HTTPS_PROXY: identityProvider.proxy,
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_EC2_METADATA_DISABLED: 'true',
    },
    verbose: options.verbose,
  });
  workbench = await openWorkbench(server);
  results = await runSteps(steps(workbench.page, keyboard(workbench.page), server.folders[0], identityProvider), {
    page: workbench.page,
    shots: options.shots,
    keepImage: options['update-images'] ? keepImage : undefined,
  });
} catch (error) {
  console.error(error);
} finally {
  await workbench?.close().catch(() => {});
  await server?.stop();
  identityProvider?.stop();
  fs.rmSync(scratch, { recursive: true, force: true });
}
process.exitCode = tally(results);

/** The content of a file that is being written, once it is there. */
async function written(file) {
  for (const giveUp = Date.now() + 30_000; Date.now() < giveUp; await sleep(100)) {
    const content = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
    if (content.trimEnd().endsWith('>')) return content;
  }
  throw new Error(`${file} was not written`);
}

/** @returns {import('./steps.mjs').Step[]} */
function steps(page, keys, folder, idp) {
  const deploy = path.join(folder, 'github-actions/github-deploy.tf');
  const provider = path.join(folder, 'local-issuer/oidc.tf');
  const literal = position(deploy, 'repo:${var.github_org}/docs:ref:refs/heads/*');
  const issuer = position(provider, idp.issuer);
  const trust = path.join(folder, 'github-actions/files/hcp-plan-trust.json');
  const key = position(trust, 'app.terraform.io:sub');
  return [
    {
      title: 'the workbench opens',
      work: () => page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 60_000 }),
    },
    { title: 'a Terraform file opens', work: () => keys.openFile('github-deploy.tf') },
    {
      title: 'the lens says who can assume each role',
      image: 'access-lens.png',
      work: async () => {
        const role = position(deploy, 'resource "aws_iam_role" "release"');
        await keys.goTo(role.line, 1);
        await keys.lens('GitHub Actions: no token').first().waitFor();
      },
    },
    {
      title: 'the reasons open in a peek, with what can be changed',
      image: 'access-peek.png',
      work: async () => {
        await keys.command('OIDC Trust: Explain Who Can Assume This Role');
        await keys.line('Statement by statement').waitFor();
        await page.locator('.peekview-widget .codelens-decoration').first().waitFor({ state: 'attached' });
      },
    },
    {
      title: 'the fault is underlined',
      image: 'squiggle.png',
      work: async () => {
        await keys.goTo(literal.line, literal.column);
        await keys.squiggle().waitFor();
      },
    },
    {
      title: 'the problems list names the rule',
      image: 'problems.png',
      work: async () => {
        await keys.press('Control+Shift+M');
        await keys.problem('condition/wildcard-literal').waitFor();
      },
    },
    {
      title: 'the hover explains it',
      image: 'hover.png',
      work: async () => {
        await keys.press('Control+J'); // closes the panel and goes back into the editor
        await keys.hover('condition/wildcard-literal');
      },
    },
    {
      title: 'the link in the hover opens the page of the rule',
      work: async () => {
        await keys.followHoverLink('condition/wildcard-literal');
        await keys.shows('wildcard-literal.md');
        await keys.openFile('github-deploy.tf');
        await keys.goTo(literal.line, literal.column);
      },
    },
    {
      title: 'the quick fix is offered',
      image: 'quick-fix.png',
      work: () => keys.quickFixes('StringLike'),
    },
    {
      title: 'the quick fix repairs it',
      image: 'quick-fix-applied.png',
      work: async () => {
        await keys.choose('StringLike');
        await keys.line('StringLike').waitFor();
      },
    },
    {
      title: 'saving writes the repaired file',
      work: async () => {
        await keys.press('Control+S');
        await eventually(() => fs.readFileSync(deploy, 'utf8').includes('StringLike'));
      },
    },
    {
      title: 'the lens says who gets in since the last commit',
      image: 'difference-lens.png',
      work: async () => {
        const role = position(deploy, 'resource "aws_iam_role" "docs"');
        await keys.goTo(role.line, 1);
        await keys.lens('widens', 'against HEAD').waitFor();
      },
    },
    {
      title: 'a condition key explains its claim',
      image: 'hover-claim.png',
      work: async () => {
        await keys.openFile('hcp-plan-trust.json');
        await keys.goTo(key.line, key.column);
        await keys.hover('HCP Terraform');
      },
    },
    {
      title: 'completion goes on behind an expression',
      image: 'completion.png',
      work: async () => {
        const subject = '"${local.github}:sub" = "repo:${var.github_org}/';
        const { line, column } = position(deploy, subject);
        await keys.openFile('github-deploy.tf');
        await keys.goTo(line, column + subject.length);
        await keys.suggestions('/REPOSITORY:ref:refs/heads/main');
      },
    },
    {
      title: 'and is written into the string',
      work: async () => {
        await keys.press('Enter');
        await keys.line('repo:${var.github_org}/REPOSITORY:ref:refs/heads/main').waitFor();
        await keys.command('File: Revert File');
        await keys.line('shop:ref:refs/head/main').waitFor();
      },
    },
    {
      title: 'the thumbprint command asks before it contacts anybody',
      image: 'thumbprint-question.png',
      work: async () => {
        await keys.openFile('local-issuer/oidc.tf');
        await keys.goTo(issuer.line, issuer.column);
        await keys.command('OIDC Trust: Fetch Issuer Thumbprint');
        await keys.toast('OIDC Trust will contact').waitFor();
      },
    },
    {
      title: 'it asks again for an address inside',
      work: async () => {
        await keys.accept('OIDC Trust will contact');
        await keys.toast('until the window closes').waitFor();
      },
    },
    {
      title: 'it shows the chain and offers the thumbprint',
      image: 'thumbprint.png',
      work: async () => {
        await keys.accept('until the window closes');
        await keys.toast(idp.thumbprint).waitFor();
        await keys.line('Chain, as sent').waitFor();
      },
    },
    {
      title: 'the thumbprint is written into the file',
      work: async () => {
        await keys.accept(idp.thumbprint);
        await keys.line(`thumbprint_list`).waitFor();
        await keys.line(idp.thumbprint).waitFor();
      },
    },
    {
      title: 'an issuer is tried step by step',
      image: 'issuer.png',
      work: async () => {
        await keys.openFile('local-issuer/oidc.tf');
        await keys.goTo(issuer.line, issuer.column);
        await keys.command('OIDC Trust: Probe Issuer');
        await keys.accept('OIDC Trust will contact');
        await keys.line('discovery').waitFor();
        await keys.line('latency').waitFor();
      },
    },
    {
      title: 'the commands for a provider are offered at it',
      work: async () => {
        await keys.openFile('local-issuer/oidc.tf');
        await keys.goTo(issuer.line, issuer.column);
        await keys.quickFixes('Probe issuer');
      },
    },
    {
      title: 'the thumbprints of all providers are looked up',
      image: 'thumbprints-all.png',
      work: async () => {
        await keys.press('Escape'); // the list of commands
        await keys.command('OIDC Trust: Check All Thumbprints');
        await keys.accept('OIDC Trust will contact');
        await keys.shows('thumbprints.txt');
        await keys.find('they are right');
      },
    },
    {
      title: 'a provider is compared with AWS, which is asked after a question',
      image: 'aws-compare.png',
      work: async () => {
        await keys.openFile('local-issuer/oidc.tf');
        await keys.goTo(issuer.line, issuer.column);
        await keys.command('OIDC Trust: Compare with AWS');
        await keys.accept('OIDC Trust will read from');
        await keys.shows('deployed.txt');
        await keys.line('client_id_list: only in AWS: ci').waitFor();
      },
    },
    {
      title: 'a provider is imported from AWS',
      work: async () => {
        await keys.command('OIDC Trust: Import Provider from AWS');
        await keys.accept('OIDC Trust will read from');
        await keys.pick('https://gitlab.com');
        await keys.shows('gitlab.com.tf');
        await keys.line('aws_iam_openid_connect_provider').waitFor();
      },
    },
    {
      title: 'a trust policy is validated by AWS, whose finding stands at its place',
      image: 'aws-validate.png',
      work: async () => {
        const role = 'resource "aws_iam_role" "release"';
        const release = position(deploy, role);
        await keys.openFile('github-deploy.tf');
        await keys.goTo(release.line, release.column);
        await keys.command('OIDC Trust: Validate with Access Analyzer');
        await keys.accept('OIDC Trust will send');
        await keys.toast('1 warnings and suggestions').waitFor();
        await keys.command('Notifications: Clear All Notifications');
        await keys.press('Control+Shift+M');
        const { line, column } = position(deploy, '"sts:AssumeRoleWithWebIdentity"', role);
        await keys.problem('access-analyzer', 'FOUND_BY_AWS', `[Ln ${line}, Col ${column}]`).waitFor();
      },
    },
    {
      title: 'an error of AWS is explained',
      image: 'aws-error.png',
      work: async () => {
        const docs = position(deploy, 'resource "aws_iam_role" "docs"');
        await keys.openFile('github-deploy.tf');
        await keys.goTo(docs.line, docs.column);
        await keys.command('OIDC Trust: Explain AWS Error');
        await keys.enter('The error of STS or IAM', DENIED);
        await keys.shows('AWS error.txt');
      },
    },
    {
      title: 'a token is walked through the layers of AWS',
      image: 'token.png',
      work: async () => {
        const release = position(deploy, 'shop:ref:refs/head/main');
        await keys.openFile('github-deploy.tf');
        await keys.goTo(release.line, release.column);
        await keys.command('OIDC Trust: Explain Token');
        await keys.pick('Type or paste it here');
        await keys.enter('An ID token', TOKEN);
        await keys.pick('Do not contact anybody');
        await keys.line('conditions').waitFor();
        await keys.line('refs/head/main').waitFor();
        const shown = await page.locator('.editor-instance').allInnerTexts();
        if (shown.join().includes(TOKEN.split('.')[2])) throw new Error('the signature of the token is shown');
      },
    },
    {
      title: 'the trust map draws who can assume which role',
      image: 'trust-map.png',
      work: async () => {
        await keys.command('OIDC Trust: Show Trust Map');
        await keys.inPage('.node.role [aria-label^="role aws_iam_role.preview:"]').focus();
      },
    },
    {
      title: 'the trust map is saved as a picture',
      work: async () => {
        await keys.inPage('#save-svg').focus();
        await keys.press('Enter');
        await keys.confirmPath('Save the trust map', 'trust-map.svg');
        const svg = await written(path.join(folder, 'trust-map.svg'));
        if (!svg.includes('<title>Trust map</title>') || !svg.includes('aws_iam_role.docs'))
          throw new Error('what was saved is not the map');
      },
    },
    {
      title: 'Enter on a role in the trust map opens its source',
      work: async () => {
        const { line } = position(deploy, 'resource "aws_iam_role" "docs"');
        await keys.inPage('.node.role [aria-label^="role aws_iam_role.docs:"]').focus();
        await keys.press('Enter');
        await keys.shows('github-deploy.tf');
        await page.locator('.statusbar-item', { hasText: `Ln ${line}, Col 1` }).waitFor();
      },
    },
    {
      title: 'the trust map follows what is typed',
      work: async () => {
        const docs = keys.inPage('.node.role', 'aws_iam_role.docs');
        await keys.press('Control+A');
        await keys.press('Delete');
        await docs.waitFor({ state: 'detached' });
        await keys.press('Control+Z');
        await docs.waitFor();
      },
    },
    {
      title: 'a new trust says who gets in before it is written',
      image: 'create-trust.png',
      work: async () => {
        await keys.openFile('github-deploy.tf');
        await keys.command('OIDC Trust: Create a Trust');
        await keys.pick('aws_iam_openid_connect_provider.gitlab');
        await page.locator('.quick-input-widget input[placeholder*="Whose tokens"]').waitFor();
        await keys.press('Control+Alt+Minus');
        await keys.pick('aws_iam_openid_connect_provider.hcp');
        await keys.pick('run_phase:apply');
        await keys.enter('organisation, in', 'acme');
        await keys.enter('project, in', 'web');
        await keys.enter('workspace, in', 'prod');
        await keys.enter('phase, in', 'apply');
        await keys.pick('aws.workload.identity');
        await keys.pick('aws_iam_policy_document');
        await keys.enter('Name of the role', 'hcp_web');
        await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Write' }).first().waitFor();
      },
    },
    {
      title: 'and is written into the file',
      work: async () => {
        await keys.pick('Write');
        await keys.line('"aws_iam_role" "hcp_web"').waitFor();
        // The first is that of the document, which may have scrolled away.
        await keys.lens('HCP Terraform').last().waitFor();
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

/** The pictures that the README shows. */
function keepImage(shot, image) {
  const folder = path.join(root, 'docs/images');
  fs.mkdirSync(folder, { recursive: true });
  fs.copyFileSync(shot, path.join(folder, image));
}

/** The examples, and a provider whose issuer answers on this machine. */
function prepareWorkspace(folder, { issuer }) {
  fs.cpSync(path.join(root, 'examples'), folder, { recursive: true });
  fs.mkdirSync(path.join(folder, 'local-issuer'));
  fs.writeFileSync(
    path.join(folder, 'local-issuer/oidc.tf'),
    `resource "aws_iam_openid_connect_provider" "cluster" {\n  url            = "${issuer}"\n  client_id_list = ["sts.amazonaws.com"]\n}\n`,
  );
  git(folder, 'init', '--quiet');
  git(folder, 'add', '--all');
  git(folder, '-c', 'user.name=Test', '-c', 'user.email=test@example.com', 'commit', '--quiet', '--message=Start');
}

function git(folder, ...args) {
  const { status, stderr, error } = spawnSync('git', args, { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(`git ${args[0]}: ${error?.message ?? stderr}`);
}

/** An identity provider with a TLS identity of its own; it says on one line of JSON where it is. */
async function serveIdentityProvider() {
  const child = spawn(path.join(root, 'node_modules/.bin/tsx'), ['test/live/serveIdp.ts'], {
    cwd: root,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const stop = () => child.kill();
  process.once('exit', stop);
  const lines = createInterface({ input: child.stdout });
  const line = await new Promise((resolve, reject) => {
    lines.once('line', resolve);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`test/live/serveIdp.ts ended with ${code}`)));
  });
  return { ...JSON.parse(line), stop };
}

async function eventually(condition) {
  const giveUp = Date.now() + 10_000;
  while (!condition()) {
    if (Date.now() > giveUp) throw new Error('it did not happen');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
