import { CodeLensRefreshRequest, InlayHintRefreshRequest } from 'vscode-languageserver';
import type { FileId } from '../core/text/range.ts';
import type { ServerContext } from './context.ts';
import type { Delivery } from './delivery.ts';

/** Milliseconds: lenses and inlay hints are for reading, so they wait until nobody types. */
const PAUSE = 300;

/** Has the editor ask anew for lenses and inlay hints of documents that a change elsewhere concerns; for the edited one it asks by itself. */
export class ViewRefresh implements Delivery {
  readonly #context: ServerContext;
  readonly #edited = new Set<FileId>();
  #isDiskChanged = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(context: ServerContext) {
    this.#context = context;
  }

  edited(file: FileId): void {
    this.#edited.add(file);
    this.#timer ??= setTimeout(() => this.#refresh(), PAUSE);
  }

  openedOrClosed(file: FileId): void {
    this.edited(file);
  }

  diskChanged(): void {
    this.#isDiskChanged = true;
    this.#timer ??= setTimeout(() => this.#refresh(), PAUSE);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #refresh(): void {
    const { workspace, connection, guard, client } = this.#context;
    const edited = [...this.#edited];
    const isWanted = this.#isDiskChanged || edited.some((file) => workspace.filesAffectedBy(file).length > 0);
    this.#timer = undefined;
    this.#isDiskChanged = false;
    this.#edited.clear();
    if (!isWanted) return;
    const requests = [
      ...(client.refreshesCodeLenses ? [CodeLensRefreshRequest.type] : []),
      ...(client.refreshesInlayHints ? [InlayHintRefreshRequest.type] : []),
    ];
    for (const request of requests)
      connection.sendRequest(request).catch((error: unknown) => guard.report(request.method, error));
  }
}
