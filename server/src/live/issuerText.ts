/** A probe in words, for a terminal and for a read-only document alike. */
import type { ChainEntry } from './chain.ts';
import type { DiscoveryReport, HostReport, IssuerProbe, StepReport } from './issuer.ts';
import type { KeyEntry } from './keys.ts';

const VERDICTS: Readonly<Record<IssuerProbe['verdict'], string>> = {
  ok: 'AWS can work with this issuer, as far as it is seen from here.',
  warning: 'The issuer answers. Look at what is marked with "warning".',
  failed: 'AWS STS could not verify a token of this issuer, if it sees what is seen from here.',
};

export function probeText(probe: IssuerProbe): string {
  const { issuer, verdict, steps, hosts, discovery, keys } = probe;
  return [
    [`Issuer  ${issuer}`, VERDICTS[verdict]],
    ...steps.map(stepLines),
    ...hosts.map(hostLines),
    discovery === null ? [] : discoveryLines(discovery),
    keys === null ? [] : ['Keys:', ...keys.map(keyLine)],
    [thumbprintLine(probe)],
  ]
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n');
}

function stepLines({ step, host, verdict, durationMs, message, remarks }: StepReport): string[] {
  const took = durationMs === null ? '' : `${durationMs} ms`;
  return [
    `${verdict.padEnd(8)} ${step.padEnd(10)} ${took.padStart(8)}  ${host}: ${message}`,
    ...remarks.map(({ code, message: remark }) => `${' '.repeat(30)}${code}: ${remark}`),
  ];
}

function hostLines({ host, tls }: HostReport): string[] {
  if (tls === null) return [];
  return [`Certificates as sent by ${host} (${tls.protocol}):`, ...tls.chain.flatMap(certificateLines)];
}

function certificateLines({ role, subject, notAfter, sha1 }: ChainEntry, index: number): string[] {
  return [
    `  ${index + 1}. ${role.padEnd(12)}  ${subject || '(no subject)'}`,
    `     until ${notAfter.slice(0, 10)}  SHA-1 ${sha1}`,
  ];
}

function discoveryLines({ issuer, issuerMatches, jwksUri, algorithms }: DiscoveryReport): string[] {
  return [
    'Discovery document:',
    `  issuer      ${issuer} (${issuerMatches ? 'as asked' : 'NOT as asked'})`,
    `  jwks_uri    ${jwksUri}`,
    `  algorithms  ${algorithms.join(', ') || '(none)'}`,
  ];
}

function keyLine({ kid, kty, alg, use, crv, bits, unusable }: KeyEntry): string {
  const size = bits === null ? (crv ?? '') : `${bits} bits`;
  const parts = [kty, size, alg ?? 'no alg', use ?? 'no use'].filter((part) => part !== '');
  return `  ${kid ?? '(no kid)'}: ${parts.join(', ')}${unusable === null ? '' : `; IAM cannot use it: it ${unusable}`}`;
}

function thumbprintLine({ awsComparesThumbprint }: IssuerProbe): string {
  if (awsComparesThumbprint === null) return 'Whether AWS compares thumbprints is not known.';
  return awsComparesThumbprint
    ? 'AWS compares the thumbprint of the IAM provider with this chain: see "oidc-trust thumbprint".'
    : 'AWS compares no thumbprint: it verifies the chain with its own public roots.';
}
