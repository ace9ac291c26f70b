/**
 * A module by its smallest parts that have a name: blocks and local values. What is found out about one of them stays true
 * as long as its own text and that of all it refers to do.
 */
import type { Attribute, Block, HclFile } from '../hcl/nodes.ts';
import type { FileId, Span } from '../text/range.ts';
import { once } from '../value/once.ts';
import { addressOfBlock, type ModuleFile } from './module.ts';
import { type References, referencesOf } from './references.ts';

/**
 * A text and what it refers to, looked for when it is asked: most of a module leads to nothing that is judged. The same object for
 * the same text, as long as it stands in the same file.
 */
export class Content implements References {
  readonly text: string;
  readonly #references: () => References;

  constructor(text: string, item: Attribute | Block) {
    this.text = text;
    this.#references = once(() => referencesOf(item));
  }

  get names(): readonly string[] {
    return this.#references().names;
  }

  get readsFiles(): boolean {
    return this.#references().readsFiles;
  }
}

export interface Unit {
  /** `local.a`, `var.b`, `aws_iam_role.c`, `data.aws_iam_policy_document.d`; `provider.aws` for what nothing can refer to. */
  readonly name: string;
  readonly content: Content;
  readonly file: FileId;
  readonly span: Span;
}

/** The units of one state of a file, in the order of its text. */
export interface FileUnits {
  readonly tree: HclFile;
  readonly units: readonly Unit[];
}

/** Takes a file apart. `before` is an earlier state: what stands there word for word is not looked through again. */
export function unitsOf(file: ModuleFile, before: FileUnits | undefined): FileUnits {
  if (before?.tree === file.tree) return before;
  const known = new KnownContents(before?.units ?? []);
  const units: Unit[] = [];
  const add = (name: string, item: Attribute | Block): void => {
    units.push({
      name,
      content: contentOf(item, file, known, { name, place: units.length }),
      file: file.id,
      span: item,
    });
  };
  for (const item of file.tree.body.items) {
    if (item.kind !== 'block') continue;
    if (item.type !== 'locals') {
      add(addressOfBlock(item) ?? [item.type, ...item.labels.map(({ text }) => text)].join('.'), item);
      continue;
    }
    for (const inner of item.body.items) if (inner.kind === 'attribute') add(`local.${inner.name}`, inner);
  }
  return { tree: file.tree, units };
}

/** By block as it was first read. */
const contents = new WeakMap<Block, Content>();

function contentOf(item: Attribute | Block, file: ModuleFile, known: KnownContents, at: Place): Content {
  const first = item.kind === 'block' ? (item.origin ?? item) : undefined;
  const moved = first && contents.get(first);
  if (moved) return moved;
  const text = file.text.slice(item.start, item.end);
  // How broken text is read may depend on what follows it.
  const same = isBroken(file.tree, item) ? undefined : known.find(text, at);
  const content = same ?? new Content(text, item);
  if (first) contents.set(first, content);
  return content;
}

interface Place {
  readonly name: string;
  /** Among the units of its file. */
  readonly place: number;
}

/** The texts of an earlier state. Most have kept their place among the others. */
class KnownContents {
  readonly #units: readonly Unit[];
  #byText: Map<string, Content> | undefined;

  constructor(units: readonly Unit[]) {
    this.#units = units;
  }

  find(text: string, { name, place }: Place): Content | undefined {
    const before = this.#units[place];
    if (before?.content.text === text) return before.content;
    // It is what was edited.
    if (before?.name === name) return undefined;
    this.#byText ??= new Map(this.#units.map((unit) => [unit.content.text, unit.content]));
    return this.#byText.get(text);
  }
}

function isBroken({ problems }: HclFile, { start, end }: Span): boolean {
  return problems.some(({ span }) => span.start <= end && start <= span.end);
}

/** The units of a module, and what each of them depends on. */
export class Units {
  /** In the order of the module. */
  readonly all: readonly Unit[];
  #byName: Map<string, number[]> | undefined;

  constructor(units: readonly Unit[]) {
    this.all = units;
  }

  names(): Iterable<string> {
    return this.#places().keys();
  }

  /** The places of everything of these names and of all that they refer to, directly or not, in order. */
  closure(names: Iterable<string>): number[] {
    const byName = this.#places();
    const waiting = [...names];
    const asked = new Set(waiting);
    const found: number[] = [];
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
      for (const place of byName.get(name) ?? []) {
        found.push(place);
        for (const next of this.all[place]!.content.names) {
          if (asked.has(next)) continue;
          asked.add(next);
          waiting.push(next);
        }
      }
    }
    return found.sort((a, b) => a - b);
  }

  /** Whether the same names stand in the same order and refer to the same names. */
  refersAs({ all }: Units): boolean {
    return (
      all.length === this.all.length &&
      all.every(({ name, content }, i) => {
        const other = this.all[i]!;
        return name === other.name && (content === other.content || sameNames(content.names, other.content.names));
      })
    );
  }

  #places(): Map<string, number[]> {
    if (this.#byName) return this.#byName;
    const byName = new Map<string, number[]>();
    this.all.forEach(({ name }, place) => {
      const places = byName.get(name);
      if (places) places.push(place);
      else byName.set(name, [place]);
    });
    this.#byName = byName;
    return byName;
  }
}

function sameNames(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name, i) => name === b[i]);
}
