import type { Attribute, Block, HclFile } from '../hcl/nodes.ts';
import { type FileId, inFile, type SourceRange } from '../text/range.ts';
import { isOverride, overridden } from './overrides.ts';

/** One file of a module, parsed. */
export interface ModuleFile {
  readonly id: FileId;
  readonly text: string;
  readonly tree: HclFile;
}

/** A block that can be referred to: a resource, a data source, a variable ... */
export interface Declaration {
  /** `aws_iam_role.ci`, `data.aws_iam_policy_document.trust`, `var.org`. */
  readonly address: string;
  /** `aws_iam_role`; the block type where there is none. */
  readonly type: string;
  readonly block: Block;
  /** Where the block stands. */
  readonly file: ModuleFile;
  /** The items of the block that an override file gives, and that file. */
  readonly sources?: ReadonlyMap<Attribute | Block, ModuleFile>;
}

/** A name that an argument gives a value: a local value, or a setting in a `.tfvars` file. */
export interface Local {
  readonly attribute: Attribute;
  readonly file: ModuleFile;
}

/** Reads a file that an expression names. The workspace decides what may be read; the core only asks. */
export interface FileAccess {
  /** `path` as it is written, relative to the root module's directory, where Terraform runs. Undefined: not there, or not to be read. */
  read(path: string): { readonly id: FileId; readonly text: string } | undefined;
}

/** What lies around a module's own files. Everything is asked for only when an expression needs it. */
export interface Surroundings {
  /** The way to the module's directory from that of the root module; missing for the root itself. */
  readonly path?: string;
  readonly access?: FileAccess;
  /** `terraform.tfvars` and `*.auto.tfvars`, in Terraform's order: a later one wins. */
  readonly variableFiles?: readonly ModuleFile[];
  /** The module that a call names by a local path (`./x`, `../x`). Undefined: not there, or not to be read. */
  child?(source: string): { readonly files: readonly ModuleFile[]; readonly surroundings: Surroundings } | undefined;
}

/** What `path.root` is, and `path.module` in the root module. */
export const ROOT_PATH = '.';

/**
 * The Terraform files of one directory, by what they declare. A name that is declared twice keeps its first declaration;
 * override files come last and change what is there.
 */
export class Module {
  readonly files: readonly ModuleFile[];
  readonly surroundings: Surroundings;
  /** In order of files and of text. */
  readonly declarations: readonly Declaration[];
  /** The place of each address in `declarations`. */
  readonly #places = new Map<string, number>();
  readonly #locals = new Map<string, Local>();
  readonly #texts = new Map<FileId, string>();
  readonly #children = new Map<string, Module | undefined>();
  readonly #reads = new Map<string, string | undefined>();

  constructor(files: readonly ModuleFile[], surroundings: Surroundings = {}) {
    this.files = files;
    this.surroundings = surroundings;
    for (const file of files) this.#texts.set(file.id, file.text);
    const declarations: Declaration[] = [];
    const places = this.#places;
    for (const file of files.filter(({ id }) => !isOverride(id))) {
      for (const declaration of this.#declarationsOf(file)) {
        const place = declarations.push(declaration) - 1;
        if (!places.has(declaration.address)) places.set(declaration.address, place);
      }
    }
    for (const file of files.filter(({ id }) => isOverride(id))) {
      for (const declaration of this.#declarationsOf(file)) {
        const place = places.get(declaration.address);
        if (place === undefined) places.set(declaration.address, declarations.push(declaration) - 1);
        else declarations[place] = overridden(declarations[place]!, declaration);
      }
    }
    this.declarations = declarations;
  }

  /** What an address without index names. */
  find(address: string): Declaration | undefined {
    const place = this.#places.get(address);
    return place === undefined ? undefined : this.declarations[place];
  }

  local(name: string): Local | undefined {
    return this.#locals.get(name);
  }

  /** What `path.module` is in it. */
  get path(): string {
    return this.surroundings.path ?? ROOT_PATH;
  }

  /** Whether the file is one of the module's own. */
  holds(file: FileId): boolean {
    return this.files.some(({ id }) => id === file);
  }

  /** The files of variable settings that Terraform loads by itself, in its order. */
  get variableFiles(): readonly ModuleFile[] {
    return this.surroundings.variableFiles ?? [];
  }

  /** What a variable is set to by the files that Terraform loads by itself. */
  variableSetting(name: string): Local | undefined {
    for (const file of [...this.variableFiles].reverse()) {
      const attribute = file.tree.body.items.find(
        (item): item is Attribute => item.kind === 'attribute' && item.name === name,
      );
      if (attribute) return { attribute, file };
    }
    return undefined;
  }

  /** The module at a local path; undefined for remote ones. */
  child(source: string): Module | undefined {
    if (!/^\.\.?\//.test(source)) return undefined;
    if (!this.#children.has(source)) {
      const found = this.surroundings.child?.(source);
      this.#children.set(source, found && new Module(found.files, found.surroundings));
    }
    return this.#children.get(source);
  }

  /** The text of a file of the module, or of one that an expression of it has read. */
  textOf(file: FileId): string {
    return this.#texts.get(file) ?? '';
  }

  /** What a file says now that an expression has read in an earlier state of the module. */
  textAt(path: string): string | undefined {
    return this.surroundings.access?.read(path)?.text;
  }

  /** Whether there is something to read at the path that an expression names. */
  exists(path: string): boolean {
    return this.#at(path) !== undefined;
  }

  /** Reads a file by the path that an expression names. */
  read(path: string): { readonly id: FileId; readonly text: string } | undefined {
    const file = this.#at(path);
    if (file) this.#texts.set(file.id, file.text);
    return file;
  }

  /** What expressions have asked for so far, by the path that they name; undefined for a file that could not be read. */
  get reads(): ReadonlyMap<string, string | undefined> {
    return this.#reads;
  }

  #at(path: string): { readonly id: FileId; readonly text: string } | undefined {
    const file = this.surroundings.access?.read(path);
    this.#reads.set(path, file?.text);
    return file;
  }

  /** Also notes the file's local values. */
  #declarationsOf(file: ModuleFile): Declaration[] {
    const declarations: Declaration[] = [];
    for (const item of file.tree.body.items) {
      if (item.kind !== 'block') continue;
      if (item.type === 'locals') this.#addLocals(item, file);
      const declaration = declarationOf(item, file);
      if (declaration) declarations.push(declaration);
    }
    return declarations;
  }

  #addLocals(block: Block, file: ModuleFile): void {
    const replaces = isOverride(file.id);
    for (const item of block.body.items) {
      if (item.kind === 'attribute' && (replaces || !this.#locals.has(item.name)))
        this.#locals.set(item.name, { attribute: item, file });
    }
  }
}

function declarationOf(block: Block, file: ModuleFile): Declaration | undefined {
  const name = nameOf(block);
  return name && { address: name.address, type: name.type, block, file };
}

type BlockName = Pick<Declaration, 'address' | 'type'>;

function nameOf(block: Block): BlockName | undefined {
  // The labels of a moved block would have to be moved first.
  const { type, labels } = block.origin ?? block;
  const first = labels[0]?.text;
  const second = labels[1]?.text;
  if (!first) return undefined;
  if (type === 'resource') return second ? { address: `${first}.${second}`, type: first } : undefined;
  if (type === 'data') return second ? { address: `data.${first}.${second}`, type: first } : undefined;
  if (type === 'variable') return { address: `var.${first}`, type };
  return type === 'output' || type === 'module' ? { address: `${type}.${first}`, type } : undefined;
}

/** What expressions call a block; undefined for one that they cannot name. */
export function addressOfBlock(block: Block): string | undefined {
  return nameOf(block)?.address;
}

/** The attribute of a block with this name; Terraform refuses a second one. Asked so often that a loop is worth it. */
export function attributeOf({ body: { items } }: Block, name: string): Attribute | undefined {
  for (let i = 0; i < items.length; i++) {
    const item = items[i]!;
    if (item.kind === 'attribute' && item.name === name) return item;
  }
  return undefined;
}

export function blocksOf(block: Block, type: string): readonly Block[] {
  return block.body.items.filter((item): item is Block => item.kind === 'block' && item.type === type);
}

/** The file in which an item of a declaration's block stands. */
export function fileOf(declaration: Declaration, item: Attribute | Block): ModuleFile {
  return declaration.sources?.get(item) ?? declaration.file;
}

/** What names a block, as a place to point at. */
export function headerOf(declaration: Declaration): SourceRange {
  return inFile(declaration.file.id, declaration.block.header);
}
