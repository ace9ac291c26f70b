/** A stand-in for IAM Access Analyzer that speaks its REST protocol: it answers with the pages, or the error, that it is given. */
import http from 'node:http';
import type { AddressInfo } from 'node:net';

export interface AnalyzerAnswer {
  readonly status?: number;
  /** The name of an error, as AWS sends it in a header. */
  readonly error?: string;
  readonly body: unknown;
}

export interface AnalyzerServer {
  readonly endpoint: string;
  /** What was asked, each with its query. */
  readonly asked: readonly { readonly path: string; readonly query: URLSearchParams; readonly body: AskedBody }[];
  close(): Promise<void>;
}

export interface AskedBody {
  readonly policyDocument: string;
  readonly policyType: string;
  readonly validatePolicyResourceType: string;
}

/** `answers`: in the order of the requests; the last one is for all that follow. */
export async function startAnalyzer(...answers: readonly AnalyzerAnswer[]): Promise<AnalyzerServer> {
  const asked: { path: string; query: URLSearchParams; body: AskedBody }[] = [];
  const server = http.createServer((request, response) => {
    let text = '';
    request.on('data', (data: Buffer) => {
      text += data.toString();
    });
    request.on('end', () => {
      const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost');
      const answer = answers[Math.min(asked.length, answers.length - 1)];
      asked.push({ path: `${request.method} ${pathname}`, query: searchParams, body: JSON.parse(text) as AskedBody });
      const { status = 200, error, body } = answer ?? { body: { findings: [] } };
      const headers = { 'content-type': 'application/json', ...(error ? { 'x-amzn-errortype': error } : {}) };
      response.writeHead(status, headers).end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** A finding as AWS writes it; each path is that of one location. */
export function awsFinding(findingType: string, issueCode: string, ...paths: readonly (readonly object[])[]): object {
  const position = (offset: number) => ({ line: 1, column: offset, offset });
  return {
    findingType,
    issueCode,
    findingDetails: `details of ${issueCode}`,
    learnMoreLink: `https://docs.aws.amazon.com/${issueCode}`,
    locations: paths.map((path) => ({ path, span: { start: position(3), end: position(9) } })),
  };
}
