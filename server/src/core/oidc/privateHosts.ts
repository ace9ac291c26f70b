/** Hosts that nobody outside of a network can reach. */
import { type Fact, GENERAL } from './sources.ts';

interface PrivateNames extends Fact {
  /** The last labels of a name, without a dot in front. */
  readonly suffixes: readonly string[];
}

interface PrivateAddresses extends Fact {
  /** The first bits of an IPv4 address. */
  readonly ranges: readonly { readonly address: string; readonly bits: number }[];
}

/** The names for inner use, and the clusters' own. */
const privateNames: PrivateNames = {
  suffixes: [
    'localhost',
    'local',
    'internal',
    'home.arpa',
    'intranet',
    'private',
    'corp',
    'home',
    'lan',
    'svc',
    'localdomain',
  ],
  mark: 'S',
  source: GENERAL.privateNames,
};

const privateAddresses: PrivateAddresses = {
  ranges: [
    { address: '0.0.0.0', bits: 8 },
    { address: '10.0.0.0', bits: 8 },
    { address: '100.64.0.0', bits: 10 },
    { address: '127.0.0.0', bits: 8 },
    { address: '169.254.0.0', bits: 16 },
    { address: '172.16.0.0', bits: 12 },
    { address: '192.168.0.0', bits: 16 },
  ],
  mark: 'S',
  source: GENERAL.privateAddresses,
};

/** Whether a host, without port, cannot be reached from the internet: a private name or address, or a name without a dot. */
export function isPrivateHost(host: string): boolean {
  const name = host.toLowerCase().replace(/\.$/, '');
  if (/^\[/.test(name)) return isPrivateAddress(name.slice(1, -1));
  if (/^\d+(\.\d+){3}$/.test(name)) return isPrivateAddress(name);
  if (!name.includes('.')) return name !== '';
  return privateNames.suffixes.some((suffix) => name.endsWith(`.${suffix}`));
}

/** Whether an IPv4 or IPv6 address, perhaps a CIDR block of them, lies wholly in a range that the internet does not route. */
export function isPrivateAddress(text: string): boolean {
  const [address, length] = text.split('/');
  const bits = length === undefined ? Number.POSITIVE_INFINITY : Number(length);
  const number = ipv4(address!);
  if (number === undefined) return /^(f[cd][0-9a-f]{2}:|fe[89ab][0-9a-f]:|::1$)/i.test(address!);
  return privateAddresses.ranges.some(
    (range) => bits >= range.bits && number >>> (32 - range.bits) === ipv4(range.address)! >>> (32 - range.bits),
  );
}

/** An IPv4 address as a number. */
function ipv4(text: string): number | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255)) return undefined;
  return parts.reduce((all, part) => ((all << 8) | Number(part)) >>> 0, 0);
}

/** Whether a text is an IP address or a CIDR block. */
export function isAddressRange(text: string): boolean {
  const [address, length, more] = text.split('/');
  if (more !== undefined || (length !== undefined && !/^\d{1,3}$/.test(length))) return false;
  if (ipv4(address!) !== undefined) return length === undefined || Number(length) <= 32;
  const groups = address!.split(':');
  const shape = /^[0-9a-f:]+(\.\d+)*$/i.test(address!) && groups.length > 2 && groups.length < 9;
  const doubled = address!.split('::').length - 1;
  return (
    shape && doubled < 2 && (doubled === 1 || groups.length > 6) && (length === undefined || Number(length) <= 128)
  );
}
