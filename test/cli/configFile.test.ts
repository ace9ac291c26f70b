import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type CheckOutput, cli, workspace } from './support.ts';

const TRUST = fs.readFileSync(
  path.join(import.meta.dirname, '../../examples/eks-irsa/files/velero-trust.json'),
  'utf8',
);
const OFF = '{"rules": {"condition/*": "off", "oidc/*": "off", "provider/*": "off"}}';

async function findings(cwd: string): Promise<number> {
  const { stdout } = await cli(cwd, ['check', '--format', 'json', '.']);
  return (JSON.parse(stdout) as CheckOutput).findings.length;
}

describe('.oidc-trust.json', () => {
  it('is found in the working directory and above it, up to the repository root', async () => {
    const root = workspace({ 'infra/prod/trust.json': TRUST });
    const cwd = path.join(root, 'infra/prod');
    expect(await findings(cwd)).toBeGreaterThan(0);
    fs.writeFileSync(path.join(root, '.oidc-trust.json'), OFF);
    expect(await findings(cwd)).toBe(0);
    fs.mkdirSync(path.join(root, 'infra/.git'));
    expect(await findings(cwd)).toBeGreaterThan(0);
  });

  it('counts alone: the nearest wins over the others', async () => {
    const root = workspace({ 'infra/trust.json': TRUST, '.oidc-trust.json': OFF, 'infra/.oidc-trust.json': '{}' });
    expect(await findings(path.join(root, 'infra'))).toBeGreaterThan(0);
  });

  it('stops the check when it is wrong, with file, line and column', async () => {
    const cwd = workspace({ 'trust.json': TRUST, '.oidc-trust.json': '{\n  "rules": { "oidc/nobdy": "off" }\n}\n' });
    expect(await cli(cwd, ['check', '.'])).toEqual({
      code: 2,
      stdout: '',
      stderr: 'oidc-trust: .oidc-trust.json:2:14: there is no rule "oidc/nobdy": did you mean "oidc/nobody"?\n',
    });
  });
});
