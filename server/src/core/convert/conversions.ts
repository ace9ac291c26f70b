/**
 * The other ways in which a policy can be written with exactly the same meaning. Each is checked before it is given: the changed
 * module is read anew, and its policy has to mean what it meant, with every comment still there.
 */
import type { Attribute, Block, Body, Expression, HclFile } from '../hcl/nodes.ts';
import { parseHcl } from '../hcl/parse.ts';
import { expressionsOf, partsOf } from '../hcl/visit.ts';
import { parseJson } from '../json/parse.ts';
import { PolicyEditor } from '../policy/editor.ts';
import { documentOf, policyFromDocument } from '../policy/fromDocument.ts';
import { policyFromTemplate } from '../policy/fromTemplate.ts';
import { policyFromObject } from '../policy/fromValue.ts';
import type { TrustPolicy } from '../policy/model.ts';
import { renderPolicy } from '../policy/render.ts';
import { Evaluator } from '../terraform/evaluate.ts';
import { addressOfBlock, attributeOf, Module, type ModuleFile, type Surroundings } from '../terraform/module.ts';
import { applyEdits, type TextEdit, withLineEnds } from '../text/edit.ts';
import type { FileId } from '../text/range.ts';
import { knownString } from '../value/value.ts';
import { fromDocument } from './fromDocument.ts';
import { HclReader } from './fromHcl.ts';
import { fromJson, fromTemplate } from './fromJson.ts';
import { type Line, printLines } from './lines.ts';
import { meanSame } from './meaning.ts';
import { freeDocumentName } from './names.ts';
import { indentOf, placeBefore, replaceValue, wholeLines } from './place.ts';
import { type DocumentForm, isNamedElsewhere, type Site, siteAt, sitesOf } from './site.ts';
import { documentLines } from './toDocument.ts';
import { jsonencodeLines } from './toHcl.ts';
import { jsonLines } from './toJson.ts';
import { NotExact, refuse, type Written } from './written.ts';

export type Target = 'jsonencode' | 'policy-document' | 'heredoc';

/** A module's own files and what lies around them. */
export interface Sources {
  readonly files: readonly ModuleFile[];
  readonly surroundings: Surroundings;
}

/** `refused`: why it cannot be written so. */
export type Conversion =
  | { readonly to: Target; readonly edits: readonly TextEdit[] }
  | { readonly to: Target; readonly refused: string };

const TARGETS: Readonly<Record<Site['form']['kind'], readonly Target[]>> = {
  jsonencode: ['policy-document', 'heredoc'],
  heredoc: ['jsonencode', 'policy-document'],
  string: ['jsonencode', 'policy-document'],
  file: ['jsonencode', 'policy-document', 'heredoc'],
  'policy-document': ['jsonencode'],
};

/** The other ways of writing the policy at a place; none where there is no policy. */
export function conversionsAt(sources: Sources, file: FileId, offset: number): Conversion[] {
  const converter = new Converter(sources);
  const site = siteAt(converter.module, file, offset);
  return site ? TARGETS[site.form.kind].map((to) => converter.convert(site, to)) : [];
}

/** The same for every policy of a module, in order. */
export function allConversions(
  sources: Sources,
): { readonly site: Site; readonly conversions: readonly Conversion[] }[] {
  const converter = new Converter(sources);
  return sitesOf(converter.module).map((site) => ({
    site,
    conversions: TARGETS[site.form.kind].map((to) => converter.convert(site, to)),
  }));
}

export interface ConvertedModule {
  /** The files that changed. */
  readonly files: readonly ModuleFile[];
  /** What stays as it is: where it begins in the file, and why. */
  readonly kept: readonly { readonly start: number; readonly why: string }[];
}

/** Converts all policies of a file that can be, one after the other, as each may move the others. */
export function convertFile({ files, surroundings }: Sources, file: FileId, to: Target): ConvertedModule {
  let now = files;
  for (;;) {
    const converter = new Converter({ files: now, surroundings });
    const own = sitesOf(converter.module).filter(
      (site) => site.file.id === file && TARGETS[site.form.kind].includes(to),
    );
    const kept: ConvertedModule['kept'][number][] = [];
    const next = own
      .map((site) => ({ site, conversion: converter.convert(site, to) }))
      .find(({ site, conversion }) => {
        if ('refused' in conversion) kept.push({ start: site.attribute.start, why: conversion.refused });
        return 'edits' in conversion;
      });
    if (!next || 'refused' in next.conversion) return { files: now.filter((one) => !files.includes(one)), kept };
    const { edits } = next.conversion;
    now = now.map((one) => edited(one, edits));
  }
}

/** The policy at a place as JSON; undefined where there is none, or not all of it is known. */
export function jsonAt(sources: Sources, file: FileId, offset: number): string | undefined {
  const module = new Module(sources.files, sources.surroundings);
  const site = siteAt(module, file, offset);
  const policy = site && policyOf(evaluatorOf(module), site.file, site.block, site.attribute);
  const { text, unknown } = policy ? renderPolicy(policy) : { text: undefined, unknown: [] };
  return text === undefined || unknown.length > 0 ? undefined : `${text}\n`;
}

class Converter {
  readonly module: Module;
  readonly #sources: Sources;
  readonly #evaluator: Evaluator;

  constructor(sources: Sources) {
    this.#sources = sources;
    this.module = new Module(sources.files, sources.surroundings);
    this.#evaluator = evaluatorOf(this.module);
  }

  convert(site: Site, to: Target): Conversion {
    try {
      const edits = this.#edits(site, to).map((edit) => withLineEnds(edit, this.module.textOf(edit.range.file)));
      this.#verify(site, edits);
      return { to, edits };
    } catch (error) {
      if (error instanceof NotExact) return { to, refused: error.message };
      throw error;
    }
  }

  /** The policy as it is written. */
  #read(site: Site): Written {
    const { file, form, block } = site;
    const reader = new HclReader(this.#evaluator, this.#evaluator.scope(file, addressOfBlock(block)));
    switch (form.kind) {
      case 'jsonencode':
        return reader.read(form.argument);
      case 'heredoc':
      case 'string':
        return fromTemplate(reader, form.template);
      case 'file': {
        const read = this.#evaluator.evaluate(site.attribute.value, this.#evaluator.scope(file, addressOfBlock(block)));
        const text = knownString(read) ?? refuse('the file is not known');
        return fromJson(parseJson(text), () => refuse('it is no JSON'));
      }
      case 'policy-document': {
        const document = this.#document(site, form);
        const scope = this.#evaluator.scope(document.file, form.address);
        return fromDocument(new HclReader(this.#evaluator, scope), document.block);
      }
    }
  }

  #edits(site: Site, to: Target): TextEdit[] {
    const indent = indentOf(site.file, site.attribute);
    const written = this.#read(site);
    switch (to) {
      case 'jsonencode': {
        const value = printLines(jsonencodeLines(written), indent).slice(indent.length);
        return [...replaceValue(site, value), ...this.#removal(site)];
      }
      case 'heredoc': {
        const rest = /^[^\n]*/.exec(site.file.text.slice(site.attribute.value.end))![0];
        if (rest.trim() !== '') refuse('nothing may stand behind a heredoc');
        const lines = jsonLines(written).map((line) => `${indent}  ${line}`);
        return replaceValue(site, ['<<-EOT', ...lines, `${indent}EOT`].join('\n'));
      }
      case 'policy-document':
        return this.#toDocument(site, written);
    }
  }

  #toDocument(site: Site, written: Written): TextEdit[] {
    const { file, block, attribute } = site;
    const name = freeDocumentName(this.module, block.labels.at(-1)?.text, attribute.name);
    const repetition = repetitionOf(file, block, attribute.value);
    const meta = repetition
      ? [{ depth: 1, text: repetition.argument, assign: `= ${repetition.source}` } satisfies Line]
      : [];
    const text = printLines(documentLines(written, name, meta), '');
    const start = placeBefore(file, block);
    const index = repetition ? `[${repetition.index}]` : '';
    return [
      { range: { file: file.id, start, end: start }, newText: `${text}\n\n` },
      ...replaceValue(site, `data.aws_iam_policy_document.${name}${index}.json`),
    ];
  }

  /** A document that nothing else names goes. */
  #removal(site: Site): TextEdit[] {
    const { form } = site;
    if (form.kind !== 'policy-document' || isNamedElsewhere(this.module, site, form.address)) return [];
    const { file, block } = this.#document(site, form);
    return [{ range: { file: file.id, ...wholeLines(file, block) }, newText: '' }];
  }

  /** The block of a document that says the same in the place where it is referred to. */
  #document(site: Site, { address, index }: DocumentForm): { file: ModuleFile; block: Block } {
    const declaration = this.module.find(address) ?? refuse('the document is not declared here');
    if (declaration.sources) refuse('an override file changes the document');
    const { file, block } = declaration;
    if (usesRepetition(block)) {
      const own = repetitionOf(site.file, site.block, undefined);
      const other = repetitionOf(file, block, undefined);
      const isSame = own?.argument === other?.argument && own?.source === other?.source && other?.index === index;
      if (!own || !isSame) refuse('the document is made several times');
    }
    return { file, block };
  }

  /** Refuses edits after which anything is missing, broken or of another meaning. */
  #verify(site: Site, edits: readonly TextEdit[]): void {
    const files = this.#sources.files.map((file) => edited(file, edits));
    const after = new Module(files, this.#sources.surroundings);
    const problems = (module: Module): number => module.files.reduce((sum, { tree }) => sum + tree.problems.length, 0);
    if (problems(after) > problems(this.module)) refuse('the result would not be valid');
    if (!holdsAll(commentsOf(after), commentsOf(this.module))) refuse('a comment would be lost');
    const old = policyOf(this.#evaluator, site.file, site.block, site.attribute);
    const start = movedBy(edits, site.file.id, site.attribute.start);
    const file = files.find(({ id }) => id === site.file.id)!;
    const found = attributeAt(file.tree, start);
    const now = found && policyOf(evaluatorOf(after), file, found.block, found.attribute);
    if (!old || old.problems.length + old.duplicates.length > 0) refuse('the policy could not be read');
    if (!now || !meanSame(old, now)) refuse('the result would not certainly mean the same');
  }
}

/** The default of a variable is only one of the values that it may have, so it counts as not known. */
function evaluatorOf(module: Module): Evaluator {
  return new Evaluator(module, { variableDefaults: false });
}

/** The policy that an argument holds, in the product's own reading. */
function policyOf(
  evaluator: Evaluator,
  file: ModuleFile,
  block: Block,
  { value: expression }: Attribute,
): TrustPolicy | undefined {
  const value = evaluator.evaluate(expression, evaluator.scope(file, addressOfBlock(block)));
  const editor = new PolicyEditor((id) => evaluator.module.textOf(id));
  const reading = { editor, users: [], problems: [] };
  if (value.kind === 'encoded' && value.value.kind === 'object')
    return policyFromObject(value.value, { ...reading, surface: 'jsonencode' });
  if (value.kind === 'string' && value.template)
    return policyFromTemplate(value, value.template, {
      ...reading,
      surface: value.template.form === 'quoted' ? 'string' : value.template.form,
    });
  const found = value.kind === 'reference' ? documentOf(evaluator, value.address) : undefined;
  return found && policyFromDocument(found.evaluator, found.declaration, editor, []);
}

interface Repetition {
  readonly argument: 'for_each' | 'count';
  /** Of the argument. */
  readonly source: string;
  /** What names the instance at hand. */
  readonly index: 'each.key' | 'count.index';
}

/** How often a block is made, where an expression in it depends on that. */
function repetitionOf(file: ModuleFile, block: Block, expression: Expression | undefined): Repetition | undefined {
  if (expression && !namesRepetition(expression)) return undefined;
  for (const argument of ['for_each', 'count'] as const) {
    const attribute = attributeOf(block, argument);
    if (!attribute) continue;
    const source = file.text.slice(attribute.value.start, attribute.value.end);
    if (expression && source.includes('\n')) refuse(`${argument} stands over several lines`);
    return { argument, source, index: argument === 'count' ? 'count.index' : 'each.key' };
  }
  return expression ? refuse('it depends on a repetition that is not seen') : undefined;
}

function usesRepetition(block: Block): boolean {
  return block.body.items.some((item) => {
    if (item.kind === 'attribute' && (item.name === 'for_each' || item.name === 'count')) return false;
    return [...expressionsOf(item)].some(namesRepetition);
  });
}

function namesRepetition(expression: Expression): boolean {
  if (expression.kind === 'variable') return /^(?:each|count|self)$/.test(expression.name);
  if (expression.kind === 'object')
    return expression.entries.some(
      ({ key, value }) => (key.kind !== 'variable' && namesRepetition(key)) || namesRepetition(value),
    );
  return partsOf(expression).some(namesRepetition);
}

function edited(file: ModuleFile, edits: readonly TextEdit[]): ModuleFile {
  const own = edits.filter(({ range }) => range.file === file.id);
  if (own.length === 0) return file;
  const text = applyEdits(file.text, own);
  return { ...file, text, tree: parseHcl(text) };
}

/** Where the text at an offset stands after the edits before it. */
function movedBy(edits: readonly TextEdit[], file: FileId, offset: number): number {
  return edits
    .filter(({ range }) => range.file === file && range.end <= offset)
    .reduce((moved, { range, newText }) => moved + newText.length - (range.end - range.start), offset);
}

function attributeAt({ body }: HclFile, start: number): { block: Block; attribute: Attribute } | undefined {
  for (const block of body.items) {
    const attribute = block.kind === 'block' && findAttribute(block.body, start);
    if (attribute) return { block, attribute };
  }
  return undefined;
}

function findAttribute(body: Body, start: number): Attribute | undefined {
  for (const item of body.items) {
    const found = item.kind === 'block' ? findAttribute(item.body, start) : item.start === start ? item : undefined;
    if (found) return found;
  }
  return undefined;
}

/** In no order: one may move with what it is about. */
function commentsOf({ files }: Module): string[] {
  return files.flatMap(({ text, tree }) => tree.comments.map(({ start, end }) => text.slice(start, end).trim())).sort();
}

/** Whether each of some sorted texts is among others as often. */
function holdsAll(texts: readonly string[], wanted: readonly string[]): boolean {
  let at = 0;
  return wanted.every((one) => {
    while (at < texts.length && texts[at]! < one) at++;
    return texts[at++] === one;
  });
}
