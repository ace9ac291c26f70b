/** What is written here against what AWS has deployed: providers field by field, roles by who gets in. */
import { type Difference, differenceOf } from '../access/difference.ts';
import { NO_PROJECT } from '../oidc/project.ts';
import type { OidcProvider } from '../policy/model.ts';
import { parseConfiguration } from '../terraform/jsonSyntax.ts';
import { known } from '../value/text.ts';
import { knownString, type Value } from '../value/value.ts';
import { analyzeModule } from './analyze.ts';
import { type DeployedProvider, type DeployedRole, providerHcl, roleHcl } from './deployed.ts';
import type { RoleReport } from './report.ts';

/** A field that is not the same. */
export interface FieldDifference {
  readonly field: 'client_id_list' | 'thumbprint_list' | 'tags';
  /** What only the file has. */
  readonly onlyHere: readonly string[];
  /** What only AWS has. */
  readonly onlyDeployed: readonly string[];
}

export interface ProviderComparison {
  readonly differences: readonly FieldDifference[];
  /** The fields whose value in the file is not known in full. */
  readonly unknown: readonly FieldDifference['field'][];
}

/** The issuer without scheme, where it is known. */
export function issuerOf(provider: OidcProvider): string | undefined {
  return known(provider.issuer);
}

/** Both have the same URL already. `tags` are those of the block, where they are written out. */
export function compareProvider(
  local: OidcProvider,
  deployed: DeployedProvider,
  tags: ReadonlyMap<string, string> | undefined,
): ProviderComparison {
  const differences: FieldDifference[] = [];
  const unknown: FieldDifference['field'][] = [];
  const compare = (field: FieldDifference['field'], here: readonly string[] | undefined, there: readonly string[]) => {
    if (!here) return void unknown.push(field);
    const onlyHere = here.filter((item) => !there.includes(item));
    const onlyDeployed = there.filter((item) => !here.includes(item));
    if (onlyHere.length + onlyDeployed.length > 0) differences.push({ field, onlyHere, onlyDeployed });
  };
  compare(
    'client_id_list',
    listOf(local.clientIds, (text) => text),
    deployed.clientIds,
  );
  // Without the argument, Terraform leaves alone what AWS has.
  if (local.thumbprints.is !== 'absent')
    compare(
      'thumbprint_list',
      listOf(local.thumbprints, (text) => text.toLowerCase()),
      deployed.thumbprints,
    );
  // What AWS has beyond them may come from `default_tags`.
  const declared = tags && [...tags].map(([key, value]) => `${key} = ${value}`);
  const there = Object.entries(deployed.tags).map(([key, value]) => `${key} = ${value}`);
  compare(
    'tags',
    declared,
    declared ? there.filter((tag) => declared.includes(tag) || tags.has(tag.split(' = ')[0]!)) : [],
  );
  return { differences, unknown };
}

function listOf(listing: OidcProvider['clientIds'], normal: (text: string) => string): string[] | undefined {
  if (listing.is === 'absent') return [];
  if (listing.is === 'maybe' || listing.value.open) return undefined;
  const texts = listing.value.items.map((item: Value) => knownString(item));
  return texts.every((text) => text !== undefined) ? texts.map(normal) : undefined;
}

/**
 * What applying the file does to who gets in: the deployed policy is `before`, the file's `after`. Of the deployed providers only those
 * count that the file declares too: what the file does not say of a provider, it does not change.
 */
export function compareRole(
  local: RoleReport,
  deployed: DeployedRole,
  providers: readonly DeployedProvider[],
): Difference {
  const declared = new Set(local.trust.issuers.declared.filter(({ managed }) => managed).map(issuerOf));
  const counted = providers.filter(({ url }) => declared.has(url.replace(/^https:\/\//, '')));
  const text = [...counted.map(providerHcl), roleHcl(deployed)].join('\n');
  const file = 'deployed.tf';
  const project = { ...NO_PROJECT, issuers: local.trust.issuers.own };
  const [role] = analyzeModule(
    [{ id: file, text, tree: parseConfiguration(file, text) }],
    {},
    undefined,
    project,
  ).roles;
  return role ? differenceOf(role.trust, local.trust) : { change: 'unknown' };
}
