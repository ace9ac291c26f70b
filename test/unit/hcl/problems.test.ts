/** What is said about invalid HCL, and where: carets mark the place on the line above. */
import { describe, expect, it } from 'vitest';
import { parseHcl, parseHclTemplate } from '../../../server/src/core/hcl/parse.ts';

const D = '$';
const CASES: readonly string[] = [
  'a = "x\n    ^^ this string is not closed on its line',
  'b "x {\n  ^^^^ this label is not closed on its line',
  `b "x${D}{y}" {}\n    ^^ a block label cannot hold a template`,
  'a = "\\q"\n     ^^ HCL knows no such escape: write `\\\\` for a backslash',
  'a = "\\u12"\n     ^^^^ a \\u escape needs 4 hexadecimal digits',
  'a = "\\uD800"\n     ^^^^^^ there is no character with this number',
  'a = \n    ^ a value is expected here',
  'a = ,\n    ^ a value is expected here',
  'a = b.\n      ^ an attribute name is expected after the dot',
  'a = b.0.1\n      ^^^ an index behind a dot is one whole number: use brackets',
  'a = 1.2.3.4\n    ^^^^^^^ "1.2.3.4" is not a number',
  'a = b[0\n     ^ this is not closed: a closing bracket `]` is missing',
  'a = b[0 1]\n        ^ a closing bracket `]` is expected here',
  'a = (1\n    ^ this is not closed: a closing parenthesis `)` is missing',
  'a = (1 2)\n       ^ a closing parenthesis `)` is expected here',
  'a = b[* ,]\n        ^ a closing bracket `]` is expected after the star',
  'a = [1 2]\n       ^ a comma or a closing bracket `]` is expected here',
  'a = [1, 2\n    ^ this is not closed: a closing bracket `]` is missing',
  'a = f(1 2)\n        ^ a comma or a closing parenthesis `)` is expected here',
  'a = f(1\n    ^^ this is not closed: a closing parenthesis `)` is missing',
  'a = f(x... , 1)\n           ^ a closing parenthesis `)` is expected after `...`',
  'a = { b = 1 c = 2 }\n            ^ a comma or a new line is expected between the entries of an object',
  'a = { b }\n        ^ a key in an object is followed by `=` or `:` and a value',
  'a = { b = 1\n    ^ this is not closed: a closing brace `}` is missing',
  'a = [for x y : x]\n           ^ the word `in` is expected here',
  'a = [for x in y x]\n                ^ a colon is expected after the collection',
  'a = [for x in y : x...]\n                   ^^^ `...` belongs to a `for` in braces',
  'a = [for x in y : x => z]\n                    ^^ `=>` belongs to a `for` in braces',
  'a = { for x in y : x }\n                   ^ a `for` in braces needs `key => value`',
  'a = x ? 1\n         ^ a colon and the value for "false" are expected here',
  'a = p::f\n        ^ a name with `::` is a function and needs its arguments in parentheses',
  'a = << EOT\n    ^^ a heredoc begins with `<<` and a marker, such as `<<EOT`',
  'a = <<EOT x\n         ^ nothing may follow the marker of a heredoc on its line',
  'a = <<EOT\n    ^^^^^ this heredoc is not ended by a line with EOT alone',
  `a = "${D}{b"\n        ^ a closing brace \`}\` is expected at the end of this template expression`,
  `a = "${D}{b c}"\n         ^ a closing brace \`}\` is expected at the end of this template expression`,
  `a = "${D}{ b ~ }"\n          ^ a closing brace \`}\` is expected at the end of this template expression`,
  'a = "%{ iff b }"\n        ^^^ a template directive is `if`, `else`, `endif`, `for` or `endfor`',
  'a = "%{ endif }"\n     ^^^^^^^^^^ this `endif` has no `if`',
  'a = "%{ if b }"\n              ^ %{endif} is missing',
  'a = 1 b = 2\n      ^ a new line is expected after an argument',
  'b {} c {}\n     ^ a new line is expected after a block',
  'a\n^ "a" needs `=` and a value, or the opening brace of a block',
  'b "c"\n     ^ a block needs an opening brace `{` on the line of its name',
  '"a" = 1\n^ an argument or a block is expected here',
  '}\n^ this brace closes nothing',
  'b {\n  ^ this block is not closed: a closing brace `}` is missing',
  'b { c {} }\n    ^ a block on one line holds one argument and no block',
  'b { c = 1, d = 2 }\n         ^ a block on one line must end with a brace `}` on that line',
  '/* a\n^^ this comment is not closed: `*/` is missing',
];

describe('the first problem', () => {
  it.each(CASES)('%s', (example) => {
    const [source, mark] = example.split('\n') as [string, string];
    const [problem] = parseHcl(`${source}\n`).problems;
    const { start, end } = problem!.span;
    expect(`${source}\n${' '.repeat(start)}${'^'.repeat(Math.max(1, end - start))} ${problem!.message}`).toBe(
      `${source}\n${mark}`,
    );
  });
});

describe('the problems', () => {
  it('name an argument that is set twice', () => {
    expect(parseHcl('b {\n  a = 1\n  a = 2\n}\n').problems).toEqual([
      { message: 'the argument "a" is set twice in this block', span: { start: 14, end: 15 } },
    ]);
  });

  it('come in order, one at a place', () => {
    const { problems } = parseHcl('a = \nb = [1 2]\nc = "x\n');
    expect(problems.map(({ span }) => span.start)).toEqual([4, 12, 19]);
  });

  it('are not more than a hundred', () => {
    expect(parseHcl('= 1\n'.repeat(1000)).problems.length).toBeLessThanOrEqual(101);
  });

  it('of a template file have places, too', () => {
    expect(parseHclTemplate(`a ${D}{b} %{ if c }d%{ endif }`).problems).toEqual([]);
    expect(parseHclTemplate(`a ${D}{b\nc`).problems[0]!.span.start).toBe(6);
  });
});
