/** What became of a role between two states of its files. */
import { type Difference, differenceOf, withoutAnybody } from '../access/difference.ts';
import type { RoleReport, RoleTrust } from './report.ts';

export interface RoleChange {
  /** `untouched`: nothing that it depends on is written otherwise. */
  readonly kind: 'untouched' | 'changed' | 'added' | 'removed';
  /** Who gets in and who does no longer. A role that is added or removed is compared with one that lets nobody in. */
  readonly difference: Difference;
}

const UNKNOWN: Difference = { change: 'unknown' };

/** A role in two states. */
export function changeOf(before: RoleReport, after: RoleReport): RoleChange {
  if (restOnTheSame(before.trust, after.trust)) return { kind: 'untouched', difference: { change: 'same' } };
  return { kind: 'changed', difference: differenceOf(before.trust, after.trust) };
}

/** A role that is found in one state only. Where the other one is not `whole`, the role may be there too. */
export function changeOfOne(kind: 'added' | 'removed', { trust }: RoleReport, whole: boolean): RoleChange {
  if (!whole) return { kind: 'changed', difference: UNKNOWN };
  const nobody = withoutAnybody(trust);
  return { kind, difference: kind === 'added' ? differenceOf(nobody, trust) : differenceOf(trust, nobody) };
}

function restOnTheSame(before: RoleTrust, after: RoleTrust): boolean {
  const [old, now] = [before.basis(), after.basis()];
  return old !== undefined && now !== undefined && old.length === now.length && old.every((text, i) => text === now[i]);
}
