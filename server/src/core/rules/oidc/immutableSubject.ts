import { isOnlyGuard } from '../../access/guards.ts';
import { type ConditionReading, isPositive, type StatementReading } from '../../access/reading.ts';
import { admittedForms } from '../../access/remembered.ts';
import type { AdmittedForm, SpelledPart } from '../../access/subjectParts.ts';
import { GITHUB as GITHUB_SOURCES } from '../../oidc/catalogue/shared/github.ts';
import type { SubjectForm } from '../../oidc/provider.ts';
import type { PolicyEditor } from '../../policy/editor.ts';
import type { Listing } from '../../policy/model.ts';
import { literal } from '../../value/text.ts';
import { knownString, type Value } from '../../value/value.ts';
import { defineRule, fix } from '../define.ts';
import type { Fix } from '../finding.ts';
import { GITHUB, github, trust } from '../samples.ts';
import { formsOf, placeOf, type SubjectCondition, subjectCondition } from '../subjectCondition.ts';

/** Where all owners are of one enterprise. */
const ENTERPRISE = `${GITHUB}/acme-corp`;

/** Only names, where the issuer may send names with ids; or a star that was put there to take the ids in. */
export default defineRule({
  id: 'oidc/immutable-subject',
  severity: 'warning',
  since: '0.1.0',
  summary: 'Subjects with ids, as new repositories send them, are not admitted.',
  fixable: true,
  masks: ['oidc/mutable-name'],
  docs: {
    what: 'The values name the repository without ids, or with `OWNER*`. Repositories created, renamed or transferred since 2026-07-15 send `repo:OWNER@OWNER_ID/REPO@REPO_ID:...` on GitHub.com and GHE.com.',
    why: '`repo:OWNER/REPO:...` does not match the form with ids: such a repository is refused. `repo:OWNER*/...` matches it, and every owner whose name begins with OWNER too.',
    fix: 'List both forms, each as its own value: `repo:OWNER/REPO:...` and `repo:OWNER@OWNER_ID/REPO@REPO_ID:...`.',
    sources: [GITHUB_SOURCES.immutable, GITHUB_SOURCES.reference],
  },
  messages: {
    names:
      'Only subjects without ids match. Repositories that were created, renamed or transferred since {since} send subjects like "{example}" instead and are not admitted.',
    deny: 'Only subjects without ids match. Repositories that were created, renamed or transferred since {since} send subjects like "{example}" instead and are not denied.',
    star: 'The star behind "{name}" takes in the form with ids, and also every {part} whose name begins with "{name}".',
  },
  examples: [
    {
      surface: 'json',
      invalid: github(
        '"StringLike": { "token.actions.githubusercontent.com:sub": "repo:acme/api:environment:production" }',
      ),
      at: '"repo:acme/api:environment:production"',
    },
    {
      surface: 'json',
      invalid: github(`"StringEquals": {
  "token.actions.githubusercontent.com:sub": "repo:acme/api:environment:production",
  "token.actions.githubusercontent.com:repository_owner_id": "1234",
  "token.actions.githubusercontent.com:repository_id": "5678"
}`),
      at: '"repo:acme/api:environment:production"',
      fixed: github(`"StringEquals": {
  "token.actions.githubusercontent.com:sub": ["repo:acme/api:environment:production", "repo:acme@1234/api@5678:environment:production"],
  "token.actions.githubusercontent.com:repository_owner_id": "1234",
  "token.actions.githubusercontent.com:repository_id": "5678"
}`),
    },
    {
      surface: 'json',
      invalid: trust(ENTERPRISE, `"StringLike": { "${ENTERPRISE}:sub": "repo:acme*/api*:ref:refs/heads/main" }`),
      at: '"repo:acme*/api*:ref:refs/heads/main"',
    },
    {
      surface: 'json',
      valid: github(
        '"StringLike": { "token.actions.githubusercontent.com:sub": ["repo:acme/api:*", "repo:acme@1234/api@5678:*"] }',
      ),
    },
  ],
  condition(reading, statement, policy, context) {
    const subject = subjectCondition(reading, statement);
    const twin = subject?.provider.subject?.forms.find((form) => form.kind === 'default' && form.immutableTwinOf);
    if (!subject || !twin || statement.effect === undefined) return;
    const { values } = reading.condition;
    if (statement.effect === 'Allow' && isOnlyGuard(reading, statement)) {
      for (const value of values.items) {
        const star = starFor(subject, twin, value);
        if (!star) continue;
        context.report('star', value, {
          data: star,
          fixes: () =>
            fix(
              `Replace with "${star.named}" and "${star.withId}"`,
              'review',
              policy.editor.replaceBySeveral(values, value, [star.named, star.withId]),
            ),
        });
      }
    }
    if (values.open || !admitsOnlyNames(subject, twin, values.items)) return;
    context.report(statement.effect === 'Allow' ? 'names' : 'deny', placeOf(values), {
      severity: 'information',
      data: { since: twin.since ?? '', example: exampleOf(subject, twin, values.items) },
      fixes: () => values.items.flatMap((value) => addTwin(subject, twin, value, statement, policy.editor, values)),
    });
  },
});

/** Whether no value admits a subject with ids, and one certainly admits a subject by name alone. */
function admitsOnlyNames(subject: SubjectCondition, twin: SubjectForm, values: readonly Value[]): boolean {
  // What is not known of a value could make it one that admits nobody.
  const isWhole = (value: Value): boolean => knownString(value) !== undefined;
  if (!values.some(isWhole)) return false;
  let hasNames = false;
  for (const value of values) {
    const forms = formsOf(subject, value)?.flat();
    if (!forms || forms.some(({ form }) => form.immutableTwinOf)) return false;
    hasNames ||= isWhole(value) && forms.some(({ form }) => form.id === twin.immutableTwinOf);
  }
  return hasNames;
}

type Star = Readonly<Record<'name' | 'part' | 'named' | 'withId', string>>;

/** A star right behind a name that decides who gets in, where without it the value admits names, and with it ids too. */
function starFor(subject: SubjectCondition, twin: SubjectForm, value: Value): Star | undefined {
  const text = knownString(value);
  const at = text?.indexOf('*') ?? -1;
  if (text === undefined || at < 0 || !subject.operator.operator.wildcards) return undefined;
  const formOf = (of: string, id: string): AdmittedForm | undefined =>
    admittedForms(subject.provider, { text: literal(of), wildcards: true, ignoresCase: false })?.find(
      ({ form }) => form.id === id,
    );
  const named = text.slice(0, at) + text.slice(at + 1);
  const spelled = formOf(named, twin.immutableTwinOf!)?.spelled.find((part) => part.at + part.length === at);
  if (spelled?.part.level !== 'tenant' || !formOf(text, twin.id)) return undefined;
  const withId = `${text.slice(0, at)}${idSeparator(twin, spelled)}${text.slice(at)}`;
  return { name: text.slice(spelled.at, at), part: spelled.part.part, named, withId };
}

/** What stands between a name and its id. */
function idSeparator({ parts }: SubjectForm, { part }: SpelledPart): string {
  const behind = parts[parts.findIndex((other) => 'part' in other && other.part === part.part) + 1];
  return behind && 'literal' in behind ? behind.literal : '';
}

/** The same subject with its ids, where other conditions of the statement tell them. */
function addTwin(
  subject: SubjectCondition,
  twin: SubjectForm,
  value: Value,
  statement: StatementReading,
  editor: PolicyEditor,
  values: Listing<Value>,
): readonly Fix[] {
  const text = knownString(value);
  const spelled = spelledNames(subject, twin, value);
  const ids = spelled.flatMap(({ part }) => idFrom(statement, part.stableClaim!) ?? []);
  if (text === undefined || spelled.length < 2 || ids.length < spelled.length) return [];
  const withIds = addIds(text, twin, spelled, ids);
  return fix(`Add "${withIds}"`, 'review', editor.replaceBySeveral(values, value, [text, withIds]));
}

/** How the subjects of the first value look with ids; one of the catalogue's where no name is spelled out. */
function exampleOf(subject: SubjectCondition, twin: SubjectForm, values: readonly Value[]): string {
  for (const value of values) {
    const text = knownString(value);
    const spelled = spelledNames(subject, twin, value);
    const ids = spelled.map(({ part }) => `${part.part.toUpperCase()}_ID`);
    if (text !== undefined && spelled.length > 0) return addIds(text, twin, spelled, ids);
  }
  return twin.examples[0]!;
}

/** The names in a value that have ids beside them in the twin. */
function spelledNames(subject: SubjectCondition, twin: SubjectForm, value: Value): readonly SpelledPart[] {
  const forms = formsOf(subject, value)?.[0] ?? [];
  return forms.find(({ form }) => form.id === twin.immutableTwinOf)?.spelled ?? [];
}

/** The text with an id behind each name. */
function addIds(text: string, twin: SubjectForm, spelled: readonly SpelledPart[], ids: readonly string[]): string {
  return [...spelled.entries()].reduceRight((before, [i, part]) => {
    const end = part.at + part.length;
    return `${before.slice(0, end)}${idSeparator(twin, part)}${ids[i]}${before.slice(end)}`;
  }, text);
}

/** The only value that a claim may have. */
function idFrom({ conditions }: StatementReading, claim: string): string | undefined {
  const only = conditions.find((other) => other.claim?.name === claim && isExact(other));
  return only && knownString(only.condition.values.items[0]!);
}

function isExact({ operator, condition }: ConditionReading): boolean {
  const { items, open } = condition.values;
  return operator !== undefined && isPositive(operator) && !operator.operator.wildcards && !open && items.length === 1;
}
