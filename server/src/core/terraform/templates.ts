import { cookTemplate } from '../hcl/cook.ts';
import type { CookedText, Directive, Expression, Template, TemplatePart, TemplateText } from '../hcl/nodes.ts';
import { inFile } from '../text/range.ts';
import { ANY, concat, literal, type Text } from '../value/text.ts';
import { optionsOf, type TemplatePiece, type TemplateSource, type Value } from '../value/value.ts';
import { fails } from './certainty.ts';
import { commonText, convert, templateText } from './convert.ts';
import { elementsOf } from './loops.ts';
import type { ModuleFile } from './module.ts';
import { BOOL } from './types.ts';

/**
 * The text of a quoted string that means just what is written: the common case, without the cost of the general one.
 * Undefined where an escape, a template or a character outside ASCII needs a closer look.
 */
export function plainTextOf(source: string, template: Template): string | undefined {
  const [only] = template.parts;
  if (template.form !== 'quoted' || !template.closed || template.parts.length > 1) return undefined;
  if (only?.kind !== 'text') return undefined;
  for (let i = only.start; i < only.end; i++) {
    const code = source.charCodeAt(i);
    if (code === 92 || code === 123 || code > 126 || code < 32) return undefined;
  }
  return source.slice(only.start, only.end);
}

/** The pieces of a template, its expressions evaluated, with the way back to the source. */
export function templateSource(
  file: ModuleFile,
  template: Template,
  evaluate: (expression: Expression) => Value,
): TemplateSource {
  const cooked = cookTemplate(file.text, template);
  const pieces = template.parts.map((part): TemplatePiece => {
    const span = { start: part.start, end: part.end };
    if (part.kind === 'text') {
      const { text, sourceOffset } = cooked.get(part)!;
      return { kind: 'text', span, cooked: text, sourceOffset };
    }
    if (part.kind === 'directive') return { kind: 'directive', span };
    return { kind: 'value', span, value: evaluate(part.value) };
  });
  return {
    form: template.form === 'quoted' ? 'quoted' : 'heredoc',
    content: template.content,
    pieces,
    complete: template.closed && pieces.every((piece) => piece.kind !== 'directive'),
  };
}

/** The texts that a template may have, one for each combination of what its expressions may be; one with holes where there are too many. */
export function templateTexts(source: TemplateSource, most: number): (Text | 'fails')[] {
  let rows: Text[][] = [[]];
  let left = MAX_TEXT;
  for (const piece of source.pieces) {
    const options = pieceTexts(piece);
    if (options.length === 0) return ['fails'];
    left -= Math.max(...options.map(lengthOf));
    if (left < 0) return [ANY];
    const chosen = options.length * rows.length <= most ? options : [commonText(options)];
    const [only] = chosen;
    if (only && chosen.length === 1) for (const row of rows) row.push(only);
    else rows = rows.flatMap((row) => chosen.map((option) => [...row, option]));
  }
  return rows.map((row) => concat(...row));
}

/** How much room a text takes. */
export function lengthOf(text: Text): number {
  return text.reduce((sum, part) => sum + (typeof part === 'string' ? part.length : 1), 0);
}

/** None where Terraform refuses the value. */
function pieceTexts(piece: TemplatePiece): Text[] {
  if (piece.kind === 'text') return [literal(piece.cooked)];
  if (piece.kind === 'directive') return [ANY];
  return optionsOf(piece.value)
    .map(templateText)
    .filter((text) => text !== 'fails');
}

/** The names that the loops of a template bind, over those that hold around it. */
export type Names = ReadonlyMap<string, Value>;

/** Evaluates an expression of a template, with names. */
export type EvaluateWith = (expression: Expression, names: Names) => Value;

/** More rounds of a loop than these are not followed. */
const MAX_ROUNDS = 10_000;
const MAX_TEXT = 100_000;

/** The text of a template with directives. `fails` where Terraform refuses it. */
export function directiveText(
  file: ModuleFile,
  template: Template,
  names: Names,
  evaluate: EvaluateWith,
): Text | 'fails' {
  const writer = new DirectiveWriter(file, cookTemplate(file.text, template), evaluate);
  const [nodes, rest] = parse(template.parts, 0);
  if (!template.closed || rest < template.parts.length) return ANY;
  return writer.text(nodes, names);
}

type Node =
  | Exclude<TemplatePart, Directive>
  | { readonly kind: 'if'; readonly condition: Expression; readonly yes: readonly Node[]; readonly no: readonly Node[] }
  | {
      readonly kind: 'for';
      readonly names: readonly string[];
      readonly collection: Expression;
      readonly body: readonly Node[];
    };

/** Reads the flat parts as a tree, up to a directive that ends this level. Gives the index behind what was read. */
function parse(parts: readonly TemplatePart[], from: number): [Node[], number] {
  const nodes: Node[] = [];
  let i = from;
  while (i < parts.length) {
    const part = parts[i]!;
    if (part.kind !== 'directive') {
      nodes.push(part);
      i++;
      continue;
    }
    const [body, end] = part.value ? parse(parts, i + 1) : [[], i];
    if (part.keyword === 'if' && part.value) {
      const hasElse = isDirective(parts[end], 'else');
      const [no, last] = hasElse ? parse(parts, end + 1) : [[], end];
      if (!isDirective(parts[last], 'endif')) return [nodes, from];
      nodes.push({ kind: 'if', condition: part.value, yes: body, no });
      i = last + 1;
    } else if (part.keyword === 'for' && part.value) {
      if (!isDirective(parts[end], 'endfor')) return [nodes, from];
      nodes.push({ kind: 'for', names: part.names, collection: part.value, body });
      i = end + 1;
    } else break;
  }
  return [nodes, i];
}

function isDirective(part: TemplatePart | undefined, keyword: Directive['keyword']): boolean {
  return part?.kind === 'directive' && part.keyword === keyword;
}

class DirectiveWriter {
  readonly #file: ModuleFile;
  readonly #cooked: ReadonlyMap<TemplateText, CookedText>;
  readonly #evaluate: EvaluateWith;
  #left = MAX_TEXT;

  constructor(file: ModuleFile, cooked: ReadonlyMap<TemplateText, CookedText>, evaluate: EvaluateWith) {
    this.#file = file;
    this.#cooked = cooked;
    this.#evaluate = evaluate;
  }

  text(nodes: readonly Node[], names: Names): Text | 'fails' {
    const texts: Text[] = [];
    for (const node of nodes) {
      if (--this.#left < 0) return ANY;
      const text = this.#node(node, names);
      if (text === 'fails') return text;
      texts.push(text);
      this.#left -= lengthOf(text);
    }
    return this.#left < 0 ? ANY : concat(...texts);
  }

  #node(node: Node, names: Names): Text | 'fails' {
    switch (node.kind) {
      case 'text':
        return literal(this.#cooked.get(node)!.text);
      case 'interpolation':
        return templateText(this.#evaluate(node.value, names));
      case 'if': {
        const at = inFile(this.#file.id, node.condition);
        const condition = convert(this.#evaluate(node.condition, names), BOOL, at);
        if (condition.kind === 'bool') return this.text(condition.value ? node.yes : node.no, names);
        if (condition.kind === 'null' || fails(condition)) return 'fails';
        const both = [this.text(node.yes, names), this.text(node.no, names)];
        return commonText(both.filter((text) => text !== 'fails'));
      }
      case 'for':
        return this.#loop(node, names);
    }
  }

  #loop(node: Node & { kind: 'for' }, names: Names): Text | 'fails' {
    const collection = this.#evaluate(node.collection, names);
    const elements = elementsOf(collection);
    if (elements === 'fails') return elements;
    if (!elements || elements.open || elements.pairs.length > MAX_ROUNDS) return ANY;
    const texts: Text[] = [];
    const [first, second] = node.names;
    for (const [key, value] of elements.pairs) {
      const inner = new Map(names);
      if (second !== undefined && first !== undefined) inner.set(first, key).set(second, value);
      else if (first !== undefined) inner.set(first, value);
      const text = this.text(node.body, inner);
      if (text === 'fails') return text;
      texts.push(text);
    }
    return concat(...texts);
  }
}
