/** How files were that are otherwise now: in the last commit, where VS Code's git knows the file, else as it was saved. */
import * as vscode from 'vscode';
import { isCandidate, mayMatter } from './selector.ts';
import { serverUri } from './uris.ts';

/** A change of more files than these is not looked through while somebody edits. */
const MAX_FILES = 100;

export interface Previous {
  /** `HEAD`, or what else the files are compared with. */
  readonly name: string;
  readonly texts: readonly { readonly uri: string; readonly text: string | null }[];
}

/** The part of the API of the built-in extension `vscode.git` that is used here. */
interface GitExtension {
  readonly enabled: boolean;
  getAPI(version: 1): GitApi;
}

interface GitApi {
  readonly repositories: readonly GitRepository[];
  readonly onDidOpenRepository: vscode.Event<GitRepository>;
  getRepository(uri: vscode.Uri): GitRepository | null;
}

interface GitChange {
  readonly uri: vscode.Uri;
  readonly originalUri: vscode.Uri;
}

interface GitRepository {
  readonly state: {
    readonly HEAD: { readonly commit?: string } | undefined;
    readonly indexChanges: readonly GitChange[];
    readonly workingTreeChanges: readonly GitChange[];
    readonly mergeChanges: readonly GitChange[];
    readonly untrackedChanges?: readonly GitChange[];
    readonly onDidChange: vscode.Event<void>;
  };
  /** The content of a file in a revision; rejects where there is none. */
  show(revision: string, path: string): Promise<string>;
}

export class PreviousTexts implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscriptions: vscode.Disposable[] = [this.#changed];
  /** By commit and path. */
  readonly #committed = new Map<string, Promise<string | null>>();
  #git: Promise<GitApi | undefined> | undefined;

  /** The last commit, or what differs from it on disk, has changed. */
  readonly onDidChange = this.#changed.event;

  /** What is otherwise now, of all that the roles of a file may depend on. */
  async of(uri: vscode.Uri): Promise<Previous> {
    const repository = (await this.#api())?.getRepository(uri);
    const commit = repository?.state.HEAD?.commit;
    const edited = vscode.workspace.textDocuments.filter((other) => other.isDirty && isCandidate(other));
    if (!repository || !commit)
      return { name: vscode.l10n.t('the saved file'), texts: await Promise.all(edited.map(saved)) };
    const uris = new Map(
      [...changedIn(repository), ...edited.map(({ uri }) => uri)].map((uri) => [uri.toString(), uri] as const),
    );
    if (uris.size > MAX_FILES) return { name: 'HEAD', texts: [] };
    const texts = [...uris].map(async ([, uri]) => ({
      uri: serverUri(uri),
      text: await this.#inCommit(repository, commit, uri.fsPath),
    }));
    return { name: 'HEAD', texts: await Promise.all(texts) };
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #inCommit(repository: GitRepository, commit: string, path: string): Promise<string | null> {
    const key = `${commit} ${path}`;
    let text = this.#committed.get(key);
    if (!text) {
      if (this.#committed.size > MAX_FILES) this.#committed.clear();
      text = repository.show(commit, path).catch(() => null);
      this.#committed.set(key, text);
    }
    return text;
  }

  #api(): Promise<GitApi | undefined> {
    this.#git ??= this.#connect();
    return this.#git;
  }

  /** Nothing where git is missing or switched off. */
  async #connect(): Promise<GitApi | undefined> {
    const extension = vscode.extensions.getExtension<GitExtension>('vscode.git');
    if (!extension) return undefined;
    try {
      const git = await extension.activate();
      if (!git.enabled) return undefined;
      const api = git.getAPI(1);
      const follow = (repository: GitRepository) => {
        this.#subscriptions.push(repository.state.onDidChange(() => this.#changed.fire()));
        this.#changed.fire();
      };
      this.#subscriptions.push(api.onDidOpenRepository(follow));
      api.repositories.forEach(follow);
      return api;
    } catch {
      return undefined;
    }
  }
}

/** Under the new name and the old one. */
function changedIn({ state }: GitRepository): vscode.Uri[] {
  const { indexChanges, workingTreeChanges, mergeChanges, untrackedChanges = [] } = state;
  return [...indexChanges, ...workingTreeChanges, ...mergeChanges, ...untrackedChanges]
    .flatMap(({ uri, originalUri }) => [uri, originalUri])
    .filter(mayMatter);
}

async function saved({ uri }: vscode.TextDocument): Promise<Previous['texts'][number]> {
  try {
    return { uri: serverUri(uri), text: new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)) };
  } catch {
    return { uri: serverUri(uri), text: null };
  }
}
