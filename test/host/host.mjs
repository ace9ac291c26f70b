/**
 * Starts a real VS Code server and a headless Chromium that shows its workbench. Whatever they write lands in one temporary
 * folder, which goes away with them; nothing outside this machine is asked.
 */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { ensureVscodeHost } from '../../scripts/vscodeHost.mjs';

const SETTINGS = {
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  // Not by itself, as in the desktop: a test that reverts its edits finds nothing to revert once they are saved.
  'files.autoSave': 'off',
  'update.showReleaseNotes': false,
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'workbench.enableExperiments': false,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'workbench.reduceMotion': 'on',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'window.commandCenter': false,
  'chat.disableAIFeatures': true,
  'git.enabled': false,
  'npm.fetchOnlinePackageInfo': false,
  'typescript.disableAutomaticTypeAcquisition': true,
  'editor.cursorBlinking': 'solid',
  'files.hotExit': 'off',
};

/** What the server must not learn from the environment that it is started in. */
const FOREIGN =
  /^(VSCODE_|PORT$|PASSWORD|NODE_OPTIONS|CODE_SERVER|npm_|AWS_|(HTTPS?|NO|ALL)_PROXY$|(https?|no|all)_proxy$)/;

const START_TIMEOUT_MS = 60_000;
const GOODBYE_MS = 3_000;

/** A socket's path must stay under 108 characters, and the server makes some below its TMPDIR. */
const temporaryRoot = () => (os.tmpdir().length < 40 ? os.tmpdir() : '/tmp');

/**
 * @param {object} options
 * @param {string[]} options.folders  the workspace; several make a multi-root one
 * @param {boolean} [options.inPlace]  open the folders themselves, not a copy that a test may edit
 * @param {string} [options.vsix]  a packaged extension to install first
 * @param {Record<string, string>} [options.env]  what it learns instead
 * @param {boolean} [options.driver]  obey the test payload. It also hides toasts, so leave it off to look as a person does
 * @param {boolean} [options.passOn]  pass requests on to servers on this machine: /proxy/PORT/
 */
export async function startServer({
  folders,
  inPlace = false,
  vsix,
  settings = {},
  env = {},
  driver = false,
  passOn = false,
  verbose = false,
}) {
  const host = await ensureVscodeHost({ log: console.error });
  const home = fs.mkdtempSync(path.join(temporaryRoot(), 'oidc-host-'));
  const userData = path.join(home, 'data');
  const config = path.join(home, 'config.yaml');
  const resultsFile = path.join(home, 'results.json');
  fs.mkdirSync(path.join(home, 'extensions'));
  // The remote half of VS Code reads settings of machine scope from its own file.
  for (const scope of ['User', 'Machine']) {
    fs.mkdirSync(path.join(userData, scope), { recursive: true });
    fs.writeFileSync(path.join(userData, scope, 'settings.json'), JSON.stringify({ ...SETTINGS, ...settings }));
  }
  fs.writeFileSync(config, 'auth: none\n');

  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !FOREIGN.test(name)));
  const command = [
    host.entry,
    '--config',
    config,
    '--user-data-dir',
    userData,
    '--extensions-dir',
    path.join(home, 'extensions'),
  ];
  const spawnServer = (...args) =>
    spawn(host.node, [...command, ...args], {
      // The gallery is the only thing outside that the server would ask.
      env: {
        ...inherited,
        ...env,
        HOME: home,
        TMPDIR: home,
        XDG_RUNTIME_DIR: home,
        XDG_DATA_HOME: home,
        XDG_CONFIG_HOME: home,
        EXTENSIONS_GALLERY: '{}',
        OIDC_TRUST_TEST_RESULTS: resultsFile,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true, // a process group of its own: the server forks
    });
  const log = [];
  const keepLog = (child) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        log.push(text);
        if (verbose) process.stderr.write(text);
      });
    }
  };

  if (vsix) {
    const installer = spawnServer('--force', '--install-extension', path.resolve(vsix));
    keepLog(installer);
    const code = await new Promise((resolve) => installer.once('exit', resolve));
    if (code !== 0) throw new Error(`installing ${vsix} failed with ${code}:\n${log.join('')}`);
  }

  const workspace = inPlace
    ? { folders: folders.map((folder) => path.resolve(folder)) }
    : copyWorkspace(folders, path.join(home, 'workspace'));
  const server = spawnServer(
    ...['--bind-addr', '127.0.0.1:0', '--auth', 'none', '--disable-telemetry', '--disable-update-check'],
    ...(passOn ? [] : ['--disable-proxy']),
    ...['--disable-workspace-trust', '--disable-getting-started-override'],
    // The oldest one obeys without being told, and does not know the option.
    ...(driver && host.edition === 'newest' ? ['--vscode-option', 'enable-smoke-test-driver'] : []),
  );
  keepLog(server);
  const kill = (signal) => {
    try {
      process.kill(-server.pid, signal);
    } catch {
      // the whole group is gone already
    }
  };
  const removeHome = () => fs.rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  atEnd(() => {
    kill('SIGKILL');
    removeHome();
  });
  const stop = async () => {
    if (server.exitCode === null && server.signalCode === null) {
      const gone = new Promise((resolve) => server.once('exit', resolve));
      kill('SIGTERM');
      const impatience = setTimeout(() => kill('SIGKILL'), GOODBYE_MS);
      await gone;
      clearTimeout(impatience);
    }
    kill('SIGKILL'); // what it forked
    removeHome();
  };

  try {
    const url = await listening(server, log);
    return { host, home, resultsFile, url, ...workspace, stop, log: () => log.join('') };
  } catch (error) {
    await stop();
    throw error;
  }
}

function listening(server, log) {
  return new Promise((resolve, reject) => {
    const fail = (what) => reject(new Error(`the VS Code server ${what}:\n${log.join('')}`));
    const timer = setTimeout(fail, START_TIMEOUT_MS, 'did not start');
    server.once('exit', (code) => fail(`exited with ${code}`));
    server.stdout.on('data', () => {
      const address = /listening on (http:\/\/127\.0\.0\.1:\d+)/.exec(log.join(''))?.[1];
      if (!address) return;
      clearTimeout(timer);
      resolve(address);
    });
  });
}

/** Tests edit, rename and delete; they do it to a copy. Several folders open as VS Code opens them: in a workspace file. */
function copyWorkspace(sources, target) {
  const folders = sources.map((source) => path.join(target, path.basename(source)));
  for (const [index, source] of sources.entries()) fs.cpSync(source, folders[index], { recursive: true });
  if (folders.length === 1) return { folders };
  const file = path.join(target, 'test.code-workspace');
  fs.writeFileSync(file, JSON.stringify({ folders: folders.map((folder) => ({ path: folder })) }));
  return { folders, file };
}

/** The address under which a browser finds the workspace; `payload` is VS Code's own list of [key, value] pairs. */
export function workbenchUrl(server, payload = []) {
  const url = new URL(server.url);
  if (server.file) url.searchParams.set('workspace', server.file);
  else url.searchParams.set('folder', server.folders[0]);
  url.searchParams.set('payload', JSON.stringify([['skipWelcome', 'true'], ['skipReleaseNotes', 'true'], ...payload]));
  return url.href;
}

/**
 * @param {object} options
 * @param {[string, string][]} [options.payload]
 * @param {Record<string, Function>} [options.expose]  functions that the page may call, there before it loads
 * @param {string} [options.webExtension]  the path of an extension that the page itself runs, as one of its own
 */
export async function openWorkbench(
  server,
  { payload, expose = {}, webExtension, size = { width: 1280, height: 800 } } = {},
) {
  const context = await server.host.playwright.chromium.launchPersistentContext(path.join(server.home, 'chromium'), {
    executablePath: server.host.chromium,
    env: { ...process.env, HOME: server.home, TMPDIR: server.home, ...server.host.chromiumEnv },
    headless: true,
    viewport: size,
    args: [
      ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-dev-shm-usage', '--no-first-run'],
      ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
    ],
  });
  const page = context.pages()[0] ?? (await context.newPage());
  /** Hosts that the page asked for and was refused; a test fails on any. */
  const outside = new Set();
  await context.route(
    (url) => url.host !== new URL(server.url).host && /^https?:$/.test(url.protocol),
    (route) => {
      outside.add(new URL(route.request().url()).host);
      return route.abort();
    },
  );
  if (webExtension) {
    await context.route(
      ({ pathname }) => pathname === '/',
      (route) => withExtension(route, webExtension),
    );
  }
  for (const [name, callback] of Object.entries(expose)) await page.exposeFunction(name, callback);
  await page.goto(workbenchUrl(server, payload), { waitUntil: 'domcontentloaded' });
  return { page, outside, close: () => context.close() };
}

/** Files of an extension for the page, from the address that the page has: it may load from no other, so the server passes them on. */
export async function serveExtension(folder) {
  const files = http.createServer((request, response) => {
    const file = path.join(
      folder,
      path.normalize(decodeURIComponent(new URL(request.url, 'http://localhost').pathname)),
    );
    const isFile = file.startsWith(folder) && fs.statSync(file, { throwIfNoEntry: false })?.isFile();
    response.writeHead(isFile ? 200 : 404, {
      'content-type': file.endsWith('.js') ? 'text/javascript' : 'application/octet-stream',
    });
    response.end(isFile ? fs.readFileSync(file) : '');
  });
  await new Promise((resolve) => files.listen(0, '127.0.0.1', resolve));
  return { path: `/proxy/${files.address().port}/`, stop: () => files.close() };
}

/** The page of the workbench, told of one more extension. */
async function withExtension(route, extensionPath) {
  const { protocol, host } = new URL(route.request().url());
  const location = { scheme: protocol.slice(0, -1), authority: host, path: extensionPath };
  const response = await route.fetch();
  const settings = /(id="vscode-workbench-web-configuration" data-settings=")([^"]*)/;
  const body = (await response.text()).replace(settings, (_, start, escaped) => {
    const known = JSON.parse(escaped.replaceAll('&quot;', '"').replaceAll('&amp;', '&'));
    const json = JSON.stringify({ ...known, additionalBuiltinExtensions: [location] });
    return start + json.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  });
  return route.fulfill({ response, body });
}

export const remoteUri = (server, file) => `vscode-remote://${new URL(server.url).host}${path.resolve(file)}`;

const endings = new Set();

/** Runs however this process ends: a server must not outlive it. */
function atEnd(ending) {
  if (endings.size === 0) {
    process.once('exit', () => {
      for (const each of endings) each();
    });
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
  }
  endings.add(ending);
}
