/** `IpAddress`: addresses and ranges in CIDR notation, IPv4 and IPv6. */
import { type Match, matchIf } from './match.ts';

interface Address {
  readonly bits: 32 | 128;
  readonly number: bigint;
}

/** Whether an address lies in a range; a range without a length is one address. */
export function matchAddress(actual: string, wanted: string): Match {
  const address = addressOf(actual);
  if (!address) return { is: 'cannot', why: `\`${actual}\` is no IP address` };
  const [network = '', length, ...rest] = wanted.split('/');
  const range = addressOf(network);
  const isLength = length === undefined || (/^\d{1,3}$/.test(length) && Number(length) <= (range?.bits ?? 0));
  if (!range || !isLength || rest.length > 0) return { is: 'cannot', why: `\`${wanted}\` is no IP address range` };
  if (range.bits !== address.bits) return otherFamily(address, range);
  const free = BigInt(range.bits - Number(length ?? range.bits));
  if (address.number >> free !== range.number >> free) return matchIf(false);
  if ((range.number >> free) << free !== range.number)
    return {
      is: 'maybe',
      why: `\`${wanted}\` names an address inside the range: what AWS makes of it is not documented`,
    };
  return matchIf(true);
}

/** `::ffff:1.2.3.4` is an IPv4 address in the clothes of IPv6. */
function otherFamily(a: Address, b: Address): Match {
  const six = a.bits === 128 ? a : b;
  if (six.number >> 32n === 0xffffn)
    return { is: 'maybe', why: 'how AWS compares an IPv4 address written as IPv6 is not documented' };
  return matchIf(false);
}

function addressOf(text: string): Address | undefined {
  if (!text.includes(':')) {
    const number = ipv4(text);
    return number === undefined ? undefined : { bits: 32, number };
  }
  const groups = groupsOf(text);
  if (!groups) return undefined;
  return { bits: 128, number: groups.reduce((number, group) => (number << 16n) | BigInt(group), 0n) };
}

function ipv4(text: string): bigint | undefined {
  const parts = text.split('.');
  // A leading zero is octal to some readers.
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255))
    return undefined;
  return parts.reduce((number, part) => (number << 8n) | BigInt(part), 0n);
}

/** The eight groups of an IPv6 address. */
function groupsOf(text: string): number[] | undefined {
  const [before = '', after, ...rest] = text.split('::');
  if (rest.length > 0) return undefined;
  const [head, tail] = [readGroups(before), readGroups(after ?? '')];
  if (!head || !tail) return undefined;
  const missing = 8 - head.length - tail.length;
  if (after === undefined ? missing !== 0 : missing < 1) return undefined;
  return [...head, ...Array<number>(missing).fill(0), ...tail];
}

function readGroups(text: string): number[] | undefined {
  if (text === '') return [];
  const groups: number[] = [];
  const parts = text.split(':');
  for (const [i, part] of parts.entries()) {
    const embedded = i === parts.length - 1 && part.includes('.') ? ipv4(part) : undefined;
    if (embedded !== undefined) groups.push(Number(embedded >> 16n), Number(embedded & 0xffffn));
    else if (/^[\da-f]{1,4}$/i.test(part)) groups.push(Number.parseInt(part, 16));
    else return undefined;
  }
  return groups;
}
