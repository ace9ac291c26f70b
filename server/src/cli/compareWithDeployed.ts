/** Finds for each provider and role in the files what AWS has of it, and compares the two. */
import type { DeployedProvider } from '../core/analysis/deployed.ts';
import type { RoleReport } from '../core/analysis/report.ts';
import type { SourceRange } from '../core/text/range.ts';
import { outcomeOfProvider, outcomeOfRole, writtenName } from '../features/deployedBlocks.ts';
import type { ComparedBlock } from '../features/deployedTexts.ts';
import type { IamReader } from '../live/iam/index.ts';
import type { Checker } from './checker.ts';
import type { Iam } from './loadIam.ts';
import type { PlacedResult } from './report/place.ts';
import { chooseRoles } from './roles.ts';

export async function compareWithDeployed(
  checker: Checker,
  placed: PlacedResult,
  { role, name }: { readonly role: string | undefined; readonly name: string | undefined },
  reader: IamReader,
  iam: Iam,
): Promise<ComparedBlock[]> {
  const placeOf = (range: SourceRange): string => {
    const { file, start } = placed.source.place(range);
    return `${file}:${start.line}`;
  };
  const local = role === undefined ? checker.providers().filter(({ managed }) => managed) : [];
  const roles = chooseRoles(placed, role).filter(({ role: { address } }) => address !== null);
  if (local.length + roles.length === 0) return [];
  const deployed = await reader.providers();
  const compared: ComparedBlock[] = local.map((provider) => ({
    address: provider.address,
    place: placeOf(provider.at),
    outcome: outcomeOfProvider(provider, deployed, checker),
  }));
  for (const { role: report } of roles) {
    const outcome = await askForRole(report, name ?? writtenName(report, checker), deployed, reader, iam);
    compared.push({ address: report.address!, place: placeOf(report.range), outcome });
  }
  return compared;
}

async function askForRole(
  report: RoleReport,
  name: string | undefined,
  providers: readonly DeployedProvider[],
  reader: IamReader,
  iam: Iam,
): Promise<ComparedBlock['outcome']> {
  if (name === undefined)
    return { kind: 'nameless', why: 'its name is not written out: give it with --role and --name' };
  try {
    const deployed = await reader.role(name);
    return outcomeOfRole(report, deployed, providers);
  } catch (error) {
    if (error instanceof iam.IamError && error.code === 'NOT_FOUND') return { kind: 'missing', what: `role "${name}"` };
    throw error;
  }
}
