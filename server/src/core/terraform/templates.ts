import { cookTemplate } from '../hcl/cook.ts';
import type { Expression, Template } from '../hcl/nodes.ts';
import type { TemplatePiece, TemplateSource, Value } from '../value/value.ts';
import type { ModuleFile } from './module.ts';

/** The pieces of a template, its expressions evaluated, with the way back to the source. */
export function templateSource(
  file: ModuleFile,
  template: Template,
  evaluate: (expression: Expression) => Value,
): TemplateSource {
  const cooked = cookTemplate(file.text, template);
  const pieces = template.parts.map((part): TemplatePiece => {
    const span = { start: part.start, end: part.end };
    if (part.kind === 'text') {
      const { text, sourceOffset } = cooked.get(part)!;
      return { kind: 'text', span, cooked: text, sourceOffset };
    }
    if (part.kind === 'directive') return { kind: 'directive', span };
    return { kind: 'value', span, value: evaluate(part.value) };
  });
  return {
    form: template.form === 'quoted' ? 'quoted' : 'heredoc',
    content: template.content,
    pieces,
    complete: template.closed && pieces.every((piece) => piece.kind !== 'directive'),
  };
}
