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
    await vscode.window.showInformationMessage('There is no provider with a known URL in this workspace.');
    return;
  }
  const question = `OIDC Trust will contact ${hosts.join(', ')}, and the hosts of their keys. Private addresses that you have not allowed are left out.`;
  if (!(await confirm(question, `Contact ${hosts.length === 1 ? 'it' : 'them'}`))) return;
  const look: Look = async (issuer, signal) => lookup.quietly(issuer, await issuerName(client, issuer), signal);
  await documents.show('thumbprints.txt', await lookAll(providers, look));
}

/** One after another. What was found before a person cancels is shown. */
async function lookAll(providers: ProvidersResult, look: Look): Promise<string> {
  const cancel = new AbortController();
  const progress = {
    location: vscode.ProgressLocation.Notification,
    title: 'Looking up thumbprints',
    cancellable: true,
  };
  const lines = await vscode.window.withProgress(progress, async (report, token) => {
    token.onCancellationRequested(() => cancel.abort());
    const found: string[] = [];
    for (const provider of providers) {
      if (cancel.signal.aborted) return [...found, 'Cancelled: the rest was not looked up.'];
      report.report({ message: provider.address, increment: 100 / providers.length });
      found.push(
        `${provider.address}  ${placeOf(provider)}  ${provider.issuer ?? 'its URL is not known'}`,
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
    return [`  not looked up: ${error instanceof Error ? error.message : String(error)}`];
  }
}

function comparison({ result, use }: LookupAnswer, configured: readonly string[] | undefined): string[] {
  const current = result.thumbprints.map(({ host, sha1 }) => `  now         ${sha1}  ${host}`);
  const own = configured === undefined ? 'not known' : configured.join(', ') || '(none)';
  const known = configured && result.thumbprints.every(({ sha1 }) => configured.includes(sha1));
  return [...current, `  configured  ${own}`, `  ${verdictOn(use, known === true, configured)}`];
}

function verdictOn(use: LookupAnswer['use'], known: boolean, configured: readonly string[] | undefined): string {
  if (use === 'not known') return 'the chain was replaced on its way here: AWS sees another one';
  if (use === 'not compared')
    return 'AWS verifies this issuer with its own roots and compares none: thumbprint_list may be left out';
  if (known) return 'AWS compares them, and they are right';
  return configured?.length === 0
    ? 'AWS compares them, and took its own when the provider was made'
    : 'AWS compares them: put those of now into the file';
}
