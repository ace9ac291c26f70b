import type { Connection } from 'vscode-languageserver';
import type { Earlier } from '../workspace/earlier.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { ClientAbilities } from './clientAbilities.ts';
import type { Deliveries } from './delivery.ts';
import type { Documents } from './documents.ts';
import type { Guard } from './guard.ts';
import type { Indexing } from './indexing.ts';
import type { PullDelivery } from './pullDiagnostics.ts';
import type { Settings } from './settings.ts';

/** What every handler may use. `client`, `pull` and what `delivery` tells are settled by `initialize`. */
export interface ServerContext {
  readonly connection: Connection;
  readonly workspace: Workspace;
  /** What files were before, where the editor tells. */
  readonly earlier: Earlier;
  readonly documents: Documents;
  readonly guard: Guard;
  readonly indexing: Indexing;
  readonly settings: Settings;
  client: ClientAbilities;
  readonly delivery: Deliveries;
  /** Where the editor pulls diagnostics. */
  pull: PullDelivery | undefined;
}
