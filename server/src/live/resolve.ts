/** Name resolution with every answer judged: what comes back is what is connected to, there is no second look-up. */
import dns from 'node:dns';
import net from 'node:net';
import { classifyAddress } from './address.ts';
import { codeOf, LookupError } from './error.ts';
import type { Target } from './target.ts';
import type { Task } from './task.ts';

/** `dns.lookup` with `all: true`, or a stand-in for it. */
export type Lookup = (
  hostname: string,
  options: dns.LookupAllOptions,
  callback: (error: NodeJS.ErrnoException | null, addresses: dns.LookupAddress[]) => void,
) => void;

/** One refused address refuses the name: a mixed answer is how a rebinding attack looks. */
export async function resolve(
  target: Target,
  task: Task,
  lookup: Lookup | undefined,
  allowPrivate: (host: string) => boolean,
): Promise<readonly dns.LookupAddress[]> {
  if (net.isIP(target.hostname) !== 0) {
    judgeLiteral(target, allowPrivate);
    return [{ address: target.hostname, family: net.isIP(target.hostname) }];
  }
  task.at('resolve', `while resolving ${target.hostname}`);
  const addresses = await task.wait<dns.LookupAddress[]>((done, fail) => {
    const find: Lookup = lookup ?? ((hostname, options, callback) => dns.lookup(hostname, options, callback));
    find(target.hostname, { all: true }, (error, found) => {
      if (error !== null) fail(notResolved(target.hostname, error));
      else if (found.length === 0) fail(notResolved(target.hostname, { code: 'ENOTFOUND' }));
      else done(found);
    });
  });
  for (const { address } of addresses) judge(address, target, allowPrivate);
  return addresses;
}

/** Judges a host that is an address already. A proxy, which resolves names itself, would connect to that too. */
export function judgeLiteral(target: Target, allowPrivate: (host: string) => boolean): void {
  if (net.isIP(target.hostname) !== 0) judge(target.hostname, target, allowPrivate);
}

function judge(address: string, { host, hostname }: Target, allowPrivate: (host: string) => boolean): void {
  const verdict = classifyAddress(address);
  if (verdict === 'public' || (verdict === 'private' && allowPrivate(host))) return;
  const what = address === hostname ? `${address} is` : `${hostname} resolves to ${address},`;
  const message =
    verdict === 'private'
      ? `${what} a private address, and was not contacted. If the issuer is yours, allow private addresses (--allow-private).`
      : `${what} an address of instance metadata, link-local or reserved, and is never contacted.`;
  throw new LookupError('resolve', 'ADDRESS_REFUSED', message);
}

function notResolved(hostname: string, error: object): LookupError {
  const code = codeOf(error, 'ENOTFOUND');
  const asked = `Asked: ${dns.getServers().join(', ') || "the system's resolver"}.`;
  const message =
    code === 'ENOTFOUND'
      ? `The name ${hostname} was not found. ${asked} Check the spelling, the DNS server and the VPN; behind a company proxy set HTTPS_PROXY.`
      : `The name ${hostname} could not be resolved (${code}). ${asked} Check the network, the DNS server and the VPN.`;
  return new LookupError('resolve', code, message);
}
