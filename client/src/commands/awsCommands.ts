/** The commands that ask AWS IAM what is deployed. They only read; the AWS SDK is loaded when the first of them begins. */
import * as vscode from 'vscode';
import type { IamOptions, IamReader } from '../../../server/src/live/iam/index.ts';
import {
  ANALYZER_PLACES,
  type AnalyzerPlacesParams,
  type AnalyzerPlacesResult,
  COMPARE_DEPLOYED,
  COMPARE_WITH_AWS_COMMAND,
  type CompareDeployedParams,
  DEPLOYABLE_AT,
  DEPLOYED_HCL,
  type DeployableAtResult,
  type DeployedHclParams,
  POLICIES_AT,
  type PoliciesAtResult,
  type TextResult,
} from '../../../server/src/protocol.ts';
import type { ServerControl } from '../serverControl.ts';
import { AnalyzerDiagnostics, validatedSummary } from './analyzerDiagnostics.ts';
import { certificates, type Live, loadLive, proxyFor } from './connection.ts';
import { confirm, isTrusted, type Place, placeOf } from './question.ts';
import { ReadOnlyDocuments } from './readOnlyDocuments.ts';

type Iam = typeof import('../../../server/src/live/iam/index.ts');

export function registerAwsCommands(server: ServerControl, log: vscode.LogOutputChannel): vscode.Disposable {
  const aws = new AwsCommands(server, log, new ReadOnlyDocuments('oidc-trust-aws'));
  return vscode.Disposable.from(
    aws.documents,
    aws.diagnostics,
    vscode.commands.registerCommand(COMPARE_WITH_AWS_COMMAND, (uri?: unknown, position?: unknown) =>
      aws.compare(placeOf(uri, position)),
    ),
    vscode.commands.registerCommand('oidcTrust.importProvider', () => aws.importProvider()),
    vscode.commands.registerCommand('oidcTrust.importRole', () => aws.importRole()),
    vscode.commands.registerCommand('oidcTrust.validateWithAws', (uri?: unknown, position?: unknown) =>
      aws.validate(placeOf(uri, position)),
    ),
  );
}

class AwsCommands {
  readonly documents: ReadOnlyDocuments;
  readonly diagnostics = new AnalyzerDiagnostics();
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

  async validate(place: Place | undefined): Promise<void> {
    const client = await this.#server.running();
    const found = place && (await client?.sendRequest<PoliciesAtResult | null>(POLICIES_AT, place));
    if (!client || !place || !found) {
      await vscode.window.showInformationMessage(
        vscode.l10n.t('Put the cursor into an aws_iam_role, the trust policy of one, or a JSON trust policy.'),
      );
      return;
    }
    const { title, texts, problem } = found;
    if (problem !== undefined) {
      await vscode.window.showInformationMessage(vscode.l10n.t('{0} is not sent to AWS: {1}.', title, problem));
      return;
    }
    const answers = await this.#validated(texts, title);
    if (!answers) return;
    this.diagnostics.clear();
    const params: AnalyzerPlacesParams = { ...place, answers };
    const places = await client.sendRequest<AnalyzerPlacesResult | null>(ANALYZER_PLACES, params);
    if (places) this.diagnostics.show(client, places);
    const message = places
      ? validatedSummary(
          title,
          answers.flatMap(({ findings }) => findings),
        )
      : vscode.l10n.t('The policy changed while AWS was asked. Validate it again.');
    await vscode.window.showInformationMessage(message);
  }

  /** The policy goes to the host that the question names, and to no other. */
  async #validated(texts: readonly string[], title: string): Promise<AnalyzerPlacesParams['answers'] | undefined> {
    let agreed = '';
    const question = async (profile: string, iam: Iam, options: IamOptions) => {
      agreed = await iam.analyzerHost(options);
      return sendQuestion(title, agreed, profile);
    };
    return await this.#askAws(question, async (iam, options) => {
      const findings = await iam.validatePolicies(texts, {
        ...options,
        onContact: (host) => {
          if (host !== agreed)
            throw new iam.IamError(
              'BAD_ENDPOINT',
              `The AWS configuration leads to ${host}, not to ${agreed}. Name the endpoint in oidcTrust.aws.endpoint.`,
            );
          options.onContact?.(host);
        },
      });
      return texts.map((text, index) => ({ text, findings: findings[index] ?? [] }));
    });
  }

  async #show(params: DeployedHclParams, name: string): Promise<void> {
    const client = await this.#server.running();
    const result = await client?.sendRequest<TextResult | null>(DEPLOYED_HCL, params);
    if (result) await this.documents.show(name, result.text);
  }

  async #ask<T>(read: (reader: IamReader, iam: Iam) => Promise<T>): Promise<T | undefined> {
    const question = async (profile: string, _iam: Iam, { endpoint, region }: IamOptions) =>
      readQuestion(endpoint ?? (region === undefined ? 'AWS IAM' : vscode.l10n.t('AWS IAM of {0}', region)), profile);
    return await this.#askAws(question, (iam, options) => iam.withIam(options, (reader) => read(reader, iam)));
  }

  /** Asks the person, then AWS. Gives nothing when it was refused, cancelled, or failed (which is shown). */
  async #askAws<T>(
    question: (profile: string, iam: Iam, options: IamOptions) => Promise<string>,
    ask: (iam: Iam, options: IamOptions) => Promise<T>,
  ): Promise<T | undefined> {
    if (!(await isTrusted())) return undefined;
    const iam: Iam = await import('../../../server/src/live/iam/index.ts');
    const live = await loadLive();
    const profile = await askProfile(iam);
    if (profile === undefined) return undefined;
    const settings = vscode.workspace.getConfiguration('oidcTrust.aws');
    const endpoint = settings.get('endpoint', '').trim();
    const region = settings.get('region', '').trim();
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
        ca: await certificates(live),
        proxyFor: proxies(live),
        timeoutMs: settings.get('timeout', 30_000),
        signal: cancel.signal,
        onContact: (host) => this.#log.info(`Contacting ${host}`),
      };
      if (!(await confirm(await question(profile, iam, options), vscode.l10n.t('Ask AWS')))) return undefined;
      return await vscode.window.withProgress(progress, (_progress, token) => {
        token.onCancellationRequested(() => cancel.abort());
        return ask(iam, options);
      });
    } catch (error) {
      if (cancel.signal.aborted) return undefined;
      if (!(error instanceof iam.IamError || error instanceof live.LookupError)) throw error;
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

/** `profile` is empty where the standard chain is meant. */
function sendQuestion(title: string, host: string, profile: string): string {
  return profile === ''
    ? vscode.l10n.t(
        'OIDC Trust will send the text of the trust policy of {0} to {1} (IAM Access Analyzer) with the standard chain of credentials. Nothing is changed there.',
        title,
        host,
      )
    : vscode.l10n.t(
        'OIDC Trust will send the text of the trust policy of {0} to {1} (IAM Access Analyzer) with the profile {2}. Nothing is changed there.',
        title,
        host,
        profile,
      );
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
function proxies(live: Live): NonNullable<IamOptions['proxyFor']> {
  return (target) => proxyFor(live, target);
}
