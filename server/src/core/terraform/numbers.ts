/** Terraform's numbers are exact decimals; only the forms that need no arithmetic are read, all else stays unknown. */

/** The canonical decimal text of a number literal (`1.50` is `1.5`), or undefined for exponents and very long numbers. */
export function canonicalNumber(written: string): string | undefined {
  const match = /^(-?)(\d{1,30})(?:\.(\d{1,30}))?$/.exec(written);
  if (!match) return undefined;
  const whole = match[2]!.replace(/^0+(?=\d)/, '');
  const fraction = (match[3] ?? '').replace(/0+$/, '');
  const text = fraction ? `${whole}.${fraction}` : whole;
  return text === '0' ? '0' : `${match[1]}${text}`;
}

/** A whole number that JavaScript holds exactly, or undefined. */
export function wholeNumber(written: string): number | undefined {
  return /^-?\d{1,15}$/.test(written) ? Number(written) : undefined;
}
