/** The tree of every kind of expression. */
import { describe, expect, it } from 'vitest';
import { parseHcl } from '../../../server/src/core/hcl/parse.ts';
import { expression, valueOfFirst } from './tree.ts';

const TREES: readonly (readonly [source: string, tree: string])[] = [
  ['1.50e+3', '1.50e+3'],
  ['true', 'true'],
  ['null', 'null'],
  ['a-b', 'a-b'],
  ['a - b', '{a - b}'],
  ['größe', 'größe'],
  ['1 + 2 * 3 - 4', '{{1 + {2 * 3}} - 4}'],
  ['a || b && c == d', '{a || {b && {c == d}}}'],
  ['a < b == c >= d', '{{a < b} == {c >= d}}'],
  ['-a.b + !c', '{{-a.b} + {!c}}'],
  ['a != !b', '{a != {!b}}'],
  ['a ? b : c ? d : e', '{a ? b : {c ? d : e}}'],
  ['(a\n + b\n)', '({a + b})'],
  ['a.b.c', 'a.b.c'],
  ['a . b', 'a.b'],
  ['a["b"][0].c', 'a["b"][0].c'],
  ['a.0.b', 'a[0].b'],
  ['a[\n0\n]', 'a[0]'],
  ['a[*].b[0]', 'a[*]<@.b[0]>'],
  ['a[*].b[*].c', 'a[*]<@.b[*]<@.c>>'],
  ['a.*.b.c', 'a.*<@.b.c>'],
  ['a.*.b[0].c', 'a.*<@.b>[0].c'],
  ['a.*.b.0', 'a.*<@.b[0]>'],
  ['a[*]', 'a[*]<@>'],
  ['f()', 'f()'],
  ['f(1, b.c,)', 'f(1, b.c)'],
  ['f(\n  1,\n  x...\n)', 'f(1, x, ...)'],
  ['provider::aws::arn_parse(x).account', 'provider::aws::arn_parse(x).account'],
  ['provider :: aws :: f (x)', 'provider::aws::f(x)'],
  ['[]', '[]'],
  ['[1, "b", ]', '[1, "b"]'],
  ['[\n  1, # one\n  2\n]', '[1, 2]'],
  ['{}', '{}'],
  ['{ a = 1, "b" : 2 }', '{a=1, "b":2}'],
  ['{\n  a = 1\n  (b) = 2,\n\n  "$' + '{c}" = 3\n}', '{a=1, (b)=2, "$c"=3}'],
  ['{ a.b = 1, 2 = 3 }', '{a.b=1, 2=3}'],
  ['[for x in y : x.z if x != ""]', 'for-tuple<x in y: x.z if {x != ""}>'],
  ['{\n  for k, v in m :\n  k => v...\n  if v\n}', 'for-object<k,v in m: k => v... if v>'],
  ['[for x in y : 1if x]', 'for-tuple<x in y: 1 if x>'],
  ['"a"', '"a"'],
  ['"a $' + '{b} c"', '"a |$b| c"'],
  ['"$' + '{~ b ~}"', '"$~b~"'],
  ['"$$' + '{b} %%{c} \\" \\\\"', '"$${b} %%{c} \\" \\\\"'],
  ['"$' + '{f("}", { a = "$' + '{b}" })}"', '"$f("}", {a="$b"})"'],
  ['"%{ if a ~}b%{ else }c%{~ endif }"', '"%if a~|b|%else|c|%~endif"'],
  ['"%{ for k, v in m }$' + '{v}%{ endfor }"', '"%for k,v m|$v|%endfor"'],
  ['<<EOT\na\n  EOT', '<<"a⏎"'],
  ['<<-EOT\n  a $' + '{b}\n  EOT\n', '<<-"  a |$b|⏎"'],
  ['<<EOT\nEOTX\n$' + '{\nEOT\n}\nEOT\n', '<<"EOTX⏎|$EOT|⏎"'],
];

describe('an expression', () => {
  it.each(TREES)('%s', (source, tree) => {
    expect(expression(source)).toBe(tree);
    expect(parseHcl(`a = ${source}\n`).problems).toEqual([]);
  });

  it('has a span from its first to its last character', () => {
    for (const [source] of TREES) {
      const text = `a = ${source}\n`;
      const { start, end } = valueOfFirst(parseHcl(text));
      expect(text.slice(start, end).trim()).toBe(source.trim());
    }
  });

  it('is the same with Windows line ends', () => {
    for (const [source, tree] of TREES) {
      const windows = expression(source.replaceAll('\n', '\r\n'));
      expect(windows.replaceAll('␍', '')).toBe(tree);
    }
  });

  it('keeps the blanks behind the end marker of a heredoc in its span', () => {
    const text = 'a = <<EOT\nx\nEOT  \nb = 1\n';
    const { start, end } = valueOfFirst(parseHcl(text));
    expect(text.slice(start, end)).toBe('<<EOT\nx\nEOT  ');
  });
});
