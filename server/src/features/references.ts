/** Who uses a provider or a trust policy. */
import type { PolicyModel, Role } from '../core/policy/model.ts';
import { contains, type SourceRange } from '../core/text/range.ts';
import { isReferenceAt } from './hclReference.ts';
import { distinct, isSameIssuer, type Mention, mentionAt, mentionsOf, placeOf } from './mentions.ts';
import { holds } from './policyPlace.ts';
import type { Scope } from './scope.ts';
import { blockAt } from './writtenArguments.ts';

/**
 * Of a provider, named in its block, in a key or in a principal: all keys, principals and roles. Of a policy: the roles that have
 * it. Of a role: its policies, those that stand elsewhere.
 */
export function referencesAt(scope: Scope, offset: number, withDeclaration: boolean): readonly SourceRange[] {
  const { file, tree, models, project } = scope;
  if (isReferenceAt(tree, offset)) return [];
  const mentions = mentionsOf(models, project);
  const mention = mentionAt(mentions, file, offset);
  if (!mention) return distinct([...rolesOf(scope, offset), ...policiesOf(scope, offset)]);
  const same = mentions.filter((other) => isSameIssuer(other, mention));
  const shown = same.filter(({ kind }) => withDeclaration || kind !== 'provider');
  return distinct([...shown.map(placeOf), ...rolesTrusting(same, models)]);
}

function rolesTrusting(mentions: readonly Mention[], models: readonly PolicyModel[]): readonly SourceRange[] {
  const policies = new Set(mentions.flatMap((mention) => (mention.kind === 'principal' ? [mention.in] : [])));
  return models.flatMap(({ roles }) => roles.filter((role) => role.policies.some((one) => policies.has(one))).map(at));
}

function at(role: Role): SourceRange {
  return role.at;
}

/** The roles that have the policy whose beginning is at the offset. */
function rolesOf({ file, models }: Scope, offset: number): readonly SourceRange[] {
  const policies = models.flatMap(({ policies: all }) => all);
  const found = policies.filter(({ head }) => head.file === file && holds(head, offset));
  return found.flatMap(({ users }) => users.map((use) => use.at));
}

/** The policies outside of its block that the role whose name is at the offset has. */
function policiesOf({ file, tree, models }: Scope, offset: number): readonly SourceRange[] {
  const roles = models.flatMap(({ roles: all }) => all);
  const named = roles.filter((role) => role.at.file === file && holds(role.at, offset));
  return named.flatMap((role) => {
    const block = tree && blockAt(tree, role.at);
    return role.policies
      .map(({ head }) => head)
      .filter((head) => !block || head.file !== file || !contains(block, head));
  });
}
