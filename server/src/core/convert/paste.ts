/** Writes a JSON policy from elsewhere as Terraform, in the form that fits the place. */
import type { Block } from '../hcl/nodes.ts';
import { parseJson } from '../json/parse.ts';
import { Module, type ModuleFile } from '../terraform/module.ts';
import type { TextEdit } from '../text/edit.ts';
import { LineIndex } from '../text/lineIndex.ts';
import { contains, type FileId, type Span, touches } from '../text/range.ts';
import type { Sources } from './conversions.ts';
import { fromJson } from './fromJson.ts';
import { type Line, printLines } from './lines.ts';
import { freeDocumentName } from './names.ts';
import { placeBefore } from './place.ts';
import { documentBody, documentLines } from './toDocument.ts';
import { jsonencodeLines, valueLines } from './toHcl.ts';
import { entryNamed, NotExact, type Written, type WrittenObject } from './written.ts';

export interface Paste {
  readonly as: 'jsonencode' | 'policy-document';
  readonly edits: readonly TextEdit[];
}

/** `problem`: why there is nothing to paste, in words. */
export type Pasted = { readonly choices: readonly Paste[] } | { readonly problem: string };

/** The ways in which JSON can stand at a place of a Terraform file; a selection there is replaced. */
export function pasteJson(sources: Sources, fileId: FileId, selection: Span, json: string): Pasted {
  const module = new Module(sources.files, sources.surroundings);
  const file = module.files.find(({ id }) => id === fileId);
  const policy = policyIn(json);
  if (typeof policy === 'string') return { problem: policy };
  if (!file) return { problem: 'This is no Terraform file.' };
  try {
    return { choices: new Paster(module, file, selection, policy).choices() };
  } catch (error) {
    if (error instanceof NotExact) return { problem: `The policy cannot be written here: ${error.message}.` };
    throw error;
  }
}

/** The policy that a text is, or what is wrong with it. */
function policyIn(json: string): WrittenObject | string {
  if (json.trim() === '') return 'The clipboard is empty.';
  const document = parseJson(json);
  const [problem] = document.problems;
  if (problem) {
    const { line } = new LineIndex(json).positionAt(problem.span.start);
    return `The clipboard holds no JSON. Line ${line + 1}: ${problem.message}.`;
  }
  let read: Written;
  try {
    read = fromJson(document, () => {
      throw new Error('JSON by itself holds no expression');
    });
  } catch (error) {
    if (error instanceof NotExact) return `The clipboard holds no policy: ${error.message}.`;
    throw error;
  }
  if (read.kind !== 'object') return 'The clipboard holds no policy: a policy is a JSON object.';
  return entryNamed(read, 'Statement') ? read : 'The clipboard holds no policy: it has no "Statement".';
}

class Paster {
  readonly #module: Module;
  readonly #file: ModuleFile;
  readonly #selection: Span;
  readonly #policy: WrittenObject;

  constructor(module: Module, file: ModuleFile, selection: Span, policy: WrittenObject) {
    this.#module = module;
    this.#file = file;
    this.#selection = selection;
    this.#policy = policy;
  }

  choices(): Paste[] {
    const { text, tree } = this.#file;
    const { start } = this.#selection;
    const block = tree.body.items.find(
      (item): item is Block => item.kind === 'block' && contains(item, this.#selection) && !isBeside(item, start),
    );
    const before = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
    if (/jsonencode\(\s*$/.test(text.slice(0, start))) return [this.#jsonencode(valueLines(this.#policy, 0), before)];
    if (/=\s*$/.test(before)) return this.#asValue(block, before, /([\w-]+)\s*=\s*$/.exec(before)?.[1] ?? 'policy', '');
    if (!block) return [this.#document()];
    if (block.labels[0]?.text === 'aws_iam_policy_document') return [this.#statements(before)];
    const name = block.labels[0]?.text === 'aws_iam_role' ? 'assume_role_policy' : 'policy';
    return this.#asValue(block, before, name, `${name} = `);
  }

  /** Either way; `head` is what has to stand before the value. */
  #asValue(block: Block | undefined, before: string, name: string, head: string): Paste[] {
    const written = this.#jsonencode(jsonencodeLines(this.#policy), before, head);
    try {
      return [written, ...(block ? [this.#besides(block, name, head)] : [])];
    } catch (error) {
      if (error instanceof NotExact) return [written];
      throw error;
    }
  }

  #jsonencode(lines: readonly Line[], before: string, head = ''): Paste {
    const indent = /^[ \t]*/.exec(before)![0];
    return { as: 'jsonencode', edits: [this.#insert(head + printLines(lines, indent).slice(indent.length))] };
  }

  /** A document of its own before the block, to which the argument refers. */
  #besides(block: Block, argument: string, head: string): Paste {
    const name = freeDocumentName(this.#module, block.labels.at(-1)?.text, argument);
    const start = placeBefore(this.#file, block);
    const document = `${printLines(documentLines(this.#policy, name, []), '')}\n\n`;
    return {
      as: 'policy-document',
      edits: [
        { range: { file: this.#file.id, start, end: start }, newText: document },
        this.#insert(`${head}data.aws_iam_policy_document.${name}.json`),
      ],
    };
  }

  #document(): Paste {
    const name = freeDocumentName(this.#module, 'pasted', 'policy');
    return {
      as: 'policy-document',
      edits: [this.#insert(printLines(documentLines(this.#policy, name, []), ''))],
    };
  }

  /** What a document holds, in one that is there. */
  #statements(before: string): Paste {
    const indent = /^[ \t]*/.exec(before)![0];
    const text = printLines(documentBody(this.#policy, 0), indent === '' ? '  ' : indent);
    return { as: 'policy-document', edits: [this.#insert(text.slice(indent.length))] };
  }

  #insert(newText: string): TextEdit {
    return { range: { file: this.#file.id, ...this.#selection }, newText };
  }
}

/** Right before or behind a block is not in it. */
function isBeside(block: Block, offset: number): boolean {
  return !touches({ start: block.start + 1, end: block.end - 1 }, offset);
}
