/** The bundles in dist/, as they ship: each starts, and only live.js can reach the network. Run `npm run build` first. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { createProtocolConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';

const root = path.resolve(import.meta.dirname, '../..');
const dist = (file: string) => path.join(root, 'dist', file);

/** What can open a connection, or run something that does. */
const NETWORK = /^(node:)?(net|tls|https?|http2|dns(\/promises)?|dgram|child_process|undici)$/;
/** The protocol library is 195 KB of it. A library that comes in by accident is larger than what is left. */
const SERVER_LIMIT = 400 * 1024;
/** A quarter of it is rules with their pages, an eighth YAML. */
const ENGINE_LIMIT = 920 * 1024;
/** Most of it lays graphs out. */
const PAGE_LIMIT = 80 * 1024;

interface Metafile {
  readonly outputs: Record<string, { readonly inputs: Record<string, { readonly bytesInOutput: number }> }>;
  readonly inputs: Record<
    string,
    { readonly imports: readonly { readonly path: string; readonly external?: boolean }[] }
  >;
}

beforeAll(() => {
  if (!existsSync(dist('server.js'))) throw new Error('dist/ is empty: run `npm run build` first');
});

describe('every bundle starts', () => {
  it('cli.js prints the version', () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [dist('cli.js'), '--version'], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain(manifest().version);
  });

  it('cli.js is a program of its own', () => {
    expect(readFileSync(dist('cli.js'), 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
    expect(statSync(dist('cli.js')).mode & 0o111).toBe(0o111);
  });

  it('server.js answers initialize over stdio, and ends on exit', async () => {
    const server = spawn(process.execPath, [dist('server.js'), '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
    const ended = new Promise((resolve) => server.once('exit', resolve));
    const connection = createProtocolConnection(
      new StreamMessageReader(server.stdout),
      new StreamMessageWriter(server.stdin),
    );
    connection.listen();
    const answer = await connection.sendRequest('initialize', {
      processId: process.pid,
      rootUri: null,
      capabilities: {},
    });
    expect(answer).toHaveProperty('capabilities.textDocumentSync');
    await connection.sendRequest('shutdown');
    await connection.sendNotification('exit');
    expect(await ended).toBe(0);
    connection.dispose();
  });

  it.each(['live.js', 'aws.js'])('%s loads beside the others', (file) => {
    const script = `if (Object.keys(require(${JSON.stringify(dist(file))})).length === 0) process.exit(3)`;
    expect(spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
  });

  it('aws.js asks AWS and changes nothing: no command but those that read', () => {
    const inputs = Object.keys(metafile('aws').inputs);
    const commands = inputs.flatMap(
      (file) => /client-(?:iam|accessanalyzer)\/dist-es\/commands\/(\w+)Command\.js$/.exec(file)?.[1] ?? [],
    );
    const used = Object.entries(sizes('aws')).filter(
      ([file, bytes]) => /commands\/\w+Command\.js$/.test(file) && bytes > 0,
    );
    expect(commands.length).toBeGreaterThan(0);
    const names = used.flatMap(
      ([file]) => /client-(?:iam|accessanalyzer)\/.*\/(\w+)Command\.js$/.exec(file)?.[1] ?? [],
    );
    expect(names.sort()).toEqual([
      'GetOpenIDConnectProvider',
      'GetRole',
      'ListOpenIDConnectProviders',
      'ValidatePolicy',
    ]);
  });

  it('client.js needs nothing but the editor and modules of Node', () => {
    expect(
      externals('client').filter((name) => !['vscode', './live.js', './aws.js'].includes(name) && !isBuiltin(name)),
    ).toEqual([]);
  });
});

describe('the page of the trust map', () => {
  it('is small, and needs nothing that a browser does not have', () => {
    expect(externals('trustMap')).toEqual([]);
    expect(statSync(dist('trustMap.js')).size).toBeLessThan(PAGE_LIMIT);
  });

  it('holds no code of the editor and none of the engine', () => {
    const inputs = Object.keys(metafile('trustMap').inputs);
    expect(inputs.filter((file) => /^(server|client\/src)\//.test(file))).toEqual([]);
  });

  it('lays graphs out with dagre, whose licence ships', () => {
    expect(readFileSync(dist('LICENSES.txt'), 'utf8')).toMatch(/@dagrejs\/dagre \S+ \(MIT\)/);
  });
});

describe('the server stays off the network', () => {
  it('holds no module that could reach it, but where the protocol library connects to the editor', () => {
    const library = /(^|\/)node_modules\/vscode-(languageserver|jsonrpc)\//;
    const importers = Object.entries(metafile('server').inputs).flatMap(([file, { imports }]) =>
      imports
        .filter(({ path }) => NETWORK.test(path))
        .map(({ path }) => ({ file, module: path.replace(/^node:/, '') })),
    );
    const allowed = ({ file, module }: { file: string; module: string }) =>
      library.test(file) && ['net', 'child_process'].includes(module);
    expect(importers.filter((each) => !allowed(each))).toEqual([]);
  });

  it.each(['server', 'client', 'cli'])('%s.js holds neither the AWS SDK nor the live code', (name) => {
    const inputs = Object.keys(metafile(name).inputs);
    expect(inputs.filter((file) => /@aws-sdk|@smithy|server\/src\/live\//.test(file))).toEqual([]);
  });

  it('is small', () => {
    expect(statSync(dist('server.js')).size).toBeLessThan(SERVER_LIMIT);
    expect(statSync(dist('engine.js')).size).toBeLessThan(ENGINE_LIMIT);
  });
});

function metafile(name: string): Metafile {
  return JSON.parse(readFileSync(dist(`${name}.meta.json`), 'utf8')) as Metafile;
}

/** How many bytes of each input are in the bundle. */
function sizes(name: string): Record<string, number> {
  const outputs = Object.values(metafile(name).outputs);
  return Object.fromEntries(
    outputs.flatMap(({ inputs }) => Object.entries(inputs).map(([file, { bytesInOutput }]) => [file, bytesInOutput])),
  );
}

function externals(name: string): string[] {
  return Object.values(metafile(name).inputs).flatMap(({ imports }) =>
    imports.filter((each) => each.external).map((each) => each.path),
  );
}

function manifest(): { version: string } {
  return JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string };
}
