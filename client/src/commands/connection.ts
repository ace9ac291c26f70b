/** How this machine connects: settings of the person, which a workspace cannot set. The code that opens sockets is loaded on demand. */
import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { LookupOptions } from '../../../server/src/live/index.ts';

export type Live = typeof import('../../../server/src/live/index.ts');

const DEFAULT_TIMEOUT_MS = 10_000;

export function loadLive(): Promise<Live> {
  return import('../../../server/src/live/index.ts');
}

/** @throws LookupError where the certificates cannot be read */
export async function connectionSettings(live: Live, issuer: string): Promise<LookupOptions> {
  return {
    timeoutMs: settings().get('timeout', DEFAULT_TIMEOUT_MS),
    proxy: proxyFor(live, live.targetOf(live.parseIssuer(issuer))),
    ca: await certificates(live),
  };
}

/** That of the setting, which goes before that of the environment. */
export function proxyFor(live: Live, target: Parameters<Live['proxyFromEnvironment']>[0]): string | undefined {
  const proxy = settings().get('proxy', '').trim();
  return proxy === '' ? live.proxyFromEnvironment(target, process.env) : proxy;
}

/**
 * In PEM form; undefined where no file is named.
 * @throws LookupError where it cannot be read
 */
export async function certificates(live: Live): Promise<string | undefined> {
  const file = settings().get('caFile', '').trim();
  if (file === '') return undefined;
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const message = vscode.l10n.t('The file of certificates could not be read: {0}.', reason);
    throw new live.LookupError('ca', 'UNREADABLE', message);
  }
}

function settings(): vscode.WorkspaceConfiguration {
  return vscode.workspace.getConfiguration('oidcTrust.live');
}
