/** Whether one statement makes another superfluous. */
import { expandAction } from '../oidc/actions.ts';
import { known } from '../value/text.ts';
import { knownString, textOf } from '../value/value.ts';
import type { AcceptedOptions } from './accepted.ts';
import { BudgetSpent } from './language/language.ts';
import type { Budget } from './language/product.ts';
import { allowedBy, isRefusedBySts, issuerOf } from './policyTokens.ts';
import type { StatementReading } from './reading.ts';
import { subtract } from './tokenSet.ts';

/** Whether an `Allow` certainly lets in all that another one lets in, which lets somebody in. */
export function coversStatement(wide: StatementReading, narrow: StatementReading, budget: Budget): boolean {
  return isPlain(wide) && isPlain(narrow) && hasPrincipalsOf(wide, narrow) && hasActionsOf(wide, narrow)
    ? narrow.oidc.every((_, i) => coversIssuer(wide, narrow, i, budget))
    : false;
}

/** An `Allow` for tokens alone that is known but for its values. */
function isPlain({ effect, principalsClosed, federations, oidc, statement }: StatementReading): boolean {
  const { notActions, actions } = statement;
  const isListed = actions.is === 'present' && !actions.value.open && notActions.is === 'absent';
  return effect === 'Allow' && principalsClosed && oidc.length > 0 && oidc.length === federations.length && isListed;
}

function hasPrincipalsOf(wide: StatementReading, narrow: StatementReading): boolean {
  const [more, less] = [wide, narrow].map(({ oidc }) => oidc.map(({ principal }) => known(textOf(principal.id) ?? [])));
  return less!.every((id) => id !== undefined && id !== '' && more!.includes(id));
}

function hasActionsOf(wide: StatementReading, narrow: StatementReading): boolean {
  const more = new Set(actionsOf(wide));
  const less = actionsOf(narrow);
  return less.length > 0 && less.every((name) => name !== undefined && more.has(name));
}

/** Undefined for one that is not known. */
function actionsOf({ statement: { actions } }: StatementReading): readonly (string | undefined)[] {
  if (actions.is !== 'present') return [];
  return actions.value.items.flatMap((action): (string | undefined)[] => {
    const name = knownString(action);
    const names = name === undefined ? [] : expandAction(name).map((found) => found.name);
    return names.length > 0 ? names : [undefined];
  });
}

function coversIssuer(wide: StatementReading, narrow: StatementReading, index: number, budget: Budget): boolean {
  const federation = narrow.oidc[index]!;
  if (isRefusedBySts(federation, wide)) return false;
  const issuer = issuerOf(federation, narrow);
  const options: AcceptedOptions = { apart: false, choose: (value) => value, budget };
  try {
    const [more, less] = [wide, narrow].map((reading) => allowedBy(reading, issuer, options));
    return less!.length > 0 && subtract(less!, more!, issuer.domain, options.budget).length === 0;
  } catch (error) {
    if (error instanceof BudgetSpent) return false;
    throw error;
  }
}
