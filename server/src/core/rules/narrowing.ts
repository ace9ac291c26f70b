/** What narrows who of an issuer's tokens get in, and what a condition that does could look like. */
import type { Federation } from '../access/federation.ts';
import type { ConditionReading } from '../access/reading.ts';
import { admittedForms } from '../access/remembered.ts';
import type { SpelledPart } from '../access/subjectParts.ts';
import { findAwsKey } from '../oidc/keys.ts';
import type { Provider } from '../oidc/provider.ts';
import type { PolicyEditor } from '../policy/editor.ts';
import type { Statement, TrustPolicy } from '../policy/model.ts';
import { known, literal } from '../value/text.ts';
import { knownString } from '../value/value.ts';
import { fix } from './define.ts';
import type { Fix } from './finding.ts';

/** They say what a token is for, or how somebody signed in, and are the same for all who come. */
const SAME_FOR_ALL = new Set(['aud', 'oaud', 'amr']);

/**
 * Whether a condition may say who gets in: by the subject, by another claim, or by what else comes out of the token. At the
 * issuers that AWS has built in, the audience is the application.
 */
export function mayNarrow({ claim, key }: ConditionReading, federation: Federation | undefined): boolean {
  if (claim) return federation?.kind === 'builtin' || !SAME_FOR_ALL.has(claim.name.toLowerCase());
  const name = known(key);
  return name === undefined || findAwsKey(name)?.fromToken === true;
}

/** A Deny may take away all but the workload that is meant. */
export function mayDeny({ statements }: TrustPolicy): boolean {
  return statements.open || statements.items.some((statement) => !isAllow(statement));
}

function isAllow({ effect }: Statement): boolean {
  return effect.is === 'present' && knownString(effect.value) === 'Allow';
}

/** A condition on the subject to fill in. */
interface SubjectExample {
  readonly operator: 'StringEquals' | 'StringLike';
  readonly values: readonly string[];
}

/** The usual subject of an issuer, with its ids where it has a form with them, and a star for what changes with each run. */
function subjectExample(provider: Provider): SubjectExample | undefined {
  const [usual, ...others] = (provider.subject?.forms ?? []).filter(
    ({ kind, mark }) => kind === 'default' && mark === 'S',
  );
  if (!usual) return undefined;
  const twin = others.find(({ immutableTwinOf }) => immutableTwinOf === usual.id);
  const values = [usual, ...(twin ? [twin] : [])].map(({ examples }) => withoutRun(provider, examples[0]!));
  return { operator: values.some((value) => value.includes('*')) ? 'StringLike' : 'StringEquals', values };
}

function withoutRun(provider: Provider, example: string): string {
  const changing = changingPart(provider, example);
  if (!changing) return example;
  return `${example.slice(0, changing.at)}*${example.slice(changing.at + changing.length)}`;
}

/** The first part of a subject that changes with each run. */
export function changingPart(provider: Provider, subject: string): SpelledPart | undefined {
  const [form] = admittedForms(provider, { text: literal(subject), wildcards: false, ignoresCase: false }) ?? [];
  return form?.spelled.find(({ part }) => part.changesEachRun);
}

/** A condition on the subject is added, with the usual one of the issuer; nothing where that is not known. */
export function addSubject(
  { catalogued, issuer }: Federation,
  statement: Statement,
  editor: PolicyEditor,
): readonly Fix[] {
  const host = issuer && known(issuer);
  const example = catalogued && subjectExample(catalogued);
  if (host === undefined || !example) return [];
  return fix(
    `Add a condition on ${host}:sub (then fill in your own subject)`,
    'review',
    editor.addCondition(statement, example.operator, `${host}:sub`, example.values),
  );
}
