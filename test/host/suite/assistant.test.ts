import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { replace, revertAll, show, until } from './support.ts';

/** The editor needs no assistant for this: it hands the question to the extension itself. */
describe('an assistant is told', () => {
  afterEach(revertAll);

  async function ask<T>(name: string, input: object): Promise<T> {
    await until(`the tool ${name}`, () => vscode.lm.tools.some((tool) => tool.name === name));
    const { content } = await vscode.lm.invokeTool(name, { input, toolInvocationToken: undefined });
    const [part] = content;
    assert.ok(part instanceof vscode.LanguageModelTextPart);
    return JSON.parse(part.value) as T;
  }

  interface Role {
    readonly address: string;
    readonly file: string;
    readonly verdict: string;
    readonly witness?: object;
  }

  it('who can assume a role', async () => {
    const { roles } = await ask<{ roles: Role[] }>('oidc-trust_whoCanAssume', { role: 'aws_iam_role.preview' });
    assert.deepEqual(
      roles.map(({ address, file, verdict }) => ({ address, file, verdict })),
      [{ address: 'aws_iam_role.preview', file: 'github-actions/github-legacy.tf', verdict: 'anyone' }],
    );
    assert.ok(roles[0]!.witness);
  });

  it('what a finding means', async () => {
    interface Found {
      readonly rule: string;
      readonly file: string;
      readonly fixes: readonly { readonly title: string }[];
      readonly explanation: { readonly why: string };
    }
    const input = { rule: 'condition/wildcard-literal', file: 'github-deploy.tf' };
    const { findings } = await ask<{ findings: Found[] }>('oidc-trust_explainFindings', input);
    assert.equal(findings.length, 1);
    assert.equal(findings[0]!.file, 'github-actions/github-deploy.tf');
    assert.ok(findings[0]!.fixes.length > 0 && findings[0]!.explanation.why.length > 20);
  });

  it('what a change does', async () => {
    const { document } = await show('examples/github-actions/github-deploy.tf');
    await replace(document, 'shop:ref:refs/head/main', 'shop:ref:refs/heads/main');
    interface Change {
      readonly address: string;
      readonly change: string;
    }
    const { changes } = await ask<{ changes: Change[] }>('oidc-trust_compare', {});
    assert.deepEqual(
      changes.map(({ address, change }) => `${address} ${change}`),
      ['aws_iam_role.release widens'],
    );
  });
});
