/** A client of one of AWS's services, as the options say: whose credentials, which region, through which proxy. */
import { IAMClient, type IAMClientConfig } from '@aws-sdk/client-iam';
import type { Target } from '../target.ts';
import { IamError } from './error.ts';
import { type AwsOptions, DEFAULT_TIMEOUT_MS, isThisMachine } from './session.ts';
import { ThroughProxy } from './throughProxy.ts';

/** What the clients of all services take. */
type Config = Pick<IAMClientConfig, 'profile' | 'region' | 'endpoint' | 'requestHandler'>;

/** IAM has one endpoint a partition, and this region is in the one that most use. */
const DEFAULT_REGION = 'us-east-1';

export async function clientFor<C extends { readonly config: { region(): Promise<unknown> } }>(
  options: AwsOptions,
  make: (config: Config) => C,
): Promise<C> {
  const { profile, region, proxyFor } = options;
  const ca = options.ca === undefined ? undefined : await withPublicRoots(options.ca);
  const direct: Config = {
    ...(profile === undefined ? {} : { profile }),
    ...(options.endpoint === undefined ? {} : { endpoint: endpointOf(options.endpoint) }),
    ...(ca === undefined ? {} : { requestHandler: { httpsAgent: { ca } } }),
  };
  const config =
    proxyFor === undefined ? direct : { ...direct, requestHandler: throughProxy(direct, ca, options, proxyFor) };
  const client = make(region === undefined ? config : { ...config, region });
  try {
    await client.config.region();
    return client;
  } catch {
    return make({ ...config, region: DEFAULT_REGION });
  }
}

function throughProxy(
  direct: Config,
  ca: string[] | undefined,
  { timeoutMs = DEFAULT_TIMEOUT_MS }: AwsOptions,
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
