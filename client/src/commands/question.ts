/** What the commands that look things up ask the server about: the whole workspace, and where the cursor is. */
import * as vscode from 'vscode';
import type { LspPosition, WorkspaceQuestion } from '../../../server/src/protocol.ts';
import { serverUri } from '../uris.ts';

/** A workspace with more files than these is asked about in part. */
const MAX_FILES = 2_000;

export async function isTrusted(): Promise<boolean> {
  if (vscode.workspace.isTrusted) return true;
  await vscode.window.showWarningMessage('Trust this workspace first: the command contacts hosts that its files name.');
  return false;
}

/** Verbose tracing writes every message to the log, and with it what a person pastes. Says so. */
export async function isTraced(): Promise<boolean> {
  if (vscode.workspace.getConfiguration('oidcTrust').get('trace.server') !== 'verbose') return false;
  await vscode.window.showWarningMessage(
    'The setting oidcTrust.trace.server would write what you paste to the log. Set it to "off" or "messages" first.',
  );
  return true;
}

export async function workspaceQuestion(): Promise<WorkspaceQuestion> {
  const found = await vscode.workspace.findFiles(
    '**/*.{tf,tofu,tf.json,tofu.json}',
    '**/{.terraform,node_modules}/**',
    MAX_FILES,
  );
  return { files: found.map(serverUri), ...cursor() };
}

/** The document and the place of the cursor. */
export function cursor(): { textDocument: { uri: string }; position: LspPosition } | undefined {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return undefined;
  const { line, character } = editor.selection.active;
  return { textDocument: { uri: serverUri(editor.document.uri) }, position: { line, character } };
}
