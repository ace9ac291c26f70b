/** Templates with `%{ if }` and `%{ for }`: what is left of them where the conditions and collections are known. */
import { cookTemplate } from '../hcl/cook.ts';
import type { CookedText, Directive, Expression, Template, TemplatePart, TemplateText } from '../hcl/nodes.ts';
import { inFile, type Span } from '../text/range.ts';
import { ANY, concat, literal, type Text } from '../value/text.ts';
import type { TemplatePiece, TemplateSource, Value } from '../value/value.ts';
import { fails } from './certainty.ts';
import { commonText, convert, templateText } from './convert.ts';
import { elementsOf } from './loops.ts';
import type { ModuleFile } from './module.ts';
import { lengthOf, sourceOf, spanOf, textPiece, valuePiece } from './templates.ts';
import { BOOL } from './types.ts';

/** The names that the loops of a template bind, over those that hold around it. */
export type Names = ReadonlyMap<string, Value>;

/** Evaluates an expression of a template, with names. */
export type EvaluateWith = (expression: Expression, names: Names) => Value;

/** One text that a template may have. */
export interface Rendering {
  readonly source: TemplateSource;
  readonly text: Text;
}

/** More rounds of a loop than these are not followed. */
const MAX_ROUNDS = 10_000;
const MAX_TEXT = 100_000;
/** Of more conditions that are not known the outcomes are not told apart. */
const MAX_CONDITIONS = 2;

export function hasDirectives(template: Template): boolean {
  return template.parts.some((part) => part.kind === 'directive');
}

/**
 * What a template with directives may come to: one rendering for each outcome of the conditions that are not known, where every
 * combination of these is possible; else one in which a directive stands for any text. `fails` where Terraform refuses it.
 */
export function renderings(
  file: ModuleFile,
  template: Template,
  names: Names,
  evaluate: EvaluateWith,
): readonly Rendering[] | 'fails' {
  const [nodes, rest] = parse(template.parts, 0);
  if (!template.closed || rest < template.parts.length) return [unread(template)];
  const cooked = cookTemplate(file.text, template);
  const conditions = new Conditions();
  const render = (outcomes: Outcomes): Rendering | 'fails' => {
    const written = new Writer(file, cooked, evaluate, conditions, outcomes).write(nodes, names);
    if (written === 'fails') return written;
    return { source: { ...sourceOf(template, written.pieces), ...alternativeOf(outcomes) }, text: written.text };
  };
  const merged = render(new Map());
  if (merged === 'fails') return merged;
  const possible = conditions
    .outcomes()
    .map(render)
    .filter((one) => one !== 'fails');
  return possible.length > 0 ? possible : [merged];
}

/** A template of which nothing is certain. */
function unread(template: Template): Rendering {
  const pieces = [{ kind: 'directive', span: template.content, certain: false } as const];
  return { source: sourceOf(template, pieces), text: ANY };
}

type Outcomes = ReadonlyMap<string, boolean>;

function alternativeOf(outcomes: Outcomes): Pick<TemplateSource, 'alternative'> {
  if (outcomes.size === 0) return {};
  return { alternative: [...outcomes].map(([name, outcome]) => `${name}=${outcome}`).join() };
}

/** A condition without what negates it. */
interface Condition {
  /** Two with the same name come to the same. */
  readonly name: string;
  readonly negated: boolean;
  /** It is a variable as it is, and may come to either whatever others come to. */
  readonly free: boolean;
}

/** The conditions of a template that are not known. */
class Conditions {
  readonly #all = new Map<string, Condition>();

  note(condition: Condition): void {
    this.#all.set(condition.name, condition);
  }

  /** Every combination of what they may come to; none where some of these may be impossible, or they are too many. */
  outcomes(): Outcomes[] {
    const all = [...this.#all.values()];
    const arePossible = all.length === 1 || (all.length <= MAX_CONDITIONS && all.every(({ free }) => free));
    if (all.length === 0 || !arePossible) return [];
    return all.reduce<Outcomes[]>(
      (rows, { name }) => rows.flatMap((row) => [true, false].map((outcome) => new Map(row).set(name, outcome))),
      [new Map()],
    );
  }
}

type Node =
  | Exclude<TemplatePart, Directive>
  | {
      readonly kind: 'if';
      readonly at: readonly [Span, Span];
      readonly condition: Expression;
      readonly yes: readonly Node[];
      readonly no: readonly Node[];
    }
  | {
      readonly kind: 'for';
      readonly at: readonly [Span, Span];
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
      nodes.push({ kind: 'if', at: [part, parts[last]!], condition: part.value, yes: body, no });
      i = last + 1;
    } else if (part.keyword === 'for' && part.value) {
      if (!isDirective(parts[end], 'endfor')) return [nodes, from];
      nodes.push({ kind: 'for', at: [part, parts[end]!], names: part.names, collection: part.value, body });
      i = end + 1;
    } else break;
  }
  return [nodes, i];
}

function isDirective(part: TemplatePart | undefined, keyword: Directive['keyword']): boolean {
  return part?.kind === 'directive' && part.keyword === keyword;
}

/** What a stretch of a template gives. */
interface Written {
  readonly pieces: readonly TemplatePiece[];
  readonly text: Text;
}

class Writer {
  readonly #file: ModuleFile;
  readonly #cooked: ReadonlyMap<TemplateText, CookedText>;
  readonly #evaluate: EvaluateWith;
  readonly #conditions: Conditions;
  readonly #outcomes: Outcomes;
  #rounds = 0;
  #left = MAX_TEXT;

  constructor(
    file: ModuleFile,
    cooked: ReadonlyMap<TemplateText, CookedText>,
    evaluate: EvaluateWith,
    conditions: Conditions,
    outcomes: Outcomes,
  ) {
    this.#file = file;
    this.#cooked = cooked;
    this.#evaluate = evaluate;
    this.#conditions = conditions;
    this.#outcomes = outcomes;
  }

  write(nodes: readonly Node[], names: Names): Written | 'fails' {
    const pieces: TemplatePiece[] = [];
    const texts: Text[] = [];
    for (const node of nodes) {
      const written = --this.#left < 0 ? unknownOf(node) : this.#node(node, names);
      if (written === 'fails') return written;
      pieces.push(...written.pieces);
      texts.push(written.text);
      if (node.kind === 'text' || node.kind === 'interpolation') this.#left -= lengthOf(written.text);
    }
    return { pieces, text: this.#left < 0 ? ANY : concat(...texts) };
  }

  #node(node: Node, names: Names): Written | 'fails' {
    switch (node.kind) {
      case 'text':
        return this.#piece(textPiece(node, this.#cooked));
      case 'interpolation':
        return this.#piece(valuePiece(node, this.#evaluate(node.value, names)));
      case 'if':
        return this.#choice(node, names);
      case 'for':
        return this.#loop(node, names);
    }
  }

  #piece(piece: TemplatePiece): Written | 'fails' {
    const text =
      piece.kind === 'value' ? templateText(piece.value) : literal(piece.kind === 'text' ? piece.cooked : '');
    const repeated = this.#rounds > 0 ? { repeated: true } : {};
    return text === 'fails' ? text : { pieces: [{ ...piece, ...repeated }], text };
  }

  #choice(node: Node & { kind: 'if' }, names: Names): Written | 'fails' {
    const at = inFile(this.#file.id, node.condition);
    const value = convert(this.#evaluate(node.condition, names), BOOL, at);
    if (value.kind === 'null' || fails(value)) return 'fails';
    const condition = value.kind === 'bool' ? undefined : this.#conditionOf(node.condition, names);
    const chosen = value.kind === 'bool' ? value.value : condition && this.#outcomes.get(condition.name);
    if (chosen !== undefined) {
      const branch = this.write(chosen !== (condition?.negated ?? false) ? node.yes : node.no, names);
      return branch === 'fails' ? branch : between(node, branch);
    }
    // Within a loop it may come to something else in each round.
    if (condition && this.#rounds === 0) this.#conditions.note(condition);
    const branches = [this.write(node.yes, names), this.write(node.no, names)].filter((branch) => branch !== 'fails');
    return { ...unknownOf(node), text: commonText(branches.map(({ text }) => text)) };
  }

  #conditionOf(expression: Expression, names: Names): Condition {
    if (expression.kind === 'parentheses') return this.#conditionOf(expression.value, names);
    if (expression.kind === 'unary' && expression.operator === '!') {
      const condition = this.#conditionOf(expression.operand, names);
      return { ...condition, negated: !condition.negated };
    }
    const value = this.#evaluate(expression, names);
    if (value.kind === 'reference')
      return { name: value.address, negated: false, free: /(?:^|\.)var\.[^.[]+$/.test(value.address) };
    const name = this.#file.text.slice(expression.start, expression.end);
    return { name, negated: false, free: false };
  }

  #loop(node: Node & { kind: 'for' }, names: Names): Written | 'fails' {
    const elements = elementsOf(this.#evaluate(node.collection, names));
    if (elements === 'fails') return elements;
    if (!elements || elements.open || elements.pairs.length > MAX_ROUNDS) return unknownOf(node);
    const rounds: Written[] = [];
    const [first, second] = node.names;
    for (const [key, value] of elements.pairs) {
      const inner = new Map(names);
      if (second !== undefined && first !== undefined) inner.set(first, key).set(second, value);
      else if (first !== undefined) inner.set(first, value);
      this.#rounds++;
      const round = this.write(node.body, inner);
      this.#rounds--;
      if (round === 'fails') return round;
      rounds.push(round);
    }
    const text = concat(...rounds.map((round) => round.text));
    return between(node, { pieces: rounds.flatMap(({ pieces }) => pieces), text });
  }
}

type Block = Extract<Node, { kind: 'if' | 'for' }>;

/** What a block gives, between the directives where it begins and ends. */
function between({ at: [first, last] }: Block, { pieces, text }: Written): Written {
  const seam = (at: Span): TemplatePiece => ({ kind: 'directive', span: spanOf(at), certain: true });
  return { pieces: [seam(first), ...pieces, seam(last)], text };
}

/** What stands for any text. */
function unknownOf(node: Node): Written {
  const span = 'at' in node ? { start: node.at[0].start, end: node.at[1].end } : spanOf(node);
  return { pieces: [{ kind: 'directive', span, certain: false }], text: ANY };
}
