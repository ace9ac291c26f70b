/** How long the steps of a look-up take. */
import type { Step } from './error.ts';

export class StepClock {
  #running: { readonly step: Step; readonly since: number } | undefined;
  #spent = new Map<Step, number>();

  begin(step: Step): void {
    this.#stop();
    this.#running = { step, since: performance.now() };
  }

  /** Milliseconds by step since it was last asked. */
  take(): ReadonlyMap<Step, number> {
    this.#stop();
    const spent = this.#spent;
    this.#spent = new Map();
    return spent;
  }

  #stop(): void {
    if (this.#running === undefined) return;
    const { step, since } = this.#running;
    this.#spent.set(step, (this.#spent.get(step) ?? 0) + performance.now() - since);
    this.#running = undefined;
  }
}
