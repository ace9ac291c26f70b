/** What a name means that is no element of the policy language. */
import { nearestName } from '../oidc/nearest.ts';
import { isMeantAs, STATEMENT_ELEMENTS } from '../policy/elements.ts';
import type { Element } from '../policy/model.ts';

/** The element that was probably meant by a misspelled one. */
export function meantElement(name: string, elements: readonly string[]): string | undefined {
  if (elements.includes(name)) return undefined;
  return elements.find((element) => isMeantAs(name, element)) ?? nearestName(name, elements);
}

/** Whether an element is missing only because it is misspelled, which is told where it stands. */
export function isMisspelled(
  others: readonly Element[],
  element: string,
  elements: readonly string[] = STATEMENT_ELEMENTS,
): boolean {
  return others.some(({ name, site }) => site.kind === 'object' && meantElement(name, elements) === element);
}
