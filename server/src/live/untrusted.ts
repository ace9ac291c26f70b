/** What it means that this machine does not trust a host, and what to do. */

export function discoveryNotRead(host: string, code: string): string {
  return (
    `This machine does not trust the certificate chain of ${host} (${code}), so its discovery document was not read and ` +
    `the host of its keys is not known. The thumbprint given is that of ${host}: right for AWS if it serves the keys too. ${untrustedAdvice(code)}`
  );
}

export function keysNotRead(host: string, code: string): string {
  return `This machine does not trust the certificate chain of ${host} (${code}), so the keys were not read. The thumbprints given hold all the same. ${untrustedAdvice(code)}`;
}

/** By the codes of OpenSSL's X509_verify_cert and of node. */
function untrustedAdvice(code: string): string {
  switch (code) {
    case 'CERT_HAS_EXPIRED':
    case 'CERT_NOT_YET_VALID':
      return 'Renew the certificate, or check the clock of this machine.';
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return 'The certificate does not name this host: replace it.';
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'UNABLE_TO_GET_ISSUER_CERT':
      return 'If the CA is private, give its certificate (--ca FILE) and look up again. If it is public, the server leaves out an intermediate certificate.';
    default:
      return 'If the CA is private, give its certificate (--ca FILE) and look up again.';
  }
}
