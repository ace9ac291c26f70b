/** What the tests ask of the editor. Nothing is asserted on a first answer: providers may not be ready, events may be late. */
import assert from 'node:assert/strict';
import path from 'node:path';
import * as vscode from 'vscode';

const PATIENCE_MS = 15_000;
const PAUSE_MS = 50;

/** The first answer that is neither undefined nor false; `what` names it when it never comes. */
export async function until<T>(
  what: string,
  ask: () => T | undefined | false | PromiseLike<T | undefined | false>,
): Promise<T> {
  const giveUp = Date.now() + PATIENCE_MS;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > giveUp) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

/** `examples/eks-irsa/main.tf`: the workspace folder's name, then the path in it. */
export function uriOf(file: string): vscode.Uri {
  const [name, ...rest] = file.split('/');
  const folder = vscode.workspace.workspaceFolders?.find((each) => each.name === name);
  assert.ok(folder, `no workspace folder ${name}`);
  return vscode.Uri.joinPath(folder.uri, ...rest);
}

export async function show(file: string): Promise<vscode.TextEditor> {
  const document = await vscode.workspace.openTextDocument(uriOf(file));
  return vscode.window.showTextDocument(document, { preview: false });
}

export function findings(uri: vscode.Uri): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'oidc-trust');
}

function ruleOf({ code }: vscode.Diagnostic): string {
  return String(typeof code === 'object' ? code.value : code);
}

export function finding(uri: vscode.Uri, rule: string): Promise<vscode.Diagnostic> {
  return until(`${rule} in ${path.basename(uri.path)}`, () => findings(uri).find((each) => ruleOf(each) === rule));
}

export function noFinding(uri: vscode.Uri, rule: string): Promise<true> {
  return until(`no ${rule} in ${path.basename(uri.path)}`, () => !findings(uri).some((each) => ruleOf(each) === rule));
}

/** The range of the only place where the text stands. */
export function rangeOf(document: vscode.TextDocument, text: string): vscode.Range {
  const start = document.getText().indexOf(text);
  assert.ok(start >= 0 && document.getText().indexOf(text, start + 1) < 0, `not exactly once in the document: ${text}`);
  return new vscode.Range(document.positionAt(start), document.positionAt(start + text.length));
}

/** A code action with its edit computed. */
export function action(
  uri: vscode.Uri,
  range: vscode.Range,
  kind: vscode.CodeActionKind,
  title: RegExp,
): Promise<vscode.CodeAction> {
  const resolveAll = 100;
  return until(`an action ${title}`, async () => {
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      uri,
      range,
      kind.value,
      resolveAll,
    );
    return actions.find((each) => title.test(each.title) && each.edit);
  });
}

/** What stands above the lines of a document. */
export async function lenses(uri: vscode.Uri): Promise<vscode.CodeLens[]> {
  const resolveAll = 100;
  return vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri, resolveAll);
}

export async function apply({ edit, title }: vscode.CodeAction): Promise<void> {
  assert.ok(edit, `${title} has no edit`);
  assert.ok(await vscode.workspace.applyEdit(edit), `${title} was refused`);
}

export async function replace(document: vscode.TextDocument, before: string, after: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, rangeOf(document, before), after);
  assert.ok(await vscode.workspace.applyEdit(edit));
}

/** Throws unsaved changes away, so that no test sees another's. */
export async function revertAll(): Promise<void> {
  for (const document of vscode.workspace.textDocuments.filter(({ isDirty }) => isDirty)) {
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  }
}
