import type { Binary, Expression, For, ObjectLiteral, Template, Variable } from '../hcl/nodes.ts';
import { inFile, type SourceRange } from '../text/range.ts';
import { concat, known, literal, type Text } from '../value/text.ts';
import {
  type Entry,
  isOpaque,
  knownString,
  type ObjectValue,
  optionsOf,
  reachedVia,
  type StringValue,
  stringAt,
  type TemplateSource,
  textOf,
  unknownAt,
  type Value,
} from '../value/value.ts';
import { readFile, renderFile } from './files.ts';
import { callFunction } from './functions.ts';
import { attributeOf, type Declaration, fileOf, type Local, type Module, type ModuleFile } from './module.ts';
import { canonicalNumber, wholeNumber } from './numbers.ts';
import { resolveResource } from './resources.ts';
import { templateSource } from './templates.ts';

/** Where an expression stands and which names hold there. */
export interface Scope {
  readonly file: ModuleFile;
  /** The names of enclosing `for` expressions. */
  readonly names: ReadonlyMap<string, Value>;
  /** The block in which `each`, `count` and `self` have a meaning. */
  readonly owner?: string;
}

export interface EvaluationOptions {
  /** Whether a variable without another value has its default. Empty defaults never count: the caller is meant to set them. */
  readonly variableDefaults: boolean;
}

/** How a module is used by another one. */
export interface ModuleCall {
  /** The call's block. */
  readonly declaration: Declaration;
  /** What the call sets a variable to; undefined where it leaves the default. */
  readonly argument: (name: string) => Value | undefined;
}

/** Deeper calls are not followed; real code stays below five. */
const MAX_CALLS = 8;

/** No trust policy nears these; they keep a hostile file from taking the machine's time or memory. */
const MAX_STEPS = 200_000;
const MAX_TEXT = 100_000;
const MAX_ITEMS = 10_000;
/** More instances than these are not told apart. */
const MAX_REPETITIONS = 50;

/** Evaluates the expressions of one module. Never throws and always ends; what is not certain is unknown, with a reason. */
export class Evaluator {
  readonly module: Module;
  readonly options: EvaluationOptions;
  /** `module.a.module.b.`: comes before every address; empty where the module is analysed by itself. */
  readonly path: string;
  readonly call: ModuleCall | undefined;
  /** Every use of a module that was reached so far, by its path. */
  readonly instances: Map<string, Evaluator>;
  /** The variables whose default was used since the evaluator was made, where a caller might set another. */
  readonly usedDefaults = new Set<string>();
  readonly #locals = new Map<string, Value>();
  readonly #attributes = new Map<string, Value>();
  readonly #active = new Set<string>();
  #steps = 0;
  #depth = 0;

  constructor(module: Module, options: EvaluationOptions, parent?: Evaluator, call?: ModuleCall) {
    this.module = module;
    this.options = options;
    this.call = call;
    this.path = parent && call ? `${parent.path}${call.declaration.address}.` : '';
    this.instances = parent?.instances ?? new Map();
    this.instances.set(this.path, this);
  }

  /** The module that a call uses, with the values of this call; undefined for remote modules. */
  child(declaration: Declaration): Evaluator | undefined {
    const known = this.instances.get(`${this.path}${declaration.address}.`);
    if (known) return known;
    const source = this.attribute(declaration, 'source');
    const module = source && this.module.child(knownString(source) ?? '');
    if (!module || this.path.split('.').length > 2 * MAX_CALLS) return undefined;
    return new Evaluator(module, this.options, this, {
      declaration,
      argument: (name) => this.attribute(declaration, name),
    });
  }

  scope(file: ModuleFile, owner?: string): Scope {
    return owner === undefined ? { file, names: new Map() } : { file, names: new Map(), owner };
  }

  /** The value of an expression, in a scope. */
  evaluate(expression: Expression, scope: Scope): Value {
    if (++this.#steps > MAX_STEPS || this.#depth > 200)
      return unknownAt('the expression is too large to follow', inFile(scope.file.id, expression));
    this.#depth++;
    try {
      return this.#evaluate(expression, scope);
    } finally {
      this.#depth--;
    }
  }

  /** The value of a declaration's argument; undefined when the block does not set it. */
  attribute(declaration: Declaration, name: string): Value | undefined {
    const attribute = attributeOf(declaration.block, name);
    if (!attribute) return undefined;
    const key = `${declaration.address}.${name}`;
    const cached = this.#attributes.get(key);
    if (cached && this.module.find(declaration.address) === declaration) return cached;
    const file = fileOf(declaration, attribute);
    const value = this.#guarded(key, inFile(file.id, attribute.value), () =>
      this.evaluate(attribute.value, this.scope(file, declaration.address)),
    );
    this.#attributes.set(key, value);
    return value;
  }

  #evaluate(expression: Expression, scope: Scope): Value {
    const at = inFile(scope.file.id, expression);
    switch (expression.kind) {
      case 'number': {
        const text = canonicalNumber(expression.text);
        return text === undefined ? unknownAt('the number is not read', at) : { kind: 'number', text, at };
      }
      case 'keyword':
        return expression.value === null ? { kind: 'null', at } : { kind: 'bool', value: expression.value, at };
      case 'template':
        return this.#template(expression, scope);
      case 'tuple':
        return {
          kind: 'list',
          at,
          dialect: 'hcl',
          open: !expression.complete,
          items: expression.items.map((item) => this.evaluate(item, scope)),
        };
      case 'object':
        return this.#object(expression, scope);
      case 'parentheses':
        return { ...this.evaluate(expression.value, scope) };
      case 'conditional':
        return this.#conditional(
          this.evaluate(expression.condition, scope),
          () => this.evaluate(expression.yes, scope),
          () => this.evaluate(expression.no, scope),
          at,
        );
      case 'binary':
        return this.#binary(expression, scope);
      case 'unary':
        return this.#unary(expression.operator, this.evaluate(expression.operand, scope), at);
      case 'for':
        return this.#for(expression, scope);
      case 'call':
        return this.#call(expression, scope);
      case 'variable':
      case 'get':
      case 'index':
        return this.#traversal(expression, scope);
      case 'splat':
        return this.#splat(expression, scope);
      case 'splat-item':
        return scope.names.get(SPLAT_ITEM) ?? unknownAt('there is no element here', at);
      case 'missing':
        return unknownAt('the expression is not written yet', at);
    }
  }

  #template(template: Template, scope: Scope): Value {
    const at = inFile(scope.file.id, template);
    const only = template.parts[0];
    if (template.form === 'quoted' && template.parts.length === 1 && only?.kind === 'interpolation') {
      return this.evaluate(only.value, scope);
    }
    const source = templateSource(scope.file, template, (part) => this.evaluate(part, scope));
    const texts = templateTexts(source, template.form === 'quoted' ? MAX_REPETITIONS : 1);
    if (texts.length > 1) return { kind: 'one-of', options: texts.map((text) => ({ kind: 'string', text, at })), at };
    const text = texts[0] ?? [{ key: undefined }];
    const plain = source.pieces.every((piece) => piece.kind === 'text') && template.form === 'quoted';
    return { kind: 'string', text, at, template: source, ...(plain ? { dialect: 'hcl' as const } : {}) };
  }

  #object(object: ObjectLiteral, scope: Scope): ObjectValue {
    const entries = object.entries.map(
      (entry): Entry => ({
        key: this.#key(entry.key, scope),
        value: this.evaluate(entry.value, scope),
        at: inFile(scope.file.id, entry),
      }),
    );
    return { kind: 'object', at: inFile(scope.file.id, object), dialect: 'hcl', open: !object.complete, entries };
  }

  /** A bare word in key position is the key itself. */
  #key(key: Expression, scope: Scope): StringValue {
    const at = inFile(scope.file.id, key);
    if (key.kind === 'variable') return { kind: 'string', text: literal(key.name), at, dialect: 'hcl' };
    const value = this.evaluate(key, scope);
    const text = limited(textOf(value) ?? [{ key: undefined }]);
    const { dialect, template } = value.kind === 'string' ? value : {};
    return {
      kind: 'string',
      text,
      at,
      ...(dialect ? { dialect } : {}),
      ...(template ? { template } : {}),
      ...(value.via ? { via: value.via } : {}),
    };
  }

  #conditional(condition: Value, yes: () => Value, no: () => Value, at: SourceRange): Value {
    if (condition.kind === 'bool') return condition.value ? yes() : no();
    return { kind: 'one-of', options: [...optionsOf(yes()), ...optionsOf(no())], at };
  }

  #binary(expression: Binary, scope: Scope): Value {
    const at = inFile(scope.file.id, expression);
    const left = this.evaluate(expression.left, scope);
    const right = this.evaluate(expression.right, scope);
    const answer = compare(expression.operator, left, right);
    return answer === undefined ? unknownAt('the operation is not followed', at) : { kind: 'bool', value: answer, at };
  }

  #unary(operator: '-' | '!', operand: Value, at: SourceRange): Value {
    if (operator === '!' && operand.kind === 'bool') return { kind: 'bool', value: !operand.value, at };
    if (operator === '-' && operand.kind === 'number') {
      const text = canonicalNumber(operand.text.startsWith('-') ? operand.text.slice(1) : `-${operand.text}`);
      if (text !== undefined) return { kind: 'number', text, at };
    }
    return unknownAt('the operation is not followed', at);
  }

  #for(expression: For, scope: Scope): Value {
    const at = inFile(scope.file.id, expression);
    const collection = this.evaluate(expression.collection, scope);
    const pairs = pairsOf(collection);
    const isObject = expression.form === 'object';
    if (!pairs || pairs.length > MAX_ITEMS || expression.grouping) {
      return isObject ? { kind: 'object', entries: [], open: true, at } : { kind: 'list', items: [], open: true, at };
    }
    let open = collection.kind === 'list' || collection.kind === 'object' ? collection.open : true;
    const entries: Entry[] = [];
    const items: Value[] = [];
    for (const [key, value] of pairs) {
      const names = new Map(scope.names);
      const [first, second] = expression.names;
      if (second !== undefined && first !== undefined) names.set(first, key).set(second, value);
      else if (first !== undefined) names.set(first, value);
      const inner = { ...scope, names };
      const wanted = expression.condition ? this.evaluate(expression.condition, inner) : undefined;
      if (wanted?.kind === 'bool' && !wanted.value) continue;
      if (wanted && wanted.kind !== 'bool') {
        open = true;
        continue;
      }
      const result = this.evaluate(expression.value, inner);
      if (isObject && expression.key) {
        const text = textOf(this.evaluate(expression.key, inner)) ?? [{ key: undefined }];
        const keyAt = inFile(scope.file.id, expression.key);
        entries.push({ key: { kind: 'string', text, at: keyAt }, value: result, at });
      } else items.push(result);
    }
    return isObject ? { kind: 'object', entries, open, at } : { kind: 'list', items, open, at };
  }

  #call(expression: Expression & { kind: 'call' }, scope: Scope): Value {
    const at = inFile(scope.file.id, expression);
    if (!expression.complete) return unknownAt('the call is not finished', at);
    const args = expression.args.map((arg) => this.evaluate(arg, scope));
    if (expression.expandFinal) {
      const last = args.pop();
      if (last?.kind !== 'list' || last.open) return unknownAt('the expanded argument is not known', at);
      args.push(...last.items);
    }
    const value = this.#read(expression.name, args, at) ?? callFunction(expression.name, args, at);
    return value.kind === 'string' ? { ...value, text: limited(value.text) } : value;
  }

  /** The functions that read another file of the workspace. */
  #read(name: string, [path, variables]: readonly Value[], at: SourceRange): Value | undefined {
    if (name === 'file') return readFile(this.module, path, at);
    if (name !== 'templatefile') return undefined;
    return renderFile(this.module, path, variables, at, (expression, file, names) =>
      this.evaluate(expression, { file, names }),
    );
  }

  #splat(expression: Expression & { kind: 'splat' }, scope: Scope): Value {
    const at = inFile(scope.file.id, expression);
    const target = this.evaluate(expression.target, scope);
    if (target.kind !== 'list') return { kind: 'list', items: [], open: true, at };
    const items = target.items.map((item) => {
      const names = new Map(scope.names).set(SPLAT_ITEM, item);
      return this.evaluate(expression.each, { ...scope, names });
    });
    return { kind: 'list', items, open: target.open, at };
  }

  #traversal(expression: Expression, scope: Scope): Value {
    const path = pathOf(expression);
    const at = inFile(scope.file.id, expression);
    if (!path) {
      if (expression.kind === 'get') return step(this.evaluate(expression.target, scope), expression.name, at);
      if (expression.kind === 'index') return this.#index(expression, scope, at);
      return unknownAt('the reference is not finished', at);
    }
    const { root, steps } = path;
    const bound = scope.names.get(root.name);
    if (bound) return follow(bound, steps, scope, this, at);
    const [first] = steps;
    if (root.name === 'local' && first?.kind === 'get')
      return follow(this.#local(first.name, at), steps.slice(1), scope, this, at);
    if (root.name === 'var' && first?.kind === 'get')
      return follow(this.#variable(first.name, at), steps.slice(1), scope, this, at);
    if (root.name === 'each' || root.name === 'count' || root.name === 'self') {
      return this.#repetition(root, steps, scope, at);
    }
    if (root.name === 'path' && first?.kind === 'get' && first.name === 'module') return stringAt('.', at);
    if (root.name === 'module') {
      const output = this.#moduleOutput(steps, scope, at);
      if (output) return output;
    }
    const address = `${this.path}${addressOf(root, steps)}`;
    return resolveResource(this, root, steps, at) ?? { kind: 'reference', address, at };
  }

  #index(expression: Expression & { kind: 'index' }, scope: Scope, at: SourceRange): Value {
    const target = this.evaluate(expression.target, scope);
    const key = this.evaluate(expression.key, scope);
    const name = key.kind === 'number' ? wholeNumber(key.text) : knownString(key);
    if (name === undefined) return unknownAt('the index is not known', at);
    return step(target, name, at);
  }

  /** An output of a local module: `module.a.arn`, also with an index. */
  #moduleOutput(steps: readonly Step[], scope: Scope, at: SourceRange): Value | undefined {
    const [name, ...rest] = steps;
    const names = rest[0]?.kind === 'index' ? rest.slice(1) : rest;
    const [output, ...inner] = names;
    const declaration = name?.kind === 'get' ? this.module.find(`module.${name.name}`) : undefined;
    const child = declaration && this.child(declaration);
    const found = output?.kind === 'get' ? child?.module.find(`output.${output.name}`) : undefined;
    const value = found && child?.attribute(found, 'value');
    return value && follow(reachedVia(value, at), inner, scope, this, at);
  }

  /** `each.key`, `each.value`, `count.index`: one of the values that the block's `for_each` has, where they are known. */
  #repetition(root: Variable, steps: readonly Step[], scope: Scope, at: SourceRange): Value {
    const [first, ...rest] = steps;
    const declaration = scope.owner === undefined ? undefined : this.module.find(scope.owner);
    const each = root.name === 'each' && declaration ? this.attribute(declaration, 'for_each') : undefined;
    const options = first?.kind === 'get' && each ? repetitions(each, first.name) : undefined;
    if (!options)
      return { kind: 'reference', address: `${this.path}${addressOf(root, steps)}@${scope.owner ?? ''}`, at };
    const values = options.map((option) => follow(option, rest, scope, this, at));
    return values.length === 1 ? values[0]! : { kind: 'one-of', options: values.flatMap(optionsOf), at };
  }

  #local(name: string, use: SourceRange): Value {
    const local = this.module.local(name);
    if (!local) return unknownAt(`local.${name} is not declared`, use);
    const cached = this.#locals.get(name) ?? this.#localValue(name, local);
    return reachedVia(cached, use);
  }

  #localValue(name: string, local: Local): Value {
    const place = inFile(local.file.id, local.attribute.value);
    const value = this.#guarded(`local.${name}`, place, () =>
      this.evaluate(local.attribute.value, this.scope(local.file)),
    );
    this.#locals.set(name, value);
    return value;
  }

  #variable(name: string, use: SourceRange): Value {
    const declaration = this.module.find(`var.${name}`);
    const reference: Value = { kind: 'reference', address: `${this.path}var.${name}`, at: use };
    const argument = this.call?.argument(name);
    if (argument) return argument.kind === 'null' ? reference : reachedVia(argument, use);
    const setting = this.call ? undefined : this.module.variableSetting(name);
    if (setting) return placedAt(this.evaluate(setting.attribute.value, this.scope(setting.file)), use);
    const attribute = declaration && attributeOf(declaration.block, 'default');
    if (!declaration || !attribute || (!this.options.variableDefaults && !this.call)) return reference;
    const value = this.evaluate(attribute.value, this.scope(fileOf(declaration, attribute)));
    if (isEmptyDefault(value)) return reference;
    // A call that leaves a variable out has its default for certain.
    if (!this.call) this.usedDefaults.add(`var.${name}`);
    return reachedVia(value, use);
  }

  /** Runs an evaluation that names itself, so that a cycle ends. */
  #guarded(name: string, at: SourceRange, run: () => Value): Value {
    if (this.#active.has(name)) return unknownAt(`${name} refers to itself`, at);
    this.#active.add(name);
    try {
      return run();
    } finally {
      this.#active.delete(name);
    }
  }
}

/** Names the element inside a splat; no HCL name can be empty. */
const SPLAT_ITEM = '';

/** One step behind a traversal's first name. */
export type Step =
  | { readonly kind: 'get'; readonly name: string }
  | { readonly kind: 'index'; readonly key: Expression };

/** The first name of a traversal and what follows it; undefined when it does not begin with a name. */
function pathOf(expression: Expression): { root: Variable; steps: Step[] } | undefined {
  const steps: Step[] = [];
  let node = expression;
  for (;;) {
    if (node.kind === 'variable') return { root: node, steps: steps.reverse() };
    if (node.kind === 'get') steps.push({ kind: 'get', name: node.name });
    else if (node.kind === 'index') steps.push({ kind: 'index', key: node.key });
    else return undefined;
    node = node.target;
  }
}

/** A traversal as an address: `aws_eks_cluster.a[0].arn`. An index that is no literal is shown by its place, so that it equals only itself. */
export function addressOf(root: Variable, steps: readonly Step[]): string {
  return root.name + steps.map((s) => (s.kind === 'get' ? `.${s.name}` : `[${indexText(s.key)}]`)).join('');
}

function indexText(key: Expression): string {
  if (key.kind === 'number') return key.text;
  return `@${key.start}`;
}

/** Applies steps to a value that is at hand. */
function follow(value: Value, steps: readonly Step[], scope: Scope, evaluator: Evaluator, at: SourceRange): Value {
  let result = value;
  for (const s of steps) {
    if (s.kind === 'get') result = step(result, s.name, at);
    else {
      const key = evaluator.evaluate(s.key, scope);
      const name = key.kind === 'number' ? wholeNumber(key.text) : knownString(key);
      result = name === undefined ? unknownAt('the index is not known', at) : step(result, name, at);
    }
  }
  return result;
}

/** One attribute or element of a value. */
function step(value: Value, name: string | number, at: SourceRange): Value {
  switch (value.kind) {
    case 'object': {
      const found = value.entries.findLast((entry) => known(entry.key.text) === String(name));
      if (found) return reachedVia(found.value, at);
      return unknownAt(`there is no "${name}" here`, at);
    }
    case 'list': {
      const found = typeof name === 'number' ? value.items[name] : undefined;
      return found && !value.open ? reachedVia(found, at) : unknownAt(`there is no element ${name} here`, at);
    }
    case 'one-of':
      return { kind: 'one-of', options: value.options.map((option) => step(option, name, at)), at };
    case 'reference':
      return {
        kind: 'reference',
        address: `${value.address}${typeof name === 'number' ? `[${name}]` : `.${name}`}`,
        at,
      };
    case 'string':
    case 'number':
    case 'bool':
    case 'null':
    case 'encoded':
    case 'unknown':
      return unknownAt(value.kind === 'unknown' ? value.why : 'this has no attributes', at);
  }
}

/** The texts that a template may have, one for each combination of what its expressions may be; one with holes where there are too many. */
function templateTexts(source: TemplateSource, most: number): Text[] {
  if (!source.complete) return [[{ key: undefined }]];
  const [only] = source.pieces;
  if (!only) return [literal('')];
  if (source.pieces.length === 1 && only.kind === 'text') return [limited(literal(only.cooked))];
  let texts: Text[] = [[]];
  for (const piece of source.pieces) {
    const options = pieceTexts(piece);
    const chosen = options.length * texts.length <= most ? options : [[{ key: undefined }]];
    texts = texts.flatMap((text) => chosen.map((option) => limited(concat(text, option))));
  }
  return texts;
}

function pieceTexts(piece: TemplateSource['pieces'][number]): Text[] {
  if (piece.kind === 'text') return [literal(piece.cooked)];
  if (piece.kind === 'directive') return [[{ key: undefined }]];
  return optionsOf(piece.value).map((value) => textOf(value) ?? [{ key: undefined }]);
}

/** What `each.key` or `each.value` may be; undefined where the collection is not known in full, or has too many. */
function repetitions(each: Value, name: string): Value[] | undefined {
  const pairs = pairsOf(each);
  if (!pairs || pairs.length === 0 || pairs.length > MAX_REPETITIONS || !('open' in each) || each.open)
    return undefined;
  if (name === 'value') return pairs.map(([, value]) => value);
  // A set's elements are keys and values at once.
  return name === 'key' ? pairs.map(([key, value]) => (each.kind === 'list' ? value : key)) : undefined;
}

/** A value from a file that is no part of the module (`terraform.tfvars`): it counts as standing where it is used. */
function placedAt(value: Value, at: SourceRange): Value {
  switch (value.kind) {
    case 'string':
      return { kind: 'string', text: value.text, at };
    case 'list':
      return { kind: 'list', items: value.items.map((item) => placedAt(item, at)), open: value.open, at };
    case 'object':
      return {
        kind: 'object',
        entries: value.entries.map((entry) => ({
          key: { kind: 'string', text: entry.key.text, at },
          value: placedAt(entry.value, at),
          at,
        })),
        open: value.open,
        at,
      };
    default:
      return { ...value, at };
  }
}

/** Keys and values of a collection that is seen at least in part. */
function pairsOf(value: Value): [Value, Value][] | undefined {
  if (value.kind === 'list')
    return value.items.map((item, i) => [{ kind: 'number', text: String(i), at: item.at }, item]);
  if (value.kind === 'object') return value.entries.map((entry) => [entry.key, entry.value]);
  return undefined;
}

function compare(operator: Binary['operator'], left: Value, right: Value): boolean | undefined {
  if (operator === '&&' || operator === '||') return logical(operator, left, right);
  if (isOpaque(left) || isOpaque(right)) return undefined;
  if (operator === '==' || operator === '!=') {
    const same = sameScalar(left, right);
    return same === undefined ? undefined : same === (operator === '==');
  }
  const [a, b] = [left, right].map((value) => (value.kind === 'number' ? wholeNumber(value.text) : undefined));
  if (a === undefined || b === undefined) return undefined;
  if (operator === '<') return a < b;
  if (operator === '<=') return a <= b;
  if (operator === '>') return a > b;
  return operator === '>=' ? a >= b : undefined;
}

function logical(operator: '&&' | '||', left: Value, right: Value): boolean | undefined {
  const [a, b] = [left, right].map((value) => (value.kind === 'bool' ? value.value : undefined));
  if (operator === '&&') return a === false || b === false ? false : a && b;
  return a === true || b === true ? true : a === undefined || b === undefined ? undefined : a || b;
}

function sameScalar(left: Value, right: Value): boolean | undefined {
  if (left.kind === 'null' || right.kind === 'null') return left.kind === right.kind;
  if (left.kind === 'bool' && right.kind === 'bool') return left.value === right.value;
  if (left.kind === 'number' && right.kind === 'number') return left.text === right.text;
  const [a, b] = [knownString(left), knownString(right)];
  return left.kind === 'string' && right.kind === 'string' && a !== undefined && b !== undefined ? a === b : undefined;
}

function isEmptyDefault(value: Value): boolean {
  if (value.kind === 'null') return true;
  if (value.kind === 'string') return known(value.text) === '';
  if (value.kind === 'list') return value.items.length === 0;
  return value.kind === 'object' && value.entries.length === 0;
}

/** Keeps a text that doubles itself through names from filling the memory. */
function limited(text: Text): Text {
  const length = text.reduce((sum, part) => sum + (typeof part === 'string' ? part.length : 1), 0);
  return length > MAX_TEXT ? [{ key: undefined }] : text;
}
