import type { FileId } from '../core/text/range.ts';
import type { FileSystem } from './fileSystem.ts';
import { OverlayFileSystem } from './overlayFileSystem.ts';
import { Workspace } from './workspace.ts';

/** How files were that are otherwise now; null for one that was not there. */
export type EarlierTexts = ReadonlyMap<FileId, string | null>;

interface Known {
  readonly texts: EarlierTexts;
  /** The other open documents, as they were shown. */
  readonly shown: EarlierTexts;
  readonly workspace: Workspace;
}

/** An earlier state of a workspace, or one that could come. The last one that was asked for is kept: while somebody types, only the present changes. */
export class Earlier {
  readonly #fileSystem: FileSystem;
  readonly #now: Workspace;
  #known: Known | undefined;

  constructor(fileSystem: FileSystem, now: Workspace) {
    this.#fileSystem = fileSystem;
    this.#now = now;
  }

  /** What the editor shows and what is on disk, but for these files. */
  with(texts: EarlierTexts): Workspace {
    const others = this.#now.openFiles().filter((file) => !texts.has(file));
    const shown = new Map(others.map((file) => [file, this.#now.text(file) ?? null]));
    if (!this.#known || !isEqual(this.#known.texts, texts) || !isEqual(this.#known.shown, shown))
      this.#known = { texts, shown, workspace: this.#make(texts, shown) };
    return this.#known.workspace;
  }

  /** Something changed on disk. */
  forget(): void {
    this.#known = undefined;
  }

  #make(texts: EarlierTexts, shown: EarlierTexts): Workspace {
    const others = [...texts].map(([file, text]) => {
      return [file, text === null ? null : () => ({ ok: true as const, text })] as const;
    });
    const overlay = new OverlayFileSystem(this.#fileSystem, new Map(others));
    const workspace = new Workspace(overlay, this.#now.configurationSource);
    const open = this.#now.openFiles();
    for (const file of open) {
      const text = (texts.has(file) ? texts : shown).get(file);
      if (typeof text === 'string') workspace.open(file, { languageId: this.#now.languageOf(file), text });
    }
    return workspace;
  }
}

function isEqual(a: EarlierTexts, b: EarlierTexts): boolean {
  return a.size === b.size && [...a].every(([file, text]) => b.get(file) === text);
}
