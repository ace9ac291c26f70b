/** The command that looks the thumbprints of every provider in the workspace up, and compares them with those configured. */
import * as vscode from 'vscode';
import { PROVIDERS, type ProvidersResult } from '../../../server/src/protocol.ts';
import type { ServerControl } from '../serverControl.ts';
import { editorUri } from '../uris.ts';
import type { IssuerLookup, LookupAnswer } from './issuerLookup.ts';
import { confirm, issuerName, isTrusted, workspaceQuestion } from './question.ts';
import { ReadOnlyDocuments } from './readOnlyDocuments.ts';

const CHECK_THUMBPRINTS = 'oidcTrust.checkThumbprints';

type Provider = ProvidersResult[number];
type Look = (issuer: string, signal: AbortSignal) => Promise<LookupAnswer>;

export function registerCheckThumbprints(server: ServerControl, lookup: IssuerLookup): vscode.Disposable {
  const documents = new ReadOnlyDocuments('oidc-trust-thumbprints');
  const run = () => checkThumbprints(server, lookup, documents);
  return vscode.Disposable.from(documents, vscode.commands.registerCommand(CHECK_THUMBPRINTS, run));
}

async function checkThumbprints(
  server: ServerControl,
  lookup: IssuerLookup,
  documents: ReadOnlyDocuments,
): Promise<void> {
  if (!(await isTrusted())) return;
  const client = await server.running();
  const providers = await client?.sendRequest<ProvidersResult>(PROVIDERS, await workspaceQuestion());
  const hosts = [...new Set(providers?.flatMap(({ issuer }) => (issuer === undefined ? [] : [new URL(issuer).host])))];
  if (!providers || hosts.length === 0) {
    await vscode.window.showInformationMessage(
      vscode.l10n.t('There is no provider with a known URL in this workspace.'),
    );
    return;
  }
  const question = vscode.l10n.t(
    'OIDC Trust will contact {0}, and the hosts of their keys. Private addresses that you have not allowed are left out.',
    hosts.join(', '),
  );
  if (!(await confirm(question, hosts.length === 1 ? vscode.l10n.t('Contact it') : vscode.l10n.t('Contact them'))))
    return;
  const look: Look = async (issuer, signal) => lookup.quietly(issuer, await issuerName(client, issuer), signal);
  await documents.show('thumbprints.txt', await lookAll(providers, look));
}

/** One after another. What was found before a person cancels is shown. */
async function lookAll(providers: ProvidersResult, look: Look): Promise<string> {
  const cancel = new AbortController();
  const progress = {
    location: vscode.ProgressLocation.Notification,
    title: vscode.l10n.t('Looking up thumbprints'),
    cancellable: true,
  };
  const lines = await vscode.window.withProgress(progress, async (report, token) => {
    token.onCancellationRequested(() => cancel.abort());
    const found: string[] = [];
    for (const provider of providers) {
      if (cancel.signal.aborted) return [...found, vscode.l10n.t('Cancelled: the rest was not looked up.')];
      report.report({ message: provider.address, increment: 100 / providers.length });
      found.push(
        `${provider.address}  ${placeOf(provider)}  ${provider.issuer ?? vscode.l10n.t('its URL is not known')}`,
        ...(await answerLines(provider, look, cancel.signal)),
        '',
      );
    }
    return found;
  });
  return `${lines.join('\n')}\n`;
}

function placeOf({ uri, position }: Provider): string {
  return `${vscode.workspace.asRelativePath(editorUri(uri))}:${position.line + 1}`;
}

async function answerLines({ issuer, thumbprints }: Provider, look: Look, signal: AbortSignal): Promise<string[]> {
  if (issuer === undefined) return [];
  try {
    return comparison(await look(issuer, signal), thumbprints);
  } catch (error) {
    return [`  ${vscode.l10n.t('not looked up: {0}', error instanceof Error ? error.message : String(error))}`];
  }
}

function comparison({ result, use }: LookupAnswer, configured: readonly string[] | undefined): string[] {
  const [now, then] = [vscode.l10n.t('now'), vscode.l10n.t('configured')];
  const width = Math.max(now.length, then.length);
  const current = result.thumbprints.map(({ host, sha1 }) => `  ${now.padEnd(width)}  ${sha1}  ${host}`);
  const own = configured === undefined ? vscode.l10n.t('not known') : configured.join(', ') || vscode.l10n.t('(none)');
  const known = configured && result.thumbprints.every(({ sha1 }) => configured.includes(sha1));
  return [...current, `  ${then.padEnd(width)}  ${own}`, `  ${verdictOn(use, known === true, configured)}`];
}

function verdictOn(use: LookupAnswer['use'], known: boolean, configured: readonly string[] | undefined): string {
  if (use === 'not known') return vscode.l10n.t('the chain was replaced on its way here: AWS sees another one');
  if (use === 'not compared')
    return vscode.l10n.t(
      'AWS verifies this issuer with its own roots and compares none: thumbprint_list may be left out',
    );
  if (known) return vscode.l10n.t('AWS compares them, and they are right');
  return configured?.length === 0
    ? vscode.l10n.t('AWS compares them, and took its own when the provider was made')
    : vscode.l10n.t('AWS compares them: put those of now into the file');
}
