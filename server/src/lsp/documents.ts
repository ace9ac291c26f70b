import type {
  DidChangeTextDocumentParams,
  DidCloseTextDocumentParams,
  DidOpenTextDocumentParams,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { LineIndex } from '../core/text/lineIndex.ts';
import type { FileId } from '../core/text/range.ts';
import { fileIdOf, uriOf } from '../workspace/fileId.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { ServerContext } from './context.ts';

/** The open documents as the editor names and numbers them; their text goes on to the workspace. */
export class Documents {
  readonly #workspace: Workspace;
  readonly #open = new Map<FileId, TextDocument>();
  readonly #lines = new Map<FileId, { readonly text: string; readonly index: LineIndex }>();

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  open({ textDocument }: DidOpenTextDocumentParams): FileId {
    const { uri, languageId, version, text } = textDocument;
    const file = fileIdOf(uri);
    this.#open.set(file, TextDocument.create(uri, languageId, version, text));
    this.#workspace.open(file, { languageId, text });
    return file;
  }

  /** Gives nothing back for a document that was never opened. */
  change({ textDocument, contentChanges }: DidChangeTextDocumentParams): FileId | undefined {
    const file = fileIdOf(textDocument.uri);
    const document = this.#open.get(file);
    if (!document) return undefined;
    TextDocument.update(document, contentChanges, textDocument.version);
    this.#workspace.change(file, document.getText());
    return file;
  }

  close({ textDocument }: DidCloseTextDocumentParams): FileId {
    const file = fileIdOf(textDocument.uri);
    this.#open.delete(file);
    this.#lines.delete(file);
    this.#workspace.close(file);
    return file;
  }

  /** The editor's own spelling, where it has the document open. */
  uri(file: FileId): string {
    return this.#open.get(file)?.uri ?? uriOf(file);
  }

  version(file: FileId): number | null {
    return this.#open.get(file)?.version ?? null;
  }

  /** Lines of the text that the workspace judges; of an empty text when there is none. */
  lines(file: FileId): LineIndex {
    const text = this.#workspace.text(file) ?? '';
    const known = this.#lines.get(file);
    if (known?.text === text) return known.index;
    const index = new LineIndex(text);
    this.#lines.set(file, { text, index });
    return index;
  }
}

export function registerDocuments(context: ServerContext): void {
  const { connection, documents, guard } = context;
  connection.onDidOpenTextDocument(
    guard.notification('textDocument/didOpen', (params) => context.delivery.openedOrClosed(documents.open(params))),
  );
  connection.onDidChangeTextDocument(
    guard.notification('textDocument/didChange', (params) => {
      const file = documents.change(params);
      if (file !== undefined) context.delivery.edited(file);
    }),
  );
  connection.onDidCloseTextDocument(
    guard.notification('textDocument/didClose', (params) => context.delivery.openedOrClosed(documents.close(params))),
  );
}
