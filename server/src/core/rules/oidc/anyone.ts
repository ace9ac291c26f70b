import { type Federation, issuerName } from '../../access/federation.ts';
import { narrowingOf } from '../../access/narrowing.ts';
import { type ConditionReading, isKeyOf, isNamed, isPositive, type StatementReading } from '../../access/reading.ts';
import { judgePattern } from '../../access/remembered.ts';
import { judgeStatements, type Token } from '../../access/roleVerdict.ts';
import type { SubjectPattern } from '../../access/subjectPattern.ts';
import { AWS } from '../../oidc/sources.ts';
import type { PolicyEditor } from '../../policy/editor.ts';
import { type TrustPolicy, usePlace } from '../../policy/model.ts';
import type { SourceRange } from '../../text/range.ts';
import { show } from '../../value/text.ts';
import { optionsOf, textOf, textsOf, type Value } from '../../value/value.ts';
import { defineRule, fix } from '../define.ts';
import type { Fix } from '../finding.ts';
import { addSubject } from '../narrowing.ts';
import { github } from '../samples.ts';

/** Strangers get in, by all conditions of the statement and every Deny; the token in the message is one that the evaluator lets in. */
export default defineRule({
  id: 'oidc/anyone',
  severity: 'error',
  since: '0.1.0',
  summary: 'Strangers can assume the role.',
  fixable: true,
  masks: ['oidc/subject-scope', 'oidc/subject-missing', 'oidc/immutable-subject', 'oidc/mutable-name'],
  docs: {
    what: 'The conditions accept tokens of people who have nothing to do with you: the pattern leaves open whose they are.',
    why: 'The issuer serves everybody. Whoever runs a workflow there gets a token that this statement lets in; the message names one. `*` also crosses `/` and `:`, so `repo:acme*` accepts `repo:acme-labs/x`. A condition on a branch, an environment or the name of a workflow keeps nobody out: everybody can have one of that name.',
    fix: 'Name the owner in full, with the separator behind it: `repo:acme/api:*`.',
    sources: [AWS.createRole, AWS.oidcControls],
  },
  messages: {
    value:
      '"{value}" lets strangers in: it admits {who}. A token of {issuer} with the subject "{subject}"{others} can assume this role.',
    every:
      '"{value}" lets strangers in: it admits {who}. A token of {issuer} with the subject "{subject}"{others} can then assume this role. Every other value that can stand here lets strangers in as well.',
    statement:
      'Strangers can assume this role: this statement admits {who}. One of them has the subject "{subject}"{others}.',
  },
  examples: [
    {
      surface: 'json',
      invalid: github('"StringLike": { "token.actions.githubusercontent.com:sub": "repo:acme*" }'),
      at: '"repo:acme*"',
      fixed: github('"StringLike": { "token.actions.githubusercontent.com:sub": "repo:acme/*" }'),
    },
    {
      surface: 'json',
      invalid: github(
        '"StringLike": { "token.actions.githubusercontent.com:sub": ["repo:acme/api:*", "repo:acme*/*"] }',
      ),
      at: '"repo:acme*/*"',
      fixed: github('"StringLike": { "token.actions.githubusercontent.com:sub": ["repo:acme/api:*", "repo:acme/*"] }'),
    },
    {
      surface: 'json',
      invalid: github(`"StringLike": { "token.actions.githubusercontent.com:sub": "repo:*" },
"StringEquals": { "token.actions.githubusercontent.com:ref": "refs/heads/main" }`),
      at: '"repo:*"',
    },
    {
      surface: 'json',
      invalid: `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": { "Federated": "accounts.google.com" },
      "Action": "sts:AssumeRoleWithWebIdentity"
    }
  ]
}
`,
      at: '"accounts.google.com"',
    },
    {
      surface: 'json',
      valid: github(`"StringLike": { "token.actions.githubusercontent.com:sub": "repo:*" },
"StringEquals": { "token.actions.githubusercontent.com:repository_owner_id": "123456" }`),
    },
  ],
  statement(reading, policy, context) {
    if (reading.effect !== 'Allow' || !reading.oidc.some((federation) => mayBeOpen(reading, federation))) return;
    const judgement = judgeStatements(policy, context.issuers).find(({ at }) => at === reading.statement.at);
    if (judgement?.verdict !== 'anyone') return;
    const { witness } = judgement.first;
    const subject = witness?.['sub'];
    if (witness === undefined || subject === undefined) return;
    const token = { subject, others: otherClaims(witness) };
    const open = openValues(reading, policy);
    for (const { value, pattern, issuer, who, fixes } of open) {
      const data = { value: show(pattern.text), who, issuer, ...token };
      context.report(value.kind === 'one-of' ? 'every' : 'value', value, { data, witness, fixes });
    }
    if (open.length > 0) return;
    const who = judgement.sentence.replace(/^[^:]*: /, '');
    context.report('statement', placeOf(reading), {
      data: { who, ...token },
      witness,
      fixes: () => withSubject(reading, policy.editor),
    });
  },
});

/** What a token needs beside subject and audience. */
function otherClaims(witness: Token): string {
  const others = Object.entries(witness).filter(([claim]) => claim !== 'sub' && claim !== 'aud');
  return others.map(([claim, value]) => ` and the ${claim} "${value}"`).join('');
}

/** A quick look, because the whole verdict costs more than all rules together: strangers need a value that lets them in. */
function mayBeOpen(reading: StatementReading, federation: Federation): boolean {
  const { catalogued } = federation;
  if (catalogued?.tenancy !== 'shared') return false;
  const guards = reading.conditions.filter(
    ({ claim, operator }) =>
      claim !== undefined &&
      isNamed(claim, 'sub') &&
      operator?.operator.family === 'string' &&
      !operator.operator.negated &&
      isKeyOf(claim, federation) === 'yes',
  );
  return guards.every(({ condition, operator }) =>
    condition.values.items.some((value) => {
      const { wildcards, ignoresCase } = operator!.operator;
      return textsOf(value).some((text) => {
        const pattern = { text, wildcards, ignoresCase };
        return judgePattern(catalogued, pattern).verdict === 'anyone';
      });
    }),
  );
}

interface OpenValue {
  readonly value: Value;
  readonly pattern: SubjectPattern;
  readonly issuer: string;
  readonly who: string;
  readonly fixes: () => readonly Fix[];
}

/** The values that let strangers in by themselves, whichever of several they are; what is said is said of the first. */
function openValues(reading: StatementReading, policy: TrustPolicy): OpenValue[] {
  return reading.oidc.flatMap((federation) => {
    const { catalogued } = federation;
    const values = reading.conditions.filter(isOnSubject).filter(({ claim }) => isKeyOf(claim!, federation) === 'yes');
    return values.flatMap(({ condition, operator }) =>
      condition.values.items.flatMap((value) => {
        if (!catalogued || !isPositive(operator!)) return [];
        const { wildcards, ignoresCase } = operator!.operator;
        const patterns = optionsOf(value).map((option) => ({ text: textOf(option) ?? [], wildcards, ignoresCase }));
        const judgements = patterns.map((pattern) => judgePattern(catalogued, pattern));
        if (judgements.some(({ verdict }) => verdict !== 'anyone')) return [];
        const pattern = patterns[0]!;
        const fixes = (): readonly Fix[] => {
          const narrow = patterns.length > 1 ? undefined : narrowingOf(catalogued, pattern);
          if (!narrow) return [];
          const title = `Narrow to "${narrow.text}": admits ${narrow.judgement.sentence}`;
          return fix(title, 'review', policy.editor.replaceString(value, narrow.text));
        };
        return [{ value, pattern, issuer: issuerName(federation), who: judgements[0]!.sentence, fixes }];
      }),
    );
  });
}

/** Where nothing is said of the subject, what it should be can be said. */
function withSubject({ conditions, oidc, statement }: StatementReading, editor: PolicyEditor): readonly Fix[] {
  const [federation, ...others] = oidc;
  if (!federation || others.length > 0 || conditions.some(isOnSubject)) return [];
  return addSubject(federation, statement, editor);
}

function isOnSubject({ claim, operator }: ConditionReading): boolean {
  return claim !== undefined && isNamed(claim, 'sub') && operator !== undefined;
}

/** Where a condition takes away too little, or where none is: the principal. */
function placeOf(reading: StatementReading): SourceRange | Value {
  const value = reading.conditions.find(isOnSubject)?.condition.values.items[0];
  return value ?? usePlace(reading.oidc[0]!.principal.id);
}
