/**
 * The command that walks a token through AWS's layers. The token comes from the clipboard or a password box and stays in this
 * process: the server gets its claims only, and not even those while messages are logged. Neither is kept.
 */
import * as vscode from 'vscode';
import {
  EXPLAIN_TOKEN,
  EXPLAIN_TOKEN_COMMAND,
  type ExplainTokenParams,
  type ExplainTokenResult,
} from '../../../server/src/protocol.ts';
import type { ServerControl } from '../serverControl.ts';
import { loadLive } from './connection.ts';
import type { IssuerLookup } from './issuerLookup.ts';
import { isTraced, isTrusted, type Place, placeOf, workspaceQuestion } from './question.ts';
import { ReadOnlyDocuments } from './readOnlyDocuments.ts';
import { TokenFixes } from './tokenFixes.ts';

export function registerExplainToken(server: ServerControl, lookup: IssuerLookup): vscode.Disposable {
  const documents = new ReadOnlyDocuments('oidc-trust-token');
  const fixes = new TokenFixes();
  const run = (uri?: unknown, position?: unknown) =>
    explainToken(server, lookup, documents, fixes, placeOf(uri, position));
  return vscode.Disposable.from(documents, fixes, vscode.commands.registerCommand(EXPLAIN_TOKEN_COMMAND, run));
}

async function explainToken(
  server: ServerControl,
  lookup: IssuerLookup,
  documents: ReadOnlyDocuments,
  fixes: TokenFixes,
  place: Place | undefined,
): Promise<void> {
  if (!(await isTrusted()) || (await isTraced())) return;
  const question = { ...(await workspaceQuestion()), ...place };
  const client = await server.running();
  const pasted = client && (await askToken());
  if (!pasted) return;
  const live = await loadLive();
  const { header, claims } = live.readToken(pasted);
  const signature = await askSignature(lookup, pasted, claims.get('iss'));
  if (!signature) return;
  const params: ExplainTokenParams = { ...question, header, claims: [...claims], now: Date.now(), signature };
  const result = await client.sendRequest<ExplainTokenResult | null>(EXPLAIN_TOKEN, params);
  if (!result) return;
  await fixes.offer(client, result.fixes);
  await documents.show('token.txt', result.text);
}

/** The clipboard is offered, and read only when the person says so. */
async function askToken(): Promise<string | undefined> {
  const live = await loadLive();
  const clipboard = vscode.l10n.t('Take it from the clipboard');
  const box = vscode.l10n.t('Type or paste it here');
  const choice = await vscode.window.showQuickPick([clipboard, box], {
    title: vscode.l10n.t('Explain token'),
    placeHolder: vscode.l10n.t('Where is the token? It is neither stored nor logged.'),
  });
  if (choice === undefined) return undefined;
  const pasted =
    choice === clipboard
      ? await vscode.env.clipboard.readText()
      : await vscode.window.showInputBox({
          title: vscode.l10n.t('Explain token'),
          prompt: vscode.l10n.t('An ID token (JWT)'),
          password: true,
          ignoreFocusOut: true,
        });
  if (pasted === undefined) return undefined;
  try {
    live.readToken(pasted);
    return pasted;
  } catch (error) {
    if (!(error instanceof live.TokenError)) throw error;
    await vscode.window.showErrorMessage(error.message);
    return undefined;
  }
}

/** Undefined where the person gives up; a check that failed was told, and goes on without. */
async function askSignature(
  lookup: IssuerLookup,
  token: string,
  issuer: unknown,
): Promise<ExplainTokenParams['signature'] | undefined> {
  const verify = vscode.l10n.t('Verify with the keys of the issuer');
  const skip = vscode.l10n.t('Do not contact anybody');
  const choice = await vscode.window.showQuickPick([skip, verify], {
    title: vscode.l10n.t('Explain token'),
    placeHolder: vscode.l10n.t('Verify the signature? The token itself is not sent.'),
  });
  if (choice === undefined) return undefined;
  const answer = choice === verify && typeof issuer === 'string' ? await lookup.verify(token, issuer) : undefined;
  return answer ?? { is: 'not checked' };
}
