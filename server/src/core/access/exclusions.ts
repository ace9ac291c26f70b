/** Conditions that leave no token of an issuer. */
import type { Federation } from './federation.ts';
import { NOTHING } from './language/language.ts';
import { newBudget } from './language/product.ts';
import { isRefusedBySts, issuerOf } from './policyTokens.ts';
import type { ConditionReading, StatementReading } from './reading.ts';
import { combined, judgeApart } from './roleVerdict.ts';

/** Whether a condition of an `Allow` by itself certainly excludes every token of an issuer. */
export function excludesAll(condition: ConditionReading, federation: Federation, statement: StatementReading): boolean {
  // Of a claim that no token has, no value is excluded.
  const { claim } = condition;
  if (!claim || issuerOf(federation, statement).domain(claim.name.toLowerCase()).values === NOTHING) return false;
  const alone = { ...statement, conditions: [condition], conditionsClosed: true };
  // For want of another condition, which the statement may have.
  if (isRefusedBySts(federation, alone)) return false;
  const options = { apart: false, choose: <T>(value: T): T => value, budget: newBudget() };
  return combined(judgeApart(federation, alone, [alone], options)).verdict === 'nobody';
}
