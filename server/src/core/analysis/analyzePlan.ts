/** Analyses what `terraform show -json` prints of a plan or a state. */
import type { Project } from '../oidc/project.ts';
import { modelOfPlan } from '../policy/fromPlan.ts';
import type { PolicyModel, Presence } from '../policy/model.ts';
import { contains, type FileId, type SourceRange, sortByPlace } from '../text/range.ts';
import { renderRoles } from './rendered.ts';
import { type Finding, lazyReport, type Report } from './report.ts';
import { roleReport, summariesOf } from './roleReport.ts';
import { runRules } from './runRules.ts';

/** Where the configuration beside a plan declares a resource of the root module, or calls a module. */
export type Declared = (address: string) => SourceRange | undefined;

/** Undefined when the file is not certainly a plan or a state. */
export function analyzePlan(file: FileId, text: string, declared: Declared, project: Project): Report | undefined {
  const model = modelOfPlan(file, text);
  if (!model) return undefined;
  const { findings, masked } = runRules(model, project);
  return lazyReport(
    {
      findings: findings.map((finding) => withAddress(finding, model, declared)),
      masked: masked.map((finding) => withAddress(finding, model, declared)),
      problems: [],
    },
    {
      roles: () => sortByPlace(model.roles.map((role) => roleReport(role, model, project, () => [text]))),
      documents: () => [],
      summaries: () => sortByPlace(summariesOf(model, project)),
      rendered: () => renderRoles(model),
      providers: () => model.providers,
      reads: () => [],
      models: () => [model],
      keepsAccess: () => true,
    },
  );
}

/** Says which resource it is about, and where that is written. Nothing is repaired in a plan: Terraform makes it anew. */
function withAddress<T extends Finding>(finding: T, model: PolicyModel, declared: Declared): T {
  const address = addressOf(finding, model);
  const fixes = () => [];
  if (address === undefined) return { ...finding, fixes };
  const range = declared(rootAddress(address));
  const related = range ? [...finding.related, { range, message: `${address} comes from here` }] : finding.related;
  return { ...finding, message: `${finding.message} (${address})`, related, fixes };
}

/** Several roles never share a text here, so the place of a finding tells whose it is. */
function addressOf({ range }: Finding, { roles, providers, identityConfigs }: PolicyModel): string | undefined {
  const named = [
    ...roles.map(({ address, trust }) => ({ address, places: placesOf([trust]) })),
    ...providers.map(({ address, at, url, clientIds, thumbprints }) => ({
      address,
      places: [at, ...placesOf([url, clientIds, thumbprints])],
    })),
    ...identityConfigs.map(({ address, at, issuerUrl, clientId }) => ({
      address,
      places: [at, ...placesOf([issuerUrl, clientId])],
    })),
  ];
  return named.find(({ places }) => places.some((place) => contains(place, range)))?.address;
}

function placesOf(found: readonly Presence<unknown>[]): SourceRange[] {
  return found.flatMap((one) => (one.is === 'present' ? [one.at] : []));
}

/** What the root module declares: the resource without its index, or the call of the outermost module. */
function rootAddress(address: string): string {
  const withoutKeys = address.replaceAll(/\[(?:"(?:[^"\\]|\\.)*"|\d+)\]/g, '');
  const [first, second] = withoutKeys.split('.');
  return first === 'module' ? `module.${second}` : withoutKeys;
}
