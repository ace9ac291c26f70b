/** A new trust: what it can be made of, how it would be judged, and the edit that writes it. */
import path from 'node:path';
import type { CreateFile } from 'vscode-languageserver';
import { Module } from '../core/terraform/module.ts';
import type { FileId } from '../core/text/range.ts';
import { issuerChoices, trustChoices } from '../features/createTrust/choices.ts';
import type { TrustScene } from '../features/createTrust/scene.ts';
import { judgeTrust, textsAfter, writeTrust } from '../features/createTrust/writing.ts';
import {
  NEW_TRUST,
  type NewTrustParams,
  type NewTrustPlace,
  type NewTrustResult,
  TRUST_CHOICES,
  TRUST_ISSUERS,
  type TrustChoicesParams,
  type TrustChoicesResult,
  type TrustIssuersResult,
} from '../protocol.ts';
import { fileIdOf } from '../workspace/fileId.ts';
import type { ServerContext } from './context.ts';
import { toDocumentEdits } from './convert.ts';

const FAILED: NewTrustResult = { problem: 'The trust could not be made. The log says more.' };

export function registerCreateTrust(context: ServerContext): void {
  const { connection, guard } = context;
  connection.onRequest(
    TRUST_ISSUERS,
    guard.request<NewTrustPlace, TrustIssuersResult>(TRUST_ISSUERS, [], (params) =>
      issuerChoices(sceneOf(context, directoryOf(params))),
    ),
  );
  connection.onRequest(
    TRUST_CHOICES,
    guard.request<TrustChoicesParams, TrustChoicesResult | null>(
      TRUST_CHOICES,
      null,
      (params) => trustChoices(sceneOf(context, directoryOf(params)), params.issuer) ?? null,
    ),
  );
  connection.onRequest<NewTrustResult, void>(
    NEW_TRUST,
    guard.request<NewTrustParams, NewTrustResult>(NEW_TRUST, FAILED, (params) => newTrust(context, params)),
  );
}

function directoryOf({ directory }: NewTrustPlace): string {
  return path.resolve(fileIdOf(directory));
}

function sceneOf({ workspace }: ServerContext, directory: string): TrustScene {
  const { providers, models } = workspace.moduleReport(directory);
  const any = path.join(directory, 'main.tf');
  const roles = models.flatMap((model) => model.roles).filter(({ call }) => call === undefined);
  return {
    directory,
    module: new Module(workspace.moduleFiles(directory), {}),
    providers,
    surfaces: roles.flatMap(({ policies }) => policies.map(({ surface }) => surface)),
    project: workspace.projectOf(any),
    remote: workspace.gitRemote(any),
    serviceAccounts: workspace.serviceAccounts(),
  };
}

function newTrust(context: ServerContext, params: NewTrustParams): NewTrustResult {
  const { documents, earlier } = context;
  const directory = directoryOf(params);
  const scene = sceneOf(context, directory);
  const open = params.textDocument && fileIdOf(params.textDocument.uri);
  const written = writeTrust(scene, params, open);
  if ('problem' in written) return written;
  const judged = judgeTrust(earlier.with(textsAfter(scene, written)), directory, written);
  if (!judged) return FAILED;
  const isNew = (file: FileId): boolean => !scene.module.files.some(({ id }) => id === file);
  const made = [...written.added.keys()].filter(isNew);
  return {
    verdict: judged.verdict,
    summary: judged.summary,
    witness: judged.witness ?? {},
    findings: judged.findings.map(({ severity, rule, message }) => ({ severity, rule, message })),
    files: [...written.added].map(([file, added]) => ({ uri: documents.uri(file), isNew: isNew(file), added })),
    edit: {
      documentChanges: [
        ...made.map((file): CreateFile => ({ kind: 'create', uri: documents.uri(file) })),
        ...toDocumentEdits(context, written.edits),
      ],
    },
  };
}
