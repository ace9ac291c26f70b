/** The commands that ask AWS IAM what is deployed. They only read; the AWS SDK is loaded when the first of them begins. */
import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { IamOptions, IamReader } from '../../../server/src/live/iam/index.ts';
import {
  COMPARE_DEPLOYED,
  COMPARE_WITH_AWS_COMMAND,
  type CompareDeployedParams,
  DEPLOYABLE_AT,
  DEPLOYED_HCL,
  type DeployableAtResult,
  type DeployedHclParams,
  type TextResult,
} from '../../../server/src/protocol.ts';
import type { ServerControl } from '../serverControl.ts';
import { loadLive, proxyFor } from './issuerLookup.ts';
import { confirm, isTrusted, type Place, placeOf } from './question.ts';
import { ReadOnlyDocuments } from './readOnlyDocuments.ts';

type Iam = typeof import('../../../server/src/live/iam/index.ts');

export function registerAwsCommands(server: ServerControl, log: vscode.LogOutputChannel): vscode.Disposable {
  const aws = new AwsCommands(server, log, new ReadOnlyDocuments('oidc-trust-aws'));
  return vscode.Disposable.from(
    aws.documents,
    vscode.commands.registerCommand(COMPARE_WITH_AWS_COMMAND, (uri?: unknown, position?: unknown) =>
      aws.compare(placeOf(uri, position)),
    ),
    vscode.commands.registerCommand('oidcTrust.importProvider', () => aws.importProvider()),
    vscode.commands.registerCommand('oidcTrust.importRole', () => aws.importRole()),
  );
}

class AwsCommands {
  readonly documents: ReadOnlyDocuments;
  readonly #server: ServerControl;
  readonly #log: vscode.LogOutputChannel;

  constructor(server: ServerControl, log: vscode.LogOutputChannel, documents: ReadOnlyDocuments) {
    this.#server = server;
    this.#log = log;
    this.documents = documents;
  }

  async compare(place: Place | undefined): Promise<void> {
    const client = await this.#server.running();
    const block = place && (await client?.sendRequest<DeployableAtResult | null>(DEPLOYABLE_AT, place));
    if (!client || !place || !block) {
      await vscode.window.showInformationMessage(
        vscode.l10n.t('Put the cursor into an aws_iam_openid_connect_provider or an aws_iam_role.'),
      );
      return;
    }
    const name =
      block.kind === 'role'
        ? (block.name ?? (await askRoleName(vscode.l10n.t('What is {0} called in AWS?', block.address))))
        : undefined;
    if (block.kind === 'role' && !name) return;
    const deployed = await this.#ask(async (reader, iam) => ({
      providers: await reader.providers(),
      ...(name === undefined ? {} : { role: await orNull(reader.role(name), iam) }),
    }));
    if (!deployed) return;
    const params: CompareDeployedParams = { ...place, ...deployed };
    const result = await client.sendRequest<TextResult | null>(COMPARE_DEPLOYED, params);
    if (result) await this.documents.show(`${vscode.l10n.t('{0} deployed', block.address)}.txt`, result.text);
  }

  async importProvider(): Promise<void> {
    const providers = await this.#ask((reader) => reader.providers());
    const items = providers?.map((provider) => ({ label: provider.url, description: provider.arn, provider }));
    const chosen =
      items && (await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Import provider from AWS') }));
    if (chosen) await this.#show({ provider: chosen.provider }, `${new URL(chosen.provider.url).host}.tf`);
  }

  async importRole(): Promise<void> {
    const name = await askRoleName(vscode.l10n.t('Import role from AWS'));
    const role = name ? await this.#ask((reader) => reader.role(name)) : undefined;
    if (role) await this.#show({ role }, `${role.name}.tf`);
  }

  async #show(params: DeployedHclParams, name: string): Promise<void> {
    const client = await this.#server.running();
    const result = await client?.sendRequest<TextResult | null>(DEPLOYED_HCL, params);
    if (result) await this.documents.show(name, result.text);
  }

  /** Asks the person, then AWS. Gives nothing when it was refused, cancelled, or failed (which is shown). */
  async #ask<T>(read: (reader: IamReader, iam: Iam) => Promise<T>): Promise<T | undefined> {
    if (!(await isTrusted())) return undefined;
    const iam: Iam = await import('../../../server/src/live/iam/index.ts');
    const profile = await askProfile(iam);
    if (profile === undefined) return undefined;
    const settings = vscode.workspace.getConfiguration('oidcTrust.aws');
    const endpoint = settings.get('endpoint', '').trim();
    const region = settings.get('region', '').trim();
    const where = endpoint !== '' ? endpoint : region === '' ? 'AWS IAM' : vscode.l10n.t('AWS IAM of {0}', region);
    if (!(await confirm(readQuestion(where, profile), vscode.l10n.t('Ask AWS')))) return undefined;
    const cancel = new AbortController();
    const progress = {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Asking AWS IAM'),
      cancellable: true,
    };
    try {
      const options: IamOptions = {
        ...(profile === '' ? {} : { profile }),
        ...(region === '' ? {} : { region }),
        ...(endpoint === '' ? {} : { endpoint }),
        ...(await certificates()),
        proxyFor: await proxies(),
        timeoutMs: settings.get('timeout', 30_000),
        signal: cancel.signal,
        onContact: (host) => this.#log.info(`Contacting ${host}`),
      };
      return await vscode.window.withProgress(progress, (_progress, token) => {
        token.onCancellationRequested(() => cancel.abort());
        return iam.withIam(options, (reader) => read(reader, iam));
      });
    } catch (error) {
      if (cancel.signal.aborted) return undefined;
      if (!(error instanceof iam.IamError)) throw error;
      this.#log.error(`AWS could not be asked (${error.code})`);
      await vscode.window.showErrorMessage(`${error.message} (${error.code})`);
      return undefined;
    }
  }
}

/** `profile` is empty where the standard chain is meant. */
function readQuestion(where: string, profile: string): string {
  return profile === ''
    ? vscode.l10n.t(
        'OIDC Trust will read from {0} with the standard chain of credentials. Nothing is changed there.',
        where,
      )
    : vscode.l10n.t('OIDC Trust will read from {0} with the profile {1}. Nothing is changed there.', where, profile);
}

/** Empty for the standard chain; undefined when the person wants none. */
async function askProfile(iam: Iam): Promise<string | undefined> {
  const configured = vscode.workspace.getConfiguration('oidcTrust.aws').get('profile', '').trim();
  if (configured !== '') return configured;
  const names = await iam.profileNames(process.env);
  if (names.length === 0) return '';
  const chain = {
    label: vscode.l10n.t('Standard chain'),
    description: vscode.l10n.t('as the AWS CLI finds credentials without a profile'),
    profile: '',
  };
  const profiles = names.map((name) => ({ label: name, description: vscode.l10n.t('profile'), profile: name }));
  const chosen = await vscode.window.showQuickPick([chain, ...profiles], { title: vscode.l10n.t('AWS profile') });
  return chosen?.profile;
}

function askRoleName(title: string): Thenable<string | undefined> {
  const prompt = vscode.l10n.t('The name of the role, without its path');
  return vscode.window.showInputBox({ title, prompt, ignoreFocusOut: true });
}

async function orNull<T>(asked: Promise<T>, iam: Iam): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof iam.IamError && error.code === 'NOT_FOUND') return null;
    throw error;
  }
}

/** Without a proxy of ours the AWS SDK is left to the proxy settings of VS Code. */
async function proxies(): Promise<NonNullable<IamOptions['proxyFor']>> {
  const live = await loadLive();
  return (target) => proxyFor(live, target);
}

async function certificates(): Promise<Pick<IamOptions, 'ca'>> {
  const file = vscode.workspace.getConfiguration('oidcTrust.live').get('caFile', '').trim();
  return file === '' ? {} : { ca: await readFile(file) };
}
