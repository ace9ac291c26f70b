import type { FileId } from '../core/text/range.ts';

/**
 * How diagnostics reach the editor: it pulls them and is told when to pull again, or, where it cannot pull, they are
 * pushed. Never both, because editors keep the two apart and would show each finding twice.
 */
export interface DiagnosticDelivery {
  edited(file: FileId): void;
  openedOrClosed(file: FileId): void;
  /** Files changed on disk, workspace folders came or went, or more became known of what lies in them. */
  diskChanged(): void;
  stop(): void;
}

/** Before `initialize` there is nobody to deliver to. */
export const NO_DELIVERY: DiagnosticDelivery = {
  edited: () => undefined,
  openedOrClosed: () => undefined,
  diskChanged: () => undefined,
  stop: () => undefined,
};
