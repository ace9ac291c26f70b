/** A stand-in for IAM that speaks its query protocol: what it has is given, and so are the errors that it answers with. */
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { DeployedProvider, DeployedRole } from '../../server/src/core/analysis/deployed.ts';

export interface IamState {
  readonly providers?: readonly DeployedProvider[];
  readonly roles?: readonly DeployedRole[];
  /** By action: an answer instead of the usual one; undefined for none at all. */
  readonly instead?: Readonly<Record<string, { readonly status: number; readonly body: string } | undefined>>;
  /** What IAM Access Analyzer answers, which AWS has at an endpoint of its own. */
  readonly analyzer?: object;
  readonly tls?: { readonly cert: string; readonly key: string };
}

export interface IamServer {
  readonly endpoint: string;
  /** The actions that were asked for. */
  readonly actions: readonly string[];
  /** Resolves when no connection is open. */
  readonly idle: () => Promise<void>;
  close(): Promise<void>;
}

export async function startIam(state: IamState = {}): Promise<IamServer> {
  const actions: string[] = [];
  const answer: http.RequestListener = (request, response) => {
    let body = '';
    request.on('data', (data: Buffer) => {
      body += data.toString();
    });
    request.on('end', () => {
      if (state.analyzer && request.url?.startsWith('/policy/validation')) {
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(state.analyzer));
        return;
      }
      const asked = new URLSearchParams(body);
      const action = asked.get('Action') ?? '';
      actions.push(action);
      if (state.instead && action in state.instead && state.instead[action] === undefined) return;
      const { status, body: text } = state.instead?.[action] ?? usual(action, asked, state);
      response.writeHead(status, { 'content-type': 'text/xml' }).end(text);
    });
  };
  const server = state.tls ? https.createServer(state.tls, answer) : http.createServer(answer);
  const sockets = new Set<Socket>();
  const waiting = new Set<() => void>();
  server.on('tlsClientError', () => {});
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => {
      sockets.delete(socket);
      if (sockets.size === 0) for (const resolve of waiting) resolve();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `${state.tls ? 'https://localhost' : 'http://127.0.0.1'}:${port}`,
    actions,
    idle: async () => {
      if (sockets.size > 0) await new Promise<void>((resolve) => waiting.add(resolve));
    },
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** As AWS writes an error. */
export function failing(code: string, message: string, status = 400): { status: number; body: string } {
  return {
    status,
    body: `<ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>r</RequestId></ErrorResponse>`,
  };
}

function usual(
  action: string,
  asked: URLSearchParams,
  { providers = [], roles = [] }: IamState,
): { status: number; body: string } {
  if (action === 'ListOpenIDConnectProviders') {
    const list = providers.map(({ arn }) => `<member><Arn>${arn}</Arn></member>`).join('');
    return answered(action, `<OpenIDConnectProviderList>${list}</OpenIDConnectProviderList>`);
  }
  if (action === 'GetOpenIDConnectProvider') {
    const found = providers.find(({ arn }) => arn === asked.get('OpenIDConnectProviderArn'));
    if (!found) return failing('NoSuchEntity', 'no such provider', 404);
    const url = `<Url>${found.url.replace('https://', '')}</Url>`;
    return answered(
      action,
      `${url}<ClientIDList>${members(found.clientIds)}</ClientIDList><ThumbprintList>${members(found.thumbprints)}</ThumbprintList>${tags(found.tags)}`,
    );
  }
  if (action === 'GetRole') {
    const found = roles.find(({ name }) => name === asked.get('RoleName'));
    if (!found) return failing('NoSuchEntity', 'The role cannot be found.', 404);
    const policy = encodeURIComponent(found.trustPolicy);
    return answered(
      action,
      `<Role><Path>${found.path}</Path><Arn>${found.arn}</Arn><RoleName>${found.name}</RoleName><Description>${found.description}</Description><MaxSessionDuration>${found.maxSessionDuration}</MaxSessionDuration><AssumeRolePolicyDocument>${policy}</AssumeRolePolicyDocument>${tags(found.tags)}</Role>`,
    );
  }
  return failing('InvalidAction', 'this stand-in only reads');
}

function answered(action: string, result: string): { status: number; body: string } {
  return {
    status: 200,
    body: `<${action}Response xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><${action}Result>${result}</${action}Result><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></${action}Response>`,
  };
}

function members(texts: readonly string[]): string {
  return texts.map((text) => `<member>${text}</member>`).join('');
}

function tags(all: Readonly<Record<string, string>>): string {
  return `<Tags>${Object.entries(all)
    .map(([key, value]) => `<member><Key>${key}</Key><Value>${value}</Value></member>`)
    .join('')}</Tags>`;
}
