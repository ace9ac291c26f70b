import type { Connection } from 'vscode-languageserver';
import { MessageType, ShowMessageNotification } from 'vscode-languageserver';
import { PROBLEM, type ProblemParams } from '../protocol.ts';

/** Keeps the server alive: an error in a handler is logged with its method, shown once, and answered with nothing. */
export class Guard {
  readonly #connection: Connection;
  #shown = false;
  /** Set once the client said that it understands `oidcTrust/problem`. */
  notifiesProblems = false;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  request<Params, Result>(
    method: string,
    empty: Result,
    answer: (params: Params) => Result,
  ): (params: Params) => Result {
    return (params) => {
      try {
        return answer(params);
      } catch (error) {
        this.report(method, error);
        return empty;
      }
    };
  }

  notification<Params>(method: string, handle: (params: Params) => void): (params: Params) => void {
    return this.request<Params, void>(method, undefined, handle);
  }

  report(method: string, error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    this.#connection.console.error(`${method} failed: ${withCauses(error)}`);
    if (this.notifiesProblems) this.#send<ProblemParams>(PROBLEM, { method, message });
    if (this.#shown) return;
    this.#shown = true;
    const text = `OIDC Trust could not answer ${method}: ${message}. Details are in its log; further errors are only logged.`;
    this.#send(ShowMessageNotification.method, { type: MessageType.Error, message: text });
  }

  /** A connection that is gone cannot be told anything. */
  #send<Params>(method: string, params: Params): void {
    this.#connection.sendNotification(method, params).catch(() => undefined);
  }
}

function withCauses(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const own = error.stack ?? error.message;
  return error.cause === undefined ? own : `${own}\nCaused by: ${withCauses(error.cause)}`;
}
