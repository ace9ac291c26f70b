import type { Diagnostic } from 'vscode-languageserver';
import type { FileId } from '../core/text/range.ts';

interface Result {
  readonly id: string;
  readonly items: readonly Diagnostic[];
}

/** Names for what editors were told of each document: another name for other diagnostics, the same for the same. */
export class ResultIds {
  readonly #last = new Map<FileId, Result>();
  /** An editor may send a name that a server before this one gave. */
  readonly #prefix = Date.now().toString(36);
  #count = 0;

  /** Undefined where nothing was told yet. */
  idOf(file: FileId): string | undefined {
    return this.#last.get(file)?.id;
  }

  /** From now on, the diagnostics are those that were told last. */
  tell(file: FileId, items: readonly Diagnostic[]): string {
    const last = this.#last.get(file);
    if (last && isSame(last.items, items)) return last.id;
    const id = `${this.#prefix}-${this.#count++}`;
    this.#last.set(file, { id, items });
    return id;
  }

  files(): readonly FileId[] {
    return [...this.#last.keys()];
  }

  forget(file: FileId): void {
    this.#last.delete(file);
  }

  clear(): void {
    this.#last.clear();
  }
}

/** Whether two pieces of plain data say the same. */
function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => key in b && isSame((a as Plain)[key], (b as Plain)[key]));
}

type Plain = Readonly<Record<string, unknown>>;
