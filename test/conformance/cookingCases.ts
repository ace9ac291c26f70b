/** Template expressions of which Terraform's value is recorded: escapes, `<<-`, `~`, line ends, Unicode. */
import { Random } from './random.ts';

const X = '$' + '{"x"}';
const HAND = [
  '""',
  '"plain"',
  '"\\n\\t\\r\\"\\\\"',
  '"\\u00e9\\U0001F600 \\u0041"',
  '"$$' + '{aws:username} %%{x} $ % $$ %% {} $}"',
  '"$$$' + '{a}"',
  '"$$$$' + '{a}"',
  '"$%%{a}%$$' + '{b}"',
  `"$$${X}"`.replace('$$$', '$ $'),
  `"a ${X} b"`,
  '"a  $' + '{~ "x" ~}  b"',
  '"a\\n $' + '{~ "x" ~} \\n\\t b"',
  '"a\\u00a0$' + '{~ "x" ~}\\u2003b"',
  '"a\\u0085$' + '{~ "x" ~}\\u0085b"',
  '"a\\ufeff$' + '{~ "x" ~}\\ufeffb"',
  '"a $' + '{"x" ~} $' + '{~ "y" } b"',
  '"a $' + '{"x" ~} $' + '{"y"} b"',
  '"%{ if true ~} yes %{~ else ~} no %{~ endif } end"',
  '"%{ for v in ["a", "b"] }$' + '{v},%{ endfor }"',
  '"%{ for v in ["a", "b"] ~} $' + '{v}, %{ endfor ~} "',
  // Unicode is composed.
  '"e\\u0301 A\\u030a \\u1112\\u1161\\u11ab"',
  '"e\u0301$' + '{"x"}\u0301"',
  '"\u212b \ufb01 \u2126"',
  '<<E\nE\n',
  '<<E\n\nE\n',
  '<<E\nplain\nE\n',
  '<<E\n  two\n    lines\n  E\n',
  '<<E\nbackslash \\n \\" "quoted"\nE\n',
  `<<E\n${X}\nE\n`,
  '<<E\n$$' + '{a} %%{b} $ % $$\nE\n',
  '<<E\na\r\n  b\r\nE\n',
  '<<-E\n    a\r\n\r\n      b\r\n    E\r\n',
  '<<-E\nE\n',
  '<<-E\n    a\n      b\n    c\n    E\n',
  '<<-E\n    a\n\n    b\n    E\n',
  '<<-E\n    a\n  \n    b\n    E\n',
  '<<-E\n    a\n        \n    b\n    E\n',
  '<<-E\n\ta\n\t\tb\n\tE\n',
  '<<-E\n\t a\n  b\n  E\n',
  '<<-E\n  a\n\tb\n  E\n',
  '<<-E\na\n  b\nE\n',
  `<<-E\n    ${X}\n      b\n    E\n`,
  `<<-E\n${X}\n      b\n    E\n`,
  `<<-E\n    a ${X}\n      b ${X}   c\n    E\n`,
  `<<-E\n      a\n    ${X} ${X}\n    E\n`,
  '<<-E\n    a\n    %{ if true }\n      b\n    %{ endif }\n    c\n    E\n',
  '<<-E\n    a\n    %{ if true ~}\n      b\n    %{ endif ~}\n    c\n    E\n',
  '<<-E\n    a\n    %{~ if true ~}\n      b\n    %{~ endif ~}\n    c\n    E\n',
  '<<E\n    a\n    %{~ if true ~}\n      b\n    %{~ endif ~}\n    c\nE\n',
  '<<-E\n    %{ for v in ["a", "b"] ~}\n      - $' + '{v}\n    %{ endfor ~}\n    end\n    E\n',
  '<<-E\n    a $' + '{"x" ~}   \n      b\n    E\n',
  '<<-E\n    a\n    $' + '{~ "x"}\n      b\n    E\n',
  '<<-E\n    a\n  $' + '{~ "x"}\n      b\n    E\n',
  '<<-E\n    $' + '{"x" ~}\n    b\n    c\n    E\n',
  '<<-E\n    $' + '{\n  "x"\n}\n      b\n    E\n',
  '<<-E\n    $$' + '{a}\n      %%{b}\n    E\n',
  '<<-E\n\u00a0\u00a0a\n  b\n  E\n',
  '<<-E\n\u3000\u3000a\n\u3000b\n  E\n',
  '<<-E\n  \u0301a\n   b\n  E\n',
  '<<-E\n    \u00e9 e\u0301 \ud83d\ude00\n      b\n    E\n',
  '<<-E\n    a\n    E\n',
  '<<-E\n    a\n  E\n',
  '<<-E\n   \n  \n    E\n',
  '<<-E\n    a\n\u000b\n    b\n    E\n',
  '"$' + '{<<-E\n    in\n      ner\n    E\n}"',
  '<<-E\n    out\n      $' + '{<<-I\n        in\n          ner\n        I\n      } rest\n    E\n',
];

const ODD = ['a $ \n', 'a $$ \n', '$%% \n', '%\r\n', 'a $b \n', '$  \n', '$$' + '{b} \n'];

const PIECES = ['a', '  ', ' ', '\t', '\n', '\n', '\n    ', '\n  ', '\r\n', X, '$' + '{~ "x" }', '$' + '{ "x" ~}'];
const MORE = [
  '$' + '{~"x"~}',
  '$$' + '{b}',
  '%%{c}',
  '%{ if true }',
  '%{ if true ~}',
  '%{~ if true ~}',
  '\u00a0',
  '\u00e9',
];

/** Heredocs made up of such pieces at random, the same in every run. */
function made(count: number): string[] {
  const random = new Random(20);
  return Array.from({ length: count }, () => {
    let body = '';
    const ends: string[] = [];
    for (let length = 2 + random.below(14); length > 0; length--) {
      const piece = random.pick(random.below(3) > 0 ? PIECES : MORE)!;
      if (piece.startsWith('%{')) ends.push(random.pick(['%{ endif }', '%{~ endif }', '%{ endif ~}'])!);
      body += piece;
      if (ends.length > 0 && random.below(4) === 0) body += ends.pop()!;
    }
    body += ends.join('');
    return `<<${random.below(4) > 0 ? '-' : ''}E\n${body}\n  E\n`;
  });
}

export const COOKING_CASES: readonly string[] = [
  ...HAND,
  ...ODD.map((line) => `<<E\n${line}\${~ "x"}\nE\n`),
  ...made(400),
];
