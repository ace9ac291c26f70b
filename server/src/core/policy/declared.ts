/** What every policy of a module sees: the providers, and the clusters whose issuers they may be for. */
import type { Evaluator } from '../terraform/evaluate.ts';
import { attributeOf, type Declaration, fileOf, headerOf } from '../terraform/module.ts';
import { providerUrl } from '../terraform/resources.ts';
import { argumentFrom } from './arguments.ts';
import { PolicyEditor, type TextOf } from './editor.ts';
import { fingerprintsOf } from './fingerprints.ts';
import { clusterFrom } from './fromEks.ts';
import { type Cluster, listingOf, type OidcProvider, type RoleUse } from './model.ts';

/** The providers that one use of a module declares. */
export function providersOf(evaluator: Evaluator): OidcProvider[] {
  const editor = new PolicyEditor(textsOf(evaluator));
  return evaluator.module.declarations
    .filter((d) => d.type === 'aws_iam_openid_connect_provider' && !isAbsent(evaluator, d))
    .map((declaration) => {
      const thumbprints = argumentFrom(evaluator, declaration, 'thumbprint_list', listingOf);
      return {
        address: `${evaluator.path}${declaration.address}`,
        at: headerOf(declaration),
        managed: declaration.block.type === 'resource',
        url: argumentFrom(evaluator, declaration, 'url', (value) => value),
        issuer: providerUrl(evaluator, declaration),
        clientIds: argumentFrom(evaluator, declaration, 'client_id_list', listingOf),
        thumbprints,
        // While a block is being written, its last value may not be whole.
        fingerprints: declaration.block.body.complete ? fingerprintsOf(evaluator, thumbprints) : [],
        certain: isCertain(declaration),
        configuration: `${evaluator.path}${configurationOf(declaration)}`,
        editor,
        ...calledBy(evaluator),
      };
    });
}

/** The clusters that one use of a module certainly makes all of: none where a file could not be read to its end. */
export function clustersOf(evaluator: Evaluator): Cluster[] {
  const { module, path } = evaluator;
  const isCluster = ({ type, block }: Declaration): boolean => type === 'aws_eks_cluster' && block.type === 'resource';
  const clusters = module.declarations.filter(isCluster);
  if (clusters.length === 0 || module.files.some(({ tree }) => tree.problems.length > 0)) return [];
  const editor = new PolicyEditor(textsOf(evaluator));
  return clusters
    .filter((declaration) => !isAbsent(evaluator, declaration))
    .map((declaration) => {
      const named = { address: `${path}${declaration.address}`, certain: isCertain(declaration) };
      return clusterFrom(declaration, named, editor);
    });
}

/** Certainly not made: `count = 0`, or `for_each` over nothing. */
export function isAbsent(evaluator: Evaluator, declaration: Declaration): boolean {
  const count = evaluator.attribute(declaration, 'count');
  if (count?.kind === 'number' && count.text === '0') return true;
  const each = evaluator.attribute(declaration, 'for_each');
  if (each?.kind === 'list') return each.items.length === 0 && !each.open;
  return each?.kind === 'object' && each.entries.length === 0 && !each.open;
}

/** Certainly made, and once. */
function isCertain({ block }: Declaration): boolean {
  return block.body.complete && !attributeOf(block, 'count') && !attributeOf(block, 'for_each');
}

/** `aws.other`, as the block writes it; empty where the default configuration is used. */
function configurationOf(declaration: Declaration): string {
  const attribute = attributeOf(declaration.block, 'provider');
  if (!attribute) return '';
  const { start, end } = attribute.value;
  return fileOf(declaration, attribute).text.slice(start, end).trim();
}

/** The call that leads to a use of a module. */
export function calledBy({ call }: Evaluator): { call?: RoleUse } {
  return call ? { call: { address: call.declaration.address, at: headerOf(call.declaration) } } : {};
}

/** The texts of all modules that are analysed together. */
export function textsOf({ instances }: Evaluator): TextOf {
  return (file) => {
    for (const { module } of instances.values()) {
      const text = module.textOf(file);
      if (text !== '') return text;
    }
    return '';
  };
}
