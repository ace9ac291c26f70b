/** Which of the roles that were found a person means. */
import { nearestName } from '../core/oidc/nearest.ts';
import { UsageError } from './io.ts';
import type { PlacedResult } from './report/place.ts';

/** All of them, or those of one address. Throws a `UsageError` where there is none of it. */
export function chooseRoles({ roles }: PlacedResult, address: string | undefined): PlacedResult['roles'] {
  if (address === undefined) return roles;
  const chosen = roles.filter(({ role }) => role.address === address);
  if (chosen.length > 0) return chosen;
  const addresses = [...new Set(roles.flatMap(({ role }) => role.address ?? []))];
  const nearest = nearestName(address, addresses, 4);
  const advice = nearest ? `Did you mean "${nearest}"?` : `Found are: ${addresses.join(', ') || 'none'}.`;
  throw new UsageError(`there is no role "${address}". ${advice}`);
}
