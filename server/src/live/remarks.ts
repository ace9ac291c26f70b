/** What is worth knowing about a chain: for each remark, what it means for AWS. */
import { type Chain, isSelfIssued, lastSent, subjectOf } from './chain.ts';
import { printable } from './error.ts';

export interface Warning {
  /** Upper case, stable. */
  readonly code: string;
  readonly message: string;
}

const DAY_MS = 86_400_000;
/** A thumbprint that changes within this time is worth a word now. In days. */
const SOON_DAYS = 30;

/** `now` in milliseconds since 1970. */
export function remarksOn(chain: Chain, now: number): Warning[] {
  return [...remarksOnOrder(chain), ...remarksOnDates(chain, now)];
}

/** Why a chain is not trusted that nobody has replaced: it is old, young, or another's. */
const OWN_FAULTS: ReadonlySet<string> = new Set([
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/** Where a public issuer that everybody knows as `wellKnownAs` sends a chain that cannot be its own. */
export function replacedOnTheWay(chain: Chain, wellKnownAs: string | undefined): Warning | undefined {
  if (wellKnownAs === undefined || chain.publiclyTrusted || OWN_FAULTS.has(chain.distrust ?? '')) return undefined;
  const message = `${wellKnownAs} has a public certificate, but the chain that ${chain.host} sends here ends in "${endOf(chain)}": something on this network replaces certificates. AWS sees another chain. Do not use this thumbprint; look up from another network.`;
  return { code: 'INSPECTING_PROXY', message };
}

/** For a chain that ends in no public root. */
export function privateCa(chain: Chain): Warning {
  const { host } = chain;
  const message =
    `The chain of ${host} ends in "${endOf(chain)}", which is no public root (${chain.distrust ?? 'not trusted'}). ` +
    `If ${host} uses a private CA, AWS compares the thumbprint. ` +
    'If it should be public, something on this network replaces certificates: then this is not the thumbprint that AWS sees.';
  return { code: 'PRIVATE_CA', message };
}

/** Who has issued the last certificate. */
function endOf(chain: Chain): string {
  const last = lastSent(chain);
  return isSelfIssued(last) ? subjectOf(last) : printable(last.issuer.split('\n').join(', '));
}

function remarksOnOrder({ host, sent }: Chain): Warning[] {
  const warnings: Warning[] = [];
  const last = sent.at(-1) ?? sent[0];
  const warn = (code: string, message: string) => warnings.push({ code, message });
  if (sent.length === 1 && isSelfIssued(last)) {
    warn('SELF_SIGNED', `${host} sends one self-signed certificate: its thumbprint changes whenever it is renewed.`);
  } else if (sent.length === 1) {
    warn(
      'LEAF_ONLY',
      `${host} sends its own certificate only: the thumbprint changes with every renewal. Let the server send its intermediate certificates too.`,
    );
  } else if (isSelfIssued(last)) {
    warn(
      'ROOT_SENT',
      `${host} sends its root, so the thumbprint is the root's and not that of the top intermediate CA. It changes if the server stops sending it.`,
    );
  }
  const misplaced = sent.findIndex((certificate, index) => {
    const next = sent[index + 1];
    return next !== undefined && !certificate.checkIssued(next);
  });
  if (misplaced >= 0) {
    warn(
      'OUT_OF_ORDER',
      `${host} sends its certificates out of order: number ${misplaced + 2} did not issue number ${misplaced + 1}. AWS takes the last one sent all the same; serve them as leaf, intermediates, root.`,
    );
  }
  return warnings;
}

function remarksOnDates(chain: Chain, now: number): Warning[] {
  const { host, sent } = chain;
  const warnings: Warning[] = [];
  const warn = (code: string, message: string) => warnings.push({ code, message });
  for (const certificate of sent) {
    const from = Date.parse(certificate.validFrom);
    const to = Date.parse(certificate.validTo);
    const which = `the certificate "${subjectOf(certificate)}" of ${host}`;
    if (to < now) warn('EXPIRED', `Since ${day(to)} ${which} is expired. Renew it.`);
    if (from > now) warn('NOT_YET_VALID', `Not before ${day(from)} ${which} becomes valid.`);
  }
  const end = Date.parse(lastSent(chain).validTo);
  if (end >= now && end < now + SOON_DAYS * DAY_MS) {
    warn(
      'EXPIRES_SOON',
      `On ${day(end)} the certificate behind the thumbprint of ${host} expires: its successor has another one.`,
    );
  }
  return warnings;
}

function day(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
