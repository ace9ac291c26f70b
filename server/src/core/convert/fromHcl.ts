/** Reads Terraform expressions as what is written there. */
import { cookTemplate } from '../hcl/cook.ts';
import type { Expression, ObjectEntry, Template } from '../hcl/nodes.ts';
import { partsOf } from '../hcl/visit.ts';
import type { Evaluator, Scope } from '../terraform/evaluate.ts';
import type { ModuleFile } from '../terraform/module.ts';
import type { Span } from '../text/range.ts';
import { optionsOf, textOf, type Value } from '../value/value.ts';
import { shapeOf } from './shape.ts';
import {
  type Computed,
  type Notes,
  refuse,
  textNode,
  type Written,
  type WrittenEntry,
  withDistinctKeys,
} from './written.ts';

/** What JSON would read as a part of itself. */
const SPECIAL = /["\\\x00-\x1f]/;

/** Expressions that may stand over several lines wherever an expression may stand. */
const BRACKETED: ReadonlySet<Expression['kind']> = new Set([
  'call',
  'tuple',
  'object',
  'for',
  'parentheses',
  'template',
]);

export class HclReader {
  readonly file: ModuleFile;
  readonly #evaluator: Evaluator;
  readonly #scope: Scope;

  constructor(evaluator: Evaluator, scope: Scope) {
    this.file = scope.file;
    this.#evaluator = evaluator;
    this.#scope = scope;
  }

  read(expression: Expression): Written {
    switch (expression.kind) {
      case 'object':
        return this.#object(expression);
      case 'tuple': {
        if (!expression.complete) refuse('it is not written to its end');
        const { notes, rest } = this.notes(expression, expression.items);
        const items = expression.items.map((item, i) => ({ value: this.read(item), notes: notes[i]! }));
        return { kind: 'list', items, rest };
      }
      case 'template':
        return this.#template(expression);
      case 'number':
        return { kind: 'raw', text: expression.text };
      case 'keyword':
        return { kind: 'raw', text: String(expression.value) };
      case 'missing':
        return refuse('it is not written to its end');
      default:
        return { kind: 'expression', computed: this.computed(expression) };
    }
  }

  /** Comments between the parts of what stands in brackets. */
  notes(outer: Span, parts: readonly Span[]): { readonly notes: Notes[]; readonly rest: string[] } {
    const notes: { before: string[]; after: string | undefined }[] = parts.map(() => ({
      before: [],
      after: undefined,
    }));
    const rest: string[] = [];
    const { text, tree } = this.file;
    for (const comment of tree.comments) {
      if (comment.start < outer.start || comment.end > outer.end) continue;
      if (parts.some((part) => part.start <= comment.start && comment.end <= part.end)) continue;
      const words = text.slice(comment.start, comment.end).trimEnd();
      const next = parts.findIndex(({ start }) => start >= comment.end);
      const previous = next < 0 ? parts.length - 1 : next - 1;
      const beside = parts[previous] && !text.slice(parts[previous].end, comment.start).includes('\n');
      if (beside && notes[previous]!.after === undefined) notes[previous]!.after = words;
      else if (next < 0) rest.push(words);
      else notes[next]!.before.push(words);
    }
    return { notes, rest };
  }

  /** An expression that keeps its source. */
  computed(expression: Expression): Computed {
    const value = this.#evaluator.evaluate(expression, this.#scope);
    const shape = shapeOf(expression, value, this.#evaluator.module);
    const plain = !holdsQuotes(value) && !this.#insertsQuotes(expression);
    return { source: this.#source(expression), value, shape, plain };
  }

  #object({ entries, complete, start, end }: Expression & { kind: 'object' }): Written {
    if (!complete) refuse('it is not written to its end');
    const { notes, rest } = this.notes({ start, end }, entries);
    const read = entries.map(
      (entry, i): WrittenEntry => ({ key: this.#key(entry), value: this.read(entry.value), notes: notes[i]! }),
    );
    return withDistinctKeys({ kind: 'object', entries: read, rest });
  }

  #key({ key }: ObjectEntry): WrittenEntry['key'] {
    if (key.kind === 'variable') return textNode(key.name);
    const read = this.read(key.kind === 'parentheses' ? key.value : key);
    return read.kind === 'text' || read.kind === 'expression' ? read : refuse('a key is no string');
  }

  #template(template: Template): Written {
    const { parts, form, closed } = template;
    const [only] = parts;
    if (!closed) refuse('it is not written to its end');
    if (form === 'quoted' && parts.length === 1 && only?.kind === 'interpolation') return this.read(only.value);
    if (parts.some(({ kind }) => kind === 'directive'))
      return { kind: 'expression', computed: this.computed(template) };
    const cooked = cookTemplate(this.file.text, template);
    const read = parts.flatMap((part): (string | Computed)[] => {
      if (part.kind === 'interpolation') return [this.computed(part.value)];
      const text = part.kind === 'text' ? cooked.get(part)!.text : '';
      return text === '' ? [] : [text];
    });
    return { kind: 'text', parts: read };
  }

  #source(expression: Expression): string {
    const { text } = this.file;
    const source = text.slice(expression.start, expression.end).replaceAll('\r\n', '\n');
    if (!source.includes('\n')) return source;
    if (hasHeredoc(expression)) refuse('it holds a heredoc');
    const indent = /^[ \t]*/.exec(text.slice(text.lastIndexOf('\n', expression.start - 1) + 1))![0];
    const [first, ...others] = source.split('\n');
    const moved = others.map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line.trimStart()));
    const whole = [first, ...moved].join('\n');
    return BRACKETED.has(expression.kind) ? whole : `(${whole})`;
  }

  /** `join("\", \"", x)` inserts JSON, not text. */
  #insertsQuotes(expression: Expression): boolean {
    if (expression.kind === 'template') {
      const cooked = [...cookTemplate(this.file.text, expression).values()];
      if (cooked.some(({ text }) => SPECIAL.test(text))) return true;
    }
    if (expression.kind === 'call' && expression.name === 'jsonencode') return true;
    return partsOf(expression).some((part) => this.#insertsQuotes(part));
  }
}

function holdsQuotes(value: Value): boolean {
  return optionsOf(value).some((option) =>
    (textOf(option) ?? []).some((part) => typeof part === 'string' && SPECIAL.test(part)),
  );
}

function hasHeredoc(expression: Expression): boolean {
  return (expression.kind === 'template' && expression.form !== 'quoted') || partsOf(expression).some(hasHeredoc);
}
