/** Reads what Amazon EKS has to do with OpenID Connect: clusters, and issuers whose tokens log people in to one. */
import type { Evaluator } from '../terraform/evaluate.ts';
import { type Declaration, headerOf } from '../terraform/module.ts';
import { inFile } from '../text/range.ts';
import type { Value } from '../value/value.ts';
import { argumentOf, expandBlocks, placeOf, type ScopedBlock } from './blocks.ts';
import type { PolicyEditor } from './editor.ts';
import { type Cluster, type IdentityConfig, type Presence, present, type RoleUse } from './model.ts';

export function clusterFrom(
  declaration: Declaration,
  named: Pick<Cluster, 'address' | 'certain'>,
  editor: PolicyEditor,
): Cluster {
  const { block, file } = declaration;
  const at = inFile(file.id, block);
  return { ...named, at: headerOf(declaration), site: { kind: 'block', at, closeBrace: block.end - 1 }, editor };
}

/** Undefined where its block is not certainly the one that counts. */
export function identityConfigFrom(
  evaluator: Evaluator,
  declaration: Declaration,
  named: { readonly address: string; readonly call?: RoleUse },
  editor: PolicyEditor,
): IdentityConfig | undefined {
  const { block, file, address } = declaration;
  const header = headerOf(declaration);
  const whole: ScopedBlock = { block, header, scope: evaluator.scope(file, address), generated: false };
  const { blocks, open } = expandBlocks(evaluator, whole, 'oidc');
  const [only] = blocks;
  if (!only || open || blocks.length > 1) return undefined;
  return {
    ...named,
    at: header,
    blockAt: only.header,
    issuerUrl: argument(evaluator, only, 'issuer_url'),
    clientId: argument(evaluator, only, 'client_id'),
    editor,
  };
}

function argument(evaluator: Evaluator, scoped: ScopedBlock, name: string): Presence<Value> {
  const found = argumentOf(evaluator, scoped, name);
  if (!found) return scoped.block.body.complete ? { is: 'absent' } : { is: 'maybe' };
  return present(found.value, placeOf(scoped, found.attribute.nameSpan), placeOf(scoped, found.attribute));
}
