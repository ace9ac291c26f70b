/** Files that are made to take the machine's time or memory: they end soon, and what they ask for stays unknown. */
import { describe, expect, it } from 'vitest';
import { parseHcl } from '../../../server/src/core/hcl/parse.ts';
import { isWhole } from '../../../server/src/core/terraform/certainty.ts';
import { Evaluator } from '../../../server/src/core/terraform/evaluate.ts';
import { Module } from '../../../server/src/core/terraform/module.ts';

function evaluateLocal(name: string, text: string): { known: boolean; milliseconds: number } {
  const module = new Module([{ id: 'main.tf', text, tree: parseHcl(text) }]);
  const evaluator = new Evaluator(module, { variableDefaults: true });
  const { attribute, file } = module.local(name)!;
  const start = performance.now();
  const value = evaluator.evaluate(attribute.value, evaluator.scope(file));
  return { known: isWhole(value), milliseconds: performance.now() - start };
}

/** Locals `x0` to `x60`, each made from the one before. */
function chain(first: string, next: (previous: string) => string): string {
  const lines = Array.from({ length: 61 }, (_, i) => `  x${i} = ${i === 0 ? first : next(`local.x${i - 1}`)}`);
  return `variable "unset" {}\nlocals {\n${lines.join('\n')}\n}\n`;
}

describe('hostile files', () => {
  it.each([
    ['a text that doubles', chain('"ab"', (x) => `"\${${x}}\${${x}}"`)],
    ['a list that doubles', chain('["a"]', (x) => `[${x}, ${x}]`)],
    ['a concatenation that doubles', chain('["a"]', (x) => `concat(${x}, ${x})`)],
    ['an object that doubles', chain('{}', (x) => `{ a = ${x}, b = ${x} }`)],
    ['choices that double', chain('var.unset ? "a" : "b"', (x) => `var.unset ? ${x} : "c\${${x}}"`)],
    ['choices of choices', chain('var.unset ? "a" : "b"', (x) => `var.unset ? ${x} : ${x}`)],
    ['loops in loops', chain('range(1000)', (x) => `flatten([for a in ${x} : [for b in ${x} : a + b]])`)],
    ['joins that grow', chain('["a", "b"]', (x) => `[join(",", ${x}), join(",", ${x}), join(",", ${x})]`)],
    ['products that grow', chain('[1, 2, 3]', (x) => `setproduct(${x}, ${x})`)],
    ['JSON in JSON', chain('{ a = "\\"" }', (x) => `{ a = jsonencode(${x}), b = jsonencode(${x}) }`)],
    ['numbers that square', chain('9', (x) => `${x} * ${x}`)],
    ['replacements that grow', chain('"aaaaaaaaaa"', (x) => `replace(${x}, "a", "aaaaaaaaaa")`)],
    ['patterns that grow', chain('"aaaaaaaaaa"', (x) => `replace(${x}, "/a/", "$0$0$0")`)],
    ['templates that loop', chain('"a"', (x) => `"%{ for i in range(100) }\${${x}}%{ endfor }"`)],
    ['groups that nest', chain('["a"]', (x) => `{ for v in [1, 2] : "k" => ${x}... }`)],
    ['themselves', chain('local.x60', (x) => `merge(${x}, ${x})`)],
  ])('%s', (_, text) => {
    const { known, milliseconds } = evaluateLocal('x60', text);
    expect(known).toBe(false);
    expect(milliseconds).toBeLessThan(2_000);
  });

  it.each([
    'range(1e9)',
    'format("%1000000s", "a")',
    'format("%9999s%9999s%9999s%9999s%9999s%9999s%9999s%9999s%9999s%9999s%9999s%9999s", "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l")',
    'indent(1000000000, "a")',
    'pow(10, 1000000)',
    '1e999999 * 1e999999',
    'regex("(a*)*b", join("", [for i in range(1000) : "a"]))',
    'regex("(a|a)*b", join("", [for i in range(1000) : "a"]))',
    'regex("a*a*a*a*a*a*a*a*b", join("", [for i in range(1000) : "a"]))',
    'regex("((a{1,100}){1,100}){1,100}", "aaaa")',
    'regexall("a*?b?", join("", [for i in range(1000) : "a"]))[5000]',
    'setproduct(range(1000), range(1000), range(1000))',
    'split("", join("", [for i in range(1000) : "ä̈"]))[100000]',
    'parseint(join("", [for i in range(1000) : "9"]), 10)',
    'jsondecode(join("", [for i in range(1024) : "[[[[[[[[[["]))',
    `${'('.repeat(3000)}1${')'.repeat(3000)}`,
    `${'!'.repeat(5000)}true`,
  ])('%s', (expression) => {
    const { known, milliseconds } = evaluateLocal('x', `locals {\n  x = ${expression}\n}\n`);
    expect(known).toBe(false);
    expect(milliseconds).toBeLessThan(2_000);
  });

  it('a long row of locals, each of which holds the one before', () => {
    const lines = Array.from({ length: 5_000 }, (_, i) => `  x${i} = ${i === 0 ? '"a"' : `[local.x${i - 1}]`}`);
    const text = `locals {\n${lines.join('\n')}\n}\n`;
    const module = new Module([{ id: 'main.tf', text, tree: parseHcl(text) }]);
    const evaluator = new Evaluator(module, { variableDefaults: true });
    const start = performance.now();
    for (let i = 0; i < 5_000; i++) {
      const { attribute, file } = module.local(`x${i}`)!;
      evaluator.evaluate(attribute.value, evaluator.scope(file));
    }
    expect(performance.now() - start).toBeLessThan(2_000);
  });
});
