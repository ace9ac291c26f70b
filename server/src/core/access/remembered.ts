/**
 * The judgements of `subjects.ts` and `subjectParts.ts`, remembered: with each keystroke all values of a module are judged
 * again, and all but one are the same as before. Pure functions of their arguments, so that remembering changes nothing but
 * the time.
 */
import type { Provider } from '../oidc/provider.ts';
import { known } from '../value/text.ts';
import * as parts from './subjectParts.ts';
import * as subjects from './subjects.ts';

/** Far more than one module has; a hostile file only empties the memory. */
const MOST = 2_000;

const judged = new Map<string, subjects.SubjectJudgement>();
const reasons = new Map<string, subjects.WhyNobody | undefined>();
const forms = new Map<string, readonly parts.AdmittedForm[]>();

export function judgePattern(provider: Provider, pattern: subjects.SubjectPattern): subjects.SubjectJudgement {
  return remember(judged, keyOf(provider, pattern), () => subjects.judgePattern(provider, pattern));
}

/** Against what the provider sends by default; `onlyByTemplate` tells when a customised subject could match. */
export function whyNobody(provider: Provider, pattern: subjects.SubjectPattern): subjects.WhyNobody | undefined {
  return remember(reasons, keyOf(provider, pattern), () => subjects.whyNobody(provider, pattern, { forms: 'default' }));
}

export function admittedForms(provider: Provider, pattern: subjects.SubjectPattern): readonly parts.AdmittedForm[] {
  return remember(forms, keyOf(provider, pattern), () => parts.admittedForms(provider, pattern));
}

function keyOf({ id }: Provider, { text, wildcards, ignoresCase }: subjects.SubjectPattern): string {
  const start = `${id} ${wildcards ? '*' : ''}${ignoresCase ? 'i' : ''}`;
  const whole = known(text);
  return whole === undefined ? `${start} ${JSON.stringify(text)}` : `${start}:${whole}`;
}

function remember<T>(memory: Map<string, T>, key: string, compute: () => T): T {
  if (memory.has(key)) return memory.get(key)!;
  if (memory.size >= MOST) memory.clear();
  const value = compute();
  memory.set(key, value);
  return value;
}
