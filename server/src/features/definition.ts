/** What a condition key, a principal or a policy in a file belongs to. */
import type { Role } from '../core/policy/model.ts';
import type { SourceRange } from '../core/text/range.ts';
import { isReferenceAt } from './hclReference.ts';
import { distinct, isSameIssuer, mentionAt, mentionsOf, placeOf } from './mentions.ts';
import { holds } from './policyPlace.ts';
import type { Scope } from './scope.ts';

export interface Definition {
  /** What it is that leads there. */
  readonly origin: SourceRange;
  readonly targets: readonly SourceRange[];
}

/**
 * From a condition key or a principal to the provider's block, from the name of a file to the policy in it. Nothing for plain
 * references: the Terraform language server knows them, and an editor shows the answers of both.
 */
export function definitionAt(scope: Scope, offset: number): Definition | undefined {
  const { file, tree, models, project } = scope;
  if (isReferenceAt(tree, offset)) return undefined;
  const mentions = mentionsOf(models, project);
  const mention = mentionAt(mentions, file, offset);
  if (!mention) return policyOf(scope, offset);
  if (mention.kind === 'provider') return undefined;
  const providers = mentions.filter((other) => other.kind === 'provider' && isSameIssuer(other, mention));
  const targets = distinct(providers.map(placeOf));
  return targets.length > 0 ? { origin: placeOf(mention), targets } : undefined;
}

/** From `file("trust.json")` to the policy that the role gets by it. */
function policyOf({ file, models }: Scope, offset: number): Definition | undefined {
  for (const { trust, policies } of models.flatMap(({ roles }): readonly Role[] => roles)) {
    if (trust.is !== 'present' || trust.at.file !== file || !holds(trust.at, offset)) continue;
    const targets = distinct(policies.map(({ head }) => head).filter((head) => head.file !== file));
    if (targets.length > 0 && !holds(trust.keyAt, offset)) return { origin: trust.value.at, targets };
  }
  return undefined;
}
