import type { Diagnostic } from 'vscode-languageserver';
import type { FileId } from '../core/text/range.ts';
import type { ServerContext } from './context.ts';
import { toDiagnostic, toProblemDiagnostic } from './convert.ts';

/** All diagnostics of one file, in the order of the text. */
export function diagnosticsOf(context: ServerContext, file: FileId): Diagnostic[] {
  const report = context.workspace.report(file);
  // Not before the first answer: whoever opens a file does not wait for the others.
  context.indexing.resume();
  return [
    ...report.problems.map((problem) => toProblemDiagnostic(context, problem)),
    ...report.findings.map((finding) => toDiagnostic(context, finding)),
  ];
}
