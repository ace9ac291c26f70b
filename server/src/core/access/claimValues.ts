/** Which values a claim can have at all. */
import type { PublishedClaim } from '../oidc/provider.ts';
import * as expression from './language/expression.ts';
import { type Language, texts } from './language/language.ts';
import { compile } from './language/nfa.ts';

const remembered = new WeakMap<PublishedClaim, Language>();

/** Undefined where that is not known. */
export function claimValues(published: PublishedClaim): Language | undefined {
  const { values, form } = published;
  if (!values && !form) return undefined;
  let language = remembered.get(published);
  if (!language) {
    language = values ? texts(values) : compile(expression.fromPattern(form!.pattern));
    remembered.set(published, language);
  }
  return language;
}
