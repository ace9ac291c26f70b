import { isDemanded, isOnlyGuard, mayBeAbsent } from '../../access/guards.ts';
import {
  type ConditionReading,
  isNamed,
  ownerOf,
  publishedAs,
  type StatementReading,
  soleOidc,
} from '../../access/reading.ts';
import { DEFAULT_CLAIMS } from '../../oidc/catalogue/shared/claims.ts';
import { type AwsKey, findAwsKey } from '../../oidc/keys.ts';
import { AWS } from '../../oidc/sources.ts';
import { known } from '../../value/text.ts';
import { defineRule, fix } from '../define.ts';
import { github, trust } from '../samples.ts';

/** `ForAllValues` and `ForAnyValue` are for keys with several values; on one value they do harm, and without them many values never match. */
export default defineRule({
  id: 'condition/set-operator',
  severity: 'error',
  since: '0.1.0',
  accessAnalyzer: [
    'FORALLVALUES_WITH_SINGLE_VALUED_KEY',
    'FORANYVALUE_WITH_AUDIENCE_CLAIM_TYPE',
    'CONFIRM_AUDIENCE_CLAIM_TYPE',
    'MISSING_QUALIFIER',
  ],
  summary: 'A set operator on a single-valued key, or none on a multivalued one.',
  fixable: true,
  masks: ['condition/if-exists', 'condition/negated'],
  docs: {
    what: '`ForAllValues:` or `ForAnyValue:` stands before a comparison of a claim that has one value, or is missing where a key has several.',
    why: '`ForAllValues` is true when the claim is absent: as the only guard, a token without the claim gets in. On a multivalued key without a set operator the condition never matches.',
    fix: 'Drop the prefix for `sub`, `aud` and other claims with one value; put `ForAnyValue:` before comparisons of `amr` or `aws:TagKeys`.',
    sources: [AWS.multivalued, AWS.accessAnalyzer],
  },
  messages: {
    vacuous:
      '{set} is true when the token has no "{claim}", and tokens of this issuer may have none: they get in without restriction.',
    single:
      '{set} is for keys with several values; "{claim}" has one. {set} is true when the claim is absent: under a misspelled key the condition would restrict nothing. Leave {set} out.',
    absent:
      '{set} is true when the claim is absent, and nothing here demands "{claim}": a token without it is not restricted.',
    any: 'ForAnyValue is for keys with several values; "{claim}" has one, so it changes nothing. Leave it out.',
    missing:
      '"{claim}" has several values and needs ForAnyValue or ForAllValues: without one the condition never matches.',
  },
  examples: [
    {
      surface: 'json',
      invalid: github(
        '"ForAllValues:StringEquals": { "token.actions.githubusercontent.com:sub": "repo:acme/api:environment:production" }',
      ),
      at: '"ForAllValues:StringEquals"',
      fixed: github(
        '"StringEquals": { "token.actions.githubusercontent.com:sub": "repo:acme/api:environment:production" }',
      ),
    },
    {
      surface: 'json',
      valid: trust('idp.example.com', '"ForAnyValue:StringEquals": { "idp.example.com:amr": "mfa" }'),
    },
  ],
  condition(reading, statement, policy, context) {
    const { operator, claim, condition } = reading;
    if (!operator || operator.operator.family === 'null') return;
    const name = claim?.name ?? known(reading.key) ?? '';
    const drop = operator.canonical.replace(/^For(All|Any)Values?:/, '');
    const data = { set: operator.set ?? '', claim: name };
    const number = numberOf(reading, statement);
    if (number === 'several') {
      if (operator.set || !isDefinitelyMultivalued(reading)) return;
      const edits = policy.editor.setOperator(condition, `ForAnyValue:${operator.canonical}`);
      context.report('missing', condition.operator, {
        data,
        severity: 'warning',
        fixes: () => fix('Add "ForAnyValue:"', 'review', edits),
      });
      return;
    }
    if (!operator.set) return;
    const safety = operator.set === 'ForAnyValue' || isAlwaysThere(reading, statement) ? 'safe' : 'review';
    const fixes = () =>
      number === 'one' ? fix(`Drop "${operator.set}:"`, safety, policy.editor.setOperator(condition, drop)) : [];
    if (operator.set === 'ForAnyValue') {
      // On AWS's own keys it does no harm.
      if (!claim || number !== 'one') return;
      // Access Analyzer warns of it on the audience.
      context.report('any', condition.operator, {
        data,
        severity: isNamed(claim, 'aud') ? 'warning' : 'information',
        fixes,
      });
      return;
    }
    const opens = statement.effect === 'Allow' && mayBeAbsent(reading, statement) && isOnlyGuard(reading, statement);
    const isLoose = claim !== undefined && statement.effect === 'Allow' && !isDemanded(reading, statement);
    if (!opens && number !== 'one' && !isLoose) return;
    context.report(opens ? 'vacuous' : number === 'one' ? 'single' : 'absent', condition.operator, {
      data,
      severity: opens ? 'error' : 'warning',
      fixes,
    });
  },
});

/** How many values a key has. Of a claim that AWS does not list nobody knows: it may be a list in the token. */
function numberOf(reading: ConditionReading, statement: StatementReading): 'one' | 'several' | 'unknown' {
  if (isDefinitelyMultivalued(reading)) return 'several';
  const { claim } = reading;
  const provider = claim && ownerOf(claim, statement)?.catalogued;
  const known = provider
    ? publishedAs(claim, ownerOf(claim, statement)!)
    : claim
      ? DEFAULT_CLAIMS.find((published) => isNamed(claim, published.claim))
      : awsKeyOf(reading);
  return known === undefined ? 'unknown' : known.multivalued ? 'several' : 'one';
}

function isDefinitelyMultivalued(reading: ConditionReading): boolean {
  return reading.claim?.name.toLowerCase() === 'amr' || awsKeyOf(reading)?.multivalued === true;
}

/** Whether every token has the claim, so that `ForAllValues` and no set operator come to the same. */
function isAlwaysThere({ claim }: ConditionReading, statement: StatementReading): boolean {
  if (!claim) return false;
  const federation = soleOidc(statement);
  const published = federation && publishedAs(claim, federation);
  if (federation?.catalogued) return published?.presence === 'always';
  return isNamed(claim, 'sub') || isNamed(claim, 'aud');
}

function awsKeyOf({ key }: ConditionReading): AwsKey | undefined {
  const name = known(key);
  return name === undefined ? undefined : findAwsKey(name);
}
