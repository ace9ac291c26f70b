/**
 * JSON that expressions and directives put together is what Terraform's text of it is as JSON. A document is cut anywhere, its
 * pieces are brought in by literal text, locals, `%{ if }` and `%{ for }`, and what is read is compared with the document.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseHcl } from '../../server/src/core/hcl/parse.ts';
import { objectInTemplate } from '../../server/src/core/policy/fromTemplate.ts';
import { Evaluator } from '../../server/src/core/terraform/evaluate.ts';
import { Module } from '../../server/src/core/terraform/module.ts';
import {
  knownString,
  type ObjectValue,
  optionsOf,
  type StringValue,
  type Value,
} from '../../server/src/core/value/value.ts';
import '../support/seed.ts';

const RUNS = 400;

/** What a module's `local.result` is. */
function resultOf(text: string): Value {
  const module = new Module([{ id: 'main.tf', text, tree: parseHcl(text) }]);
  expect(module.files[0]!.tree.problems).toEqual([]);
  const { attribute, file } = module.local('result')!;
  const evaluator = new Evaluator(module, { variableDefaults: true });
  return evaluator.evaluate(attribute.value, evaluator.scope(file));
}

/** A value that is wholly known, as JavaScript has it; of all else nothing equals anything. */
function plain(value: Value): unknown {
  switch (value.kind) {
    case 'string':
      return knownString(value) ?? Symbol('not known');
    case 'number':
      return Number(value.text);
    case 'bool':
      return value.value;
    case 'null':
      return null;
    case 'list':
      return value.open ? Symbol('open') : value.items.map(plain);
    case 'object':
      return value.open
        ? Symbol('open')
        : Object.fromEntries(value.entries.map((entry) => [knownString(entry.key), plain(entry.value)]));
    default:
      return Symbol(value.kind);
  }
}

function read(value: Value): { object: ObjectValue | undefined; problems: readonly unknown[] } {
  const { template } = value as StringValue;
  return objectInTemplate(value as StringValue, template!);
}

/** A heredoc that renders to the pieces in a row. */
function moduleOf(pieces: readonly (readonly [way: number, text: string])[]): string {
  const quoted = (text: string): string => JSON.stringify(text).replaceAll('${', '$${').replaceAll('%{', '%%{');
  const locals: string[] = [];
  const written = pieces.map(([way, text], i) => {
    switch (way) {
      case 0:
        return text;
      case 1:
        locals.push(`  l${i} = ${quoted(text)}`);
        return `\${local.l${i}}`;
      case 2:
        return `%{ if true }${text}%{ else }"no, [${text}%{ endif }`;
      case 3:
        return `%{ if false }{"${text}%{ else }${text}%{ endif }`;
      default:
        return `%{ for x in [${quoted(text)}] }\${x}%{ endfor }`;
    }
  });
  return `locals {\n${locals.join('\n')}\n  result = <<EOF\n${written.join('')}\nEOF\n}\n`;
}

const word = fc.string({
  unit: fc.constantFrom('a', 'b', ':', '*', '"', '\\', '\n', ',', '[', '}', ' '),
  maxLength: 6,
});
const { document } = fc.letrec((tie) => ({
  document: fc.dictionary(word, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  value: fc.oneof(
    { maxDepth: 3 },
    word,
    fc.boolean(),
    fc.nat(99),
    fc.array(tie('value'), { maxLength: 3 }),
    tie('document'),
  ),
}));
const cuts = fc.array(fc.tuple(fc.nat(4), fc.nat(12)), { minLength: 1, maxLength: 12 });

describe('JSON that a template puts together', () => {
  it('is what its text is', () => {
    fc.assert(
      fc.property(document, cuts, fc.constantFrom(0, 2), (wanted, ways, indent) => {
        const json = JSON.stringify(wanted, null, indent);
        const pieces: [number, string][] = [];
        let rest = json;
        for (const [way, length] of ways) {
          pieces.push([way, rest.slice(0, length)]);
          rest = rest.slice(length);
        }
        const value = resultOf(moduleOf([...pieces, [0, rest]]));
        expect(knownString(value)?.trimEnd()).toBe(json);
        const { object, problems } = read(value);
        expect(problems).toEqual([]);
        expect(object && plain(object)).toEqual(wanted);
      }),
      { numRuns: RUNS },
    );
  });

  it('is one of what its texts are, where a condition is not known', () => {
    fc.assert(
      fc.property(document, document, fc.nat(12), fc.nat(12), (yes, no, start, end) => {
        const [a, b] = [JSON.stringify(yes), JSON.stringify(no)];
        // What the two have in common at their ends stands outside of the directive, as far as the numbers say.
        let first = 0;
        while (first < start && first < Math.min(a.length, b.length) && a[first] === b[first]) first++;
        let last = 0;
        while (last < end && last < Math.min(a.length, b.length) - first && a.at(-1 - last) === b.at(-1 - last)) last++;
        const middle = (text: string): string => text.slice(first, text.length - last);
        const heredoc = `${a.slice(0, first)}%{ if var.x }${middle(a)}%{ else }${middle(b)}%{ endif }${a.slice(a.length - last)}`;
        const value = resultOf(`variable "x" {}\nlocals {\n  result = <<EOF\n${heredoc}\nEOF\n}\n`);
        const options = optionsOf(value).map(read);
        expect(options.flatMap(({ problems }) => problems)).toEqual([]);
        expect(options.map(({ object }) => object && plain(object))).toEqual([yes, no]);
      }),
      { numRuns: RUNS },
    );
  });
});
