/** The command that tries an issuer step by step, on request of a person only. */
import * as vscode from 'vscode';
import { PROBE_ISSUER_COMMAND, PROVIDER_AT, type ProviderAtResult } from '../../../server/src/protocol.ts';
import type { ServerControl } from '../serverControl.ts';
import type { IssuerLookup } from './issuerLookup.ts';
import { issuerName, isTrusted, type Place, placeOf } from './question.ts';
import { ReadOnlyDocuments } from './readOnlyDocuments.ts';

export function registerProbeIssuer(server: ServerControl, lookup: IssuerLookup): vscode.Disposable {
  const documents = new ReadOnlyDocuments('oidc-trust-issuer');
  const run = (uri?: unknown, position?: unknown) => probeIssuer(server, lookup, documents, placeOf(uri, position));
  return vscode.Disposable.from(documents, vscode.commands.registerCommand(PROBE_ISSUER_COMMAND, run));
}

async function probeIssuer(
  server: ServerControl,
  lookup: IssuerLookup,
  documents: ReadOnlyDocuments,
  place: Place | undefined,
): Promise<void> {
  if (!(await isTrusted())) return;
  const client = await server.running();
  const provider = place && (await client?.sendRequest<ProviderAtResult | null>(PROVIDER_AT, place));
  const issuer = provider?.issuer ?? (await lookup.askIssuer(vscode.l10n.t('Probe issuer')));
  if (issuer === undefined) return;
  const text = await lookup.probe(issuer, await issuerName(client, issuer));
  if (text !== undefined) await documents.show(`${vscode.l10n.t('{0} issuer', new URL(issuer).host)}.txt`, text);
}
