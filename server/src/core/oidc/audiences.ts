/** Audiences: which text is one that an issuer's tokens carry, and which one was probably meant. */
import { editDistance } from './nearest.ts';
import type { Audience, Provider } from './provider.ts';

/** What the SDKs and actions of AWS ask for; the second in the regions of China. */
const AWS_AUDIENCES: readonly string[] = ['sts.amazonaws.com', 'sts.amazonaws.com.cn'];

/** More typing steps than these make another name. */
const MAX_STEPS = 3;
/** A short name is soon another one. */
const MIN_LENGTH = 10;

const compiled = new Map<string, RegExp>();

/** The catalogue's entry for an audience, by text or pattern. */
export function knownAudience(provider: Provider, text: string): Audience | undefined {
  return provider.audiences.known.find(({ value, pattern }) =>
    pattern === undefined ? value === text : matches(pattern, text),
  );
}

/** Whether the text is the audience that AWS asks for with every issuer. */
export function isAwsAudience(text: string): boolean {
  return AWS_AUDIENCES.includes(text);
}

/** The audience that a misspelled one was meant to be; undefined for an audience that is right, and for one far from all. */
export function nearestAudience(provider: Provider | undefined, text: string): string | undefined {
  if (isAwsAudience(text) || (provider && knownAudience(provider, text))) return undefined;
  const usual = provider?.audiences.known.flatMap(({ value, pattern }) => (pattern === undefined ? [value] : [])) ?? [];
  return [...usual, AWS_AUDIENCES[0]!].find((audience) => isNear(text, audience));
}

/** Capitals, a scheme and a slash at the end are added without thinking. */
function isNear(text: string, audience: string): boolean {
  const bare = text
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/\/$/, '');
  if (bare === audience.toLowerCase().replace(/^https?:\/\//, '')) return true;
  return audience.length >= MIN_LENGTH && editDistance(text, audience, MAX_STEPS) <= MAX_STEPS;
}

function matches(pattern: string, text: string): boolean {
  let regex = compiled.get(pattern);
  if (!regex) {
    regex = new RegExp(`^(?:${pattern})$`);
    compiled.set(pattern, regex);
  }
  return regex.test(text);
}
