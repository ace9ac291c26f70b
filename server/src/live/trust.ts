/** Which roots a chain is verified against. */
import { X509Certificate } from 'node:crypto';
import tls from 'node:tls';
import { LookupError } from './error.ts';

/** Options for node's TLS; empty means what this machine trusts, in VS Code together with the system's certificates. */
export type Roots = { readonly ca?: string[]; readonly secureContext?: tls.SecureContext };

let nodesRoots: Roots | undefined;

/**
 * The public roots that node carries (Mozilla's). AWS keeps a library of its own, which is not published; a chain that
 * ends here may be taken to end there (user guide, "Obtain the thumbprint for an OpenID Connect identity provider").
 */
export function publicRoots(roots: readonly string[] | undefined): Roots {
  if (roots !== undefined) return rootsOf(roots);
  nodesRoots ??= rootsOf(tls.rootCertificates);
  return nodesRoots;
}

/** `ca` stands beside the context because VS Code adds the system's certificates to every context without it. */
function rootsOf(certificates: readonly string[]): Roots {
  const ca = [...certificates];
  return { ca, secureContext: tls.createSecureContext({ ca }) };
}

/** What the documents are verified against: the machine's roots, or the public ones and those that the person gave. */
export function documentRoots(given: string | Buffer | undefined, publicOnes: Roots): Roots {
  if (given === undefined) return {};
  return rootsOf([...(publicOnes.ca ?? []), ...readCertificates(given.toString())]);
}

function readCertificates(pem: string): string[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  const advice = 'Give the private CA\'s certificate in PEM form, which begins with "-----BEGIN CERTIFICATE-----".';
  if (blocks.length === 0) throw new LookupError('ca', 'BAD_CA', `The CA file holds no certificate. ${advice}`);
  for (const block of blocks) {
    try {
      new X509Certificate(block);
    } catch {
      throw new LookupError('ca', 'BAD_CA', `The CA file holds a certificate that cannot be read. ${advice}`);
    }
  }
  return blocks;
}
