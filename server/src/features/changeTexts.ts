/** What became of a role, in words. */
import type { IssuedToken } from '../core/access/difference.ts';
import type { RoleChange } from '../core/analysis/roleChange.ts';

/** One word for a change. */
export type ChangeWord = 'widens' | 'narrows' | 'moves' | 'same' | 'unknown' | 'added' | 'removed';

export function changeWord({ kind, difference }: RoleChange): ChangeWord {
  return kind === 'added' || kind === 'removed' ? kind : difference.change;
}

/** A token by its subject and its other claims. */
export function tokenText({ claims: { sub, ...others } }: IssuedToken): string {
  const more = Object.entries(others).map(([name, value]) => `${name} ${value}`);
  if (sub === undefined) return more.length > 0 ? `a token with ${more.join(', ')}` : 'any token';
  return more.length > 0 ? `${sub} (${more.join(', ')})` : sub;
}

/** A change in one sentence; undefined where there is none. */
export function changeSentence(change: RoleChange): string | undefined {
  const { kind, difference } = change;
  const gained = difference.gained ? tokenText(difference.gained) : 'somebody';
  const lost = difference.lost ? tokenText(difference.lost) : 'somebody';
  if (kind === 'untouched') return undefined;
  const word = kind === 'added' ? 'new' : changeWord(change);
  switch (difference.change) {
    case 'widens':
      return `${word}: ${gained} gets in`;
    case 'narrows':
      return `${word}: ${lost} no longer gets in`;
    case 'moves':
      return `${word}: ${gained} gets in, ${lost} no longer does`;
    case 'same':
      return kind === 'changed' ? 'same: whoever gets in did before' : `${word}: nobody is concerned`;
    case 'unknown':
      return kind === 'changed' ? 'changed: not certain who gets in' : `${word}: not certain who gets in`;
  }
}
