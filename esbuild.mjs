/**
 * Bundles what ships, into dist/: client.js (VS Code), server.js (language server), cli.js, knowledge.js (the catalogue of
 * issuers, operators, actions and claims, shared by both) and live.js (network, loaded only on an explicit command). A metafile beside each says what went in; the package tests read it.
 */
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import ts from 'typescript';

const root = path.dirname(fileURLToPath(import.meta.url));
const outdir = path.join(root, 'dist');

/**
 * Only live.js opens sockets or holds the AWS SDK. Whoever loads it lazily must not swallow it: the import stays, and finds
 * the bundle beside its own at run time.
 */
const liveStaysOutside = {
  name: 'live-stays-outside',
  setup(build) {
    build.onResolve({ filter: /\/live\/index\.ts$/ }, (args) => {
      if (args.kind === 'dynamic-import') return { path: './live.js', external: true };
      return {
        errors: [
          { text: `${args.importer} imports live statically: use import() so that it loads only when asked for` },
        ],
      };
    });
  },
};

/** The catalogue is data that server and command line both need: one bundle, beside theirs. */
const knowledgeIsShared = {
  name: 'knowledge-is-shared',
  setup(build) {
    build.onResolve({ filter: /\/oidc\/[\w-]+\.ts$/ }, (args) => {
      const target = path.resolve(args.resolveDir, args.path);
      return target.includes(`${path.sep}core${path.sep}oidc${path.sep}`)
        ? { path: './knowledge.js', external: true }
        : undefined;
    });
  },
};

/** Pages and examples of the rules are for the command line and the documentation: the server does without them. */
const rulesWithoutDocs = {
  name: 'rules-without-docs',
  setup(build) {
    build.onLoad({ filter: /[\\/]rules[\\/]\w+[\\/]\w+\.ts$/ }, ({ path: file }) => {
      const text = readFileSync(file, 'utf8');
      const cut = [];
      const visit = (node) => {
        const name = ts.isPropertyAssignment(node) ? node.name.getText() : '';
        if (name === 'docs' || name === 'examples') cut.push([node.getStart(), node.getEnd()]);
        else ts.forEachChild(node, visit);
      };
      visit(ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true));
      const contents = cut.reduceRight(
        (rest, [start, end]) => `${rest.slice(0, start)}${rest.slice(end).replace(/^,/, '')}`,
        text,
      );
      return { contents, loader: 'ts' };
    });
  },
};

const BUNDLES = [
  { name: 'client', entry: 'client/src/extension.ts', external: ['vscode'], plugins: [liveStaysOutside] },
  { name: 'server', entry: 'server/src/lsp/main.ts', plugins: [knowledgeIsShared, rulesWithoutDocs] },
  { name: 'knowledge', entry: 'server/src/core/oidc/index.ts' },
  {
    name: 'cli',
    entry: 'server/src/cli/main.ts',
    plugins: [liveStaysOutside, knowledgeIsShared],
    banner: { js: '#!/usr/bin/env node' },
  },
  { name: 'live', entry: 'server/src/live/index.ts' },
];

const missing = BUNDLES.filter(({ entry }) => !existsSync(path.join(root, entry)));
if (missing.length > 0) {
  console.error(
    `Cannot build: ${missing.map(({ name, entry }) => `${entry} (for dist/${name}.js)`).join(', ')} does not exist.`,
  );
  process.exit(1);
}

rmSync(outdir, { recursive: true, force: true });
mkdirSync(outdir);
const metafiles = await Promise.all(BUNDLES.map(bundle)).catch((error) => {
  if (!error.errors) throw error;
  process.exit(1); // esbuild has shown what is wrong
});
writeFileSync(path.join(outdir, 'LICENSES.txt'), licenses(metafiles));
chmodSync(path.join(outdir, 'cli.js'), 0o755);

async function bundle({ name, entry, ...options }) {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile: path.join(outdir, `${name}.js`),
    bundle: true,
    minify: true,
    metafile: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    // A lazy import becomes a lazy require: from one CommonJS bundle to the next.
    supported: { 'dynamic-import': false },
    // The module build first: jsonc-parser's `main` is UMD, whose requires a bundler cannot follow.
    mainFields: ['module', 'main'],
    legalComments: 'none',
    logLevel: 'warning',
    ...options,
  });
  writeFileSync(path.join(outdir, `${name}.meta.json`), JSON.stringify(metafile));
  return metafile;
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
