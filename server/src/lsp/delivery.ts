import type { FileId } from '../core/text/range.ts';

/** Whoever keeps what the editor shows true, and so must hear of what changes. */
export interface Delivery {
  edited(file: FileId): void;
  openedOrClosed(file: FileId): void;
  /** Files changed on disk, workspace folders came or went, or more became known of what lies in them. */
  diskChanged(): void;
  stop(): void;
}

/** Tells each of several; before `initialize` there is nobody to deliver to. */
export class Deliveries implements Delivery {
  readonly #all: Delivery[] = [];

  add(delivery: Delivery): void {
    this.#all.push(delivery);
  }

  edited(file: FileId): void {
    for (const delivery of this.#all) delivery.edited(file);
  }

  openedOrClosed(file: FileId): void {
    for (const delivery of this.#all) delivery.openedOrClosed(file);
  }

  diskChanged(): void {
    for (const delivery of this.#all) delivery.diskChanged();
  }

  stop(): void {
    for (const delivery of this.#all) delivery.stop();
  }
}
