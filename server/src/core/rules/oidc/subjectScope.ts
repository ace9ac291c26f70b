import { isOnlyGuard } from '../../access/guards.ts';
import { narrowingOf } from '../../access/narrowing.ts';
import { isKeyOf, isNamed, isPositive, soleOidc } from '../../access/reading.ts';
import { judgePattern } from '../../access/remembered.ts';
import { usualSubject } from '../../access/subjectNearest.ts';
import type { SubjectPattern } from '../../access/subjectPattern.ts';
import type { SubjectJudgement } from '../../access/subjects.ts';
import { isWidth } from '../../access/verdict.ts';
import type { Provider } from '../../oidc/provider.ts';
import { AWS } from '../../oidc/sources.ts';
import { known, literal, show } from '../../value/text.ts';
import { defineRule, fix } from '../define.ts';
import { ofEveryOption } from '../everyOption.ts';
import { changingPart, mayDeny } from '../narrowing.ts';
import { github } from '../samples.ts';

/** How wide a value is that lets in more than one branch or environment. Often meant so: it informs, and does not warn. */
export default defineRule({
  id: 'oidc/subject-scope',
  severity: 'information',
  since: '0.1.0',
  accessAnalyzer: ['SPECIFIC_GITHUB_REPO_AND_BRANCH_RECOMMENDED'],
  summary: 'A whole owner, any branch, or pull requests can assume the role.',
  fixable: true,
  docs: {
    what: 'The value admits all that one owner has, any branch of a repository, or pull requests.',
    why: 'Rights of the role reach as far as the widest value. Where every branch gets in, so does code that nobody has reviewed.',
    fix: 'Name the branch or the environment that needs the role. Ignore it where the width is meant.',
    sources: [AWS.oidcControls, AWS.accessAnalyzer],
  },
  messages: {
    tenant: '"{value}" admits {who}. What is added there later gets in too.{others}',
    anyRef: '"{value}" admits {who}. Whoever can push a branch there can use the role.{others}',
    pullRequests: '"{value}" admits pull requests: code that nobody has merged yet can use the role.{others}',
  },
  examples: [
    {
      surface: 'json',
      invalid: github('"StringLike": { "token.actions.githubusercontent.com:sub": "repo:acme/*" }'),
      at: '"repo:acme/*"',
    },
    {
      surface: 'json',
      invalid: github('"StringLike": { "token.actions.githubusercontent.com:sub": "repo:acme/api:*" }'),
      at: '"repo:acme/api:*"',
      fixed: github('"StringLike": { "token.actions.githubusercontent.com:sub": "repo:acme/api:ref:refs/heads/main" }'),
    },
    {
      surface: 'json',
      invalid: github('"StringEquals": { "token.actions.githubusercontent.com:sub": "repo:acme/api:pull_request" }'),
      at: '"repo:acme/api:pull_request"',
    },
    {
      surface: 'json',
      valid: github('"StringEquals": { "token.actions.githubusercontent.com:sub": "repo:acme/api:environment:prod" }'),
    },
    {
      surface: 'json',
      valid: github(`"StringLike": { "token.actions.githubusercontent.com:sub": "repo:acme/api:*" },
"StringEquals": { "token.actions.githubusercontent.com:ref": "refs/heads/main" }`),
    },
  ],
  condition(reading, statement, policy, context) {
    const { condition, operator, claim } = reading;
    const federation = soleOidc(statement);
    if (!operator || !claim || !isNamed(claim, 'sub') || operator.operator.family !== 'string' || !isPositive(operator))
      return;
    if (statement.effect !== 'Allow' || !federation?.catalogued || isKeyOf(claim, federation) !== 'yes') return;
    if (!statement.admitsWebIdentity || !isOnlyGuard(reading, statement) || mayDeny(policy)) return;
    const { catalogued } = federation;
    const { wildcards, ignoresCase } = operator.operator;
    for (const value of condition.values.items) {
      const [wide] = ofEveryOption(value, (text) => {
        const pattern = { text, wildcards, ignoresCase };
        const judgement = known(text) === undefined ? undefined : judgePattern(catalogued, pattern);
        const grade = judgement && gradeOf(judgement);
        return grade && { pattern, grade, who: judgement.sentence };
      });
      if (!wide) continue;
      const { pattern, grade, who } = wide.found;
      const others = wide.options > 1 ? ' Every other value that can stand here is wide as well.' : '';
      context.report(grade, value, {
        data: { value: show(wide.text), who, others },
        fixes: () => {
          if (wide.options > 1) return [];
          const narrow = narrower(catalogued, pattern, grade);
          if (!narrow) return [];
          const title = `Narrow to "${narrow.text}": admits ${narrow.judgement.sentence}`;
          return fix(title, 'review', policy.editor.replaceString(value, narrow.text));
        },
      });
    }
  },
});

type Grade = 'tenant' | 'anyRef' | 'pullRequests';

/** Undefined for what is narrow, for what is not certain, and for strangers, of whom another rule tells. */
function gradeOf({ verdict, unreviewed, onlyByTemplate }: SubjectJudgement): Grade | undefined {
  if (onlyByTemplate || !isWidth(verdict) || verdict === 'anyone' || verdict === 'nobody') return undefined;
  if (verdict === 'tenant') return 'tenant';
  return unreviewed && (unreviewed === 'any ref' ? 'anyRef' : 'pullRequests');
}

/** A star taken away, or the situation that most people mean; no repository or workload is made up where none is named. */
function narrower(
  provider: Provider,
  pattern: SubjectPattern,
  grade: Grade,
): { readonly text: string; readonly judgement: SubjectJudgement } | undefined {
  if (grade === 'pullRequests') return undefined;
  const narrowing = narrowingOf(provider, pattern);
  if (narrowing || grade === 'tenant') return narrowing;
  const subject = usualSubject(provider, pattern);
  if (subject === undefined) return undefined;
  const changing = changingPart(provider, subject);
  const text = changing ? `${subject.slice(0, changing.at)}*` : subject;
  const judgement = judgePattern(provider, { ...pattern, text: literal(text) });
  return isReviewed(judgement) ? { text, judgement } : undefined;
}

/** Not so where all behind the repository changes with each run. */
function isReviewed({ unreviewed }: SubjectJudgement): boolean {
  return unreviewed === undefined;
}
