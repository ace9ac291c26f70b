/** What is read of unfinished files, as somebody types them; `?` marks what is known to be incomplete. */
import { describe, expect, it } from 'vitest';
import type { Block } from '../../../server/src/core/hcl/nodes.ts';
import { parseHcl } from '../../../server/src/core/hcl/parse.ts';
import { body } from './tree.ts';

const D = '$';

describe('an unfinished file', () => {
  it.each([
    ['a value is not the next line', 'r "x" {\n  a =\n  b = 1\n}\n', 'r "x"{a=_; b=1; ?}; ?'],
    ['nor inside a call', 'a = f(\n  g =\nb = 1\n', 'a=f(g?); b=1; ?'],
    ['an unfinished `for`', 'r {\n  a = [for s in\n  b = 1\n}\n', 'r{a=(_, _?); b=1; ?}; ?'],
    ['an unfinished operator', 'r {\n  a = x +\n  b = 1\n}\n', 'r{a={x + _}; b=1; ?}; ?'],
    ['an unfinished attribute', 'r {\n  a = var.\n  b = 1\n}\n', 'r{a=var.; b=1; ?}; ?'],
    ['an unfinished name', 'r {\n  nam\n  b = 1\n}\n', 'r{nam=_; b=1; ?}; ?'],
    ['an open string', 'r {\n  a = "x\n  b = 1\n}\n', 'r{a="x?"; b=1; ?}; ?'],
    ['an open string in a list', 'r {\n  a = ["x", "y\n  ]\n  b = 1\n}\n', 'r{a=["x", "y?"?]; b=1; ?}; ?'],
    ['an open template', `r {\n  a = "x${D}{var.\n  b = 1\n}\n`, 'r{a="x|$var.?"; b=1; ?}; ?'],
    ['an open list', 'r {\n  a = ["x",\n  b = 1\n}\n', 'r{a=["x"?]; b=1; ?}; ?'],
    ['an open call', 'r {\n  a = jsonencode({\n  b = 1\n}\n', 'r{a=jsonencode({?}?); b=1; ?}; ?'],
    [
      'an open call with content',
      'r {\n  a = jsonencode({\n    c = 1\n  b = 1\n}\ns {\n}\n',
      'r{a=jsonencode({c=1?}?); b=1; ?}; s{}; ?',
    ],
    [
      'brackets lost inside',
      'r {\n  a = f({\n    c = [{\n      d = 1\n    e = 2\n  })\n  b = 1\n}\n',
      'r{a=f({c=[{d=1?}?], e=2?}?); b=1; ?}; ?',
    ],
    ['an open heredoc', 'r {\n  a = <<EOT\n  b = 1\n}\n', 'r{a=<<"?"; b=1; ?}; ?'],
    [
      'an open heredoc with JSON',
      'r {\n  a = <<EOT\n{\n  "x": {}\n}\n  b = 1\n}\n',
      'r{a=<<"{⏎  "x": {}⏎}?"; b=1; ?}; ?',
    ],
    ['a lost opening brace', 'r "x" "y"\n  a = 1\n}\ns {\n}\n', 'r "x" "y"{a=1}; s{}; ?'],
    ['a lost brace of an object', 'r {\n  a =\n    c = 1\n  }\n  b = 1\n}\n', 'r{a=_; c=1; b=1; ?}; ?'],
    ['a lost closing brace', 'r {\n  s {\n    a = 1\n  b = 1\n}\nt {\n}\n', 'r{s{a=1; ?}; b=1; ?}; t{}; ?'],
    [
      'a lost closing brace at the end of a block',
      'r {\n  s {\n    a = 1\n}\nresource "t" "u" {\n}\n',
      'r{s{a=1; ?}; ?}; resource "t" "u"{}; ?',
    ],
    ['a block that is only begun', 'r {\n  s {\n  b = 1\n}\n', 'r{s{?}; b=1; ?}; ?'],
    ['too much on a line', 'r {\n  a = 1 2\n  b = 1\n}\n', 'r{a=(1?); b=1; ?}; ?'],
    ['two arguments on the line of a block', 's { a = 1, b = 2 }\nt = 1\n', 's{a=1; ?}; t=1; ?'],
    ['a brace at the end of a line', 'r {\n  a = 1 }\nt = 1\n', 'r{a=1; ?}; t=1; ?'],
    ['a missing comma', 'a = ["x" "y"]\n', 'a=["x", "y"?]; ?'],
    ['an open parenthesis', 'r {\n  a = (x + 1\n  b = 1\n}\n', 'r{a=({x + 1}?); b=1; ?}; ?'],
    ['an open index', 'r {\n  a = x[0\n  b = 1\n}\n', 'r{a=(x, 0?); b=1; ?}; ?'],
  ])('%s', (_, source, tree) => {
    expect(body(source)).toBe(tree);
  });

  it('leaves the blocks around untouched and complete', () => {
    const { body: file } = parseHcl('a {\n  x = 1\n}\nb {\n  y =\n}\nc {\n  z = 1\n}\n');
    expect(file.items.map((item) => (item as Block).body.complete)).toEqual([true, false, true]);
    expect(file.complete).toBe(false);
  });

  it('reads a valid file the same, however badly it is laid out', () => {
    const source = '    r {\na = {\nb = 1\n      }\n  s {\n c = <<E\nresource "x" "y" {\nE\n}\n}\n';
    expect(body(source)).toBe('r{a={b=1}; s{c=<<"resource "x" "y" {⏎"}}');
  });

  it('takes a closed heredoc with code in it for what it is, also in a broken block', () => {
    const source = 'r {\n  a =\n  b = <<E\nresource "x" "y" {\nE\n  c = 1\n}\n';
    expect(body(source)).toBe('r{a=_; b=<<"resource "x" "y" {⏎"; c=1; ?}; ?');
  });
});

it('a fault deep inside is read up to once: what follows is not the worse for it', () => {
  const deep = `${'b {\n'.repeat(100)}a = (\n${'}\n'.repeat(100)}`;
  const { body, problems } = parseHcl(`r {\n${deep}}\nlast {\n  d {\n    a = 1\n}\n}\n`);
  expect(body.items.at(-1)).toMatchObject({ type: 'last', body: { complete: true, items: [{ type: 'd' }] } });
  expect(problems).toHaveLength(1);
});
