import * as vscode from 'vscode';

const LANGUAGES = ['terraform', 'opentofu', 'hcl', 'json', 'jsonc'];
/** Templates and variable settings are what modules read beside their own files. */
const PATTERNS = ['**/*.{tf,tofu}', '**/*.{json,jsonc}', '**/*.{tftpl,tpl,tmpl}', '**/*.tfvars'];
/** `vscode-vfs` is a repository that is shown without a checkout; a folder may come from elsewhere too. */
const SCHEMES = new Set(['file', 'untitled', 'vscode-vfs', ...folderSchemes()]);

/** By language and by name, because which extension gives `.tf` files which language is not ours to say. */
export const SELECTOR = [...SCHEMES].flatMap((scheme) => [
  ...LANGUAGES.map((language) => ({ scheme, language })),
  ...PATTERNS.map((pattern) => ({ scheme, pattern })),
]);

/** Whether a file that is not open may count for what the server says about another. */
export function mayMatter({ path }: vscode.Uri): boolean {
  return /\.(?:tf|tofu|json|jsonc|tftpl|tpl|tmpl|tfvars)$/.test(path);
}

/** Whether the server has anything to say about a document. */
export function isCandidate(document: vscode.TextDocument): boolean {
  return vscode.languages.match(SELECTOR, document) > 0;
}

function folderSchemes(): string[] {
  return (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.scheme);
}
