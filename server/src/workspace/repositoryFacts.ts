/** What a repository says of the project in it: its name, and the workflows that assume roles. */
import path from 'node:path';
import type { Project, Repository, WorkflowJob } from '../core/oidc/project.ts';
import type { FileStore } from './fileStore.ts';
import { isWorkflow, jobsIn, WORKFLOWS } from './workflows.ts';

/** Each time the same object for equal facts: what was found out with a project holds as long as the project is the same. */
export class RepositoryFacts {
  readonly #files: FileStore;
  readonly #known = new WeakMap<Project, Map<Repository, Project>>();
  readonly #repositories = new Map<string, Repository | undefined>();
  /** By what they say. */
  readonly #distinct = new Map<string, Repository>();

  constructor(files: FileStore) {
    this.#files = files;
  }

  /** The project with what its repository adds to it. */
  addTo(project: Project, directory: string): Project {
    const root = this.#files.repositoryOf(directory);
    if (!this.#repositories.has(root)) this.#repositories.set(root, this.#read(root));
    const repository = this.#repositories.get(root);
    if (!repository) return project;
    const known = this.#known.get(project) ?? new Map<Repository, Project>();
    this.#known.set(project, known);
    const whole = known.get(repository) ?? { ...project, repository };
    known.set(repository, whole);
    return whole;
  }

  /** The remote or a workflow may be another one. */
  forget(): void {
    this.#repositories.clear();
  }

  #read(root: string): Repository | undefined {
    const remote = this.#files.gitRemote(root);
    if (!remote) return undefined;
    const read = { ...remote, jobs: this.#jobs(root) };
    const key = JSON.stringify(read);
    const repository = this.#distinct.get(key) ?? read;
    this.#distinct.set(key, repository);
    return repository;
  }

  #jobs(root: string): readonly WorkflowJob[] {
    const folder = path.join(root, WORKFLOWS);
    // A link could lead anywhere.
    const real = this.#files.realPath(root);
    if (real === undefined || this.#files.realPath(folder) !== path.join(real, WORKFLOWS)) return [];
    return this.#files
      .entries(folder)
      .filter(({ name, kind }) => kind === 'file' && isWorkflow(name))
      .flatMap(({ name }) => jobsIn(`${WORKFLOWS}/${name}`, this.#files.glance(path.join(folder, name)) ?? ''));
  }
}
