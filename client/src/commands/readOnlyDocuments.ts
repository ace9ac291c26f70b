/** Documents that a command makes: read-only, opened beside the file that they are about. */
import * as vscode from 'vscode';

export class ReadOnlyDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #scheme: string;
  readonly #texts = new Map<string, string>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #registration: vscode.Disposable;

  constructor(scheme: string) {
    this.#scheme = scheme;
    this.#registration = vscode.workspace.registerTextDocumentContentProvider(scheme, this);
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.toString()) ?? '';
  }

  /** The file that it is about keeps the keyboard. Shown again under the same name and query, a document has the new text. */
  async show(name: string, text: string, query = ''): Promise<void> {
    const document = await vscode.workspace.openTextDocument(this.put(name, text, query));
    await vscode.window.showTextDocument(document, {
      viewColumn: vscode.ViewColumn.Beside,
      preview: true,
      preserveFocus: true,
    });
  }

  /** The document's address, for who shows it in another way. */
  put(name: string, text: string, query = ''): vscode.Uri {
    const uri = vscode.Uri.from({ scheme: this.#scheme, path: `/${name}`, query });
    this.#texts.set(uri.toString(), text);
    this.#changed.fire(uri);
    return uri;
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }
}
