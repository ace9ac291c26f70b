import type { DocumentDiagnosticParams, DocumentDiagnosticReport } from 'vscode-languageserver';
import type { FileId } from '../core/text/range.ts';
import { fileIdOf } from '../workspace/fileId.ts';
import type { ServerContext } from './context.ts';
import type { Delivery } from './delivery.ts';
import { diagnosticsOf } from './diagnostics.ts';
import { ResultIds } from './resultIds.ts';

const NOTHING: DocumentDiagnosticReport = { kind: 'full', items: [] };

/**
 * Answers `textDocument/diagnostic`, remembers what each document was told last, and asks the editor to pull again when
 * a change elsewhere made that untrue.
 */
export class PullDelivery implements Delivery {
  readonly #context: ServerContext;
  readonly #told = new ResultIds();
  readonly #doubtful = new Set<FileId>();
  #check: NodeJS.Immediate | undefined;

  constructor(context: ServerContext) {
    this.#context = context;
  }

  answer({ textDocument, previousResultId }: DocumentDiagnosticParams): DocumentDiagnosticReport {
    const file = fileIdOf(textDocument.uri);
    const items = diagnosticsOf(this.#context, file);
    const resultId = this.#told.tell(file, items);
    this.#doubt(this.#context.workspace.filesAffectedBy(file));
    return previousResultId === resultId ? { kind: 'unchanged', resultId } : { kind: 'full', resultId, items };
  }

  /** The editor pulls an edited document by itself; its neighbours are looked at after that. */
  edited(): void {}

  openedOrClosed(file: FileId): void {
    if (!this.#context.workspace.openFiles().includes(file)) this.#told.forget(file);
    this.#doubt(this.#context.workspace.filesAffectedBy(file));
  }

  diskChanged(): void {
    this.#doubt(this.#told.files());
  }

  stop(): void {
    if (this.#check) clearImmediate(this.#check);
    this.#told.clear();
    this.#doubtful.clear();
  }

  /** Many events in a row lead to one look. */
  #doubt(files: readonly FileId[]): void {
    for (const file of files) if (this.#told.idOf(file) !== undefined) this.#doubtful.add(file);
    if (this.#doubtful.size === 0 || !this.#context.client.refreshesDiagnostics) return;
    const look = this.#context.guard.notification<void>('workspace/diagnostic/refresh', () => this.#look());
    this.#check ??= setImmediate(() => look());
  }

  #look(): void {
    this.#check = undefined;
    const files = [...this.#doubtful];
    this.#doubtful.clear();
    if (!files.some((file) => this.#isStale(file))) return;
    const { connection, guard } = this.#context;
    connection.languages.diagnostics.refresh().catch((error: unknown) => {
      guard.report('workspace/diagnostic/refresh', error);
    });
  }

  /** Once per new result: what was announced counts as told. */
  #isStale(file: FileId): boolean {
    const before = this.#told.idOf(file);
    return this.#told.tell(file, diagnosticsOf(this.#context, file)) !== before;
  }
}

export function registerPullDiagnostics(context: ServerContext): void {
  context.connection.languages.diagnostics.on(
    context.guard.request('textDocument/diagnostic', NOTHING, (params: DocumentDiagnosticParams) => {
      return context.pull?.answer(params) ?? NOTHING;
    }),
  );
}
