import type { CodeHost } from './provider.ts';

/** Whether an issuer's workloads come from repositories on a host. `issuer` is a host and path, where it is known. */
export function isCodeHost({ host }: CodeHost, issuer: string | undefined, asked: string): boolean {
  return host === 'issuer' ? issuer === asked : new RegExp(`^(?:${host.pattern})$`).test(asked);
}
