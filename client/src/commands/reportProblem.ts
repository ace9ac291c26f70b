/** The command that gathers what a report of a problem needs: versions, settings and counts, and no text of any file. */
import * as vscode from 'vscode';

const REPORT_PROBLEM = 'oidcTrust.reportProblem';

export function registerReportProblem({ extension }: vscode.ExtensionContext): vscode.Disposable {
  return vscode.commands.registerCommand(REPORT_PROBLEM, async () => {
    const content = reportOf(extension);
    const document = await vscode.workspace.openTextDocument({ language: 'markdown', content });
    await vscode.window.showTextDocument(document);
  });
}

/** In English whatever the editor speaks: others are to read it. */
function reportOf({ packageJSON }: vscode.Extension<unknown>): string {
  const { version, contributes } = packageJSON as { version: string; contributes: Manifest };
  return [
    '# Problem with OIDC Trust',
    '',
    'What happened, and what should have happened:',
    '',
    '',
    '## Versions',
    '',
    `- OIDC Trust ${version}`,
    `- ${vscode.env.appName} ${vscode.version}, ${vscode.env.appHost}${vscode.env.remoteName ? `, remote: ${vscode.env.remoteName}` : ''}`,
    `- ${vscode.workspace.isTrusted ? 'trusted' : 'untrusted'} workspace of ${vscode.workspace.workspaceFolders?.length ?? 0} folders`,
    '',
    '## Settings that are not the default (names only)',
    '',
    ...listOf(changedSettings(contributes)),
    '',
    '## Findings in open files, by rule',
    '',
    ...listOf([...findingsByRule()].sort().map(([rule, count]) => `${rule}: ${count}`)),
    '',
    'The log (command "OIDC Trust: Show Log") may help too. It names files, so read it before you send it.',
    '',
  ].join('\n');
}

interface Manifest {
  readonly configuration: { readonly properties: Readonly<Record<string, unknown>> };
}

/** Values may be paths or names that nobody else is to know. */
function changedSettings({ configuration }: Manifest): string[] {
  const settings = vscode.workspace.getConfiguration();
  return Object.keys(configuration.properties).filter((name) => {
    const { defaultValue: _, key: __, languageIds: ___, ...set } = settings.inspect(name) ?? { key: name };
    return Object.values(set).some((value) => value !== undefined);
  });
}

function findingsByRule(): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [, diagnostics] of vscode.languages.getDiagnostics()) {
    for (const { source, code } of diagnostics) {
      if (source !== 'oidc-trust') continue;
      const rule = String(typeof code === 'object' ? code.value : (code ?? 'unreadable'));
      counts.set(rule, (counts.get(rule) ?? 0) + 1);
    }
  }
  return counts;
}

function listOf(items: readonly string[]): string[] {
  return items.length > 0 ? items.map((item) => `- ${item}`) : ['- none'];
}
