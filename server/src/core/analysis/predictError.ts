/** From an error of AWS to its likely causes in what was read: what the rules found comes first. */
import { type AwsError, recogniseError } from '../oidc/awsErrors.ts';
import type { OidcProvider } from '../policy/model.ts';
import type { SourceRange } from '../text/range.ts';
import { contains } from '../text/range.ts';
import { known } from '../value/text.ts';
import type { Finding, RoleReport, Severity } from './report.ts';

export interface Prediction {
  readonly error: AwsError;
  /** What the text itself adds: the issuer that it names, compared with what is declared. Whole sentences. */
  readonly notes: readonly PredictionNote[];
  /** The likeliest first: causes with a finding, then the others in the order of experience. */
  readonly causes: readonly PredictedCause[];
}

export interface PredictionNote {
  readonly text: string;
  readonly place?: SourceRange;
}

export interface PredictedCause {
  readonly text: string;
  readonly findings: readonly Finding[];
}

const RANK: Readonly<Record<Severity, number>> = { error: 0, warning: 1, information: 2, hint: 3 };
const NOT_FOUND = 4;

/**
 * Undefined for a text that holds no known error. `role`: the one at hand; without it every finding counts. `roles`: all that were
 * read, so that findings in the policies of others can be left out.
 */
export function predictError(
  text: string,
  findings: readonly Finding[],
  roles: readonly RoleReport[],
  role?: RoleReport,
): Prediction | undefined {
  const error = recogniseError(text);
  if (!error) return undefined;
  const concerned = role ? findings.filter((finding) => concerns(finding, role, roles)) : findings;
  const causes = error.causes.map((cause) => ({
    text: cause.text,
    findings: concerned.filter(({ rule }) => cause.rules.includes(rule)),
  }));
  const rank = (cause: PredictedCause): number =>
    Math.min(NOT_FOUND, ...cause.findings.map(({ severity }) => RANK[severity]));
  const sorted = causes.toSorted((a, b) => rank(a) - rank(b));
  return { error, notes: notesOn(error, text, role ? [role] : roles), causes: sorted };
}

/** What lies in the policy of another role only is that role's. */
function concerns({ range }: Finding, role: RoleReport, roles: readonly RoleReport[]): boolean {
  const isIn = ({ range: at, trust }: RoleReport): boolean =>
    contains(at, range) || trust.policies.some((policy) => contains(policy.at, range));
  return isIn(role) || !roles.some((other) => other !== role && isIn(other));
}

function notesOn(error: AwsError, text: string, roles: readonly RoleReport[]): PredictionNote[] {
  if (error.id !== 'no-provider') return [];
  const issuer = /account for (?:https:\/\/)?([^\s"'`,;)]+)/i.exec(text)?.[1]?.replace(/\.$/, '');
  if (issuer === undefined) return [];
  const providers = [...new Set(roles.flatMap(({ trust }) => trust.issuers.declared))];
  const same = providers.find((provider) => known(provider.issuer) === issuer);
  if (same)
    return [
      { text: `${same.address} has exactly this URL: it was not applied, or to another account.`, place: urlOf(same) },
    ];
  const near = providers.find((provider) => simple(known(provider.issuer)) === simple(issuer));
  if (near)
    return [
      { text: `${near.address} differs from it in capitals or in the slash at its end only.`, place: urlOf(near) },
    ];
  return providers.length > 0
    ? [
        {
          text: `No provider that was read has this URL; declared are ${providers.map(({ address }) => address).join(', ')}.`,
        },
      ]
    : [];
}

function simple(issuer: string | undefined): string | undefined {
  return issuer?.toLowerCase().replace(/\/$/, '');
}

function urlOf({ url, at }: OidcProvider): SourceRange {
  return url.is === 'present' ? url.value.at : at;
}
