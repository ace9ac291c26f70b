/** A result, and the variables whose defaults it rests on. */
export interface Resting<T> {
  readonly result: T;
  readonly used: ReadonlySet<string>;
}

const NONE: ReadonlySet<string> = new Set();

/** Which variables' defaults are used, also by a value that was computed for somebody else before. */
export class DefaultUse {
  #used: Set<string> | undefined;

  note(names: ReadonlySet<string>): void {
    if (names.size === 0) return;
    this.#used ??= new Set();
    for (const name of names) this.#used.add(name);
  }

  /** The names that are noted while something runs; they count for what runs around it, too. */
  during<T>(run: () => T): Resting<T> {
    const outer = this.#used;
    this.#used = undefined;
    try {
      const result = run();
      return { result, used: this.#used ?? NONE };
    } finally {
      const inner: ReadonlySet<string> = this.#used ?? NONE;
      this.#used = outer;
      this.note(inner);
    }
  }
}
