/** Code actions for the token that was explained last: offered where it failed, as long as the text there is the same. */
import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import type { ExplainTokenResult } from '../../../server/src/protocol.ts';
import { SELECTOR } from '../selector.ts';

interface Offer {
  readonly title: string;
  readonly uri: string;
  /** Of the document, when the edit was made for it. */
  readonly version: number;
  readonly range: vscode.Range;
  readonly edit: vscode.WorkspaceEdit;
}

export class TokenFixes implements vscode.CodeActionProvider, vscode.Disposable {
  #offers: readonly Offer[] = [];
  readonly #registration = vscode.languages.registerCodeActionsProvider(SELECTOR, this, {
    providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
  });

  async offer(client: BaseLanguageClient, fixes: ExplainTokenResult['fixes']): Promise<void> {
    const offers = fixes.map(async ({ title, uri, range, edit }): Promise<Offer[]> => {
      const document = vscode.workspace.textDocuments.find(
        (one) => one.uri.toString() === client.protocol2CodeConverter.asUri(uri).toString(),
      );
      type ProtocolEdit = Parameters<BaseLanguageClient['protocol2CodeConverter']['asWorkspaceEdit']>[0];
      const converted = await client.protocol2CodeConverter.asWorkspaceEdit(edit as ProtocolEdit);
      if (!document || !converted) return [];
      return [
        {
          title,
          uri: document.uri.toString(),
          version: document.version,
          range: client.protocol2CodeConverter.asRange(range),
          edit: converted,
        },
      ];
    });
    this.#offers = (await Promise.all(offers)).flat();
  }

  provideCodeActions(document: vscode.TextDocument, range: vscode.Range): vscode.CodeAction[] {
    const uri = document.uri.toString();
    return this.#offers
      .filter((offer) => offer.uri === uri && offer.version === document.version && offer.range.intersection(range))
      .map(({ title, edit }) => {
        const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
        action.edit = edit;
        return action;
      });
  }

  dispose(): void {
    this.#registration.dispose();
  }
}
