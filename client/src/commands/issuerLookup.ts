/** Asks, contacts, and tells how it went. The code that opens sockets is loaded only here, and only when a look-up begins. */
import * as vscode from 'vscode';
import type {
  LookupError,
  LookupOptions,
  SignatureAnswer,
  Step,
  ThumbprintResult,
  ThumbprintUse,
} from '../../../server/src/live/index.ts';
import { connectionSettings, type Live, loadLive } from './connection.ts';
import { confirm } from './question.ts';

export interface LookupAnswer {
  readonly result: ThumbprintResult;
  /** Whether AWS compares the thumbprints at all; it does not while it trusts the chain by itself. */
  readonly use: ThumbprintUse;
}

/** What to try, by the step that failed; the message itself says what happened. */
const ADVICE: Readonly<Record<Step, string>> = {
  issuer: vscode.l10n.t('Write the issuer as in the "iss" of its tokens.'),
  ca: vscode.l10n.t('Check the setting oidcTrust.live.caFile.'),
  resolve: vscode.l10n.t('Check the host name and the name server of this machine.'),
  connect: vscode.l10n.t('Check that this machine may reach the host, or set oidcTrust.live.proxy.'),
  proxy: vscode.l10n.t('Check the setting oidcTrust.live.proxy.'),
  tls: vscode.l10n.t('Check that the host speaks TLS on this port.'),
  discovery: vscode.l10n.t('The issuer must serve /.well-known/openid-configuration.'),
  keys: vscode.l10n.t('The issuer must serve the key set that its discovery document names.'),
};

export class IssuerLookup {
  readonly #log: vscode.LogOutputChannel;
  /** Hosts with private addresses that the person allowed; forgotten when the editor closes. */
  readonly #allowedPrivate = new Set<string>();

  constructor(log: vscode.LogOutputChannel) {
    this.#log = log;
  }

  async askIssuer(title: string): Promise<string | undefined> {
    const live = await loadLive();
    return vscode.window.showInputBox({
      title,
      prompt: vscode.l10n.t('The URL of the OpenID Connect issuer, as in the "iss" of its tokens'),
      placeHolder: 'https://token.actions.githubusercontent.com',
      ignoreFocusOut: true,
      validateInput: (value) => refusal(live, value),
    });
  }

  /**
   * Contacts nobody before the person agreed. Gives nothing when it was refused, cancelled, or failed (which is shown).
   * `wellKnownAs`: the name of a public issuer that everybody knows.
   */
  async run(issuer: string, wellKnownAs: string | undefined): Promise<LookupAnswer | undefined> {
    const live = await loadLive();
    const result = await this.#look(live, issuer, (options) =>
      live.fetchThumbprint(issuer, { ...options, wellKnownAs }),
    );
    return result && { result, use: live.thumbprintUse(result) };
  }

  /**
   * The thumbprint without a question or a message: for many at once, after one question for all. Throws, also for an address
   * inside that was not allowed before.
   */
  async quietly(issuer: string, wellKnownAs: string | undefined, signal: AbortSignal): Promise<LookupAnswer> {
    const live = await loadLive();
    const allowPrivate = (host: string) => this.#allowedPrivate.has(host);
    const settings = await connectionSettings(live, issuer);
    const options = { ...settings, allowPrivate, wellKnownAs, signal, onContact: this.#announce };
    const result = await live.fetchThumbprint(issuer, options);
    return { result, use: live.thumbprintUse(result) };
  }

  /** The probe as a text to read. */
  async probe(issuer: string, wellKnownAs: string | undefined): Promise<string | undefined> {
    const live = await loadLive();
    const probe = await this.#look(live, issuer, (options) => live.probeIssuer(issuer, { ...options, wellKnownAs }));
    return probe && live.probeText(probe);
  }

  /** Whether the signature of a token is its issuer's. The token is not sent. */
  async verify(token: string, issuer: string): Promise<SignatureAnswer | undefined> {
    const live = await loadLive();
    return this.#look(live, issuer, (options) => live.verifyToken(token, options));
  }

  async #look<T>(live: Live, issuer: string, look: (options: LookupOptions) => Promise<T>): Promise<T | undefined> {
    for (;;) {
      try {
        return await this.#ask(live, issuer, look);
      } catch (error) {
        if (!(error instanceof live.LookupError)) throw error;
        if (!(await this.#wantsAgain(error))) return undefined;
      }
    }
  }

  async #ask<T>(live: Live, issuer: string, look: (options: LookupOptions) => Promise<T>): Promise<T | undefined> {
    const host = live.hostsToContact(issuer)[0]!;
    const question = vscode.l10n.t(
      'OIDC Trust will contact {0}, and the host of its keys if that is another one.',
      host,
    );
    const yes = vscode.l10n.t('Contact {0}', host);
    return (await confirm(question, yes)) ? this.#contact(live, issuer, look) : undefined;
  }

  /** Each host with an address inside is allowed by itself: a public issuer must not lead to one unseen. */
  async #contact<T>(live: Live, issuer: string, look: (options: LookupOptions) => Promise<T>): Promise<T | undefined> {
    for (;;) {
      let refused: string | undefined;
      const allowPrivate = (host: string): boolean => {
        if (!this.#allowedPrivate.has(host)) refused = host;
        return refused === undefined;
      };
      try {
        const answer = await this.#withProgress(live, issuer, { allowPrivate, onContact: this.#announce }, look);
        if (refused === undefined) return answer;
      } catch (error) {
        if (refused === undefined) throw error;
      }
      if (!(await this.#allow(refused))) return undefined;
    }
  }

  async #allow(host: string): Promise<boolean> {
    const question = vscode.l10n.t('{0} has an address of this machine or of a private network.', host);
    if (!(await confirm(question, vscode.l10n.t('Allow {0} until the window closes', host)))) return false;
    this.#allowedPrivate.add(host);
    return true;
  }

  readonly #announce = (host: string): void => this.#log.info(`Contacting ${host}`);

  async #withProgress<T>(
    live: Live,
    issuer: string,
    choices: LookupOptions,
    look: (options: LookupOptions) => Promise<T>,
  ): Promise<T | undefined> {
    const cancel = new AbortController();
    const options = { ...(await connectionSettings(live, issuer)), ...choices, signal: cancel.signal };
    const title = vscode.l10n.t('Looking up {0}', live.hostsToContact(issuer)[0]!);
    const progress = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
    return vscode.window.withProgress(progress, async (_progress, token) => {
      token.onCancellationRequested(() => cancel.abort());
      try {
        return await look(options);
      } catch (error) {
        if (cancel.signal.aborted) return undefined;
        throw error;
      }
    });
  }

  async #wantsAgain({ step, code, message }: LookupError): Promise<boolean> {
    this.#log.error(`Look-up failed at step ${step} (${code}): ${message}`);
    const again = vscode.l10n.t('Try again');
    const failed = vscode.l10n.t('The look-up failed at the step "{0}" ({1}).', step, code);
    const shown = [failed, inEditor(message), ADVICE[step]].join(' ');
    return (await vscode.window.showErrorMessage(shown, again)) === again;
  }
}

/** A message without the options of the command line. */
function inEditor(message: string): string {
  return message.replace(/ \(--[a-z-]+(?: [A-Z]+)?\)/g, '');
}

function refusal(live: Live, issuer: string): string | undefined {
  try {
    live.parseIssuer(issuer);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
