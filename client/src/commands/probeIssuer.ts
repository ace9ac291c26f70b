/** The command that tries an issuer step by step, on request of a person only. */
import * as vscode from 'vscode';
import {
  ISSUER_NAME,
  type IssuerNameParams,
  PROVIDER_AT,
  type ProviderAtResult,
} from '../../../server/src/protocol.ts';
import type { ServerControl } from '../serverControl.ts';
import type { IssuerLookup } from './issuerLookup.ts';
import { cursor, isTrusted } from './question.ts';
import { ReadOnlyDocuments } from './readOnlyDocuments.ts';

const PROBE_ISSUER = 'oidcTrust.probeIssuer';

export function registerProbeIssuer(server: ServerControl, lookup: IssuerLookup): vscode.Disposable {
  const documents = new ReadOnlyDocuments('oidc-trust-issuer');
  const run = () => probeIssuer(server, lookup, documents);
  return vscode.Disposable.from(documents, vscode.commands.registerCommand(PROBE_ISSUER, run));
}

async function probeIssuer(server: ServerControl, lookup: IssuerLookup, documents: ReadOnlyDocuments): Promise<void> {
  if (!(await isTrusted())) return;
  const client = await server.running();
  const place = cursor();
  const provider = place && (await client?.sendRequest<ProviderAtResult | null>(PROVIDER_AT, place));
  const issuer = provider?.issuer ?? (await lookup.askIssuer(vscode.l10n.t('Probe issuer')));
  if (issuer === undefined) return;
  const name = await client?.sendRequest<string | null>(ISSUER_NAME, { issuer } satisfies IssuerNameParams);
  const text = await lookup.probe(issuer, name ?? undefined);
  if (text !== undefined) await documents.show(`${vscode.l10n.t('{0} issuer', new URL(issuer).host)}.txt`, text);
}
