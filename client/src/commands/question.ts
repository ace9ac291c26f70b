/** What the commands that look things up ask the server about: the whole workspace, and where the cursor is. */
import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import {
  ISSUER_NAME,
  type IssuerNameParams,
  type LspPosition,
  type WorkspaceQuestion,
} from '../../../server/src/protocol.ts';
import { serverUri } from '../uris.ts';

/** A workspace with more files than these is asked about in part. */
const MAX_FILES = 2_000;

export async function isTrusted(): Promise<boolean> {
  if (vscode.workspace.isTrusted) return true;
  await vscode.window.showWarningMessage(
    vscode.l10n.t('Trust this workspace first: the command contacts hosts that its files name.'),
  );
  return false;
}

/** A notification with buttons, which the keyboard reaches too. */
export async function confirm(question: string, yes: string): Promise<boolean> {
  return (await vscode.window.showInformationMessage(question, yes, vscode.l10n.t('Cancel'))) === yes;
}

/** Verbose tracing writes every message to the log, and with it what a person pastes. Says so. */
export async function isTraced(): Promise<boolean> {
  if (vscode.workspace.getConfiguration('oidcTrust').get('trace.server') !== 'verbose') return false;
  await vscode.window.showWarningMessage(
    vscode.l10n.t(
      'The setting oidcTrust.trace.server would write what you paste to the log. Set it to "off" or "messages" first.',
    ),
  );
  return true;
}

/** `others` are patterns of files that may be policies too. In the order of the names: a search ends in any order. */
export async function workspaceQuestion(...others: readonly string[]): Promise<WorkspaceQuestion> {
  const searches = ['**/*.{tf,tofu,tf.json,tofu.json}', ...others].map((pattern) =>
    vscode.workspace.findFiles(pattern, '**/{.terraform,node_modules}/**', MAX_FILES),
  );
  const found = (await Promise.all(searches)).flat();
  return { files: found.map(serverUri).sort(), ...cursor() };
}

export interface Place {
  readonly textDocument: { readonly uri: string };
  readonly position: LspPosition;
}

/** Where a command is meant: the arguments of a code action, or the cursor when it comes from the palette. */
export function placeOf(uri: unknown, position: unknown): Place | undefined {
  return typeof uri === 'string' && isPosition(position) ? { textDocument: { uri }, position } : cursor();
}

function isPosition(value: unknown): value is LspPosition {
  return typeof value === 'object' && value !== null && 'line' in value && 'character' in value;
}

/** What an issuer is called, if it is a public one that everybody knows. */
export async function issuerName(client: BaseLanguageClient | undefined, issuer: string): Promise<string | undefined> {
  const name = await client?.sendRequest<string | null>(ISSUER_NAME, { issuer } satisfies IssuerNameParams);
  return name ?? undefined;
}

/** The document and the place of the cursor. */
function cursor(): Place | undefined {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return undefined;
  const { line, character } = editor.selection.active;
  return { textDocument: { uri: serverUri(editor.document.uri) }, position: { line, character } };
}
