/** One block in the files against what AWS has deployed of it. */
import { compareProvider, compareRole, issuerOf } from '../core/analysis/compareDeployed.ts';
import type { DeployedProvider, DeployedRole } from '../core/analysis/deployed.ts';
import type { RoleReport } from '../core/analysis/report.ts';
import type { HclFile } from '../core/hcl/nodes.ts';
import type { OidcProvider } from '../core/policy/model.ts';
import type { FileId } from '../core/text/range.ts';
import type { ComparedBlock } from './deployedTexts.ts';
import { blockAt, writtenString, writtenStrings } from './writtenArguments.ts';

/** The files as they are written. */
export interface Sources {
  tree(file: FileId): HclFile | undefined;
  text(file: FileId): string | undefined;
}

export function outcomeOfProvider(
  provider: OidcProvider,
  deployed: readonly DeployedProvider[],
  sources: Sources,
): ComparedBlock['outcome'] {
  const issuer = issuerOf(provider);
  if (issuer === undefined) return { kind: 'nameless', why: 'its URL is not known' };
  const found = deployed.find(({ url }) => url === `https://${issuer}`);
  if (!found) return { kind: 'missing', what: `provider of https://${issuer}` };
  const { file } = provider.at;
  const tree = sources.tree(file);
  const block = tree && blockAt(tree, provider.at);
  const tags = block && writtenStrings(sources.text(file) ?? '', block, 'tags');
  return { kind: 'provider', arn: found.arn, comparison: compareProvider(provider, found, tags) };
}

export function outcomeOfRole(
  report: RoleReport,
  deployed: DeployedRole,
  providers: readonly DeployedProvider[],
): ComparedBlock['outcome'] {
  return { kind: 'role', arn: deployed.arn, difference: compareRole(report, deployed, providers) };
}

/** What a role is called in AWS, where its block writes it out. */
export function writtenName({ range }: RoleReport, sources: Sources): string | undefined {
  const tree = sources.tree(range.file);
  const block = tree && blockAt(tree, range);
  return block && writtenString(sources.text(range.file) ?? '', block, 'name');
}
