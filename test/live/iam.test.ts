/** Reading from IAM over its real protocol: what comes back, and the words for what goes wrong. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  IamError,
  type IamFailure,
  type IamOptions,
  type IamReader,
  profileNames,
  withIam,
} from '../../server/src/live/iam/index.ts';
import { isolatedAws } from './awsEnvironment.ts';
import { failing, type IamServer, type IamState, startIam } from './iamServer.ts';
import { type ProxyOptions, type ProxyServer, startProxy } from './idp.ts';
import { makeChains, type Pki } from './makeChains.ts';

const aws = isolatedAws();
const open: IamServer[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

async function iam(state: IamState = {}): Promise<IamServer> {
  const server = await startIam(state);
  open.push(server);
  return server;
}

const PROVIDER = {
  arn: 'arn:aws:iam::111122223333:oidc-provider/gitlab.com',
  url: 'https://gitlab.com',
  clientIds: ['sts.amazonaws.com'],
  thumbprints: ['6938fd4d98bab03faadb97b34396831e3780aea1'],
  tags: { team: 'platform' },
};
const ROLE = {
  arn: 'arn:aws:iam::111122223333:role/ci/deploy',
  name: 'deploy',
  path: '/ci/',
  description: 'deploys',
  maxSessionDuration: 7200,
  permissionsBoundary: '',
  trustPolicy:
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}',
  tags: {},
};

async function failure(asking: Promise<unknown>): Promise<IamError> {
  const error = await asking.then(
    (result) => expect.fail(`answered: ${JSON.stringify(result)}`),
    (reason: unknown) => reason,
  );
  if (!(error instanceof IamError)) throw error;
  expect(error.message, 'no secret').not.toContain('verysecretkey');
  return error;
}

const providers = (options: IamOptions) => withIam(options, (reader: IamReader) => reader.providers());

describe('what is deployed', () => {
  it('is read as it is', async () => {
    const { endpoint, actions } = await iam({ providers: [PROVIDER], roles: [ROLE] });
    const contacted: string[] = [];
    const options = { endpoint, onContact: (host: string) => contacted.push(host) };
    expect(await providers(options)).toEqual([PROVIDER]);
    expect(await withIam(options, (reader) => reader.role('deploy'))).toEqual(ROLE);
    expect(actions).toEqual(['ListOpenIDConnectProviders', 'GetOpenIDConnectProvider', 'GetRole']);
    expect(new Set(contacted)).toEqual(new Set([endpoint.replace('http://', '')]));
  });

  it('over TLS with a CA that is given', async () => {
    const pki = makeChains();
    try {
      const { endpoint } = await iam({ providers: [PROVIDER], tls: pki.server('full') });
      expect(await providers({ endpoint, ca: pki.pem('root') })).toEqual([PROVIDER]);
      expect((await failure(providers({ endpoint }))).code).toBe('BAD_ANSWER');
    } finally {
      pki.remove();
    }
  });

  it('with the credentials of a profile', async () => {
    const { endpoint } = await iam({ providers: [PROVIDER] });
    aws.write(`[profile other]\naws_access_key_id = AKIDOTHER\naws_secret_access_key = x\nregion = eu-west-1\n`);
    vi.stubEnv('AWS_ACCESS_KEY_ID', undefined);
    expect(await providers({ profile: 'other', endpoint })).toEqual([PROVIDER]);
  });
});

describe('through a proxy', () => {
  let pki: Pki;
  const closing: { close(): Promise<void> }[] = [];
  beforeAll(() => {
    pki = makeChains();
  });
  afterAll(() => pki.remove());
  afterEach(() => Promise.all(closing.splice(0).map((server) => server.close())));

  async function behind(state: IamState, options: ProxyOptions = {}): Promise<[IamServer, ProxyServer, IamOptions]> {
    const server = await iam({ ...state, tls: pki.server('full') });
    const proxy = await startProxy(options);
    closing.push(proxy);
    const proxyFor = () => proxy.url.replace('//', '//me:s3cret@');
    return [server, proxy, { endpoint: server.endpoint, ca: pki.pem('root'), proxyFor }];
  }

  it.each([false, true])('everything is read, over TLS to the proxy: %s', async (secure) => {
    const state = { providers: [PROVIDER], roles: [ROLE] };
    const [server, proxy, options] = await behind(state, { credentials: 'me:s3cret', ...(secure ? { tls: pki } : {}) });
    expect(await providers(options)).toEqual([PROVIDER]);
    expect(await withIam(options, (reader) => reader.role('deploy'))).toEqual(ROLE);
    const host = server.endpoint.replace('https://', '');
    expect(proxy.targets).toEqual([host, host, host]);
    await proxy.sockets.until(({ open }) => open === 0);
  });

  it('errors of AWS are read, too', async () => {
    const denied = failing('AccessDenied', 'User: x is not authorized', 403);
    const [, , options] = await behind({ instead: { ListOpenIDConnectProviders: denied } });
    expect((await failure(providers(options))).code).toBe('DENIED');
  });

  it('which wants another password, is not there, or is no URL', async () => {
    const [, proxy, options] = await behind({}, { credentials: 'somebody:else' });
    const refused = await failure(providers(options));
    expect(refused.code).toBe('OFFLINE');
    expect(refused.message).toContain('answered 407');
    await proxy.close();
    const gone = await failure(providers(options));
    expect(gone.code).toBe('OFFLINE');
    const wrong = await failure(providers({ ...options, proxyFor: () => 'socks5://me:s3cret@localhost' }));
    for (const { message } of [refused, gone, wrong]) expect(message).not.toContain('s3cret');
  });

  it('nobody else is trusted than without it', async () => {
    const [server, , options] = await behind({ providers: [PROVIDER] });
    const error = await failure(providers({ ...options, ca: undefined }));
    expect(error.message).toContain('does not trust the certificate');
    expect(server.actions).toEqual([]);
  });

  it('cancelling leaves no socket', async () => {
    const [server, proxy, options] = await behind({ instead: { ListOpenIDConnectProviders: undefined } });
    const controller = new AbortController();
    const asked = failure(providers({ ...options, signal: controller.signal }));
    while (server.actions.length === 0) await new Promise((resolve) => setImmediate(resolve));
    controller.abort();
    expect((await asked).code).toBe('CANCELLED');
    await proxy.sockets.until(({ open }) => open === 0);
  });

  it('hosts that need none are reached without', async () => {
    const [, proxy, options] = await behind({ providers: [PROVIDER] });
    expect(await providers({ ...options, proxyFor: () => undefined })).toEqual([PROVIDER]);
    expect(proxy.targets).toEqual([]);
  });
});

describe('what goes wrong', () => {
  const cases: readonly (readonly [string, string, IamFailure, RegExp])[] = [
    ['AccessDenied', 'User: arn:aws:iam::1:user/x is not authorized', 'DENIED', /iam:ListOpenIDConnectProviders/],
    ['ExpiredToken', 'The security token included in the request is expired', 'CREDENTIALS_EXPIRED', /expired/],
    [
      'InvalidClientTokenId',
      'The security token included in the request is invalid.',
      'UNKNOWN_KEY',
      /region of theirs/,
    ],
    ['SignatureDoesNotMatch', 'Credential should be scoped to a valid region.', 'WRONG_REGION', /region/],
    ['NoSuchEntity', 'not there', 'NOT_FOUND', /not there/],
    ['Odd', 'odd', 'BAD_ANSWER', /odd/],
  ];
  it.each(cases)('%s', async (code, message, expected, words) => {
    const { endpoint } = await iam({ instead: { ListOpenIDConnectProviders: failing(code, message, 403) } });
    const error = await failure(providers({ endpoint }));
    expect(error.code).toBe(expected);
    expect(error.message).toMatch(words);
  });

  it('too many requests, after the SDK has tried again', async () => {
    const { endpoint, actions } = await iam({
      instead: { ListOpenIDConnectProviders: failing('Throttling', 'Rate exceeded') },
    });
    expect((await failure(providers({ endpoint }))).code).toBe('THROTTLED');
    expect(actions.length).toBeGreaterThan(1);
  });

  it('no credentials', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', undefined);
    const { endpoint, actions } = await iam();
    const error = await failure(providers({ endpoint }));
    expect(error.code).toBe('NO_CREDENTIALS');
    expect(actions).toEqual([]);
  });

  it('a single sign-on that was never done', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', undefined);
    aws.write(
      '[profile work]\nsso_session = s\nsso_account_id = 111122223333\nsso_role_name = r\n[sso-session s]\nsso_region = eu-west-1\nsso_start_url = https://work.awsapps.com/start\n',
    );
    const { endpoint } = await iam();
    const error = await failure(providers({ endpoint, profile: 'work' }));
    expect(error.code).toBe('SSO_EXPIRED');
    expect(error.message).toContain('aws sso login --profile work');
  });

  it('offline', async () => {
    const gone = await startIam();
    await gone.close();
    expect((await failure(providers({ endpoint: gone.endpoint }))).code).toBe('OFFLINE');
  });

  it('no answer within the limit, and a person who stops it', async () => {
    const silent = { instead: { ListOpenIDConnectProviders: undefined } };
    expect((await failure(providers({ endpoint: (await iam(silent)).endpoint, timeoutMs: 300 }))).code).toBe('TIMEOUT');
    const controller = new AbortController();
    const { endpoint, actions, idle } = await iam(silent);
    const asked = failure(providers({ endpoint, signal: controller.signal }));
    while (actions.length === 0) await new Promise((resolve) => setImmediate(resolve));
    controller.abort();
    expect((await asked).code).toBe('CANCELLED');
    await idle();
    expect((await failure(providers({ endpoint, signal: AbortSignal.abort() }))).code).toBe('CANCELLED');
  });

  it.each(['http://iam.example.com', 'ftp://x', 'https://me:s3cret@iam.example.com', 'nonsense'])(
    'an endpoint that is not taken: %s',
    async (endpoint) => {
      const error = await failure(providers({ endpoint }));
      expect(error.code).toBe('BAD_ENDPOINT');
      expect(error.message).not.toContain('s3cret');
    },
  );

  it('an endpoint over plain HTTP that the environment names', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL_IAM', 'http://iam.invalid');
    expect((await failure(providers({}))).code).toBe('BAD_ENDPOINT');
  });
});

it('lists the profiles of the files of the AWS CLI, and reads nothing else out', async () => {
  aws.write(
    '[default]\nregion = x\n[profile a b]\n[ profile dev ]\n[sso-session s]\n',
    '[dev]\naws_secret_access_key = verysecretkey\n[old]\n',
  );
  expect(await profileNames(process.env)).toEqual(['a b', 'default', 'dev', 'old']);
  expect(await profileNames({ AWS_CONFIG_FILE: '/none', AWS_SHARED_CREDENTIALS_FILE: '/none' })).toEqual([]);
});

const hasMoto = spawnSync('moto_server', ['--help']).status === 0;
if (!hasMoto) console.warn('moto_server is not on PATH: IAM is tested against the stand-in only.');

describe.skipIf(!hasMoto)('against moto', () => {
  let moto: ChildProcess;
  let endpoint = '';
  beforeAll(async () => {
    const free = net.createServer().listen(0, '127.0.0.1');
    await once(free, 'listening');
    const { port } = free.address() as AddressInfo;
    free.close();
    moto = spawn('moto_server', ['-H', '127.0.0.1', '-p', String(port)], { stdio: ['ignore', 'ignore', 'pipe'] });
    // It says on standard error where it listens.
    for await (const data of moto.stderr!) if (String(data).includes('Running on')) break;
    moto.stderr!.resume();
    endpoint = `http://127.0.0.1:${port}`;
  }, 60_000);
  afterAll(() => moto.kill());

  async function create(parameters: Readonly<Record<string, string>>): Promise<void> {
    const authorization =
      'AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=0';
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: { authorization },
      body: new URLSearchParams({ Version: '2010-05-08', ...parameters }),
    });
    expect(response.status, await response.text()).toBe(200);
  }

  it('reads providers and roles', async () => {
    await create({
      Action: 'CreateOpenIDConnectProvider',
      Url: PROVIDER.url,
      'ClientIDList.member.1': 'sts.amazonaws.com',
      'ThumbprintList.member.1': PROVIDER.thumbprints[0]!.toUpperCase(),
      'Tags.member.1.Key': 'team',
      'Tags.member.1.Value': 'platform',
    });
    await create({
      Action: 'CreateRole',
      RoleName: 'deploy',
      Path: '/ci/',
      AssumeRolePolicyDocument: ROLE.trustPolicy,
    });
    expect(await providers({ endpoint })).toMatchObject([
      { url: PROVIDER.url, clientIds: PROVIDER.clientIds, thumbprints: PROVIDER.thumbprints, tags: PROVIDER.tags },
    ]);
    const role = await withIam({ endpoint }, (reader) => reader.role('deploy'));
    expect(JSON.parse(role.trustPolicy)).toEqual(JSON.parse(ROLE.trustPolicy));
    expect(role).toMatchObject({ name: 'deploy', path: '/ci/' });
    expect((await failure(withIam({ endpoint }, (reader) => reader.role('other')))).code).toBe('NOT_FOUND');
  });
});
