/** Which addresses a look-up may contact. Pure: judges literals, resolves nothing. */
import net from 'node:net';

/**
 * `public`: always allowed. `private`: loopback and site-local, allowed when the person says so. `blocked`: never, because
 * instance metadata services answer there or because nothing that serves an issuer does.
 */
export type AddressClass = 'public' | 'private' | 'blocked';

/** RFC 6890 special-purpose registries, and the metadata addresses that AWS and Alibaba Cloud document. */
const BLOCKED = blockList([
  '0.0.0.0/8',
  '169.254.0.0/16',
  '192.0.0.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '100.100.100.200/32', // Alibaba Cloud instance metadata, inside the shared address space
  '::/128',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
  'fd00:ec2::/32', // EC2 instance metadata, time and DNS over IPv6
  'fd20:ce::254/128', // Google Cloud instance metadata over IPv6
]);

const PRIVATE = blockList([
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '::1/128',
  'fc00::/7',
  '64:ff9b:1::/48', // local-use translation, RFC 8215
]);

/** `address` is an IPv4 or IPv6 literal, with or without a zone. An IPv4 address inside an IPv6 one is judged as itself. */
export function classifyAddress(address: string): AddressClass {
  const bare = address.replace(/%.*$/, '');
  const family = net.isIP(bare);
  if (family === 0) return 'blocked';
  if (family === 4) return classOf(bare, 'ipv4');
  const embedded = embeddedIPv4(bare);
  return embedded === undefined ? classOf(bare, 'ipv6') : classOf(embedded, 'ipv4');
}

function classOf(address: string, family: 'ipv4' | 'ipv6'): AddressClass {
  if (BLOCKED.check(address, family)) return 'blocked';
  return PRIVATE.check(address, family) ? 'private' : 'public';
}

/** The IPv4 address that a mapped, compatible, NAT64 (RFC 6052) or 6to4 (RFC 3056) address leads to. */
function embeddedIPv4(address: string): string | undefined {
  const words = ipv6Words(address);
  const low = dotted(words[6]!, words[7]!);
  const zeros = (count: number) => words.slice(0, count).every((word) => word === 0);
  if (zeros(5) && words[5] === 0xffff) return low;
  // ::ffff:0:a.b.c.d, RFC 2765; and the deprecated ::a.b.c.d, which :: and ::1 are not.
  if (zeros(4) && words[4] === 0xffff && words[5] === 0) return low;
  if (zeros(6) && (words[6] !== 0 || words[7]! > 1)) return low;
  if (words[0] === 0x64 && words[1] === 0xff9b && words.slice(2, 6).every((word) => word === 0)) return low;
  if (words[0] === 0x2002) return dotted(words[1]!, words[2]!);
  return undefined;
}

function dotted(high: number, low: number): string {
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

/** The eight 16-bit words of a valid IPv6 literal. */
function ipv6Words(address: string): number[] {
  const hex = address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, a, b, c, d) =>
    [(Number(a) << 8) | Number(b), (Number(c) << 8) | Number(d)].map((word) => word.toString(16)).join(':'),
  );
  const [head, tail] = hex.split('::').map((part) => (part === '' ? [] : part.split(':')));
  if (head === undefined) return [];
  const rest = tail ?? [];
  const gap = tail === undefined ? 0 : 8 - head.length - rest.length;
  return [...head, ...Array<string>(gap).fill('0'), ...rest].map((word) => Number.parseInt(word, 16));
}

function blockList(networks: readonly string[]): net.BlockList {
  const list = new net.BlockList();
  for (const network of networks) {
    const [address = '', prefix] = network.split('/');
    list.addSubnet(address, Number(prefix), net.isIPv6(address) ? 'ipv6' : 'ipv4');
  }
  return list;
}
