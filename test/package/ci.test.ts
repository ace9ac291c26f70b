/** What people copy into their CI: every command of docs/ci.md, the GitHub action and the pre-commit hook, with the built program. */
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const read = (file: string) => fs.readFileSync(path.join(root, file), 'utf8');
const program = path.join(root, 'dist/cli.js');
const TIMEOUT = 120_000;

const home = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'oidc-trust-ci-')));
/** A repository with the examples under `infra`, on a branch that changes one of their files. */
const repository = path.join(home, 'repository');

beforeAll(() => {
  if (!fs.existsSync(program)) throw new Error('dist/ is empty: run `npm run build` first');
  fs.mkdirSync(path.join(home, 'bin'));
  fs.writeFileSync(path.join(home, 'bin/oidc-trust'), `#!/bin/sh\nexec "${process.execPath}" "${program}" "$@"\n`, {
    mode: 0o755,
  });
  fs.cpSync(path.join(root, 'examples'), path.join(repository, 'infra'), { recursive: true });
  fs.writeFileSync(path.join(repository, 'infra/main.tf'), '');
  git('init', '--quiet', '--initial-branch', 'main');
  git('add', '.');
  git('commit', '--quiet', '-m', 'x');
  git('update-ref', 'refs/remotes/origin/main', 'main');
  git('checkout', '--quiet', '-b', 'work');
  fs.appendFileSync(path.join(repository, 'infra/github-actions/oidc.tf'), '\n# changed\n');
  git('commit', '--quiet', '-am', 'y');
});

afterAll(() => fs.rmSync(home, { recursive: true, force: true }));

function git(...args: string[]): void {
  execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.com', ...args], { cwd: repository });
}

function bash(script: string, variables: Readonly<Record<string, string>> = {}) {
  const PATH = `${path.join(home, 'bin')}${path.delimiter}${process.env['PATH']}`;
  const ran = spawnSync('bash', ['-e', '-o', 'pipefail', '-c', script], {
    cwd: repository,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
    env: { ...process.env, PATH, ...variables },
  });
  return { code: ran.status, stdout: ran.stdout, stderr: ran.stderr };
}

describe('docs/ci.md', () => {
  const blocks = [...read('docs/ci.md').matchAll(/^```\w+\n([\s\S]*?)^```$/gm)].map(([, code]) => code!);
  const commands = blocks
    .flatMap((block) => block.split('\n'))
    .map((line) => /\boidc-trust (?:check|who|diff) .*/.exec(line)?.[0].replace(/'$/, ''))
    .filter((command) => command !== undefined);

  it('has commands for every report', () => {
    for (const format of ['github', 'gitlab', 'junit', 'markdown'])
      expect(commands.join('\n')).toContain(`--format ${format}`);
    expect(commands.length).toBeGreaterThan(8);
  });

  it(
    'shows commands that do what it says, in their order',
    () => {
      for (const command of commands) {
        const { code, stdout, stderr } = bash(command, { GITHUB_BASE_REF: 'main' });
        const content = /(--write-baseline|--baseline|--changed-since HEAD|main\.tf|^oidc-trust (?:who|diff))/.test(
          command,
        );
        expect([code, command]).toEqual([content ? 0 : 1, command]);
        expect(stderr.split('\n').filter((line) => line !== '' && !line.startsWith('note: '))).toEqual([]);
        const file = / > (\S+)$/.exec(command)?.[1];
        const report = file === undefined ? stdout : fs.readFileSync(path.join(repository, file), 'utf8');
        // Nothing has changed since HEAD.
        expect(report.length > 10, command).toBe(!command.includes('HEAD infra'));
        if (command.includes('gitlab')) expect(JSON.parse(report).length).toBeGreaterThan(10);
        if (command.includes('git merge-base')) expect(report).not.toContain('eks-irsa');
      }
    },
    TIMEOUT,
  );

  it('describes the inputs that the action has', () => {
    const table = [...read('docs/ci.md').matchAll(/^\| `([\w-]+)` \| [^|]+ \| (?:`([^`]+)`|[^|]+) \|$/gm)];
    expect(Object.fromEntries(table.map(([, name, value]) => [name, value ?? '']))).toEqual(inputs());
  });
});

/** Inputs of the action with their defaults. */
function inputs(): Record<string, string> {
  const [, section] = /^inputs:\n([\s\S]*?)\n\n\S/m.exec(read('action.yml'))!;
  const found = [...section!.matchAll(/^ {2}([\w-]+):\n {4}description: .+\n {4}default: (.*)$/gm)];
  return Object.fromEntries(found.map(([, name, value]) => [name!, value === '""' ? '' : value!]));
}

/** The `run: |` blocks of the action. */
function steps(): string[] {
  return [...read('action.yml').matchAll(/^ {6}run: \|\n((?: {8}.*\n|\n)+)/gm)].map(([, block]) =>
    block!.replaceAll(/^ {8}/gm, ''),
  );
}

function action(given: Readonly<Record<string, string>>) {
  const environment = Object.entries({ ...inputs(), ...given }).map(([name, value]) => [
    `OIDC_TRUST_${name.toUpperCase().replaceAll('-', '_')}`,
    value,
  ]);
  return bash(steps().at(-1)!, { ...Object.fromEntries(environment), GITHUB_ACTION_PATH: root });
}

describe('action.yml', () => {
  it('hands every input over in a variable, and in nothing else', () => {
    const text = read('action.yml');
    for (const name of Object.keys(inputs())) {
      const variable = `OIDC_TRUST_${name.toUpperCase().replaceAll('-', '_')}`;
      expect(text).toContain(`${variable}: \${{ inputs.${name} }}`);
      expect(steps().at(-1)).toContain(`$${variable}`);
    }
    expect(steps()).toHaveLength(2);
    expect(steps().join('')).not.toContain('${{');
  });

  it(
    'checks what it is given',
    () => {
      const annotated = action({ paths: 'infra/eks-irsa\n\ninfra/github-actions\n' });
      expect(annotated.code).toBe(1);
      expect(annotated.stdout).toMatch(
        /^::error file=infra\/eks-irsa\/.*\n(?:.*\n)*::error file=infra\/github-actions\//,
      );
      expect(action({ paths: 'infra', 'fail-on': 'never' }).code).toBe(0);

      const sarif = action({ paths: 'infra', format: 'sarif', output: 'with space.sarif' });
      expect({ code: sarif.code, stdout: sarif.stdout }).toEqual({ code: 1, stdout: '' });
      const log = JSON.parse(fs.readFileSync(path.join(repository, 'with space.sarif'), 'utf8')) as { version: string };
      expect(log.version).toBe('2.1.0');

      fs.writeFileSync(path.join(repository, 'off.json'), '{"rules": {"oidc/*": "off", "condition/*": "off"}}');
      const config = action({ paths: 'infra', config: 'off.json' }).stdout;
      expect(config).toContain('provider/url');
      expect(config).not.toMatch(/title=oidc-trust%3A (oidc|condition)\//);

      bash('oidc-trust check --write-baseline "known 1.json" infra');
      expect(action({ paths: 'infra', baseline: 'known 1.json' }).code).toBe(0);
      expect(action({ paths: 'infra', 'changed-since': 'main' }).stdout).not.toContain('eks-irsa');
    },
    TIMEOUT,
  );

  it(
    'reads no input as a command or an option',
    () => {
      const { code, stderr } = action({ paths: '$(touch x)\n--fix\n; touch x', 'changed-since': '--output=x' });
      expect([code, stderr.includes('cannot be one')]).toEqual([2, true]);
      expect(action({ paths: '$(touch x)\n--fix\n; touch x' }).stderr).toContain('--fix: no such file or directory');
      expect(fs.existsSync(path.join(repository, 'x'))).toBe(false);
    },
    TIMEOUT,
  );
});

describe('the pre-commit hook', () => {
  const field = (name: string) =>
    new RegExp(`^(?:- | {2})${name}: (.+)$`, 'm').exec(read('.pre-commit-hooks.yaml'))?.[1];

  it(
    'runs the packed command on the files of a commit',
    () => {
      const files = [
        'infra/eks-irsa/main.tf',
        'infra/self-hosted-k8s/data.tofu',
        'package.json',
        'x.tfvars',
        'a.tf.json',
      ];
      const pattern = new RegExp(field('files')!);
      expect(files.filter((file) => pattern.test(file))).toEqual([files[0], files[1], files[4]]);
      expect(bash(`${field('entry')} ${files[0]} ${files[1]}`)).toMatchObject({ code: 0, stderr: '' });
    },
    TIMEOUT,
  );

  it(
    'finds the program in what npm packs, and little else',
    () => {
      const args = ['pack', '--dry-run', '--json', '--ignore-scripts'];
      const packed = JSON.parse(execFileSync('npm', args, { cwd: root, encoding: 'utf8', stdio: 'pipe' })) as {
        files: { path: string }[];
      }[];
      const files = packed[0]!.files.map((file) => file.path);
      for (const name of ['cli', 'engine', 'server', 'live']) expect(files).toContain(`dist/${name}.js`);
      const expected =
        /^(package\.json|README\.md|CHANGELOG\.md|LICENSE|dist\/(\w+\.js|LICENSES\.txt)|schemas\/[\w.-]+\.json)$/;
      expect(files.filter((file) => !expected.test(file))).toEqual([]);
    },
    TIMEOUT,
  );
});
