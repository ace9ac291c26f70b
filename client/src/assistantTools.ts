/** Tools by which an assistant in the editor asks what the engine knows. It gets facts, never files. */
import * as vscode from 'vscode';
import { FACTS, type FactsParams } from '../../server/src/protocol.ts';
import { workspaceQuestion } from './commands/question.ts';
import type { PreviousTexts } from './previousTexts.ts';
import type { ServerControl } from './serverControl.ts';
import { editorUri, serverUri } from './uris.ts';

type Question = Pick<FactsParams, 'files' | 'root'>;

interface Tool<Input> {
  readonly name: string;
  /** What the editor shows while it runs. */
  readonly doing: string;
  readonly ask: (question: Question, input: Input) => Promise<FactsParams>;
}

/** Nothing where the editor has no such tools. */
export function registerAssistantTools(server: ServerControl, previous: PreviousTexts): vscode.Disposable {
  if (!('lm' in vscode) || typeof vscode.lm.registerTool !== 'function') return vscode.Disposable.from();
  return vscode.Disposable.from(
    register<{ role?: string }>(server, {
      name: 'oidc-trust_whoCanAssume',
      doing: vscode.l10n.t('Looking who can assume the roles'),
      ask: async (question, { role }) => ({ ...question, about: 'roles', ...(role ? { role } : {}) }),
    }),
    register<{ rule?: string; file?: string; line?: number }>(server, {
      name: 'oidc-trust_explainFindings',
      doing: vscode.l10n.t('Reading the findings of OIDC Trust'),
      ask: async (question, { rule, file, line }) => ({
        ...question,
        about: 'findings',
        ...(rule ? { rule } : {}),
        ...(file ? { file } : {}),
        ...(line ? { line } : {}),
      }),
    }),
    register<object>(server, {
      name: 'oidc-trust_compare',
      doing: vscode.l10n.t('Comparing who can assume the roles with the last commit'),
      ask: async (question) => ({
        ...question,
        about: 'changes',
        before: (await previous.of(anyFile(question))).texts,
      }),
    }),
  );
}

function register<Input extends object>(server: ServerControl, tool: Tool<Input>): vscode.Disposable {
  return vscode.lm.registerTool<Input>(tool.name, {
    prepareInvocation: () => ({ invocationMessage: tool.doing }),
    async invoke({ input }, token) {
      const { files } = await workspaceQuestion();
      const [folder] = vscode.workspace.workspaceFolders ?? [];
      const root = folder ? serverUri(folder.uri) : 'file:///';
      const client = await server.running();
      if (!client) return answer({ error: 'OIDC Trust is switched off by the setting oidcTrust.enable.' });
      const params = await tool.ask({ files, root }, input);
      const facts = await client.sendRequest<object | null>(FACTS, params, token);
      return answer(facts ?? { error: 'The language server could not answer; its log says why.' });
    },
  });
}

function answer(facts: object): vscode.LanguageModelToolResult {
  return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(JSON.stringify(facts))]);
}

/** Git is asked about the repository of the document in front, else of the first file. */
function anyFile({ files, root }: Question): vscode.Uri {
  return vscode.window.activeTextEditor?.document.uri ?? editorUri(files[0] ?? root);
}
