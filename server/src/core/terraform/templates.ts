import { cookTemplate } from '../hcl/cook.ts';
import type { CookedText, Expression, Interpolation, Template, TemplateText } from '../hcl/nodes.ts';
import type { Span } from '../text/range.ts';
import { ANY, concat, literal, type Text } from '../value/text.ts';
import { optionsOf, type TemplatePiece, type TemplateSource, type Value } from '../value/value.ts';
import { commonText, templateText } from './convert.ts';
import type { ModuleFile } from './module.ts';

/**
 * The text of a quoted string that means just what is written: the common case, without the cost of the general one.
 * Undefined where an escape, a template or a character outside ASCII needs a closer look.
 */
export function plainTextOf(source: string, template: Template): string | undefined {
  const [only] = template.parts;
  if (template.form !== 'quoted' || !template.closed || template.parts.length > 1) return undefined;
  if (only?.kind !== 'text') return undefined;
  for (let i = only.start; i < only.end; i++) {
    const code = source.charCodeAt(i);
    if (code === 92 || code === 123 || code > 126 || code < 32) return undefined;
  }
  return source.slice(only.start, only.end);
}

/** The pieces of a template without directives, its expressions evaluated, with the way back to the source. */
export function templateSource(
  file: ModuleFile,
  template: Template,
  evaluate: (expression: Expression) => Value,
): TemplateSource {
  const cooked = cookTemplate(file.text, template);
  const pieces = template.parts.map((part): TemplatePiece => {
    if (part.kind === 'directive') return { kind: 'directive', span: spanOf(part), certain: false };
    return part.kind === 'text' ? textPiece(part, cooked) : valuePiece(part, evaluate(part.value));
  });
  return sourceOf(template, pieces);
}

/** A template whose text is made of these pieces. */
export function sourceOf(template: Template, pieces: readonly TemplatePiece[]): TemplateSource {
  return {
    form: template.form === 'quoted' ? 'quoted' : 'heredoc',
    content: template.content,
    pieces,
    complete: template.closed && pieces.every((piece) => piece.kind !== 'directive' || piece.certain),
  };
}

export function textPiece(part: TemplateText, cooked: ReadonlyMap<TemplateText, CookedText>): TemplatePiece {
  const { text, sourceOffset } = cooked.get(part)!;
  return { kind: 'text', span: spanOf(part), cooked: text, sourceOffset };
}

export function valuePiece(part: Interpolation, value: Value): TemplatePiece {
  return { kind: 'value', span: spanOf(part), value };
}

export function spanOf({ start, end }: Span): Span {
  return { start, end };
}

/** The texts that a template may have, one for each combination of what its expressions may be; one with holes where there are too many. */
export function templateTexts(source: TemplateSource, most: number): (Text | 'fails')[] {
  let rows: Text[][] = [[]];
  let left = MAX_TEXT;
  for (const piece of source.pieces) {
    const options = pieceTexts(piece);
    if (options.length === 0) return ['fails'];
    left -= Math.max(...options.map(lengthOf));
    if (left < 0) return [ANY];
    const chosen = options.length * rows.length <= most ? options : [commonText(options)];
    const [only] = chosen;
    if (only && chosen.length === 1) for (const row of rows) row.push(only);
    else rows = rows.flatMap((row) => chosen.map((option) => [...row, option]));
  }
  return rows.map((row) => concat(...row));
}

const MAX_TEXT = 100_000;

/** How much room a text takes. */
export function lengthOf(text: Text): number {
  return text.reduce((sum, part) => sum + (typeof part === 'string' ? part.length : 1), 0);
}

/** None where Terraform refuses the value. */
function pieceTexts(piece: TemplatePiece): Text[] {
  if (piece.kind === 'text') return [literal(piece.cooked)];
  if (piece.kind === 'directive') return [piece.certain ? literal('') : ANY];
  return optionsOf(piece.value)
    .map(templateText)
    .filter((text) => text !== 'fails');
}
