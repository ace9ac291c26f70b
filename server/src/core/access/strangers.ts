/** Tokens of strangers, where a condition asks for what everybody can give to tokens of their own: a branch, an environment. */
import type { EverybodysValues } from '../oidc/provider.ts';
import type { Issuer } from './issuer.ts';
import * as expression from './language/expression.ts';
import { both, isFew, type Language, union } from './language/language.ts';
import { compile } from './language/nfa.ts';
import type { Budget } from './language/product.ts';
import { firstWords } from './language/words.ts';
import { type CompiledForm, compileForm } from './subjectGrammar.ts';
import { scopeOf } from './subjectScope.ts';
import { judgeSubjects, type SubjectJudgement, witnessOf } from './subjects.ts';
import type { ClaimSet } from './tokenSet.ts';

export interface Strangers {
  /** Subjects of theirs. */
  readonly subjects: SubjectJudgement;
  /** A value of theirs for each claim that is limited. */
  readonly values: ReadonlyMap<string, string>;
}

/**
 * Strangers with one of these subjects whose claims are as the sets say; undefined where none is found. Subject and claims are
 * not independent: of `repo:x/y:ref:refs/heads/main` the ref is `refs/heads/main`.
 */
export function strangersAmong(
  subjects: Language,
  limited: readonly { readonly claim: string; readonly set: ClaimSet }[],
  issuer: Issuer,
  budget: Budget,
): Strangers | undefined {
  const provider = issuer.subjects;
  if (!provider) return undefined;
  const values = new Map<string, string>();
  let found: { readonly left: Language; readonly judgement: SubjectJudgement } | undefined;
  for (const { claim, set } of limited) {
    const everybodys = issuer.published(claim)?.everybodys;
    if (!everybodys) return undefined;
    const before = found?.left ?? subjects;
    found = undefined;
    for (const value of strangersValues(everybodys, set.values, budget)) {
      const left = both(before, subjectsWith(everybodys, value), budget);
      const judgement = judgeSubjects(provider, left, budget);
      if (judgement.verdict !== 'anyone') continue;
      found = { left, judgement };
      values.set(claim, value);
      break;
    }
    if (!found) return undefined;
  }
  return found && { subjects: found.judgement, values };
}

/** Some of the values that strangers have; none where the set names a tenant. */
function strangersValues(everybodys: EverybodysValues, values: Language, budget: Budget): readonly string[] {
  const compiled = compiledValues(everybodys);
  const scope = scopeOf(compiled, values, budget);
  if (!scope || scope === 'unknown') return [];
  const isOfTenant = compiled.tenant.some(({ level }) => level === 'tenant');
  if (isOfTenant && scope.width !== 'anyone') return [];
  return isFew(values) ? firstWords(both(values, compiled.nfa, budget), MOST_VALUES) : [witnessOf(scope)];
}

const MOST_VALUES = 4;

const compiledForms = new WeakMap<EverybodysValues, CompiledForm>();

function compiledValues(everybodys: EverybodysValues): CompiledForm {
  let compiled = compiledForms.get(everybodys);
  if (!compiled) {
    const { parts, mark, source } = everybodys;
    compiled = compileForm(
      { id: '', title: '', kind: 'default', parts, examples: [], mark, source },
      { tenancy: 'shared' },
    );
    compiledForms.set(everybodys, compiled);
  }
  return compiled;
}

function subjectsWith({ subjects }: EverybodysValues, value: string): Language {
  const around = (before: string, after: string): expression.Expression =>
    expression.sequence([expression.fromPattern(before), expression.literal(value), expression.fromPattern(after)]);
  return union(
    subjects.map((pattern) =>
      compile(typeof pattern === 'string' ? expression.fromPattern(pattern) : around(pattern[0], pattern[1])),
    ),
  );
}
