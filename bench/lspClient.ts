/** A language server as a process of its own, asked as an editor asks, over standard streams. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import {
  type CodeLens,
  type CompletionItem,
  type CompletionList,
  createMessageConnection,
  type DocumentDiagnosticReport,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';

const here = path.dirname(fileURLToPath(import.meta.url));

/** Where this run's bundles lie. */
export const folder = mkdtempSync(path.join(os.tmpdir(), 'oidc-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

/** Bundles a server as the product's is, so that neither has an advantage in loading. */
export async function bundle(entry: string): Promise<string> {
  const outfile = path.join(folder, `${path.basename(entry, '.ts')}.cjs`);
  await build({
    entryPoints: [path.join(here, entry)],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    mainFields: ['module', 'main'],
    logLevel: 'warning',
  });
  return outfile;
}

export class LspProcess {
  readonly #process: ChildProcess;
  readonly #connection: MessageConnection;

  constructor(file: string) {
    const child = spawn(process.execPath, [file, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#process = child;
    this.#connection = createMessageConnection(
      new StreamMessageReader(child.stdout),
      new StreamMessageWriter(child.stdin),
    );
    this.#connection.listen();
  }

  async open(uri: string, text: string): Promise<void> {
    const completion = { completionItem: { snippetSupport: true } };
    const capabilities = { textDocument: { diagnostic: {}, completion } };
    await this.#connection.sendRequest('initialize', { processId: null, rootUri: null, capabilities });
    await this.#connection.sendNotification('initialized', {});
    const textDocument = { uri, languageId: 'terraform', version: 1, text };
    await this.#connection.sendNotification('textDocument/didOpen', { textDocument });
  }

  /** Replaces a stretch of one line, in UTF-16 units. */
  async change(
    uri: string,
    version: number,
    { line, start, end }: { line: number; start: number; end: number },
    text: string,
  ): Promise<void> {
    const range = { start: { line, character: start }, end: { line, character: end } };
    const contentChanges = [{ range, text }];
    await this.#connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges,
    });
  }

  pull(uri: string, previousResultId?: string): Promise<DocumentDiagnosticReport> {
    return this.#connection.sendRequest('textDocument/diagnostic', { textDocument: { uri }, previousResultId });
  }

  lenses(uri: string): Promise<readonly CodeLens[]> {
    return this.#connection.sendRequest('textDocument/codeLens', { textDocument: { uri } });
  }

  async complete(uri: string, line: number, character: number): Promise<readonly CompletionItem[]> {
    const params = { textDocument: { uri }, position: { line, character } };
    const list = await this.#connection.sendRequest<CompletionList>('textDocument/completion', params);
    return list.items;
  }

  async stop(): Promise<void> {
    const ended = once(this.#process, 'exit');
    await this.#connection.sendRequest('shutdown');
    await this.#connection.sendNotification('exit');
    await ended;
    this.#connection.dispose();
  }
}

/** The time of each round for the server and for one that answers nothing; they take turns, so that a busy machine slows both. */
export async function inTurns(
  rounds: number,
  turn: (server: LspProcess, round: number) => Promise<number>,
  [ours, echo]: readonly [LspProcess, LspProcess],
): Promise<Record<'ours' | 'echo', number[]>> {
  const times: Record<'ours' | 'echo', number[]> = { ours: [], echo: [] };
  for (let round = -1; round < rounds; round++) {
    const a = await turn(ours, round);
    const b = await turn(echo, round);
    if (round < 0) continue; // warm: what counts is the steady state of an editor
    times.ours.push(a);
    times.echo.push(b);
  }
  await Promise.all([ours.stop(), echo.stop()]);
  return times;
}

/** Both servers, with a document open. */
export async function servers(uri: string, text: string): Promise<readonly [LspProcess, LspProcess]> {
  const files = [await bundle('../server/src/lsp/main.ts'), await bundle('echoServer.ts')] as const;
  const [ours, echo] = files.map((file) => new LspProcess(file)) as [LspProcess, LspProcess];
  for (const server of [ours, echo]) await server.open(uri, text);
  return [ours, echo];
}

export function ratioOf({ ours, echo }: Record<'ours' | 'echo', number[]>): string {
  return median(ours.map((time, i) => time / echo[i]!)).toFixed(2);
}

/** A file of at least so many lines, of roles as they are really written; every fourth has a fault. */
export function rolesTf(lines: number): string {
  const blocks: string[] = [];
  for (let i = 0; blocks.join('\n').split('\n').length < lines; i++) blocks.push(roleTf(i));
  return blocks.join('\n');
}

/** A file of at least so many lines as most are: a role here and there among what it may do and what it is for. */
export function mixedTf(lines: number): string {
  const blocks: string[] = [];
  for (let i = 0; blocks.join('\n').split('\n').length < lines; i++) blocks.push(roleTf(i), serviceTf(i));
  return blocks.join('\n');
}

function serviceTf(i: number): string {
  return `resource "aws_iam_role_policy" "deploy_${i}" {
  name = "deploy-${i}"
  role = aws_iam_role.deploy_${i}.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["s3:GetObject", "s3:PutObject", "s3:ListBucket"]
      Resource = [aws_s3_bucket.artifacts_${i}.arn, "\${aws_s3_bucket.artifacts_${i}.arn}/*"]
    }]
  })
}

resource "aws_s3_bucket" "artifacts_${i}" {
  bucket = "acme-artifacts-${i}"

  tags = {
    Name        = "artifacts-${i}"
    Environment = "production"
    ManagedBy   = "terraform"
  }
}

resource "aws_lambda_function" "service_${i}" {
  function_name = "service-${i}"
  role          = aws_iam_role.service_${i}.arn
  handler       = "index.handler"
  runtime       = "nodejs20.x"
  filename      = "service-${i}.zip"
  timeout       = 30
  memory_size   = 512

  environment {
    variables = {
      BUCKET    = aws_s3_bucket.artifacts_${i}.bucket
      LOG_LEVEL = "info"
    }
  }
}

resource "aws_security_group" "service_${i}" {
  name        = "service-${i}"
  description = "Traffic of service ${i}"
  vpc_id      = var.vpc_id

  ingress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/8"]
  }
}
`;
}

function roleTf(i: number): string {
  const operator = i % 4 === 0 ? 'StringEquals' : 'StringLike';
  return `data "aws_iam_policy_document" "trust_${i}" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]

    principals {
      type        = "Federated"
      identifiers = ["arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "token.actions.githubusercontent.com:aud"
      values   = ["sts.amazonaws.com"]
    }

    condition {
      test     = "${operator}"
      variable = "token.actions.githubusercontent.com:sub"
      values   = ["repo:acme/service-${i}:*"]
    }
  }
}

resource "aws_iam_role" "deploy_${i}" {
  name               = "deploy-${i}"
  assume_role_policy = data.aws_iam_policy_document.trust_${i}.json
}
`;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

export function ms(value: number): string {
  return `${value.toFixed(2)} ms`;
}
