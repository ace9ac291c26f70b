/** What the names of a module mean: locals, variables, `each`, outputs of modules, attributes of resources. */
import type { Variable } from '../hcl/nodes.ts';
import { inFile, type SourceRange } from '../text/range.ts';
import { known } from '../value/text.ts';
import { optionsOf, reachedVia, stringAt, unknownAt, type Value } from '../value/value.ts';
import { fails } from './certainty.ts';
import { typeFrom } from './constraint.ts';
import { convert } from './convert.ts';
import type { Resting } from './defaults.ts';
import type { Evaluator, Repetition, Scope } from './evaluate.ts';
import { elementsOf } from './loops.ts';
import { attributeOf, type Declaration, fileOf, ROOT_PATH } from './module.ts';
import { resolveResource } from './resources.ts';
import { addressOf, attributeStep, indexStep, type Step } from './traversal.ts';

/** More instances than these are not told apart. */
export const MAX_REPETITIONS = 50;
/** Longer ways than these are not told in full. */
const MAX_VIA = 100;

export class Names {
  readonly #evaluator: Evaluator;
  readonly #locals = new Map<string, Resting<Value>>();
  readonly #active = new Set<string>();

  constructor(evaluator: Evaluator) {
    this.#evaluator = evaluator;
  }

  /** The value of a traversal that begins with a name. */
  resolve(root: Variable, steps: readonly Step[], scope: Scope, at: SourceRange): Value {
    const bound = scope.names.get(root.name);
    if (bound) return this.#follow(bound, steps, scope, at);
    const [first, ...rest] = steps;
    if (first?.kind === 'get') {
      if (root.name === 'local') return this.#follow(this.#local(first.name, at), rest, scope, at);
      if (root.name === 'var') return this.#follow(this.#variable(first.name, at), rest, scope, at);
      if (root.name === 'path' && first.name === 'module') return stringAt(this.#evaluator.module.path, at);
      if (root.name === 'path' && first.name === 'root') return stringAt(ROOT_PATH, at);
    }
    if (root.name === 'each' || root.name === 'count' || root.name === 'self')
      return this.#repetition(root, steps, scope, at);
    const output = root.name === 'module' ? this.#moduleOutput(steps, scope, at) : undefined;
    if (output) return output;
    const address = `${this.#evaluator.path}${addressOf(root, steps)}`;
    return resolveResource(this.#evaluator, root, steps, at) ?? { kind: 'reference', address, at };
  }

  /** Runs an evaluation that has a name, so that a cycle ends. */
  guarded(name: string, at: SourceRange, run: () => Value): Value {
    if (this.#active.has(name)) return unknownAt(`${name} refers to itself`, at);
    this.#active.add(name);
    try {
      return run();
    } finally {
      this.#active.delete(name);
    }
  }

  /** Applies steps to a value that is at hand. */
  #follow(value: Value, steps: readonly Step[], scope: Scope, at: SourceRange): Value {
    return steps.reduce(
      (result, step) =>
        step.kind === 'get'
          ? attributeStep(result, step.name, at)
          : indexStep(result, this.#evaluator.evaluate(step.key, scope), at),
      value,
    );
  }

  #local(name: string, use: SourceRange): Value {
    const local = this.#evaluator.module.local(name);
    if (!local) return unknownAt(`local.${name} is not declared`, use);
    const { attribute, file } = local;
    const known = this.#locals.get(name);
    if (known) {
      this.#evaluator.defaults.note(known);
      return reached(known.result, use);
    }
    const found = this.#evaluator.defaults.during(() =>
      this.guarded(`local.${name}`, inFile(file.id, attribute.value), () =>
        this.#evaluator.evaluate(attribute.value, this.#evaluator.scope(file)),
      ),
    );
    this.#locals.set(name, found);
    return reached(found.result, use);
  }

  #variable(name: string, use: SourceRange): Value {
    const { module, path, call, options, defaults } = this.#evaluator;
    const declaration = module.find(`var.${name}`);
    const reference: Value = { kind: 'reference', address: `${path}var.${name}`, at: use };
    const given = this.#given(name, declaration, use);
    if (given && !this.#isNullable(declaration))
      return withoutNull(given, () => this.#default(declaration, use) ?? reference);
    if (given) return given;
    const isOpen = !options.variableDefaults || options.withoutDefault === `var.${name}`;
    const value = isOpen && !call ? undefined : this.#default(declaration, use);
    // A call that leaves a variable out has its default for certain.
    if (value && !call) defaults.noteDefault(`var.${name}`);
    return value ?? reference;
  }

  /** What a call or a file of settings sets a variable to. */
  #given(name: string, declaration: Declaration | undefined, use: SourceRange): Value | undefined {
    const { module, call } = this.#evaluator;
    const argument = call?.argument(name);
    if (argument) return reached(this.#typed(declaration, argument), use);
    const setting = call ? undefined : module.variableSetting(name);
    if (!setting) return undefined;
    const value = this.#evaluator.evaluate(setting.attribute.value, this.#evaluator.scope(setting.file));
    const place = inFile(setting.file.id, setting.attribute.value);
    // A conversion may make a value of its own.
    return { ...this.#typed(declaration, placedAt(value, use, place)), setting: place };
  }

  /** A variable's default; undefined where there is none, or an empty one that somebody is still meant to set. */
  #default(declaration: Declaration | undefined, use: SourceRange): Value | undefined {
    const attribute = declaration && attributeOf(declaration.block, 'default');
    if (!declaration || !attribute) return undefined;
    const scope = this.#evaluator.scope(fileOf(declaration, attribute));
    const value = this.#evaluator.evaluate(attribute.value, scope);
    return isEmptyDefault(value) && !this.#evaluator.call ? undefined : reached(this.#typed(declaration, value), use);
  }

  /** Whether null stays null: with `nullable = false` it stands for the default. */
  #isNullable(declaration: Declaration | undefined): boolean {
    const attribute = declaration && attributeOf(declaration.block, 'nullable');
    if (!declaration || !attribute) return true;
    const value = this.#evaluator.evaluate(attribute.value, this.#evaluator.scope(fileOf(declaration, attribute)));
    return !(value.kind === 'bool' && !value.value);
  }

  /** A variable's value as its type wants it. One that cannot be converted, which Terraform refuses, stays as it is. */
  #typed(declaration: Declaration | undefined, value: Value): Value {
    const type = declaration && attributeOf(declaration.block, 'type');
    if (!type) return value;
    const scope = this.#evaluator.scope(fileOf(declaration, type));
    const wanted = typeFrom(type.value, (part) => this.#evaluator.evaluate(part, scope));
    const converted = convert(value, wanted, value.at);
    return fails(converted) ? value : converted;
  }

  /** `each.key`, `each.value`, `count.index`: one of the values that the block's `for_each` has, where they are known. */
  #repetition(root: Variable, steps: readonly Step[], scope: Scope, at: SourceRange): Value {
    const [first, ...rest] = steps;
    const { module, path, options: known } = this.#evaluator;
    const chosen = scope.owner === undefined ? undefined : known.repetitions?.get(`${path}${scope.owner}`);
    const only = first?.kind === 'get' ? chosen?.[first.name as keyof Repetition] : undefined;
    if (only) return this.#follow(reached(only, at), rest, scope, at);
    const declaration = scope.owner === undefined ? undefined : module.find(scope.owner);
    const each = root.name === 'each' && declaration ? this.#evaluator.attribute(declaration, 'for_each') : undefined;
    const options = first?.kind === 'get' && each ? repetitions(each, first.name) : undefined;
    if (!options) return { kind: 'reference', address: `${path}${addressOf(root, steps)}@${scope.owner ?? ''}`, at };
    const values = options.map((option) => this.#follow(reached(option, at), rest, scope, at));
    return values.length === 1 ? values[0]! : { kind: 'one-of', options: values.flatMap(optionsOf), at };
  }

  /** An output of a local module: `module.a.arn`, also with an index. */
  #moduleOutput(steps: readonly Step[], scope: Scope, at: SourceRange): Value | undefined {
    const [name, ...rest] = steps;
    const names = rest[0]?.kind === 'index' ? rest.slice(1) : rest;
    const [output, ...inner] = names;
    const declaration = name?.kind === 'get' ? this.#evaluator.module.find(`module.${name.name}`) : undefined;
    const child = declaration && this.#evaluator.child(declaration);
    const found = output?.kind === 'get' ? child?.module.find(`output.${output.name}`) : undefined;
    const value = found && child?.attribute(found, 'value');
    return value && this.#follow(reached(value, at), inner, scope, at);
  }
}

function reached(value: Value, use: SourceRange): Value {
  return (value.via ?? []).length < MAX_VIA ? reachedVia(value, use) : value;
}

/** A value for a variable that takes its default in the place of null. */
function withoutNull(value: Value, own: () => Value): Value {
  if (value.kind === 'null') return own();
  return value.kind === 'one-of'
    ? { ...value, options: value.options.map((option) => withoutNull(option, own)) }
    : value;
}

function isEmptyDefault(value: Value): boolean {
  if (value.kind === 'null') return true;
  if (value.kind === 'string') return known(value.text) === '';
  if (value.kind === 'list') return value.items.length === 0;
  return value.kind === 'object' && value.entries.length === 0;
}

/** What `each.key` or `each.value` may be; undefined where the collection is not known in full, or has too many. */
function repetitions(each: Value, name: string): Value[] | undefined {
  if (name !== 'key' && name !== 'value') return undefined;
  return eachOf(each)?.map((repetition) => repetition[name]);
}

/** What a block's `for_each` repeats it for; undefined where the collection is not known in full, or has too many. */
export function eachOf(each: Value): { readonly key: Value; readonly value: Value }[] | undefined {
  const elements = each.kind === 'list' || each.kind === 'object' ? elementsOf(each) : undefined;
  if (!elements || elements === 'fails' || !('open' in each) || each.open) return undefined;
  const { pairs } = elements;
  if (pairs.length === 0 || pairs.length > MAX_REPETITIONS) return undefined;
  // A set's elements are keys and values at once.
  return pairs.map(([key, value]) => ({ key: each.kind === 'list' ? value : key, value }));
}

/** A value from a file that is no part of the module (`terraform.tfvars`): it counts as standing where it is used. */
function placedAt(value: Value, at: SourceRange, setting: SourceRange): Value {
  switch (value.kind) {
    case 'string':
      return { kind: 'string', text: value.text, at, setting };
    case 'list':
      return {
        kind: 'list',
        items: value.items.map((item) => placedAt(item, at, setting)),
        open: value.open,
        at,
        setting,
      };
    case 'object':
      return {
        kind: 'object',
        entries: value.entries.map((entry) => ({
          key: { kind: 'string', text: entry.key.text, at },
          value: placedAt(entry.value, at, setting),
          at,
        })),
        open: value.open,
        at,
        setting,
      };
    default:
      return { ...value, at, setting };
  }
}
