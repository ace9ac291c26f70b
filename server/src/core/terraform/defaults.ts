import type { FileId } from '../text/range.ts';

/** That an expression of one use of a module has used the text of a file. */
export interface FileUse {
  /** The path of the use of the module, as evaluators have it. */
  readonly instance: string;
  readonly file: FileId;
  /** The file is rendered as a template. */
  readonly isTemplate: boolean;
}

/** What a result rests on beside the module's own text. */
export interface Rests {
  /** The variables of which the default is used. */
  readonly used: ReadonlySet<string>;
  readonly reads: ReadonlySet<FileUse>;
}

/** A result, and what it rests on. */
export interface Resting<T> extends Rests {
  readonly result: T;
}

const NO_NAMES: ReadonlySet<string> = new Set();
const NO_READS: ReadonlySet<FileUse> = new Set();

/** Which variables' defaults and which files are used, also by a value that was computed for somebody else before. */
export class DefaultUse {
  #used: Set<string> | undefined;
  #reads: Set<FileUse> | undefined;

  note({ used, reads }: Rests): void {
    for (const name of used) this.noteDefault(name);
    for (const use of reads) this.noteRead(use);
  }

  noteDefault(name: string): void {
    this.#used ??= new Set();
    this.#used.add(name);
  }

  noteRead(use: FileUse): void {
    this.#reads ??= new Set();
    this.#reads.add(use);
  }

  /** What is noted while something runs; it counts for what runs around it, too. */
  during<T>(run: () => T): Resting<T> {
    const [outerUsed, outerReads] = [this.#used, this.#reads];
    this.#used = undefined;
    this.#reads = undefined;
    try {
      const result = run();
      return { result, ...this.#noted() };
    } finally {
      const inner = this.#noted();
      this.#used = outerUsed;
      this.#reads = outerReads;
      this.note(inner);
    }
  }

  #noted(): Rests {
    return { used: this.#used ?? NO_NAMES, reads: this.#reads ?? NO_READS };
  }
}
