import { type ConditionReading, ownerOf, publishedAs, type StatementReading } from '../../access/reading.ts';
import { publishedClaim } from '../../oidc/catalogue.ts';
import type { PublishedClaim } from '../../oidc/provider.ts';
import { AWS } from '../../oidc/sources.ts';
import { known } from '../../value/text.ts';
import { knownString } from '../../value/value.ts';
import { defineRule } from '../define.ts';
import { gitlab } from '../samples.ts';
import { formsOf, placeOf, subjectCondition } from '../subjectCondition.ts';

/** A name decides who gets in, and the issuer offers an id that nobody else can get. */
export default defineRule({
  id: 'oidc/mutable-name',
  severity: 'hint',
  since: '0.1.0',
  summary: 'A name is compared where the issuer offers an id that never changes.',
  fixable: false,
  docs: {
    what: 'The condition compares the name of an owner, a group, a repository or a project, and no condition compares its id.',
    why: 'A name can be given up and taken by somebody else, who then gets in. An id is never given to another.',
    fix: 'Add a condition on the claim with the id, beside the one on the name.',
    sources: [AWS.oidcKeys],
  },
  messages: {
    subject:
      'The subject names the {part}, and a name can be given up and taken by somebody else. A condition on "{claim}" holds its id, which nobody else gets.',
    claim:
      '"{name}" is a name that can be given up and taken by somebody else. "{claim}" holds the id, which nobody else gets.',
  },
  examples: [
    {
      surface: 'json',
      invalid: gitlab('"StringLike": { "gitlab.com:sub": "project_path:acme/api:*" }'),
      at: '"project_path:acme/api:*"',
    },
    {
      surface: 'json',
      valid: gitlab(`"StringLike": { "gitlab.com:sub": "project_path:acme/api:*" },
"StringEquals": { "gitlab.com:project_id": "4321" }`),
    },
  ],
  condition(reading, statement, _policy, context) {
    const { claim, operator, condition } = reading;
    if (!claim || operator?.operator.family !== 'string' || operator.operator.negated) return;
    if (statement.effect !== 'Allow' || !statement.conditionsClosed || condition.values.open) return;
    const owner = ownerOf(claim, statement);
    if (!owner?.catalogued) return;
    const twin = publishedAs(claim, owner)?.stableTwin;
    if (twin) {
      if (!compares(statement, [twin]))
        context.report('claim', condition.key, { data: { name: claim.name, claim: twin } });
      return;
    }
    const names = namesIn(reading, statement);
    const last = names.at(-1);
    if (
      !last ||
      compares(
        statement,
        names.map(({ id }) => id.claim),
      )
    )
      return;
    context.report('subject', placeOf(condition.values), { data: { part: last.part, claim: last.id.claim } });
  },
});

interface Name {
  readonly part: string;
  readonly id: PublishedClaim;
}

/** The names that the values of a subject spell out, where none of them has the id beside it. */
function namesIn(reading: ConditionReading, statement: StatementReading): readonly Name[] {
  const subject = subjectCondition(reading, statement);
  // Where there are subjects with ids, oidc/immutable-subject tells of those without.
  if (!subject || subject.provider.subject?.forms.some((form) => form.immutableTwinOf)) return [];
  const found: Name[] = [];
  for (const value of reading.condition.values.items) {
    const forms = formsOf(subject, value)?.flat();
    if (!forms) return [];
    if (knownString(value) === undefined) continue;
    // Whoever configures subjects of their own has thought of names.
    const issued = forms.filter(({ form }) => form.kind !== 'custom');
    for (const { part } of issued.flatMap(({ spelled }) => spelled)) {
      const id = part.stableClaim === undefined ? undefined : publishedClaim(subject.provider, part.stableClaim);
      if (id) found.push({ part: part.part, id });
    }
  }
  return found;
}

/** Whether a condition may be on one of the claims. */
function compares({ conditions }: StatementReading, claims: readonly string[]): boolean {
  return conditions.some(({ claim, key }) =>
    claim ? claims.includes(claim.name.toLowerCase()) : known(key) === undefined,
  );
}
