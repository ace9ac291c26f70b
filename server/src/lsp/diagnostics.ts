import { createHash } from 'node:crypto';
import type { Diagnostic } from 'vscode-languageserver';
import type { FileId } from '../core/text/range.ts';
import type { ServerContext } from './context.ts';
import { toDiagnostic, toProblemDiagnostic } from './convert.ts';

export interface FileDiagnostics {
  readonly items: Diagnostic[];
  /** Equal for equal items, whatever happened in between. */
  readonly resultId: string;
}

/** All diagnostics of one file, in the order of the text. */
export function diagnosticsOf(context: ServerContext, file: FileId): FileDiagnostics {
  const report = context.workspace.report(file);
  // Not before the first answer: whoever opens a file does not wait for the others.
  context.indexing.resume();
  const items = [
    ...report.problems.map((problem) => toProblemDiagnostic(context, problem)),
    ...report.findings.map((finding) => toDiagnostic(context, finding)),
  ];
  return { items, resultId: createHash('sha1').update(JSON.stringify(items)).digest('base64url') };
}
