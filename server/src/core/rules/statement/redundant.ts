import { valueTexts } from '../../access/accepted.ts';
import { coversStatement } from '../../access/inclusion.ts';
import { isWithin, type Language } from '../../access/language/language.ts';
import { accepts } from '../../access/language/nfa.ts';
import { type Budget, newBudget } from '../../access/language/product.ts';
import { readPolicy } from '../../access/policyTokens.ts';
import { type ConditionReading, isPositive, type StatementReading } from '../../access/reading.ts';
import { expandAction } from '../../oidc/actions.ts';
import { isSessionOf } from '../../oidc/principals.ts';
import { AWS } from '../../oidc/sources.ts';
import { type Listing, type Presence, type Principal, usePlace } from '../../policy/model.ts';
import { isSamePlace } from '../../text/range.ts';
import { known } from '../../value/text.ts';
import { knownString, textOf, type Value } from '../../value/value.ts';
import { defineRule, fix } from '../define.ts';
import { github, githubSubjects, policyOf } from '../samples.ts';

const ROLE = 'arn:aws:iam::111122223333:role/teams/ci';
const SESSION = 'arn:aws:sts::111122223333:assumed-role/ci/deploy';
const AWS_PRINCIPALS = (list: string): string =>
  policyOf(`{ "Effect": "Allow", "Principal": { "AWS": [${list}] }, "Action": "sts:AssumeRole" }`);

/** What can go without a change of who gets in: by inclusion of what the values accept, not by their text. */
export default defineRule({
  id: 'statement/redundant',
  severity: 'hint',
  since: '0.1.0',
  accessAnalyzer: [
    'REDUNDANT_ACTION',
    'REDUNDANT_CONDITION_VALUE_NUM',
    'REDUNDANT_PRINCIPAL_IN_ROLE_TRUST_POLICY',
    'REDUNDANT_STATEMENT',
  ],
  summary: 'A value, an action, a principal or a statement that another one covers.',
  fixable: true,
  docs: {
    what: 'Another value of the same condition accepts all that this one accepts; or another action covers this one, another principal this one (a role its sessions), or another statement this whole one.',
    why: 'It changes nothing, and suggests that it does: whoever removes it later wonders who loses access. Nobody does.',
    fix: 'Remove it, or remove the wider one if that was not meant.',
    sources: [AWS.accessAnalyzer],
  },
  messages: {
    value: '"{value}" changes nothing: "{other}" accepts all that it accepts.',
    action: '"{value}" changes nothing: "{other}" covers it.',
    principal: '"{value}" changes nothing: "{other}" covers it.',
    statement: 'This statement changes nothing: another one lets in all that it lets in.',
  },
  examples: [
    {
      surface: 'json',
      invalid: github(
        '"StringLike": { "token.actions.githubusercontent.com:sub": ["repo:acme/api:*", "repo:acme/api:pull_request"] }',
      ),
      at: '"repo:acme/api:pull_request"',
      fixed: github('"StringLike": { "token.actions.githubusercontent.com:sub": ["repo:acme/api:*"] }'),
    },
    {
      surface: 'json',
      invalid: githubSubjects('repo:acme/api:environment:prod', 'repo:acme/api:*'),
      fixed: githubSubjects('repo:acme/api:*'),
    },
    {
      surface: 'json',
      invalid: AWS_PRINCIPALS(`"${ROLE}", "${SESSION}"`),
      at: `"${SESSION}"`,
      fixed: AWS_PRINCIPALS(`"${ROLE}"`),
    },
    {
      surface: 'json',
      valid: githubSubjects('repo:acme/api:environment:prod', 'repo:acme/web:*'),
    },
    {
      surface: 'json',
      valid: AWS_PRINCIPALS(`"${ROLE}", "${SESSION.replace('ci', 'cd')}"`),
    },
    {
      surface: 'json',
      valid: github(
        '"StringLike": { "token.actions.githubusercontent.com:sub": ["repo:acme/api:*", "repo:acme/web:pull_request"] }',
      ),
    },
  ],
  policy(policy, context) {
    const { items } = policy.statements;
    if (items.length < 2 || items.length > MOST_STATEMENTS || policy.duplicates.length > 0) return;
    const readings = readPolicy(policy, context.issuers);
    for (const { covered, by, isSame } of coveredStatements(readings)) {
      context.report('statement', usePlace(covered.oidc[0]!.principal.id), {
        related: [{ range: by.statement.at, message: 'this statement lets all of them in' }],
        fixes: () =>
          fix(
            'Remove this statement',
            isSame ? 'safe' : 'review',
            policy.editor.removeStatement(items, covered.statement),
          ),
      });
    }
  },
  condition(reading, _, policy, context) {
    const { items } = reading.condition.values;
    if (items.length > MOST_VALUES) return;
    for (const { covered, by } of coveredValues(reading)) {
      context.report('value', covered, {
        data: { value: shown(covered), other: shown(by) },
        fixes: () => fix('Remove this value', 'review', policy.editor.removeItem(items, covered)),
      });
    }
  },
  statement({ statement: { actions, principals } }, policy, context) {
    for (const { covered, by, items } of coveredPrincipals(principals)) {
      context.report('principal', covered, {
        data: { value: knownString(covered)!, other: knownString(by)! },
        fixes: () => fix('Remove this principal', 'review', policy.editor.removeItem(items, covered)),
      });
    }
    if (actions.is !== 'present') return;
    const { items } = actions.value;
    for (const { covered, by } of coveredActions(items)) {
      context.report('action', covered, {
        data: { value: knownString(covered)!, other: knownString(by)! },
        fixes: () => fix('Remove this action', 'review', policy.editor.removeItem(items, covered)),
      });
    }
  },
});

function shown(value: Value): string {
  return known(textOf(value) ?? []) ?? '';
}

/** In a longer list every pair would be too many. */
const MOST_VALUES = 40;
const MOST_STATEMENTS = 20;
/** For all pairs together: some ten times what as many statements of the usual kind take. */
const STEPS_OF_STATEMENTS = 1_000_000;

interface CoveredStatement {
  readonly covered: StatementReading;
  readonly by: StatementReading;
  /** Each covers the other. */
  readonly isSame: boolean;
}

/** Of equal ones the later. One that is covered covers no other: what covers it does. What one block repeats cannot go alone. */
function coveredStatements(readings: readonly StatementReading[]): CoveredStatement[] {
  const budget = newBudget(STEPS_OF_STATEMENTS);
  return readings.flatMap((covered, i): CoveredStatement[] => {
    for (const [j, by] of readings.entries()) {
      if (i === j || isSamePlace(by.statement.at, covered.statement.at) || !coversStatement(by, covered, budget))
        continue;
      const isSame = coversStatement(covered, by, budget);
      if (j < i || !isSame) return [{ covered, by, isSame }];
    }
    return [];
  });
}

interface Covered {
  readonly covered: Value;
  readonly by: Value;
}

/**
 * Each value that one other value covers; of equal ones the later. One text that several repetitions of a block bring into the
 * list stands there once: without it, nothing would.
 */
function coveredBy<T>(items: readonly Value[], read: (value: Value) => T | undefined, covers: (a: T, b: T) => boolean) {
  if (items.length < 2) return [];
  const known = items.flatMap((value) => {
    const what = read(value);
    return what === undefined ? [] : [{ value, what }];
  });
  return known.flatMap(({ value, what }, i): Covered[] => {
    const other = known.find(
      (candidate, j) =>
        i !== j &&
        !isSameText(candidate.value, value) &&
        covers(candidate.what, what) &&
        (j < i || !covers(what, candidate.what)),
    );
    return other ? [{ covered: value, by: other.value }] : [];
  });
}

/** Whether two values are one text, used in one place. */
function isSameText(a: Value, b: Value): boolean {
  return isSamePlace(a.at, b.at) && isSamePlace(usePlace(a), usePlace(b));
}

function coveredValues({ operator, condition }: ConditionReading): Covered[] {
  if (!operator || !isPositive(operator)) return [];
  if (operator.operator.family === 'numeric') return coveredNumbers(condition.values.items, operator.base);
  if (operator.operator.family !== 'string') return [];
  const { wildcards, ignoresCase } = operator.operator;
  const folded = (text: string): string => (ignoresCase ? text.toLowerCase() : text);
  const budget = newBudget();
  return coveredBy(
    condition.values.items,
    (value) => {
      const texts = valueTexts(value, operator);
      const written = knownString(value);
      if (!texts || written === undefined) return undefined;
      const text = folded(written);
      const start = wildcards ? text.split(/[*?]/, 1)[0]! : text;
      return { texts, text, start, samples: wildcards ? samplesOf(text) : [text] };
    },
    (a, b) => a.text === b.text || (a.start !== a.text && b.text.startsWith(a.start) && isInside(b, a, budget)),
  );
}

interface Texts {
  readonly texts: Language;
  readonly samples: readonly string[];
}

/** Single texts tell most pairs apart, and take far fewer steps than the sets. */
function isInside(narrow: Texts, wide: Texts, budget: Budget): boolean {
  const isOutside = (sample: string): boolean => accepts(narrow.texts, sample) && !accepts(wide.texts, sample);
  return !narrow.samples.some(isOutside) && isWithin(narrow.texts, wide.texts, budget);
}

/** Texts of a pattern, with nothing and with something for its stars; it is looked at whether they really are. */
function samplesOf(pattern: string): readonly string[] {
  return ['', UNUSUAL].map((text) => pattern.replaceAll('?', UNUSUAL).replaceAll('*', text));
}

/** A letter that no pattern asks for. */
const UNUSUAL = '\u{1}';

/** Of several bounds the widest decides. */
function coveredNumbers(items: readonly Value[], base: string): Covered[] {
  const read = (value: Value): number | undefined => {
    const text = known(textOf(value) ?? [{ key: undefined }]) ?? '';
    return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
  };
  if (/Less/.test(base)) return coveredBy(items, read, (a, b) => a >= b);
  return coveredBy(items, read, /Greater/.test(base) ? (a, b) => a <= b : (a, b) => a === b);
}

interface CoveredPrincipal extends Covered {
  /** The list that it stands in. */
  readonly items: readonly Value[];
}

/** Of each list by itself. Where one of several may stand, none is certain to cover another. */
function coveredPrincipals(principals: Presence<Listing<Principal>>): CoveredPrincipal[] {
  if (principals.is !== 'present' || principals.value.items.some(({ id }) => id.kind === 'one-of')) return [];
  const all = principals.value.items;
  return [...new Set(all.map(({ type }) => type))].flatMap((type) => {
    const items = all.filter((other) => other.type === type).map(({ id }) => id);
    if (items.length > MOST_VALUES) return [];
    return coveredBy(items, knownString, (a, b) => a === b || isSessionOf(b, a)).map((found) => ({ ...found, items }));
  });
}

function coveredActions(items: readonly Value[]): Covered[] {
  return coveredBy(
    items,
    (value) => {
      const name = knownString(value);
      const names = name === undefined ? [] : expandAction(name).map((action) => action.name);
      return names.length > 0 ? new Set(names) : undefined;
    },
    (a, b) => [...b].every((name) => a.has(name)),
  );
}
