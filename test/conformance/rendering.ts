/** Puts cooked templates together, for the few expressions that the recorded templates hold. */
import { cookTemplate } from '../../server/src/core/hcl/cook.ts';
import type { Directive, Expression, Template } from '../../server/src/core/hcl/nodes.ts';
import { parseHcl } from '../../server/src/core/hcl/parse.ts';

/** The template that an argument of this file holds. */
export function templateOf(source: string): Template {
  const { body, problems } = parseHcl(source);
  const [item] = body.items;
  if (problems.length > 0 || item?.kind !== 'attribute' || item.value.kind !== 'template')
    throw new Error(`not one template: ${source}`);
  return item.value;
}

type Names = Readonly<Record<string, string>>;

export function rendered(source: string, template: Template, names: Names = {}): string {
  const cooked = cookTemplate(source, template);
  const { parts } = template;
  let position = 0;

  function until(ends: readonly Directive['keyword'][], scope: Names): string {
    let text = '';
    for (; position < parts.length; position++) {
      const part = parts[position]!;
      if (part.kind === 'text') text += cooked.get(part)!.text;
      else if (part.kind === 'interpolation') text += renderedValue(source, part.value, scope);
      else if (ends.includes(part.keyword)) return text;
      else text += directive(part, scope);
    }
    return text;
  }

  function directive(part: Directive, scope: Names): string {
    const start = ++position;
    if (part.keyword === 'if') {
      const yes = until(['else', 'endif'], scope);
      const hasElse = (parts[position] as Directive).keyword === 'else';
      if (hasElse) position++;
      const no = hasElse ? until(['endif'], scope) : '';
      return part.value?.kind === 'keyword' && part.value.value ? yes : no;
    }
    if (part.value?.kind !== 'tuple') throw new Error('a `for` over a list is expected');
    let text = '';
    for (const item of part.value.items) {
      position = start;
      text += until(['endfor'], { ...scope, [part.names.at(-1)!]: renderedValue(source, item, scope) });
    }
    return text;
  }

  // Terraform composes what it puts together, as it composes each part.
  return until([], names).normalize('NFC');
}

function renderedValue(source: string, expression: Expression, names: Names): string {
  if (expression.kind === 'template') return rendered(source, expression, names);
  if (expression.kind === 'variable') return names[expression.name]!;
  throw new Error(`no value for ${expression.kind}`);
}
