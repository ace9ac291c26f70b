/** A language server as a process of its own, asked as an editor asks, over standard streams. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import {
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
    const capabilities = { textDocument: { diagnostic: {} } };
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

  async stop(): Promise<void> {
    const ended = once(this.#process, 'exit');
    await this.#connection.sendRequest('shutdown');
    await this.#connection.sendNotification('exit');
    await ended;
    this.#connection.dispose();
  }
}

/** A file of at least so many lines, of roles as they are really written; every fourth has a fault. */
export function rolesTf(lines: number): string {
  const blocks: string[] = [];
  for (let i = 0; blocks.join('\n').split('\n').length < lines; i++) blocks.push(roleTf(i));
  return blocks.join('\n');
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
