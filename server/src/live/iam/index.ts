/**
 * Reads from AWS IAM what is deployed. Its own bundle, loaded by the commands that compare and import, because the AWS SDK is
 * large. It only ever reads: no command that writes is imported.
 */
import {
  GetOpenIDConnectProviderCommand,
  GetRoleCommand,
  IAMClient,
  type IAMClientConfig,
  ListOpenIDConnectProvidersCommand,
  type Tag,
} from '@aws-sdk/client-iam';
import type { DeployedProvider, DeployedRole } from '../../protocol.ts';
import type { Target } from '../target.ts';
import { IamError, iamError } from './error.ts';
import { ThroughProxy } from './throughProxy.ts';

export { IamError, type IamFailure } from './error.ts';
export { profileNames } from './profiles.ts';

export interface IamOptions {
  /** Of the AWS CLI's files; without it the standard chain of credentials decides. */
  readonly profile?: string | undefined;
  readonly region?: string | undefined;
  /** Instead of AWS's: `https://`, or `http://` on this machine. */
  readonly endpoint?: string | undefined;
  /** Certificates in PEM form that are trusted beside the public ones. */
  readonly ca?: string | Buffer | undefined;
  /** The proxy for a host, as a URL; undefined for none. That of STS is asked about too. */
  readonly proxyFor?: ((target: Target) => string | undefined) | undefined;
  /** For all together, in milliseconds; 30,000 when missing. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called with each host of IAM just before it is contacted. */
  readonly onContact?: ((host: string) => void) | undefined;
}

const DEFAULT_TIMEOUT_MS = 30_000;
/** IAM has one endpoint a partition, and this region is in the one that most use. */
const DEFAULT_REGION = 'us-east-1';
/** Providers that are asked about at once. */
const AT_ONCE = 5;

/** Reads as long as `use` runs. Throws an `IamError`. */
export async function withIam<T>(options: IamOptions, use: (iam: IamReader) => Promise<T>): Promise<T> {
  const reader = new IamReader(options, await clientFor(options));
  try {
    return await use(reader);
  } finally {
    reader.close();
  }
}

export class IamReader {
  readonly #client: IAMClient;
  readonly #who: string;
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;
  readonly #contacted = new Set<string>();
  readonly #options: IamOptions;

  constructor(options: IamOptions, client: IAMClient) {
    this.#options = options;
    this.#client = client;
    this.#who = options.profile === undefined ? 'the standard chain of credentials' : `profile ${options.profile}`;
    const limit = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    this.#timer = setTimeout(() => this.#stop('TIMEOUT', `IAM gave no full answer within ${limit} ms.`), limit);
    if (options.signal?.aborted) this.#cancel();
    options.signal?.addEventListener('abort', this.#cancel, { once: true });
    client.middlewareStack.add(
      (next) => async (args) => {
        this.#judge(args.request);
        return await next(args);
      },
      { step: 'finalizeRequest', priority: 'low', name: 'announce' },
    );
  }

  async providers(): Promise<DeployedProvider[]> {
    const { OpenIDConnectProviderList: list = [] } = await this.#ask('iam:ListOpenIDConnectProviders', (options) =>
      this.#client.send(new ListOpenIDConnectProvidersCommand({}), options),
    );
    const arns = list.flatMap(({ Arn }) => (Arn === undefined ? [] : [Arn]));
    const found: DeployedProvider[] = [];
    for (let i = 0; i < arns.length; i += AT_ONCE)
      found.push(...(await Promise.all(arns.slice(i, i + AT_ONCE).map((arn) => this.provider(arn)))));
    return found.sort((a, b) => (a.url < b.url ? -1 : a.url > b.url ? 1 : 0));
  }

  async provider(arn: string): Promise<DeployedProvider> {
    const answer = await this.#ask('iam:GetOpenIDConnectProvider', (options) =>
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
    const { Role: role } = await this.#ask('iam:GetRole', (options) =>
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
    clearTimeout(this.#timer);
    this.#options.signal?.removeEventListener('abort', this.#cancel);
    this.#client.destroy();
  }

  readonly #cancel = () => this.#stop('CANCELLED', 'The request was cancelled.');

  #stop(code: 'TIMEOUT' | 'CANCELLED', message: string): void {
    this.#controller.abort(new IamError(code, message));
  }

  async #ask<T>(action: string, send: (options: { abortSignal: AbortSignal }) => Promise<T>): Promise<T> {
    const { signal } = this.#controller;
    // The SDK looks at the signal only once it has credentials.
    const stopped = new Promise<never>((_resolve, reject) => {
      const fail = () => reject(signal.reason as Error);
      if (signal.aborted) fail();
      else signal.addEventListener('abort', fail, { once: true });
    });
    try {
      return await Promise.race([stopped, send({ abortSignal: signal })]);
    } catch (error) {
      throw signal.aborted ? (signal.reason as Error) : iamError(error, action, this.#who);
    }
  }

  /** Where the request goes is known only here: profiles and the environment may name an endpoint too. */
  #judge(request: unknown): void {
    const { hostname, port, protocol } = request as { hostname: string; port?: number; protocol: string };
    if (protocol !== 'https:' && !isThisMachine(hostname)) {
      throw new IamError('BAD_ENDPOINT', `The endpoint ${hostname} is not https. Signed requests go over https only.`);
    }
    const host = port === undefined ? hostname : `${hostname}:${port}`;
    if (this.#contacted.has(host)) return;
    this.#contacted.add(host);
    this.#options.onContact?.(host);
  }
}

async function clientFor(options: IamOptions): Promise<IAMClient> {
  const { profile, region, proxyFor } = options;
  const ca = options.ca === undefined ? undefined : await withPublicRoots(options.ca);
  const direct: IAMClientConfig = {
    ...(profile === undefined ? {} : { profile }),
    ...(options.endpoint === undefined ? {} : { endpoint: endpointOf(options.endpoint) }),
    ...(ca === undefined ? {} : { requestHandler: { httpsAgent: { ca } } }),
  };
  const config =
    proxyFor === undefined ? direct : { ...direct, requestHandler: throughProxy(direct, ca, options, proxyFor) };
  const client = new IAMClient(region === undefined ? config : { ...config, region });
  try {
    await client.config.region();
    return client;
  } catch {
    return new IAMClient({ ...config, region: DEFAULT_REGION });
  }
}

function throughProxy(
  direct: IAMClientConfig,
  ca: string[] | undefined,
  { timeoutMs = DEFAULT_TIMEOUT_MS }: IamOptions,
  proxyFor: (target: Target) => string | undefined,
): ThroughProxy {
  const { requestHandler } = new IAMClient(direct).config;
  return new ThroughProxy(requestHandler, { proxyFor, roots: ca === undefined ? {} : { ca }, timeoutMs });
}

async function withPublicRoots(ca: string | Buffer): Promise<string[]> {
  const { rootCertificates } = await import('node:tls');
  return [...rootCertificates, ca.toString()];
}

/** The message does not repeat it: it may hold a password. */
function endpointOf(endpoint: string): string {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  const isPlain = url?.protocol === 'http:' && isThisMachine(url.hostname);
  if (url === undefined || url.username !== '' || url.password !== '' || (url.protocol !== 'https:' && !isPlain)) {
    throw new IamError(
      'BAD_ENDPOINT',
      'The endpoint must be an https:// URL without user name, or http:// on this machine.',
    );
  }
  return endpoint;
}

function isThisMachine(hostname: string): boolean {
  return ['localhost', '127.0.0.1', '::1', '[::1]'].includes(hostname);
}

/** IAM sends it URL-encoded, stand-ins for IAM do not. */
function policyText(document: string): string {
  return document.trimStart().startsWith('{') ? document : decodeURIComponent(document);
}

function tagsOf(tags: readonly Tag[] | undefined): Record<string, string> {
  return Object.fromEntries((tags ?? []).flatMap(({ Key, Value }) => (Key === undefined ? [] : [[Key, Value ?? '']])));
}
