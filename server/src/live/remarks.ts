/** What is worth knowing about a chain: for each remark, what it means for AWS. */
import { type Chain, isSelfIssued, lastSent, subjectOf } from './chain.ts';

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
