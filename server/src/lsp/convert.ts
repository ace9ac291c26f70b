import {
  type CodeDescription,
  type Diagnostic,
  type DiagnosticRelatedInformation,
  DiagnosticSeverity,
  type Position,
  type Range,
  type TextDocumentEdit,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import type { FileProblem, Finding, Severity } from '../core/analysis/report.ts';
import { type TextEdit as OffsetEdit, withLineEnds } from '../core/text/edit.ts';
import type { LineIndex } from '../core/text/lineIndex.ts';
import type { FileId, Span } from '../core/text/range.ts';
import type { ServerContext } from './context.ts';

export const SOURCE = 'oidc-trust';

const SEVERITIES: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

export function toRange(lines: LineIndex, span: Span): Range {
  return { start: toPosition(lines, span.start), end: toPosition(lines, span.end) };
}

function toPosition(lines: LineIndex, offset: number): Position {
  const { line, column } = lines.positionAt(offset);
  return { line, character: column };
}

/** A place outside the text is moved to its nearest end, as the protocol asks. */
export function toOffset(lines: LineIndex, position: Position): number {
  const line = Math.max(0, Math.trunc(position.line) || 0);
  return lines.offsetAt({ line, column: Math.max(0, Math.trunc(position.character) || 0) });
}

export function toSpan(lines: LineIndex, range: Range): Span {
  return { start: toOffset(lines, range.start), end: toOffset(lines, range.end) };
}

export function toDiagnostic(context: ServerContext, finding: Finding): Diagnostic {
  const diagnostic: Diagnostic = {
    range: toRange(context.documents.lines(finding.range.file), finding.range),
    severity: SEVERITIES[finding.severity],
    source: SOURCE,
    code: finding.rule,
    message: finding.message,
  };
  const description = codeDescription(context, finding.rule);
  if (description) diagnostic.codeDescription = description;
  const related = context.client.relatedInformation ? relatedInformation(context, finding) : [];
  if (related.length > 0) diagnostic.relatedInformation = related;
  return diagnostic;
}

/** The whole file is meant where the problem has no range: it is shown at the file's start. */
export function toProblemDiagnostic(context: ServerContext, problem: FileProblem): Diagnostic {
  const lines = context.documents.lines(problem.file);
  return {
    range: toRange(lines, problem.range ?? { start: 0, end: 0 }),
    severity: problem.range ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
    source: SOURCE,
    message: problem.message,
  };
}

/** Edits of any number of files; an open document's edits carry its version, so that the editor refuses stale ones. */
export function toWorkspaceEdit(context: ServerContext, edits: readonly OffsetEdit[]): WorkspaceEdit {
  if (context.client.versionedEdits) return { documentChanges: toDocumentEdits(context, edits) };
  const { documents } = context;
  const byFile = editsByFile(context, edits);
  return { changes: Object.fromEntries([...byFile].map(([file, list]) => [documents.uri(file), list])) };
}

export function toDocumentEdits(context: ServerContext, edits: readonly OffsetEdit[]): TextDocumentEdit[] {
  const { documents } = context;
  return [...editsByFile(context, edits)].map(([file, list]) => {
    return { textDocument: { uri: documents.uri(file), version: documents.version(file) }, edits: list };
  });
}

function editsByFile(context: ServerContext, edits: readonly OffsetEdit[]): Map<FileId, TextEdit[]> {
  const byFile = new Map<FileId, TextEdit[]>();
  for (const edit of edits) {
    const { file } = edit.range;
    byFile.set(file, [...(byFile.get(file) ?? []), toTextEdit(context, edit)]);
  }
  return byFile;
}

/** Every edit goes to the editor through here, and so with the line ends of its file. */
export function toTextEdit({ documents, workspace }: ServerContext, edit: OffsetEdit): TextEdit {
  const { range, newText } = withLineEnds(edit, workspace.text(edit.range.file) ?? '');
  return { range: toRange(documents.lines(range.file), range), newText };
}

function codeDescription(context: ServerContext, rule: string): CodeDescription | undefined {
  const root = context.client.docsRoot;
  return root === undefined ? undefined : { href: `${root}/${rule}.md` };
}

function relatedInformation(context: ServerContext, finding: Finding): DiagnosticRelatedInformation[] {
  return finding.related.map((place) => ({
    location: {
      uri: context.documents.uri(place.range.file),
      range: toRange(context.documents.lines(place.range.file), place.range),
    },
    message: place.message,
  }));
}
