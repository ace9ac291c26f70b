import type { Federation } from '../../access/federation.ts';
import { type ConditionReading, isPositive, ownerOf, type StatementReading } from '../../access/reading.ts';
import { whyNobody } from '../../access/remembered.ts';
import { isAwsAudience, knownAudience } from '../../oidc/audiences.ts';
import { providerById } from '../../oidc/catalogue.ts';
import type { Provider } from '../../oidc/provider.ts';
import { AWS } from '../../oidc/sources.ts';
import type { PolicyEditor } from '../../policy/editor.ts';
import { usePlace } from '../../policy/model.ts';
import { known, knownStart, literal, show, type Text } from '../../value/text.ts';
import type { Value } from '../../value/value.ts';
import { defineRule, fix } from '../define.ts';
import { andByOthers, type OptionFinding, ofEveryOption } from '../everyOption.ts';
import type { Fix } from '../finding.ts';
import { EKS, eks, github } from '../samples.ts';

type Side = 'sub' | 'aud';

/** An audience where the subject belongs, or a subject where the audience belongs. */
export default defineRule({
  id: 'oidc/claims-swapped',
  severity: 'error',
  since: '0.1.0',
  summary: 'An audience stands under `sub`, or a subject under `aud`.',
  fixable: true,
  masks: [
    'oidc/nobody',
    'condition/contradiction',
    'oidc/subject-missing',
    'oidc/kubernetes-subject',
    'oidc/audience-unregistered',
    'oidc/audience-unexpected',
    'oidc/volatile-subject',
    'oidc/immutable-subject',
    'oidc/mutable-name',
  ],
  docs: {
    what: 'The value is an audience and stands under `ISSUER:sub`, or it is a subject and stands under `ISSUER:aud`.',
    why: 'No token has this audience as its subject, or this subject as its audience: the value admits nobody. A token gets "Not authorized to perform sts:AssumeRoleWithWebIdentity".',
    fix: 'Compare `sub` with who may get in, and `aud` with `sts.amazonaws.com` or what else the token is made for.',
    sources: [AWS.oidcKeys],
  },
  messages: {
    both: '"{value}" is an audience and "{other}" is a subject: their keys are swapped. No token has such claims, so this statement admits nobody.',
    audience:
      '"{value}" is an audience, and "sub" holds the subject of the token: no token is admitted by this value{others}.',
    subject:
      '"{value}" is a subject, and "aud" holds the audience of the token: no token is admitted by this value{others}.',
  },
  examples: [
    {
      surface: 'json',
      invalid: github(`"StringEquals": {
  "token.actions.githubusercontent.com:sub": "sts.amazonaws.com",
  "token.actions.githubusercontent.com:aud": "repo:acme@12/api@34:ref:refs/heads/main"
}`),
      at: '"sts.amazonaws.com"',
      fixed: github(`"StringEquals": {
  "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
  "token.actions.githubusercontent.com:sub": "repo:acme@12/api@34:ref:refs/heads/main"
}`),
    },
    {
      surface: 'json',
      invalid: eks(`"StringEquals": { "${EKS}:aud": "system:serviceaccount:web:api" }`),
      at: '"system:serviceaccount:web:api"',
    },
    {
      surface: 'json',
      valid: eks(`"StringEquals": {
  "${EKS}:sub": "system:serviceaccount:web:api",
  "${EKS}:aud": "sts.amazonaws.com"
}`),
    },
  ],
  condition(reading, statement, policy, context) {
    const side = sideOf(reading);
    const owner = side && ownerOf(reading.claim!, statement);
    if (!side || !owner) return;
    const { items, open } = reading.condition.values;
    const wrong = items.flatMap((value) => swapped(side, owner, value) ?? []);
    if (wrong.length === 0) return;
    const partner = partnerOf(side, reading, owner, statement);
    // One finding for both: it stands at the audience, and names the other place.
    if (partner && side === 'aud') return;
    const all = wrong.length === items.length && !open;
    const nobody = all && statement.effect === 'Allow' && isPositive(reading.operator!);
    const others = partner?.condition.values.items ?? [];
    const other = others[0] && swapped('aud', owner, others[0]);
    for (const fault of wrong) {
      const { value, text, found } = fault;
      context.report(other ? 'both' : side === 'sub' ? 'audience' : 'subject', value, {
        data: { value: show(text), other: other ? show(other.text) : '', others: andByOthers(fault) },
        severity: nobody && found === 'nobody' ? 'error' : 'warning',
        related: others.map(({ at }) => ({ range: at, message: 'the subject' })),
        covers: [...others.map(({ at }) => at), usePlace(owner.principal.id)],
        fixes: () => (partner && all ? swap(reading, partner, policy.editor) : []),
      });
    }
  },
});

function sideOf({ claim, operator }: ConditionReading): Side | undefined {
  if (!claim || operator?.operator.family !== 'string') return undefined;
  const name = claim.name.toLowerCase();
  return name === 'sub' || name === 'aud' ? name : undefined;
}

/** The condition on the other claim of the same issuer, where the only value of each is swapped. */
function partnerOf(
  side: Side,
  reading: ConditionReading,
  owner: Federation,
  statement: StatementReading,
): ConditionReading | undefined {
  const others = statement.conditions.filter((other) => {
    const otherSide = sideOf(other);
    return otherSide !== undefined && otherSide !== side && ownerOf(other.claim!, statement) === owner;
  });
  const [only] = others;
  const same = statement.conditions.filter((other) => sideOf(other) === side);
  if (!only || others.length > 1 || same.length > 1) return undefined;
  const isWhole = (of: Side, { condition: { values } }: ConditionReading): boolean =>
    !values.open && values.items.length === 1 && swapped(of, owner, values.items[0]!) !== undefined;
  return isWhole(side, reading) && isWhole(sideOf(only)!, only) ? only : undefined;
}

/** What each string that the value may be is on the wrong side, and whether it is certain that it admits nobody there. */
function swapped(side: Side, owner: Federation, value: Value): OptionFinding<Swapped> | undefined {
  const faults = ofEveryOption(value, (text): Swapped | undefined => {
    if (side === 'aud') return isSubject(owner, text) ? 'nobody' : undefined;
    const whole = known(text);
    if (whole === undefined || !isAudience(owner, whole)) return undefined;
    return owner.catalogued && isNoSubject(owner.catalogued, whole) ? 'nobody' : 'perhaps nobody';
  });
  return faults.find(({ found }) => found === 'perhaps nobody') ?? faults[0];
}

type Swapped = 'nobody' | 'perhaps nobody';

function isAudience({ catalogued }: Federation, text: string): boolean {
  if (isAwsAudience(text)) return true;
  return catalogued !== undefined && knownAudience(catalogued, text) !== undefined && isNoSubject(catalogued, text);
}

function isNoSubject(provider: Provider, text: string): boolean {
  return whyNobody(provider, { text: literal(text), wildcards: false, ignoresCase: false }) !== undefined;
}

/** Shorter words at the start of a subject could begin an audience too. */
const MIN_START = 4;

/** Whether a text begins as only subjects do, and is no audience of the issuer. */
function isSubject({ catalogued }: Federation, text: Text): boolean {
  const provider = catalogued ?? providerById('k8s-self-hosted')!;
  const start = knownStart(text);
  const isBegun = provider.subject?.forms.some(({ parts: [first], mark }) => {
    const fixed = first && 'literal' in first ? first.literal : '';
    return mark === 'S' && fixed.length >= MIN_START && start.startsWith(fixed);
  });
  const whole = known(text);
  return isBegun === true && (whole === undefined || !knownAudience(provider, whole));
}

/** Gives each key the other's claim. */
function swap(subject: ConditionReading, audience: ConditionReading, editor: PolicyEditor): readonly Fix[] {
  const [first, second] = [
    editor.replaceClaim(subject.condition.key, subject.claim!.name, 'aud'),
    editor.replaceClaim(audience.condition.key, audience.claim!.name, 'sub'),
  ];
  return first && second ? fix('Swap the two keys', 'review', [...first, ...second]) : [];
}
