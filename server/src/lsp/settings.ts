/** What the editor is set to, by folder. It counts where no configuration file does. */
import { DidChangeConfigurationNotification, MessageType, ShowMessageNotification } from 'vscode-languageserver';
import type { Config } from '../core/analysis/config.ts';
import { allowedKeys } from '../core/analysis/configSchema.generated.mjs';
import { parseConfig } from '../core/analysis/parseConfig.ts';
import { rules } from '../core/rules/index.ts';
import { uriOf } from '../workspace/fileId.ts';
import type { ServerContext } from './context.ts';

const SECTION = 'oidcTrust';

export class Settings {
  /** By the path of a folder; what counts outside of all folders is under an empty path. */
  readonly configs = new Map<string, Config>();
  readonly #folders = new Set<string>();
  #known = '';

  addFolders(folders: readonly string[]): void {
    for (const folder of folders) this.#folders.add(folder);
  }

  removeFolders(folders: readonly string[]): void {
    for (const folder of folders) this.#folders.delete(folder);
  }

  /** Asks the editor anew, and has its documents looked at again where the answer is another one. */
  async refresh(context: ServerContext): Promise<void> {
    if (!context.client.configuration) return;
    const places = ['', ...this.#folders];
    const items = places.map((folder) => ({ section: SECTION, ...(folder ? { scopeUri: uriOf(folder) } : {}) }));
    const answer: unknown = await context.connection.workspace.getConfiguration(items);
    const texts = places.map((_, i) => configText(Array.isArray(answer) ? answer[i] : undefined));
    const known = JSON.stringify([places, texts]);
    if (known === this.#known) return;
    this.#known = known;
    this.#take(places, texts, context);
    context.earlier.forget();
    context.delivery.diskChanged();
  }

  #take(places: readonly string[], texts: readonly string[], { connection, guard }: ServerContext): void {
    this.configs.clear();
    const mistakes = new Set<string>();
    for (const [i, folder] of places.entries()) {
      const parsed = parseConfig(texts[i]!, rules);
      // A folder that sets nothing is set to nothing, whatever counts outside of it.
      if (parsed.ok) this.configs.set(folder, parsed.config);
      else for (const { message } of parsed.problems) mistakes.add(message);
    }
    if (mistakes.size === 0) return;
    const message = `The settings of OIDC Trust do not count, because of a mistake: ${[...mistakes].join('; ')}`;
    connection
      .sendNotification(ShowMessageNotification.method, { type: MessageType.Warning, message })
      .catch((error: unknown) => guard.report('window/showMessage', error));
  }
}

/** After `initialized`: what the editor is set to now, and whenever that changes. */
export function followSettings(context: ServerContext): void {
  const { connection, client, guard } = context;
  if (!client.configuration) return;
  refreshSettings(context);
  if (client.registersConfiguration)
    connection.client
      .register(DidChangeConfigurationNotification.type, { section: SECTION })
      .catch((error: unknown) => guard.report('client/registerCapability', error));
  connection.onDidChangeConfiguration(() => refreshSettings(context));
}

/** Failures are told as those of any other request are. */
export function refreshSettings(context: ServerContext): void {
  context.settings.refresh(context).catch((error: unknown) => context.guard.report('workspace/configuration', error));
}

/** Of the settings those that a configuration file could hold too, as its text. */
function configText(settings: unknown): string {
  const all = typeof settings === 'object' && settings !== null ? Object.entries(settings) : [];
  const keys = allowedKeys['']!;
  const own = all.filter(([key, value]) => keys.includes(key) && value !== null && !isEmpty(value));
  return JSON.stringify(Object.fromEntries(own));
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}
