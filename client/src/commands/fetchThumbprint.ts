/** The command that looks an issuer's certificates up, on request of a person only, and writes their thumbprints. */
import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import {
  FETCH_THUMBPRINT_COMMAND,
  PROVIDER_AT,
  type ProviderAtParams,
  type ProviderAtResult,
  THUMBPRINT_EDIT,
  type ThumbprintEditParams,
} from '../../../server/src/protocol.ts';
import type { ServerControl } from '../serverControl.ts';
import { chainDocument } from './chainDocument.ts';
import type { IssuerLookup, LookupAnswer } from './issuerLookup.ts';
import { issuerName, isTrusted, placeOf } from './question.ts';
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
  if (issuer === undefined) return;
  const answer = await lookup.run(issuer, await issuerName(await server.running(), issuer));
  if (!answer) return;
  await chains.show(
    `${vscode.l10n.t('{0} certificates', new URL(answer.result.issuer).host)}.md`,
    chainDocument(answer, place?.provider.thumbprints),
  );
  await offer(answer, place);
}

async function findProvider(server: ServerControl, params: ProviderAtParams): Promise<ProviderPlace | undefined> {
  const client = await server.running();
  if (!client) return undefined;
  const provider = await client.sendRequest<ProviderAtResult | null>(PROVIDER_AT, params);
  return provider ? { client, params, provider } : undefined;
}

/** Nothing is written before the person has seen the chain and said so. What is most likely wanted comes first. */
async function offer({ result, use }: LookupAnswer, place: ProviderPlace | undefined): Promise<void> {
  const thumbprints = [...new Set(result.thumbprints.map(({ sha1 }) => sha1))];
  const hasList = place?.provider.thumbprintListRange !== undefined;
  const isRight = isConfigured(thumbprints, place?.provider.thumbprints);
  const write = hasList ? vscode.l10n.t('Replace thumbprint_list') : vscode.l10n.t('Insert thumbprint_list');
  const remove = vscode.l10n.t('Remove thumbprint_list');
  const copy = vscode.l10n.t('Copy');
  const edits = [...(place && !isRight ? [write] : []), ...(hasList ? [remove] : [])];
  const choices = use === 'compared' ? edits : edits.reverse();
  const message = [
    vscode.l10n.t('Thumbprint of the last certificate sent: {0}.', thumbprints.join(', ')),
    useNote(use, hasList),
    ...(isRight ? [vscode.l10n.t('The file has it already.')] : []),
  ].join(' ');
  // What was replaced on the way is not what AWS would see, so it is not for the file.
  const choice = await vscode.window.showInformationMessage(message, ...(use === 'not known' ? [] : choices), copy);
  if (choice === copy) await vscode.env.clipboard.writeText(thumbprints.join('\n'));
  if (place && choice === write) await writeThumbprints(place, thumbprints);
  if (place && choice === remove) await writeThumbprints(place, []);
}

function isConfigured(thumbprints: readonly string[], configured: readonly string[] | undefined): boolean {
  return configured?.length === thumbprints.length && thumbprints.every((one) => configured.includes(one));
}

function useNote(use: LookupAnswer['use'], hasList: boolean): string {
  switch (use) {
    case 'compared':
      return vscode.l10n.t('AWS compares it.');
    case 'not compared':
      return hasList
        ? vscode.l10n.t('AWS trusts this chain by itself and does not compare it: thumbprint_list may be removed.')
        : vscode.l10n.t('AWS trusts this chain by itself and does not compare it: no thumbprint_list is needed.');
    case 'not known':
      return vscode.l10n.t(
        'Something on this network replaces certificates: this is not the thumbprint that AWS sees.',
      );
  }
}

/** The text may have changed while the person was reading: the block must still be the one that was looked up. */
async function writeThumbprints(
  { client, params, provider }: ProviderPlace,
  thumbprints: readonly string[],
): Promise<void> {
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
