import type { Connection } from 'vscode-languageserver';
import { ErrorCodes, MessageType, ResponseError, ShowMessageNotification } from 'vscode-languageserver';
import { PROBLEM, type ProblemParams } from '../protocol.ts';

/** Before `initialize`, from then on, and after `shutdown`. */
type Phase = 'new' | 'running' | 'ended';

/**
 * Keeps the server alive: an error in a handler is logged with its method, shown once, and answered with nothing. What comes before
 * `initialize` or after `shutdown` reaches no handler.
 */
export class Guard {
  readonly #connection: Connection;
  #phase: Phase = 'new';
  #shown = false;
  /** Set once the client said that it understands `oidcTrust/problem`. */
  notifiesProblems = false;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  get hasEnded(): boolean {
    return this.#phase === 'ended';
  }

  /** @throws ResponseError where it is not the first */
  initialize<Result>(answer: () => Result): Result {
    if (this.#phase !== 'new') throw new ResponseError(ErrorCodes.InvalidRequest, 'initialize has been sent before');
    const result = answer();
    this.#phase = 'running';
    return result;
  }

  /** @throws ResponseError where the server does not run */
  shutdown(): void {
    this.#mustRun();
    this.#phase = 'ended';
  }

  #mustRun(): void {
    switch (this.#phase) {
      case 'new':
        throw new ResponseError(ErrorCodes.ServerNotInitialized, 'initialize has to be sent first');
      case 'running':
        return;
      case 'ended':
        throw new ResponseError(ErrorCodes.InvalidRequest, 'the server has been shut down');
    }
  }

  /** @throws ResponseError where the server does not run */
  request<Params, Result>(
    method: string,
    empty: Result,
    answer: (params: Params) => Result,
  ): (params: Params) => Result {
    return (params) => {
      this.#mustRun();
      try {
        return answer(params);
      } catch (error) {
        this.report(method, error);
        return empty;
      }
    };
  }

  /** Nobody is told where one comes at the wrong time, as the protocol asks. */
  notification<Params>(method: string, handle: (params: Params) => void): (params: Params) => void {
    const guarded = this.request<Params, void>(method, undefined, handle);
    return (params) => {
      if (this.#phase === 'running') guarded(params);
    };
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
