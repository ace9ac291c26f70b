/** A look-up that failed: at which step, why, and what to try. */

/**
 * The steps of a look-up, in order. `issuer`: reading the URL; `ca`: reading the certificates given by the person;
 * `resolve`: name resolution and the judgement of the addresses; `connect`: TCP; `proxy`: the way to and through a proxy;
 * `tls`: the handshake; `discovery` and `keys`: the two documents.
 */
export type Step = 'issuer' | 'ca' | 'resolve' | 'connect' | 'proxy' | 'tls' | 'discovery' | 'keys';

/** The JSON that the command line prints when a look-up fails. */
export interface FailureJson {
  readonly error: { readonly step: Step; readonly code: string; readonly message: string };
}

export class LookupError extends Error {
  override readonly name = 'LookupError';
  readonly step: Step;
  /** Upper case, stable: `TIMEOUT`, `ADDRESS_REFUSED`, or the code of the operating system or of OpenSSL. */
  readonly code: string;

  constructor(step: Step, code: string, message: string) {
    super(message);
    this.step = step;
    this.code = code;
  }

  toJSON(): FailureJson {
    return { error: { step: this.step, code: this.code, message: this.message } };
  }
}

/** The code of an error of node's (`ECONNREFUSED`), or `otherwise`. */
export function codeOf(error: unknown, otherwise: string): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return otherwise;
  return typeof error.code === 'string' ? error.code : otherwise;
}

export function messageOf(error: unknown): string {
  return printable(error instanceof Error ? error.message : String(error));
}

/**
 * Text that a stranger's server chose (a header, a subject, a claim), made safe to show in a terminal: control, format
 * and line-breaking characters become `?`, and it is cut after `max` UTF-16 units.
 */
export function printable(text: string, max = 200): string {
  const shown = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, '?');
  return shown.length > max ? `${shown.slice(0, max)}...` : shown;
}
