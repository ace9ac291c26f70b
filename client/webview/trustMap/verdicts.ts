/** How a verdict looks and what it means, in words and by shape: colour is never the only sign. */

export interface VerdictLook {
  readonly verdict: string;
  readonly meaning: string;
  /** Filled by the even-odd rule, in a square of 16. */
  readonly fill: string;
  /** Drawn over it as a line. */
  readonly line?: string;
}

const DISC = 'M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1z';
const RING = `${DISC}M8 2.8a5.2 5.2 0 1 0 0 10.4A5.2 5.2 0 0 0 8 2.8z`;

/** What a person must see first comes first. */
export const VERDICTS: readonly VerdictLook[] = [
  { verdict: 'anyone', meaning: 'strangers', fill: 'M5 1h6l4 4v6l-4 4H5l-4-4V5zM7 4v5h2V4zM7 10.3v2h2v-2z' },
  { verdict: 'tenant', meaning: 'everything of one organisation, cluster or workspace', fill: 'M8 1l7.5 14h-15z' },
  {
    verdict: 'resource',
    meaning: 'everything of one repository, project or namespace',
    fill: 'M8 .5L15.5 8 8 15.5.5 8z',
  },
  {
    verdict: 'context',
    meaning: 'one branch, environment, service account or the like, by a pattern',
    fill: `${DISC}M8 2.8v10.4a5.2 5.2 0 0 1 0-10.4z`,
  },
  {
    verdict: 'exact',
    meaning: 'exactly the listed subjects',
    fill: `${DISC}M6.8 11.8L3.5 8.5l1.3-1.3 2 2 4.4-4.4 1.3 1.3z`,
  },
  { verdict: 'nobody', meaning: 'no token', fill: `${RING}M4.6 10.3l5.7-5.7 1.1 1.1-5.7 5.7z` },
  {
    verdict: 'unknown',
    meaning: 'not known before terraform apply',
    fill: RING,
    line: 'M6 6.6a2 2 0 1 1 3.1 1.6c-.8.5-1.1.8-1.1 1.5M8 11v.6',
  },
];

/** A verdict that this page has never heard of is not known to it. */
export function lookOf(verdict: string): VerdictLook {
  return VERDICTS.find((look) => look.verdict === verdict) ?? VERDICTS.at(-1)!;
}

/** For sorting: the place in the list above. */
export function rankOf(verdict: string): number {
  return VERDICTS.indexOf(lookOf(verdict));
}
