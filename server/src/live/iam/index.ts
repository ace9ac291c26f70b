/**
 * Reads from AWS IAM what is deployed, and asks IAM Access Analyzer about policies. Its own bundle, loaded by the commands that
 * do so, because the AWS SDK is large. It only ever reads: no command that writes is imported.
 */
import {
  GetOpenIDConnectProviderCommand,
  GetRoleCommand,
  IAMClient,
  ListOpenIDConnectProvidersCommand,
  type Tag,
} from '@aws-sdk/client-iam';
import type { DeployedProvider, DeployedRole } from '../../protocol.ts';
import { clientFor } from './clientFor.ts';
import { IamError } from './error.ts';
import { type AwsOptions, AwsSession } from './session.ts';

export { IamError, type IamFailure } from './error.ts';
export { profileNames } from './profiles.ts';
export type { AwsOptions as IamOptions } from './session.ts';
export { analyzerHost, validatePolicies } from './validate.ts';

/** Providers that are asked about at once. */
const AT_ONCE = 5;

/** Reads as long as `use` runs. Throws an `IamError`. */
export async function withIam<T>(options: AwsOptions, use: (iam: IamReader) => Promise<T>): Promise<T> {
  const reader = new IamReader(options, await clientFor(options, (config) => new IAMClient(config)));
  try {
    return await use(reader);
  } finally {
    reader.close();
  }
}

export class IamReader {
  readonly #client: IAMClient;
  readonly #session: AwsSession;

  constructor(options: AwsOptions, client: IAMClient) {
    this.#client = client;
    this.#session = new AwsSession(options, client, 'IAM');
  }

  async providers(): Promise<DeployedProvider[]> {
    const { OpenIDConnectProviderList: list = [] } = await this.#session.ask(
      'iam:ListOpenIDConnectProviders',
      (options) => this.#client.send(new ListOpenIDConnectProvidersCommand({}), options),
    );
    const arns = list.flatMap(({ Arn }) => (Arn === undefined ? [] : [Arn]));
    const found: DeployedProvider[] = [];
    for (let i = 0; i < arns.length; i += AT_ONCE)
      found.push(...(await Promise.all(arns.slice(i, i + AT_ONCE).map((arn) => this.provider(arn)))));
    return found.sort((a, b) => (a.url < b.url ? -1 : a.url > b.url ? 1 : 0));
  }

  async provider(arn: string): Promise<DeployedProvider> {
    const answer = await this.#session.ask('iam:GetOpenIDConnectProvider', (options) =>
      this.#client.send(new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: arn }), options),
    );
    return {
      arn,
      // IAM gives it back without scheme.
      url: `https://${(answer.Url ?? '').replace(/^https:\/\//, '')}`,
      clientIds: answer.ClientIDList ?? [],
      thumbprints: (answer.ThumbprintList ?? []).map((thumbprint) => thumbprint.toLowerCase()),
      tags: tagsOf(answer.Tags),
    };
  }

  async role(name: string): Promise<DeployedRole> {
    const { Role: role } = await this.#session.ask('iam:GetRole', (options) =>
      this.#client.send(new GetRoleCommand({ RoleName: name }), options),
    );
    if (role?.Arn === undefined) throw new IamError('BAD_ANSWER', 'IAM answered without a role.');
    return {
      arn: role.Arn,
      name: role.RoleName ?? name,
      path: role.Path ?? '/',
      description: role.Description ?? '',
      maxSessionDuration: role.MaxSessionDuration ?? 3600,
      permissionsBoundary: role.PermissionsBoundary?.PermissionsBoundaryArn ?? '',
      trustPolicy: policyText(role.AssumeRolePolicyDocument ?? ''),
      tags: tagsOf(role.Tags),
    };
  }

  close(): void {
    this.#session.close();
  }
}

/** IAM sends it URL-encoded, stand-ins for IAM do not. */
function policyText(document: string): string {
  return document.trimStart().startsWith('{') ? document : decodeURIComponent(document);
}

function tagsOf(tags: readonly Tag[] | undefined): Record<string, string> {
  return Object.fromEntries((tags ?? []).flatMap(({ Key, Value }) => (Key === undefined ? [] : [[Key, Value ?? '']])));
}
