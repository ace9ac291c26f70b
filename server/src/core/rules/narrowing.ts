/** What narrows who of an issuer's tokens get in, and what a condition that does could look like. */
import type { Federation } from '../access/federation.ts';
import type { ConditionReading } from '../access/reading.ts';
import { admittedForms } from '../access/remembered.ts';
import { findAwsKey } from '../oidc/keys.ts';
import type { Provider } from '../oidc/provider.ts';
import type { Statement, TrustPolicy } from '../policy/model.ts';
import { known, literal } from '../value/text.ts';
import { knownString } from '../value/value.ts';

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
export interface SubjectExample {
  readonly operator: 'StringEquals' | 'StringLike';
  readonly values: readonly string[];
}

/** The usual subject of an issuer, with its ids where it has a form with them, and a star for what changes with each run. */
export function subjectExample(provider: Provider): SubjectExample | undefined {
  const [usual, ...others] = (provider.subject?.forms ?? []).filter(
    ({ kind, mark }) => kind === 'default' && mark === 'S',
  );
  if (!usual) return undefined;
  const twin = others.find(({ immutableTwinOf }) => immutableTwinOf === usual.id);
  const values = [usual, ...(twin ? [twin] : [])].map(({ examples }) => withoutRun(provider, examples[0]!));
  return { operator: values.some((value) => value.includes('*')) ? 'StringLike' : 'StringEquals', values };
}

function withoutRun(provider: Provider, example: string): string {
  const [form] = admittedForms(provider, { text: literal(example), wildcards: false, ignoresCase: false }) ?? [];
  const changing = form?.spelled.find(({ part }) => part.changesEachRun);
  if (!changing) return example;
  return `${example.slice(0, changing.at)}*${example.slice(changing.at + changing.length)}`;
}
