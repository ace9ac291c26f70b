/** Who can assume a role: how wide the set of admitted tokens is. */
export type Verdict = 'anyone' | 'tenant' | 'resource' | 'context' | 'exact' | 'nobody' | 'not-federated' | 'unknown';

/** From nobody to anyone; the verdicts that can be compared. */
const WIDTHS = ['nobody', 'exact', 'context', 'resource', 'tenant', 'anyone'] as const;

export type Width = (typeof WIDTHS)[number];

export function isWidth(verdict: Verdict): verdict is Width {
  return (WIDTHS as readonly string[]).includes(verdict);
}

/** The wider of two. */
export function wider(a: Width, b: Width): Width {
  return WIDTHS.indexOf(a) >= WIDTHS.indexOf(b) ? a : b;
}

export function isNarrower(a: Width, b: Width): boolean {
  return WIDTHS.indexOf(a) < WIDTHS.indexOf(b);
}

/** The widest of those that are narrower. */
export function nextNarrower(width: Width): Width | undefined {
  return WIDTHS[WIDTHS.indexOf(width) - 1];
}
