import {
  type DocumentSymbol,
  type DocumentSymbolParams,
  type SymbolInformation,
  SymbolKind,
} from 'vscode-languageserver';
import type { LineIndex } from '../core/text/lineIndex.ts';
import { type OutlineSymbol, symbolsOf } from '../features/symbols.ts';
import type { ServerContext } from './context.ts';
import { toRange } from './convert.ts';
import { scopeOf } from './navigation.ts';

const KINDS: Readonly<Record<OutlineSymbol['kind'], SymbolKind>> = {
  role: SymbolKind.Class,
  policy: SymbolKind.Object,
  provider: SymbolKind.Interface,
  statement: SymbolKind.Event,
};

export function registerSymbols(context: ServerContext): void {
  const { connection, guard } = context;
  connection.onDocumentSymbol(
    guard.request<DocumentSymbolParams, DocumentSymbol[] | SymbolInformation[] | null>(
      'textDocument/documentSymbol',
      null,
      (params) => symbols(context, params),
    ),
  );
}

function symbols(
  context: ServerContext,
  { textDocument }: DocumentSymbolParams,
): DocumentSymbol[] | SymbolInformation[] | null {
  const scope = scopeOf(context, textDocument);
  const found = scope ? symbolsOf(scope) : [];
  if (!scope || found.length === 0) return null;
  const lines = context.documents.lines(scope.file);
  if (context.client.symbolTrees) return found.map((symbol) => toSymbol(lines, symbol));
  return found.flatMap((symbol) => flat(lines, symbol, textDocument.uri));
}

function toSymbol(lines: LineIndex, { kind, name, detail, span, nameSpan, children }: OutlineSymbol): DocumentSymbol {
  return {
    name,
    detail,
    kind: KINDS[kind],
    range: toRange(lines, span),
    selectionRange: toRange(lines, nameSpan),
    children: children.map((child) => toSymbol(lines, child)),
  };
}

function flat(lines: LineIndex, symbol: OutlineSymbol, uri: string): SymbolInformation[] {
  const { name, kind, span, children } = symbol;
  const own = { name, kind: KINDS[kind], location: { uri, range: toRange(lines, span) } };
  return [
    own,
    ...children.flatMap((child) => flat(lines, child, uri).map((each) => ({ containerName: name, ...each }))),
  ];
}
