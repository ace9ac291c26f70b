/** Ranges of IP addresses as text: `203.0.113.0/24`, `2001:db8::/32`. */

/** A range with zeros behind its fixed bits; undefined where it is written so, or is none. IPv4 inside of IPv6 is left alone. */
export function networkOf(range: string): string | undefined {
  const [address = '', length, ...rest] = range.split('/');
  if (length === undefined || rest.length > 0 || !/^\d{1,3}$/.test(length)) return undefined;
  const isSix = address.includes(':');
  const size = isSix ? 16 : 8;
  const parts = isSix ? sixParts(address) : fourParts(address);
  if (!parts || Number(length) > size * parts.length) return undefined;
  const kept = parts.map((part, i) => part & mask(Number(length) - i * size, size));
  if (kept.every((part, i) => part === parts[i])) return undefined;
  return `${isSix ? showSix(kept) : kept.join('.')}/${length}`;
}

/** `fixed` ones from the left, then zeros. */
function mask(fixed: number, size: number): number {
  const zeros = size - Math.min(Math.max(fixed, 0), size);
  return ((1 << size) - 1) & ~((1 << zeros) - 1);
}

function fourParts(address: string): number[] | undefined {
  const parts = address.split('.');
  const isAddress = parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256);
  return isAddress ? parts.map(Number) : undefined;
}

function sixParts(address: string): number[] | undefined {
  const [before = '', after, ...rest] = address.split('::');
  const [head, tail] = [before, after ?? ''].map((text) => (text === '' ? [] : text.split(':')));
  const missing = 8 - head!.length - tail!.length;
  if (rest.length > 0 || (after === undefined ? missing !== 0 : missing < 1)) return undefined;
  const groups = [...head!, ...Array<string>(missing).fill('0'), ...tail!];
  return groups.every((group) => /^[\da-f]{1,4}$/i.test(group)) ? groups.map((g) => Number.parseInt(g, 16)) : undefined;
}

/** With the first run of zeros left out. */
function showSix(groups: readonly number[]): string {
  const text = groups.map((group) => group.toString(16)).join(':');
  return text.replace(/(?:^|:)0(?::0)+(?::|$)/, '::');
}
