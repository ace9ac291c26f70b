/** Which of the roles that were found a person means. */
import type { RoleReport } from '../core/analysis/report.ts';
import { nearestName } from '../core/oidc/nearest.ts';
import { UsageError } from './io.ts';
import type { PlacedResult } from './report/place.ts';

/** All of them, or those of one address, also of one instance. Throws a `UsageError` where there is none of it. */
export function chooseRoles({ roles }: PlacedResult, address: string | undefined): PlacedResult['roles'] {
  if (address === undefined) return roles;
  // Every instance is made by itself: they are asked for only by an address that may name one.
  const instancesOf = ({ trust }: RoleReport): readonly RoleReport[] =>
    address.includes('[') ? (trust.instances() ?? []) : [];
  const chosen = roles.flatMap(({ role, place }) =>
    [role, ...instancesOf(role)].filter((one) => one.address === address).map((one) => ({ role: one, place })),
  );
  if (chosen.length > 0) return chosen;
  const addresses = [...new Set(roles.flatMap(({ role }) => role.address ?? []))];
  const nearest = nearestName(address, addresses, 4);
  const advice = nearest ? `Did you mean "${nearest}"?` : `Found are: ${addresses.join(', ') || 'none'}.`;
  throw new UsageError(`there is no role "${address}". ${advice}`);
}
