/** The commands that a browser cannot carry out: it opens no TLS connection whose certificates a program may look at. */
import * as vscode from 'vscode';

const COMMANDS = [
  'oidcTrust.checkThumbprints',
  'oidcTrust.compareWithAws',
  'oidcTrust.explainToken',
  'oidcTrust.fetchThumbprint',
  'oidcTrust.importProvider',
  'oidcTrust.importRole',
  'oidcTrust.probeIssuer',
  'oidcTrust.validateWithAws',
];

export function registerNotHere(): vscode.Disposable {
  const say = () =>
    vscode.window.showInformationMessage(
      vscode.l10n.t(
        'This command connects to other hosts, which an extension in a browser cannot. Use VS Code on a machine or a remote one.',
      ),
    );
  return vscode.Disposable.from(...COMMANDS.map((command) => vscode.commands.registerCommand(command, say)));
}
