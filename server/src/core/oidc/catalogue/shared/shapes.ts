/** Patterns that several providers use, in the language of `pattern.ts`. */

export const UUID = '[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}';

export const DIGITS = '[0-9]+';

/** Anything up to the next colon. */
export const NO_COLON = '[^:]+';

/** A DNS label in lower case. */
export const DNS_LABEL = '[a-z0-9](?:[-a-z0-9]*[a-z0-9])?';

/** DNS labels with dots between them, lower case. */
export const DNS_SUBDOMAIN = `${DNS_LABEL}(?:\\.${DNS_LABEL})*`;

/** A host name with at least one dot, any case. */
export const HOST = '[A-Za-z0-9-]+(?:\\.[A-Za-z0-9-]+)+';

/** What no git branch or tag name contains, as the inside of a negated class. */
const NOT_IN_GIT_NAME = '\\u0000-\\u0020\\u007f~^:?*\\[\\\\';

/** A git branch or tag name without `refs/...` before it: what git allows, character by character. */
export const GIT_NAME = `[^${NOT_IN_GIT_NAME}]+`;

/**
 * A git name that begins with none of the prefixes, spelled out letter by letter. Services refuse branches named
 * `refs/...`, so a doubled prefix is always a mistake.
 */
export function gitNameNotStarting(...prefixes: readonly string[]): string {
  return rest(prefixes, false);
}

function rest(prefixes: readonly string[], mayEnd: boolean): string {
  const firsts = [...new Set(prefixes.map((prefix) => prefix[0]!))];
  const others = `[^${NOT_IN_GIT_NAME}${firsts.join('')}][^${NOT_IN_GIT_NAME}]*`;
  const branches = firsts.flatMap((first) => {
    const tails = prefixes.filter((prefix) => prefix.startsWith(first)).map((prefix) => prefix.slice(1));
    return tails.includes('') ? [] : [`${first}${rest(tails, true)}`];
  });
  return `(?:${[others, ...branches].join('|')})${mayEnd ? '?' : ''}`;
}

/** An AWS region such as `eu-west-1` or `us-gov-east-1`. */
export const AWS_REGION = '[a-z]{2,4}(?:-[a-z]+)+-[0-9]+';
