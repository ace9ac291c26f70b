import {
  type CodeAction,
  CodeActionKind,
  type CodeActionParams,
  type Diagnostic,
  type Position,
} from 'vscode-languageserver';
import type { Finding, Report } from '../core/analysis/report.ts';
import type { TextEdit } from '../core/text/edit.ts';
import type { FileId, Span } from '../core/text/range.ts';
import {
  type FixKey,
  type FixOffer,
  findFinding,
  findFix,
  findingsAt,
  fixAllEdits,
  fixOffers,
  hasFixAll,
  keyOf,
} from '../features/codeActions.ts';
import { type ConversionOffer, conversionOffers } from '../features/conversions.ts';
import { type Ignorable, ignoreOffer } from '../features/ignoreFinding.ts';
import {
  COMPARE_WITH_AWS_COMMAND,
  EXPLAIN_TOKEN_COMMAND,
  FETCH_THUMBPRINT_COMMAND,
  PROBE_ISSUER_COMMAND,
} from '../protocol.ts';
import { fileIdOf } from '../workspace/fileId.ts';
import type { ServerContext } from './context.ts';
import { SOURCE, toDiagnostic, toOffset, toSpan, toWorkspaceEdit } from './convert.ts';
import { deployableAt } from './deployed.ts';

const CONVERT = `${CodeActionKind.RefactorRewrite}.oidcTrust`;
const FIX_ALL = `${CodeActionKind.SourceFixAll}.oidcTrust`;
export const CODE_ACTION_KINDS: readonly string[] = [CodeActionKind.QuickFix, CodeActionKind.RefactorRewrite, FIX_ALL];

/** What an offered action carries until the editor asks for its edit: a file, and what to do there. */
type ActionData =
  | { readonly uri: string; readonly fix: FixKey | 'all' }
  | { readonly uri: string; readonly ignore: FixKey }
  | { readonly uri: string; readonly convertTo: ConversionOffer['to']; readonly at: Position };

export function registerCodeActions(context: ServerContext): void {
  const { connection, guard } = context;
  connection.onCodeAction(
    guard.request<CodeActionParams, CodeAction[]>('textDocument/codeAction', [], (params) => offer(context, params)),
  );
  connection.onCodeActionResolve((action) =>
    guard.request<CodeAction, CodeAction>('codeAction/resolve', action, () => resolve(context, action))(action),
  );
}

function offer(context: ServerContext, params: CodeActionParams): CodeAction[] {
  const file = fileIdOf(params.textDocument.uri);
  const text = context.workspace.text(file);
  if (text === undefined || !context.client.codeActions) return [];
  const span = toSpan(context.documents.lines(file), params.range);
  const report = context.workspace.report(file);
  const actions = [
    ...quickFixes(context, params, report, span),
    ...ignores(context, params, report, span, text),
    ...fixAll(context, params, report, file),
    ...commands(context, params),
    ...conversions(context, params, file, span),
  ];
  return context.client.resolvesCodeActionEdits ? actions : actions.map((action) => resolve(context, action));
}

function quickFixes(
  context: ServerContext,
  { context: wanted }: CodeActionParams,
  report: Report,
  span: Span,
): CodeAction[] {
  if (!isWanted(wanted.only, CodeActionKind.QuickFix)) return [];
  return fixOffers(findingsFor(context, report, span, wanted.diagnostics)).map((offer) => fixAction(context, offer));
}

/** One fix, its edit still to be resolved. */
export function fixAction(context: ServerContext, { finding, fix, preferred }: FixOffer): CodeAction {
  const { workspace, documents } = context;
  const { file } = finding.range;
  const data: ActionData = { uri: documents.uri(file), fix: keyOf(workspace.text(file) ?? '', finding, fix) };
  const diagnostics = [toDiagnostic(context, finding)];
  return { title: fix.title, kind: CodeActionKind.QuickFix, diagnostics, isPreferred: preferred, data };
}

/** Behind all fixes: to say of a finding that it is meant is the last resort. */
function ignores(
  context: ServerContext,
  { context: wanted, textDocument }: CodeActionParams,
  report: Report,
  span: Span,
  text: string,
): CodeAction[] {
  if (!isWanted(wanted.only, CodeActionKind.QuickFix)) return [];
  return findingsFor(context, report, span, wanted.diagnostics).flatMap((finding) => {
    const offer = ignoreOffer(finding, ignorable(context, finding.range.file, text));
    if (!offer) return [];
    const data: ActionData = { uri: textDocument.uri, ignore: keyOf(text, finding, offer) };
    const diagnostics = [toDiagnostic(context, finding)];
    return [{ title: offer.title, kind: CodeActionKind.QuickFix, diagnostics, isPreferred: false, data }];
  });
}

function ignorable({ workspace }: ServerContext, file: FileId, text: string): Ignorable {
  const config = workspace.configFileFor(file);
  const configText = config === undefined ? undefined : workspace.text(config);
  const tree = workspace.tree(file);
  if (config === undefined || configText === undefined || workspace.report(config).problems.length > 0)
    return { text, tree };
  return { text, tree, config: { file: config, text: configText, path: workspace.configPath(file) } };
}

/** The findings at the cursor, and those of the diagnostics that the editor names, wherever they are. */
function findingsFor(
  context: ServerContext,
  report: Report,
  span: Span,
  diagnostics: readonly Diagnostic[],
): readonly Finding[] {
  const here = findingsAt(report, span);
  const named = report.findings.filter((finding) => {
    const own = toDiagnostic(context, finding);
    return diagnostics.some((diagnostic) => isSameDiagnostic(diagnostic, own));
  });
  return [...here, ...named.filter((finding) => !here.includes(finding))];
}

function isSameDiagnostic(a: Diagnostic, b: Diagnostic): boolean {
  return (
    a.source === SOURCE && a.code === b.code && a.message === b.message && isSamePlace(a.range.start, b.range.start)
  );
}

function isSamePlace(a: Position, b: Position): boolean {
  return a.line === b.line && a.character === b.character;
}

function fixAll(context: ServerContext, params: CodeActionParams, report: Report, file: FileId): CodeAction[] {
  if (!isWanted(params.context.only, FIX_ALL) || !hasFixAll(report, file)) return [];
  const data: ActionData = { uri: context.documents.uri(file), fix: 'all' };
  return [{ title: 'Apply all safe fixes of OIDC Trust', kind: FIX_ALL, data }];
}

/** Those that write nothing into the file are of no kind of refactoring. */
const COMMANDS: readonly {
  readonly title: string;
  readonly command: string;
  readonly on: readonly ('provider' | 'role')[];
  readonly kind: CodeActionKind;
}[] = [
  {
    title: 'Fetch issuer thumbprint',
    command: FETCH_THUMBPRINT_COMMAND,
    on: ['provider'],
    kind: CodeActionKind.RefactorRewrite,
  },
  { title: 'Probe issuer', command: PROBE_ISSUER_COMMAND, on: ['provider'], kind: CodeActionKind.Empty },
  { title: 'Explain a token', command: EXPLAIN_TOKEN_COMMAND, on: ['role'], kind: CodeActionKind.Empty },
  {
    title: 'Compare with AWS',
    command: COMPARE_WITH_AWS_COMMAND,
    on: ['provider', 'role'],
    kind: CodeActionKind.Empty,
  },
];

/** Commands of our own editor client, so other editors are not offered them. */
function commands(context: ServerContext, { context: wanted, textDocument, range }: CodeActionParams): CodeAction[] {
  const offered = COMMANDS.filter(
    ({ command, kind }) => context.client.commands.includes(command) && isWanted(wanted.only, kind),
  );
  const found = offered.length > 0 ? deployableAt(context, { textDocument, position: range.start }) : undefined;
  if (!found) return [];
  const block = 'provider' in found ? 'provider' : 'role';
  return offered
    .filter(({ on }) => on.includes(block))
    .map(({ title, command, kind }) => {
      return { title, kind, command: { title, command, arguments: [textDocument.uri, range.start] } };
    });
}

/** They differ in kind, so that a key can be bound to each. */
function conversions(
  context: ServerContext,
  { context: wanted, textDocument, range }: CodeActionParams,
  file: FileId,
  span: Span,
): CodeAction[] {
  const { only } = wanted;
  if (only && !only.some((kind) => isWanted([kind], CONVERT) || isWanted([CONVERT], kind))) return [];
  const sources = context.workspace.sources(file);
  const offers = sources ? conversionOffers(sources, file, span.start) : [];
  return offers
    .map(({ to, title }) => {
      const data: ActionData = { uri: textDocument.uri, convertTo: to, at: range.start };
      return { title, kind: `${CONVERT}.${to}`, data };
    })
    .filter(({ kind }) => isWanted(only, kind));
}

/** Kinds are hierarchies: who asks for `source` also gets `source.fixAll.oidcTrust`. */
function isWanted(only: readonly string[] | undefined, kind: string): boolean {
  return only === undefined || only.some((wanted) => kind === wanted || kind.startsWith(`${wanted}.`));
}

/** Computes the edit from the text as it is now; an action whose finding or policy is gone stays without edit. */
function resolve(context: ServerContext, action: CodeAction): CodeAction {
  const data = action.data as ActionData | undefined;
  if (typeof data?.uri !== 'string') return action;
  const edits = editsOf(context, data, fileIdOf(data.uri));
  return edits && edits.length > 0 ? { ...action, edit: toWorkspaceEdit(context, edits) } : action;
}

function editsOf(context: ServerContext, data: ActionData, file: FileId): readonly TextEdit[] | undefined {
  const text = context.workspace.text(file);
  if (text === undefined) return undefined;
  if ('convertTo' in data) {
    const sources = context.workspace.sources(file);
    const offset = toOffset(context.documents.lines(file), data.at);
    return sources && conversionOffers(sources, file, offset).find(({ to }) => to === data.convertTo)?.edits;
  }
  const report = context.workspace.report(file);
  if ('ignore' in data) {
    const finding = findFinding(report, text, data.ignore);
    return finding && ignoreOffer(finding, ignorable(context, finding.range.file, text))?.edits();
  }
  if (data.fix === undefined) return undefined;
  return data.fix === 'all' ? fixAllEdits(report, file) : findFix(report, text, data.fix)?.edits;
}
