import type { FileId } from '../core/text/range.ts';
import type { ServerContext } from './context.ts';
import type { Delivery } from './delivery.ts';
import { diagnosticsOf } from './diagnostics.ts';
import { ResultIds } from './resultIds.ts';

/** Long enough to gather a burst of keys, short enough to feel immediate. */
const QUIET_MS = 200;

/** For editors that cannot pull: publishes the diagnostics of open documents, with the version they were computed for. */
export class PushDelivery implements Delivery {
  readonly #context: ServerContext;
  readonly #due = new Set<FileId>();
  readonly #published = new Map<FileId, string>();
  readonly #results = new ResultIds();
  #timer: NodeJS.Timeout | undefined;

  constructor(context: ServerContext) {
    this.#context = context;
  }

  edited(file: FileId): void {
    this.#schedule([file]);
  }

  openedOrClosed(file: FileId): void {
    const { workspace, documents } = this.#context;
    if (workspace.openFiles().includes(file)) {
      this.#schedule([file]);
      return;
    }
    this.#published.delete(file);
    this.#results.forget(file);
    this.#publish({ uri: documents.uri(file), diagnostics: [] });
    this.#schedule(workspace.filesAffectedBy(file));
  }

  diskChanged(): void {
    this.#schedule(this.#context.workspace.openFiles());
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#due.clear();
  }

  #schedule(files: readonly FileId[]): void {
    for (const file of files) this.#due.add(file);
    clearTimeout(this.#timer);
    const publish = this.#context.guard.notification<void>('textDocument/publishDiagnostics', () => this.#publishDue());
    this.#timer = setTimeout(() => publish(), QUIET_MS);
  }

  #publishDue(): void {
    const { workspace } = this.#context;
    const files = new Set([...this.#due].flatMap((file) => [file, ...workspace.filesAffectedBy(file)]));
    this.#due.clear();
    for (const file of files) if (workspace.openFiles().includes(file)) this.#publishFile(file);
  }

  /** A neighbour whose diagnostics and version are as before hears nothing. */
  #publishFile(file: FileId): void {
    const { documents } = this.#context;
    const version = documents.version(file) ?? 0;
    const items = diagnosticsOf(this.#context, file);
    const stamp = `${version} ${this.#results.tell(file, items)}`;
    if (this.#published.get(file) === stamp) return;
    this.#published.set(file, stamp);
    this.#publish({ uri: documents.uri(file), version, diagnostics: items });
  }

  #publish(params: Parameters<ServerContext['connection']['sendDiagnostics']>[0]): void {
    const { connection, guard } = this.#context;
    connection
      .sendDiagnostics(params)
      .catch((error: unknown) => guard.report('textDocument/publishDiagnostics', error));
  }
}
