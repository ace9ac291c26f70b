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

/** A git branch or tag name without `refs/...`: what `git check-ref-format` allows character by character. */
export const GIT_NAME = '[^\\u0000-\\u0020\\u007f~^:?*\\[\\\\]+';

/** An AWS region such as `eu-west-1` or `us-gov-east-1`. */
export const AWS_REGION = '[a-z]{2,4}(?:-[a-z]+)+-[0-9]+';
