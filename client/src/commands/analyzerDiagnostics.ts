/** What IAM Access Analyzer finds in a trust policy, shown beside our findings until a document changes or it is asked again. */
import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import type { AnalyzerFinding, AnalyzerPlacesResult } from '../../../server/src/protocol.ts';
import { editorUri } from '../uris.ts';

const SEVERITIES: Readonly<Record<AnalyzerFinding['type'], vscode.DiagnosticSeverity>> = {
  ERROR: vscode.DiagnosticSeverity.Error,
  SECURITY_WARNING: vscode.DiagnosticSeverity.Warning,
  WARNING: vscode.DiagnosticSeverity.Warning,
  SUGGESTION: vscode.DiagnosticSeverity.Information,
};

export class AnalyzerDiagnostics implements vscode.Disposable {
  readonly #collection = vscode.languages.createDiagnosticCollection('access-analyzer');
  readonly #onChange = vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
    if (contentChanges.length > 0) this.#collection.delete(document.uri);
  });

  clear(): void {
    this.#collection.clear();
  }

  show(client: BaseLanguageClient, places: AnalyzerPlacesResult): void {
    // Those of one document are put together.
    this.#collection.set(
      places.map(({ uri, range, type, code, details, link, rule }) => {
        const at = client.protocol2CodeConverter.asRange(range);
        const diagnostic = new vscode.Diagnostic(
          at,
          rule === undefined ? details : `${details} (${rule})`,
          SEVERITIES[type],
        );
        diagnostic.source = 'access-analyzer';
        diagnostic.code = /^https:\/\//.test(link) ? { value: code, target: vscode.Uri.parse(link) } : code;
        return [editorUri(uri), [diagnostic]];
      }),
    );
  }

  dispose(): void {
    this.#onChange.dispose();
    this.#collection.dispose();
  }
}

/** One sentence about all findings of a policy. */
export function validatedSummary(title: string, findings: readonly AnalyzerFinding[]): string {
  const count = (...types: readonly AnalyzerFinding['type'][]) =>
    String(findings.filter(({ type }) => types.includes(type)).length);
  return findings.length === 0
    ? vscode.l10n.t('IAM Access Analyzer finds nothing in the trust policy of {0}.', title)
    : vscode.l10n.t(
        'IAM Access Analyzer on {0}: {1} errors, {2} security warnings, {3} warnings and suggestions.',
        title,
        count('ERROR'),
        count('SECURITY_WARNING'),
        count('WARNING', 'SUGGESTION'),
      );
}
