import {
  type CompletionItem,
  CompletionItemKind,
  type CompletionList,
  type CompletionParams,
  InsertTextFormat,
} from 'vscode-languageserver';
import { type FileId, inFile } from '../core/text/range.ts';
import { completionsAt } from '../features/completion/completion.ts';
import type { CompletionSource } from '../features/completion/context.ts';
import { documentationFor } from '../features/completion/documentation.ts';
import { type Completion, type Insert, insertedText, type Topic } from '../features/completion/items.ts';
import { fileIdOf, isOnDisk } from '../workspace/fileId.ts';
import type { ServerContext } from './context.ts';
import { toOffset, toTextEdit } from './convert.ts';
import { toMarkup } from './markup.ts';

/** A quote opens a string; the others stand between the steps of issuers, keys and subjects. */
export const COMPLETION_TRIGGERS: readonly string[] = ['"', ':', '/'];

const KINDS: Readonly<Record<Completion['kind'], CompletionItemKind>> = {
  element: CompletionItemKind.Property,
  operator: CompletionItemKind.Operator,
  key: CompletionItemKind.Field,
  action: CompletionItemKind.Function,
  principal: CompletionItemKind.Reference,
  subject: CompletionItemKind.Value,
  value: CompletionItemKind.Value,
  block: CompletionItemKind.Snippet,
};

const NOTHING: CompletionList = { isIncomplete: false, items: [] };

export function registerCompletion(context: ServerContext): void {
  const { connection, guard } = context;
  connection.onCompletion(
    guard.request<CompletionParams, CompletionList>('textDocument/completion', NOTHING, (params) =>
      complete(context, params),
    ),
  );
  connection.onCompletionResolve((item) =>
    guard.request<CompletionItem, CompletionItem>('completionItem/resolve', item, (asked) => resolve(context, asked))(
      item,
    ),
  );
}

function complete(context: ServerContext, { textDocument, position }: CompletionParams): CompletionList {
  const { documents } = context;
  const file = fileIdOf(textDocument.uri);
  const source = sourceOf(context, file);
  if (!source) return NOTHING;
  const lines = documents.lines(file);
  const items = completionsAt(source, toOffset(lines, position)).map((completion, rank): CompletionItem => {
    const { label, kind, detail, insert, span, filter, topic } = completion;
    const { snippets } = context.client;
    return {
      label,
      kind: KINDS[kind],
      ...(detail === undefined ? {} : { detail }),
      sortText: String(rank).padStart(4, '0'),
      filterText: filter,
      insertTextFormat: snippets ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
      textEdit: toTextEdit(context, {
        range: inFile(file, span),
        newText: snippets ? snippetText(insert) : insertedText(insert),
      }),
      ...(topic ? { data: topic } : {}),
    };
  });
  return { isIncomplete: false, items };
}

function sourceOf({ workspace }: ServerContext, file: FileId): CompletionSource | undefined {
  const text = workspace.text(file);
  const kind = workspace.kindOf(file);
  if (text === undefined || kind === 'none') return undefined;
  return {
    file,
    text,
    module: workspace.sources(file),
    project: workspace.projectOf(file),
    isPolicyFile: workspace.isPolicyFile(file),
    providers: () =>
      (isOnDisk(file) ? workspace.readersOf(file) : []).flatMap(
        (directory) => workspace.moduleReport(directory).providers,
      ),
    remote: () => workspace.gitRemote(file),
    serviceAccounts: () => workspace.serviceAccounts(),
  };
}

function resolve({ client }: ServerContext, item: CompletionItem): CompletionItem {
  const text = isTopic(item.data) ? documentationFor(item.data) : undefined;
  return text === undefined ? item : { ...item, documentation: toMarkup(text, client.markdownCompletion) };
}

/** What comes back is what was sent, if the editor is right. */
function isTopic(data: unknown): data is Topic {
  return (
    typeof data === 'object' && data !== null && 'about' in data && 'name' in data && typeof data.name === 'string'
  );
}

/** In the syntax of snippets, where `$`, `}` and backslashes mean something. The same text twice is filled in once. */
function snippetText(insert: Insert): string {
  const seen = new Set<number>();
  return insert
    .map((piece) => {
      if (typeof piece === 'string') return piece.replaceAll(/[\\$}]/g, '\\$&');
      if (seen.has(piece.stop) || piece.text === '') return `$${piece.stop}`;
      seen.add(piece.stop);
      return `\${${piece.stop}:${piece.text.replaceAll(/[\\$}]/g, '\\$&')}}`;
    })
    .join('');
}
