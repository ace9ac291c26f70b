/** `file()` and `templatefile()`: text that stands in another file, read with its own places. */
import type { Expression, Template } from '../hcl/nodes.ts';
import { parseHclTemplate } from '../hcl/parse.ts';
import { inFile, type SourceRange } from '../text/range.ts';
import { ANY, literal } from '../value/text.ts';
import { knownString, type StringValue, type TemplateSource, unknownAt, type Value } from '../value/value.ts';
import { failing } from './certainty.ts';
import { type EvaluateWith, hasDirectives, type Names, type Rendering, renderings } from './directives.ts';
import type { Module, ModuleFile } from './module.ts';
import { templateSource, templateTexts } from './templates.ts';

/** Evaluates an expression inside a template file, where only the call's variables have names. */
export type EvaluateInTemplate = (expression: Expression, file: ModuleFile, names: ReadonlyMap<string, Value>) => Value;

/** Reads a file by the path that an expression names. */
export type Read = Module['read'];

/** The text of a file, as a value that stands in that file. */
export function readFile(read: Read, path: Value | undefined, at: SourceRange): Value {
  const file = fileOf(path, read);
  if (!file) return unknownAt('the file is not there, or is not to be read', at);
  const whole = { start: 0, end: file.text.length };
  const source: TemplateSource = {
    form: 'file',
    content: whole,
    pieces: [{ kind: 'text', span: whole, cooked: file.text, sourceOffset: (index) => index }],
    complete: true,
  };
  return { kind: 'string', text: literal(file.text), at: inFile(file.id, whole), via: [at], template: source };
}

/** Whether a file is there. One that is not seen may be there all the same: not every file is read. */
export function isFile(module: Module, path: Value | undefined, at: SourceRange): Value {
  const name = path && knownString(path);
  return name !== undefined && module.exists(name)
    ? { kind: 'bool', value: true, at }
    : unknownAt('the file is not seen here', at);
}

/** A template file with the values that the call gives it. */
export function renderFile(
  read: Read,
  path: Value | undefined,
  variables: Value | undefined,
  at: SourceRange,
  evaluate: EvaluateInTemplate,
): Value {
  const file = fileOf(path, read);
  if (!file) return unknownAt('the template is not there, or is not to be read', at);
  const names = new Map<string, Value>();
  if (variables?.kind === 'object') {
    for (const entry of variables.entries) {
      const name = knownString(entry.key);
      if (name !== undefined) names.set(name, entry.value);
    }
  }
  const { parts, problems } = parseHclTemplate(file.text);
  const whole = { start: 0, end: file.text.length };
  const template: Template = {
    kind: 'template',
    form: 'heredoc',
    ...whole,
    parts,
    content: whole,
    closed: problems.length === 0,
  };
  const found = renderedWith(file, template, names, (expression, inner) => evaluate(expression, file, inner));
  if (found === 'fails') return failing('the template fails', at);
  const [only, ...others] = found.map(
    ({ source, text }): StringValue => ({
      kind: 'string',
      text,
      at: inFile(file.id, whole),
      via: [at],
      template: { ...source, form: 'templatefile' },
    }),
  );
  return only && others.length === 0 ? only : { kind: 'one-of', options: [only!, ...others], at };
}

function renderedWith(
  file: ModuleFile,
  template: Template,
  names: Names,
  evaluate: EvaluateWith,
): readonly Rendering[] | 'fails' {
  if (hasDirectives(template)) return renderings(file, template, names, evaluate);
  const source = templateSource(file, template, (expression) => evaluate(expression, names));
  const [text] = source.complete ? templateTexts(source, 1) : [];
  return [{ source, text: text === undefined || text === 'fails' ? ANY : text }];
}

function fileOf(path: Value | undefined, read: Read): ModuleFile | undefined {
  const name = path && knownString(path);
  const file = name === undefined ? undefined : read(name);
  return (
    file && {
      ...file,
      tree: { body: { kind: 'body', start: 0, end: 0, items: [], complete: true }, problems: [], comments: [] },
    }
  );
}
