import type { Call, Expression, For, ObjectLiteral, Splat, Template } from '../hcl/nodes.ts';
import { inFile, type SourceRange } from '../text/range.ts';
import { ANY, literal, type Text } from '../value/text.ts';
import { type Entry, knownString, type ObjectValue, type StringValue, unknownAt, type Value } from '../value/value.ts';
import { failing, fails, markFailing, summaryOf } from './certainty.ts';
import { convert, templateText } from './convert.ts';
import { DefaultUse, type Resting } from './defaults.ts';
import { hasDirectives, renderings } from './directives.ts';
import { isFile, readFile, renderFile } from './files.ts';
import { callFunction } from './functions.ts';
import { collect, elementsOf, type Round, splatElements, splatResult } from './loops.ts';
import { attributeOf, type Declaration, fileOf, type Module, type ModuleFile } from './module.ts';
import { MAX_REPETITIONS, Names } from './names.ts';
import { canonicalNumber, wholeNumber } from './numbers.ts';
import { binary, conditional, unary } from './operators.ts';
import { lengthOf, plainTextOf, templateSource, templateTexts } from './templates.ts';
import { addressOf, attributeStep, indexStep, pathOf, type Step, stepsBehindItem } from './traversal.ts';
import { BOOL, listAs } from './types.ts';

export { addressOf, type Step } from './traversal.ts';

/** Where an expression stands and which names hold there. */
export interface Scope {
  readonly file: ModuleFile;
  /** The names of enclosing `for` expressions. */
  readonly names: ReadonlyMap<string, Value>;
  /** The block in which `each`, `count` and `self` have a meaning. */
  readonly owner?: string;
}

export interface EvaluationOptions {
  /**
   * Whether a variable of the root module without another value has its default. Empty ones never count: whoever uses the module is
   * meant to set them. Of a module that is called, what the call leaves out has its default, empty or not.
   */
  readonly variableDefaults: boolean;
  /** This variable's default does not count, whatever those of the others do: `var.NAME`. */
  readonly withoutDefault?: string;
  /** What `each` and `count` are in blocks of which one instance is looked at, by address; in other blocks they are any of them. */
  readonly repetitions?: ReadonlyMap<string, Repetition>;
}

/** `each.key` and `each.value`, or `count.index`, in one instance of a block. */
export type Repetition = Readonly<Partial<Record<'key' | 'value' | 'index', Value>>>;

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
const MAX_SIZE = 20_000;
const MAX_DEPTH = 200;
/** More texts that a template may have are not told apart. */
const MAX_TEXTS = 50;

const NO_NAMES: ReadonlyMap<string, Value> = new Map();

/** Evaluates the expressions of one module. Never throws and always ends; what is not certain is unknown, with a reason. */
export class Evaluator {
  readonly module: Module;
  readonly options: EvaluationOptions;
  /** `module.a.module.b.`: comes before every address; empty where the module is analysed by itself. */
  readonly path: string;
  readonly call: ModuleCall | undefined;
  /** Every use of a module that was reached so far, by its path. */
  readonly instances: Map<string, Evaluator>;
  /** The variables whose defaults are used where a caller might set another value. One for all uses that hang together. */
  readonly defaults: DefaultUse;
  readonly #attributes = new Map<string, Resting<Value>>();
  readonly #names: Names;
  #steps = 0;
  #depth = 0;

  constructor(module: Module, options: EvaluationOptions, parent?: Evaluator, call?: ModuleCall) {
    this.module = module;
    this.options = options;
    this.call = call;
    this.#names = new Names(this);
    this.path = parent && call ? `${parent.path}${call.declaration.address}.` : '';
    this.instances = parent?.instances ?? new Map();
    this.defaults = parent?.defaults ?? new DefaultUse();
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
    return owner === undefined ? { file, names: NO_NAMES } : { file, names: NO_NAMES, owner };
  }

  /** The value of an expression, in a scope. */
  evaluate(expression: Expression, scope: Scope): Value {
    const at = inFile(scope.file.id, expression);
    if (++this.#steps > MAX_STEPS || this.#depth > MAX_DEPTH) return tooLarge(at);
    this.#depth++;
    try {
      const value = this.#evaluate(expression, scope, at);
      const { size, depth } = summaryOf(value);
      if (size > MAX_SIZE || depth > MAX_DEPTH) return tooLarge(at);
      return value.kind === 'string' && lengthOf(value.text) > MAX_TEXT ? { ...value, text: ANY } : value;
    } finally {
      this.#depth--;
    }
  }

  /** The value of a declaration's argument; undefined when the block does not set it. */
  attribute(declaration: Declaration, name: string): Value | undefined {
    const attribute = attributeOf(declaration.block, name);
    if (!attribute) return undefined;
    const key = `${declaration.address}.${name}`;
    // Of two declarations with one address, the value of the second is not that of the first.
    const isFirst = this.module.find(declaration.address) === declaration;
    const cached = isFirst ? this.#attributes.get(key) : undefined;
    if (cached) {
      this.defaults.note(cached);
      return cached.result;
    }
    const file = fileOf(declaration, attribute);
    const found = this.defaults.during(() =>
      this.#names.guarded(key, inFile(file.id, attribute.value), () =>
        this.evaluate(attribute.value, this.scope(file, declaration.address)),
      ),
    );
    if (isFirst) this.#attributes.set(key, found);
    return found.result;
  }

  #readFile(path: string, isTemplate: boolean): ReturnType<Module['read']> {
    const found = this.module.read(path);
    if (found) this.defaults.noteRead({ instance: this.path, file: found.id, isTemplate });
    return found;
  }

  #evaluate(expression: Expression, scope: Scope, at: SourceRange): Value {
    switch (expression.kind) {
      case 'number': {
        const text = canonicalNumber(expression.text);
        return text === undefined ? unknownAt('the number is not read', at) : { kind: 'number', text, at };
      }
      case 'keyword':
        return expression.value === null ? { kind: 'null', at } : { kind: 'bool', value: expression.value, at };
      case 'template':
        return this.#template(expression, scope, at);
      case 'tuple': {
        const items = expression.items.map((item) => this.evaluate(item, scope));
        return { kind: 'list', at, dialect: 'hcl', open: !expression.complete, items };
      }
      case 'object':
        return this.#object(expression, scope, at);
      case 'parentheses':
        return { ...this.evaluate(expression.value, scope) };
      case 'conditional':
        return this.#charged(
          conditional(
            this.evaluate(expression.condition, scope),
            () => this.evaluate(expression.yes, scope),
            () => this.evaluate(expression.no, scope),
            at,
          ),
        );
      case 'binary': {
        const left = this.#charged(this.evaluate(expression.left, scope));
        return binary(expression.operator, left, this.#charged(this.evaluate(expression.right, scope)), at);
      }
      case 'unary':
        return unary(expression.operator, this.evaluate(expression.operand, scope), at);
      case 'for':
        return this.#for(expression, scope, at);
      case 'call':
        return this.#call(expression, scope, at);
      case 'variable':
      case 'get':
      case 'index':
        return this.#traversal(expression, scope, at);
      case 'splat':
        return this.#splat(expression, scope, at);
      case 'splat-item':
        return scope.names.get(SPLAT_ITEM) ?? unknownAt('there is no element here', at);
      case 'missing':
        return unknownAt('the expression is not written yet', at);
    }
  }

  /** Counts what it costs to look at all of a value. */
  #charged(value: Value): Value {
    this.#steps += summaryOf(value).size >> 3;
    if (value.kind === 'string') this.#steps += lengthOf(value.text) >> 8;
    return value;
  }

  #template(template: Template, scope: Scope, at: SourceRange): Value {
    const only = template.parts[0];
    if (template.form === 'quoted' && template.parts.length === 1 && only?.kind === 'interpolation') {
      return this.evaluate(only.value, scope);
    }
    const plainText = plainTextOf(scope.file.text, template);
    if (plainText !== undefined) return { kind: 'string', text: literal(plainText), at, dialect: 'hcl' };
    if (hasDirectives(template)) return this.#directives(template, scope, at);
    const source = templateSource(scope.file, template, (part) => this.evaluate(part, scope));
    const texts = source.complete ? templateTexts(source, template.form === 'quoted' ? MAX_TEXTS : 1) : [ANY];
    if (texts.length > 1) return oneOfTexts(texts, at);
    const text = texts[0] ?? 'fails';
    const plain = source.pieces.every((piece) => piece.kind === 'text') && template.form === 'quoted';
    const value: StringValue = {
      kind: 'string',
      text: text === 'fails' ? ANY : composed(text),
      at,
      template: source,
      ...(plain ? { dialect: 'hcl' as const } : {}),
    };
    return text === 'fails' ? markFailing(value) : value;
  }

  /** A template with `%{ if }` or `%{ for }`: one string for each outcome of the conditions that are not known. */
  #directives(template: Template, scope: Scope, at: SourceRange): Value {
    const found = renderings(scope.file, template, scope.names, (part, names) =>
      this.evaluate(part, { ...scope, names }),
    );
    if (found === 'fails') return failing('the template fails', at);
    const [only, ...others] = found.map(
      ({ source, text }): StringValue => ({ kind: 'string', text: composed(text), at, template: source }),
    );
    return only && others.length === 0 ? only : { kind: 'one-of', options: [only!, ...others], at };
  }

  #object(object: ObjectLiteral, scope: Scope, at: SourceRange): ObjectValue {
    const entries = object.entries.map(
      (entry): Entry => ({
        key: this.#key(entry.key, scope),
        value: this.evaluate(entry.value, scope),
        at: inFile(scope.file.id, entry),
      }),
    );
    return { kind: 'object', at, dialect: 'hcl', open: !object.complete, entries };
  }

  /** A bare word in key position is the key itself. */
  #key(key: Expression, scope: Scope): StringValue {
    const at = inFile(scope.file.id, key);
    if (key.kind === 'variable') return { kind: 'string', text: literal(key.name), at, dialect: 'hcl' };
    if (key.kind === 'keyword') return { kind: 'string', text: literal(String(key.value)), at };
    const value = this.evaluate(key, scope);
    // A traversal as key needs parentheses.
    const text = key.kind === 'get' || key.kind === 'index' ? 'fails' : templateText(value);
    const { dialect, template } = value.kind === 'string' ? value : {};
    const made: StringValue = {
      kind: 'string',
      text: text === 'fails' ? ANY : text,
      at,
      ...(dialect ? { dialect } : {}),
      ...(template ? { template } : {}),
      ...(value.via ? { via: value.via } : {}),
    };
    return text === 'fails' ? (markFailing(made) as StringValue) : made;
  }

  #for(expression: For, scope: Scope, at: SourceRange): Value {
    const elements = elementsOf(this.#charged(this.evaluate(expression.collection, scope)));
    if (elements === 'fails') return failing('this cannot be gone through', at);
    if (!elements || elements.pairs.length > MAX_ITEMS) {
      const isObject = expression.form === 'object';
      return isObject ? { kind: 'object', entries: [], open: true, at } : { kind: 'list', items: [], open: true, at };
    }
    if (elements.pairs.length === 0 && expression.condition) {
      // The condition must be one, also where there is nothing to ask it for.
      const names = new Map(scope.names);
      for (const name of expression.names) names.set(name, unknownAt('there is no element here', at));
      const condition = this.evaluate(expression.condition, { ...scope, names });
      if (fails(convert(condition, BOOL, at))) return failing('the condition of the loop fails', at);
    }
    const rounds = elements.pairs.map(([key, value]) => this.#round(expression, key, value, scope));
    return this.#charged(
      collect(expression, elements, rounds, inFile(scope.file.id, expression.key ?? expression), at),
    );
  }

  #round(expression: For, key: Value, value: Value, scope: Scope): Round {
    const names = new Map(scope.names);
    const [first, second] = expression.names;
    if (second !== undefined && first !== undefined) names.set(first, key).set(second, value);
    else if (first !== undefined) names.set(first, value);
    const inner = { ...scope, names };
    const condition = expression.condition && this.evaluate(expression.condition, inner);
    // What is left out is not looked at: it may well fail.
    if (condition && convert(condition, BOOL, condition.at).kind !== 'bool') return { condition, value: condition };
    if (condition?.kind === 'bool' && !condition.value) return { condition, value: condition };
    return {
      ...(condition ? { condition } : {}),
      ...(expression.key ? { key: this.evaluate(expression.key, inner) } : {}),
      value: this.evaluate(expression.value, inner),
    };
  }

  #call(expression: Call, scope: Scope, at: SourceRange): Value {
    if (!expression.complete) return unknownAt('the call is not finished', at);
    const args = expression.args.map((arg) => this.#charged(this.evaluate(arg, scope)));
    if (expression.expandFinal) {
      const last = args.pop();
      const elements = last && elementsOf(last);
      if (elements === 'fails' || last?.kind === 'object') return failing('the expanded argument is no list', at);
      if (!elements || elements.open) return unknownAt('the expanded argument is not known', at);
      args.push(...elements.pairs.map(([, item]) => item));
    }
    return this.#charged(this.#read(expression.name, args, at) ?? callFunction(expression.name, args, at));
  }

  /** The functions that read another file of the workspace. */
  #read(name: string, [path, variables]: readonly Value[], at: SourceRange): Value | undefined {
    if (name === 'file') return readFile((named) => this.#readFile(named, false), path, at);
    if (name === 'fileexists') return isFile(this.module, path, at);
    if (name !== 'templatefile') return undefined;
    return renderFile(
      (named) => this.#readFile(named, true),
      path,
      variables,
      at,
      (expression, file, names) => this.evaluate(expression, { file, names }),
    );
  }

  #splat(expression: Splat, scope: Scope, at: SourceRange): Value {
    const instances = this.#splatOfInstances(expression, scope, at);
    if (instances) return instances;
    const target = this.evaluate(expression.target, scope);
    if (fails(target)) return failing('what the splat is on fails', at);
    const elements = splatElements(target, at);
    const items = elements.items.map((item) => {
      const names = new Map(scope.names).set(SPLAT_ITEM, item);
      return this.evaluate(expression.each, { ...scope, names });
    });
    return splatResult(target, items, elements.open, at);
  }

  /** `TYPE.NAME[*].attribute`: of each instance of the block what `TYPE.NAME[0].attribute` is of the first; undefined where these are not known. */
  #splatOfInstances({ target, each, start }: Splat, scope: Scope, at: SourceRange): Value | undefined {
    const path = pathOf(target);
    const steps = stepsBehindItem(each);
    if (!path || !steps || scope.names.has(path.root.name)) return undefined;
    const declaration = this.module.find(addressOf(path.root, path.steps));
    if (!declaration || !/^(?:data|resource|module)$/.test(declaration.block.type)) return undefined;
    const keys = this.#instanceKeys(declaration);
    const items = keys?.map((key): Value => {
      const index: Step[] =
        key === undefined ? [] : [{ kind: 'index', key: { kind: 'number', text: key, start, end: start } }];
      return this.#names.resolve(path.root, [...path.steps, ...index, ...steps], scope, at);
    });
    return items && listAs({ kind: 'list', items, open: false, at }, 'tuple');
  }

  /** By which number each instance of a block goes; none for the only one of a block that is not repeated. */
  #instanceKeys(declaration: Declaration): (string | undefined)[] | undefined {
    if (attributeOf(declaration.block, 'for_each')) return undefined;
    if (!attributeOf(declaration.block, 'count')) return [undefined];
    const count = this.attribute(declaration, 'count');
    const number = count?.kind === 'number' ? wholeNumber(count.text) : undefined;
    if (number === undefined || number < 0 || number > MAX_REPETITIONS) return undefined;
    return Array.from({ length: number }, (_, i) => String(i));
  }

  #traversal(expression: Expression, scope: Scope, at: SourceRange): Value {
    const path = pathOf(expression);
    if (path) return this.#names.resolve(path.root, path.steps, scope, at);
    if (expression.kind === 'get') return attributeStep(this.evaluate(expression.target, scope), expression.name, at);
    if (expression.kind !== 'index') return unknownAt('the reference is not finished', at);
    return indexStep(this.evaluate(expression.target, scope), this.evaluate(expression.key, scope), at);
  }
}

/** Names the element inside a splat; no HCL name can be empty. */
const SPLAT_ITEM = '';

function tooLarge(at: SourceRange): Value {
  return unknownAt('the expression is too large to follow', at);
}

function oneOfTexts(texts: readonly (Text | 'fails')[], at: SourceRange): Value {
  const options = texts.map((text) => ({ kind: 'string' as const, text: composed(text === 'fails' ? ANY : text), at }));
  return { kind: 'one-of', options, at };
}

/** Terraform composes letters and their marks. */
function composed(text: Text): Text {
  return text.map((part) => (typeof part === 'string' ? part.normalize('NFC') : part));
}
