/** The command behind the links of issuers. The browser connects to a host that a file names, so a person is asked first. */
import * as vscode from 'vscode';
import { OPEN_DISCOVERY_COMMAND } from '../../../server/src/protocol.ts';
import { confirm, isTrusted } from './question.ts';

export function registerOpenDiscovery(): vscode.Disposable {
  return vscode.commands.registerCommand(OPEN_DISCOVERY_COMMAND, openDiscovery);
}

/** Links in a file lead here, and whoever wrote the file may have written the argument. */
async function openDiscovery(url: unknown): Promise<void> {
  if (typeof url !== 'string' || !URL.canParse(url) || !(await isTrusted())) return;
  const { protocol, host, username } = new URL(url);
  if (protocol !== 'https:' || username !== '' || !url.endsWith('/.well-known/openid-configuration')) return;
  const question = vscode.l10n.t("The browser will contact {0}, which publishes the issuer's configuration.", host);
  if (await confirm(question, vscode.l10n.t('Open {0}', host)))
    await vscode.env.openExternal(vscode.Uri.parse(url, true));
}
