/**
 * Bundles what ships, into dist/: client.js (VS Code), server.js (language server), cli.js, engine.js (what those two share),
 * live.js (network) and aws.js (the AWS SDK), the last two loaded only on an explicit command, and trustMap.js with its style sheet,
 * which run in a page of VS Code. A metafile beside each says what went in; the package tests read it.
 */
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, transform } from 'esbuild';

const root = path.dirname(fileURLToPath(import.meta.url));
const outdir = path.join(root, 'dist');

/**
 * Only live.js and aws.js open sockets, and only aws.js holds the AWS SDK. Whoever loads them lazily must not swallow it: the import stays, and finds
 * the bundle beside its own at run time.
 */
const liveStaysOutside = {
  name: 'live-stays-outside',
  setup(build) {
    build.onResolve({ filter: /\/live\/(iam\/)?index\.ts$/ }, (args) => {
      const bundle = args.path.endsWith('/iam/index.ts') ? './aws.js' : './live.js';
      if (args.kind === 'dynamic-import') return { path: bundle, external: true };
      return {
        errors: [
          { text: `${args.importer} imports live statically: use import() so that it loads only when asked for` },
        ],
      };
    });
  },
};

const ENTRIES = {
  'web/client': 'client/src/web/extension.ts',
  'web/server': 'server/src/browser/main.ts',
  client: 'client/src/extension.ts',
  server: 'server/src/lsp/main.ts',
  cli: 'server/src/cli/main.ts',
  live: 'server/src/live/index.ts',
  aws: 'server/src/live/iam/index.ts',
  trustMap: 'client/webview/trustMap/main.ts',
};

const COMMON = {
  absWorkingDir: root,
  outdir,
  bundle: true,
  minify: true,
  metafile: true,
  write: false,
  platform: 'node',
  target: 'node20',
  // A lazy import becomes a lazy require: from one CommonJS bundle to the next.
  supported: { 'dynamic-import': false },
  // The module build first: jsonc-parser's `main` is UMD, whose requires a bundler cannot follow.
  mainFields: ['module', 'main'],
  legalComments: 'none',
  logLevel: 'warning',
};

const missing = Object.entries(ENTRIES).filter(([, entry]) => !existsSync(path.join(root, entry)));
if (missing.length > 0) {
  console.error(
    `Cannot build: ${missing.map(([name, entry]) => `${entry} (for dist/${name}.js)`).join(', ')} does not exist.`,
  );
  process.exit(1);
}

rmSync(outdir, { recursive: true, force: true });
mkdirSync(outdir);
const metafiles = await Promise.all([
  single('client', { external: ['vscode'], plugins: [liveStaysOutside] }),
  single('live', {}),
  single('aws', {}),
  single('trustMap', { platform: 'browser', target: 'chrome128', format: 'iife' }),
  serverAndCommandLine(),
  web(),
])
  .then((found) => found.flat())
  .catch((error) => {
    if (!error.errors) throw error;
    process.exit(1); // esbuild has shown what is wrong
  });
copyFileSync(path.join(root, 'client/webview/trustMap/trustMap.css'), path.join(outdir, 'trustMap.css'));
writeFileSync(path.join(outdir, 'LICENSES.txt'), licenses(metafiles));
chmodSync(path.join(outdir, 'cli.js'), 0o755);

/** One bundle that stands by itself. */
async function single(name, options) {
  const { outputFiles, metafile } = await build({
    ...COMMON,
    entryPoints: { [name]: ENTRIES[name] },
    format: 'cjs',
    ...options,
  });
  writeFileSync(path.join(outdir, `${name}.js`), outputFiles[0].contents);
  writeFileSync(path.join(outdir, `${name}.meta.json`), JSON.stringify(metafile));
  return metafile;
}

/** The two that run the analysis, and between them the engine, so that it ships once. esbuild splits modules only: each part is turned into CommonJS after. */
async function serverAndCommandLine() {
  const { server, cli } = ENTRIES;
  const { outputFiles, metafile } = await build({
    ...COMMON,
    entryPoints: { server, cli },
    format: 'esm',
    splitting: true,
    chunkNames: 'engine',
    plugins: [liveStaysOutside],
  });
  for (const { path: file, text } of outputFiles) {
    const { code } = await transform(text, {
      format: 'cjs',
      platform: 'node',
      target: 'node20',
      minify: true,
      supported: COMMON.supported,
    });
    writeFileSync(file, file.endsWith('cli.js') ? `#!/usr/bin/env node\n${code.replace(/^#!.*\n/, '')}` : code);
  }
  for (const name of ['server', 'cli'])
    writeFileSync(path.join(outdir, `${name}.meta.json`), JSON.stringify(partOf(metafile, name)));
  return metafile;
}

/** What one entry loads of a split build: its own output and those that it imports. */
function partOf({ inputs, outputs }, name) {
  const own = Object.keys(outputs).filter((file) => file.endsWith(`/${name}.js`) || file.endsWith('/engine.js'));
  const files = new Set(own.flatMap((file) => Object.keys(outputs[file].inputs)));
  return {
    inputs: Object.fromEntries(Object.entries(inputs).filter(([file]) => files.has(file))),
    outputs: Object.fromEntries(own.map((file) => [file, outputs[file]])),
  };
}

/** The same for a browser, where nothing of Node is: what stands for it is in server/src/browser. The editor loads its half as a module, a worker the other as a script. */
async function web() {
  mkdirSync(path.join(outdir, 'web'));
  const shim = (name) => path.join(root, 'server/src/browser', `${name}.ts`);
  const browser = {
    platform: 'browser',
    target: 'es2022',
    mainFields: ['browser', 'module', 'main'],
    alias: { 'node:crypto': shim('crypto'), 'node:path': 'path-browserify', 'node:url': shim('url') },
    inject: [shim('immediate')],
    plugins: [liveStaysOutside],
  };
  return Promise.all([
    single('web/client', { ...browser, external: ['vscode'] }),
    single('web/server', { ...browser, format: 'iife' }),
  ]);
}

/** The notices that the bundled packages ask to travel with their code, each text once. */
function licenses(metafiles) {
  const inputs = metafiles.flatMap((metafile) => Object.keys(metafile.inputs));
  const folders = inputs.map((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0]).filter(Boolean);
  const packagesByText = new Map();
  for (const folder of [...new Set(folders)].sort()) {
    const { title, text } = license(path.join(root, folder));
    packagesByText.set(text, [...(packagesByText.get(text) ?? []), title]);
  }
  return [...packagesByText]
    .map(([text, titles]) => `${titles.join('\n')}\n\n${text}\n`)
    .join(`\n${'-'.repeat(80)}\n\n`);
}

function license(folder) {
  const { name, version, license } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  return {
    title: `${name} ${version} (${license})`,
    text: file ? readFileSync(path.join(folder, file), 'utf8').trim() : '',
  };
}
