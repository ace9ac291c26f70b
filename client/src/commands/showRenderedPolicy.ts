/** The command that shows a trust policy as AWS gets it, in a read-only document beside its source. */
import * as vscode from 'vscode';
import { RENDERED_POLICY, type RenderedPolicyParams, type RenderedPolicyResult } from '../../../server/src/protocol.ts';
import type { ServerControl } from '../serverControl.ts';

const SHOW_RENDERED_POLICY = 'oidcTrust.showRenderedPolicy';

const SCHEME = 'oidc-trust-policy';

export function registerShowRenderedPolicy(server: ServerControl): vscode.Disposable {
  const documents = new PolicyDocuments();
  return vscode.Disposable.from(
    documents,
    vscode.commands.registerCommand(SHOW_RENDERED_POLICY, () => showRenderedPolicy(server, documents)),
  );
}

async function showRenderedPolicy(server: ServerControl, documents: PolicyDocuments): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const client = editor && (await server.running());
  if (!client) return;
  const { line, character } = editor.selection.active;
  const uri = editor.document.uri.toString();
  const params: RenderedPolicyParams = { textDocument: { uri }, position: { line, character } };
  const found = await client.sendRequest<RenderedPolicyResult | null>(RENDERED_POLICY, params);
  if (found) await documents.show(uri, found);
  else {
    await vscode.window.showInformationMessage(
      'Put the cursor into an aws_iam_role, an aws_iam_policy_document or a JSON trust policy.',
    );
  }
}

class PolicyDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #texts = new Map<string, string>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #registration = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.toString()) ?? '';
  }

  /** One document for each role: asked again, it shows the new text. `source` tells equal addresses of two modules apart. */
  async show(source: string, { title, text }: RenderedPolicyResult): Promise<void> {
    const name = title.replaceAll(/[/\\]/g, '_');
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${name} rendered.jsonc`, query: source });
    this.#texts.set(uri.toString(), text);
    this.#changed.fire(uri);
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document, {
      viewColumn: vscode.ViewColumn.Beside,
      preview: true,
      preserveFocus: true,
    });
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }
}
