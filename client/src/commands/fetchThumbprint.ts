/** The command that looks an issuer's certificates up, on request of a person only, and writes their thumbprints. */
import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import {
  FETCH_THUMBPRINT_COMMAND,
  type LspPosition,
  PROVIDER_AT,
  type ProviderAtParams,
  type ProviderAtResult,
  THUMBPRINT_EDIT,
  type ThumbprintEditParams,
} from '../../../server/src/protocol.ts';
import type { ServerControl } from '../serverControl.ts';
import { serverUri } from '../uris.ts';
import { chainDocument } from './chainDocument.ts';
import type { IssuerLookup, LookupAnswer } from './issuerLookup.ts';
import { isTrusted } from './question.ts';
import { ReadOnlyDocuments } from './readOnlyDocuments.ts';

/** A provider block in a document, as the server found it. */
interface ProviderPlace {
  readonly client: BaseLanguageClient;
  readonly params: ProviderAtParams;
  readonly provider: ProviderAtResult;
}

export function registerFetchThumbprint(server: ServerControl, lookup: IssuerLookup): vscode.Disposable {
  const chains = new ReadOnlyDocuments('oidc-trust-chain');
  const run = (uri?: unknown, position?: unknown) => fetchThumbprint(server, lookup, chains, placeOf(uri, position));
  return vscode.Disposable.from(chains, vscode.commands.registerCommand(FETCH_THUMBPRINT_COMMAND, run));
}

async function fetchThumbprint(
  server: ServerControl,
  lookup: IssuerLookup,
  chains: ReadOnlyDocuments,
  params: ProviderAtParams | undefined,
): Promise<void> {
  if (!(await isTrusted())) return;
  const place = params && (await findProvider(server, params));
  const issuer = place?.provider.issuer ?? (await lookup.askIssuer(vscode.l10n.t('Fetch issuer thumbprint')));
  const answer = issuer === undefined ? undefined : await lookup.run(issuer);
  if (!answer) return;
  await chains.show(
    `${vscode.l10n.t('{0} certificates', new URL(answer.result.issuer).host)}.md`,
    chainDocument(answer),
  );
  await offer(answer, place);
}

/** The arguments of the code action, or the cursor when the command comes from the palette. */
function placeOf(uri: unknown, position: unknown): ProviderAtParams | undefined {
  if (typeof uri === 'string' && isPosition(position)) return { textDocument: { uri }, position };
  const editor = vscode.window.activeTextEditor;
  if (!editor) return undefined;
  const { line, character } = editor.selection.active;
  return { textDocument: { uri: serverUri(editor.document.uri) }, position: { line, character } };
}

function isPosition(value: unknown): value is LspPosition {
  return typeof value === 'object' && value !== null && 'line' in value && 'character' in value;
}

async function findProvider(server: ServerControl, params: ProviderAtParams): Promise<ProviderPlace | undefined> {
  const client = await server.running();
  if (!client) return undefined;
  const provider = await client.sendRequest<ProviderAtResult | null>(PROVIDER_AT, params);
  return provider ? { client, params, provider } : undefined;
}

/** Nothing is written before the person has seen the chain and said so. */
async function offer({ result, awsCompares }: LookupAnswer, place: ProviderPlace | undefined): Promise<void> {
  const thumbprints = [...new Set(result.thumbprints.map(({ sha1 }) => sha1))];
  const write = vscode.l10n.t('Write thumbprint_list');
  const copy = vscode.l10n.t('Copy');
  const list = thumbprints.join(', ');
  const found =
    thumbprints.length > 1
      ? vscode.l10n.t('The thumbprints are {0}.', list)
      : vscode.l10n.t('The thumbprint is {0}.', list);
  const note = awsCompares ? [] : [vscode.l10n.t('AWS trusts this chain by itself and does not compare them.')];
  const message = [found, ...note].join(' ');
  const choice = await vscode.window.showInformationMessage(message, ...(place ? [write, copy] : [copy]));
  if (choice === copy) await vscode.env.clipboard.writeText(thumbprints.join('\n'));
  if (choice === write && place) await writeThumbprints(place, thumbprints);
}

/** The text may have changed while the person was reading: the block must still be the one that was looked up. */
async function writeThumbprints({ client, params, provider }: ProviderPlace, thumbprints: string[]): Promise<void> {
  const now = await client.sendRequest<ProviderAtResult | null>(PROVIDER_AT, params);
  const isSame = now?.issuer === provider.issuer && now !== null;
  const edit = isSame
    ? await client.sendRequest<Parameters<BaseLanguageClient['protocol2CodeConverter']['asWorkspaceEdit']>[0]>(
        THUMBPRINT_EDIT,
        { ...params, thumbprints } satisfies ThumbprintEditParams,
      )
    : undefined;
  const converted = edit && (await client.protocol2CodeConverter.asWorkspaceEdit(edit));
  if (converted && (await vscode.workspace.applyEdit(converted))) return;
  await vscode.window.showWarningMessage(
    vscode.l10n.t(
      'The provider block changed meanwhile, so nothing was written. Put the cursor into it and run the command again.',
    ),
  );
}
