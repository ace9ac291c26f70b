/** What AWS has deployed, as the client read it, against the files; and every provider that the files declare. */
import path from 'node:path';
import { issuerOf } from '../core/analysis/compareDeployed.ts';
import { providerHcl, roleHcl } from '../core/analysis/deployed.ts';
import type { RoleReport } from '../core/analysis/report.ts';
import type { OidcProvider } from '../core/policy/model.ts';
import { knownString } from '../core/value/value.ts';
import { outcomeOfProvider, outcomeOfRole, writtenName } from '../features/deployedBlocks.ts';
import { type ComparedBlock, comparedLines } from '../features/deployedTexts.ts';
import { roleAt } from '../features/explain.ts';
import { blockAt } from '../features/writtenArguments.ts';
import {
  COMPARE_DEPLOYED,
  type CompareDeployedParams,
  DEPLOYABLE_AT,
  DEPLOYED_HCL,
  type DeployableAtParams,
  type DeployableAtResult,
  type DeployedHclParams,
  PROVIDERS,
  type ProvidersResult,
  type TextResult,
  type WorkspaceQuestion,
} from '../protocol.ts';
import { fileIdOf } from '../workspace/fileId.ts';
import type { ServerContext } from './context.ts';
import { toOffset, toRange } from './convert.ts';

export function registerDeployed(context: ServerContext): void {
  const { connection, guard } = context;
  connection.onRequest(
    DEPLOYABLE_AT,
    guard.request<DeployableAtParams, DeployableAtResult | null>(DEPLOYABLE_AT, null, (params) =>
      describe(context, params),
    ),
  );
  connection.onRequest(
    COMPARE_DEPLOYED,
    guard.request<CompareDeployedParams, TextResult | null>(COMPARE_DEPLOYED, null, (params) =>
      compare(context, params),
    ),
  );
  connection.onRequest(
    DEPLOYED_HCL,
    guard.request<DeployedHclParams, TextResult | null>(DEPLOYED_HCL, null, (params) => {
      return { text: 'provider' in params ? providerHcl(params.provider) : roleHcl(params.role) };
    }),
  );
  connection.onRequest(
    PROVIDERS,
    guard.request<WorkspaceQuestion, ProvidersResult>(PROVIDERS, [], ({ files }) => listProviders(context, files)),
  );
}

export type Found = { readonly provider: OidcProvider } | { readonly role: RoleReport };

/** The provider or role around a position. */
export function deployableAt(
  { workspace, documents }: ServerContext,
  { textDocument, position }: DeployableAtParams,
): Found | undefined {
  const file = fileIdOf(textDocument.uri);
  const tree = workspace.tree(file);
  if (!tree) return undefined;
  const offset = toOffset(documents.lines(file), position);
  const report = workspace.report(file);
  const provider = report.providers.find(({ at, managed }) => {
    const block = managed ? blockAt(tree, at) : undefined;
    return block !== undefined && block.start <= offset && offset <= block.end;
  });
  if (provider) return { provider };
  const role = roleAt(report, file, offset, ({ range }) => blockAt(tree, range));
  return role && { role };
}

function describe(context: ServerContext, params: DeployableAtParams): DeployableAtResult | null {
  const found = deployableAt(context, params);
  if (!found) return null;
  if ('provider' in found) return { kind: 'provider', address: found.provider.address };
  const name = writtenName(found.role, context.workspace);
  return { kind: 'role', address: found.role.address ?? '', ...(name === undefined ? {} : { name }) };
}

function compare(context: ServerContext, params: CompareDeployedParams): TextResult | null {
  const found = deployableAt(context, params);
  if (!found) return null;
  const at = 'provider' in found ? found.provider.at : found.role.range;
  const address = 'provider' in found ? found.provider.address : (found.role.address ?? 'trust policy');
  const place = `${path.basename(at.file)}:${context.documents.lines(at.file).positionAt(at.start).line + 1}`;
  const lines = comparedLines({ address, place, outcome: outcomeOf(found, context, params) });
  return { text: `${lines.join('\n')}\n` };
}

function outcomeOf(
  found: Found,
  { workspace }: ServerContext,
  { providers, role }: CompareDeployedParams,
): ComparedBlock['outcome'] {
  if ('provider' in found) return outcomeOfProvider(found.provider, providers, workspace);
  return role ? outcomeOfRole(found.role, role, providers) : { kind: 'missing', what: 'role of this name' };
}

function listProviders({ workspace, documents }: ServerContext, files: readonly string[]): ProvidersResult {
  return files.map(fileIdOf).flatMap((file) =>
    workspace
      .report(file)
      .providers.filter(({ managed }) => managed)
      .map((provider) => {
        const issuer = issuerOf(provider);
        const thumbprints = thumbprintsOf(provider);
        return {
          address: provider.address,
          uri: documents.uri(file),
          position: toRange(documents.lines(file), provider.at).start,
          ...(issuer === undefined ? {} : { issuer: `https://${issuer}` }),
          ...(thumbprints === undefined ? {} : { thumbprints }),
        };
      }),
  );
}

/** In lower case; undefined where not all of them are known. */
export function thumbprintsOf({ thumbprints }: OidcProvider): string[] | undefined {
  if (thumbprints.is === 'absent') return [];
  if (thumbprints.is === 'maybe' || thumbprints.value.open) return undefined;
  const texts = thumbprints.value.items.map((item) => knownString(item));
  return texts.every((text) => text !== undefined) ? texts.map((text) => text.toLowerCase()) : undefined;
}
