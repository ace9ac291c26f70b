import { parseItems } from './body.ts';
import { Cursor } from './cursor.ts';
import type { HclFile, SyntaxProblem, TemplatePart } from './nodes.ts';
import { parseTemplateText } from './templates.ts';

/** Reads an HCL file. Never throws and always ends; a broken text gives the tree of what could be recognised, and its problems. */
export function parseHcl(text: string): HclFile {
  const strict = pass(text, false);
  if (strict.problems.length === 0) return strict;
  const recovered = pass(text, true);
  // The strict pass tells what is wrong first; what comes after it is judged better with blocks ended where they seem to end.
  const [first] = strict.problems;
  const later = recovered.problems.filter((problem) => problem.span.start > first!.span.start);
  return { ...recovered, problems: [first!, ...later] };
}

function pass(text: string, recovering: boolean): HclFile {
  const cursor = new Cursor(text, recovering);
  const start = cursor.pos;
  const items = parseItems(cursor, true);
  const { problems, comments } = cursor;
  return {
    body: { kind: 'body', start, end: text.length, items, complete: problems.length === 0 },
    problems,
    comments,
  };
}

/** Reads a template file: text with `${...}` and `%{...}`, as `templatefile` does. Never throws. */
export function parseHclTemplate(text: string): { parts: readonly TemplatePart[]; problems: readonly SyntaxProblem[] } {
  const cursor = new Cursor(text, false);
  return { parts: parseTemplateText(cursor), problems: cursor.problems };
}
