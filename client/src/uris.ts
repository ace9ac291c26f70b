/**
 * How the server names documents. It knows files by paths; a folder that is shown without a checkout has none, so its files get
 * paths of their own: `vscode-vfs://github/acme/api/main.tf` becomes `file:///vscode-vfs/@github/acme/api/main.tf`.
 */
import * as vscode from 'vscode';

/** As VS Code has them: on disk, or nowhere yet. */
const PLAIN = ['file', 'untitled'];
const VIRTUAL = /^\/([\w.+-]+)\/@([^/]*)(\/.*)$/;

export function serverUri(uri: vscode.Uri): string {
  if (PLAIN.includes(uri.scheme)) return uri.toString();
  const path = `/${uri.scheme}/@${encodeURIComponent(uri.authority)}${uri.path}`;
  return vscode.Uri.from({ scheme: 'file', path }).toString();
}

export function editorUri(text: string): vscode.Uri {
  const uri = vscode.Uri.parse(text);
  const [, scheme, authority, path] = (uri.scheme === 'file' && VIRTUAL.exec(uri.path)) || [];
  if (scheme === undefined || authority === undefined || path === undefined) return uri;
  return vscode.Uri.from({ scheme, authority: decodeURIComponent(authority), path });
}
