/**
 * What is known of one project: what it says of itself in its configuration, and what lies around it in its repository. Facts
 * beside the catalogue, which count for its policies alone.
 */
import type { OidcProvider } from '../policy/model.ts';
import type { Provider } from './provider.ts';

export interface Project {
  /** Issuers of its own. They come before those of the catalogue. */
  readonly issuers: readonly Provider[];
  /** Audiences that its tokens carry, whatever the issuer. */
  readonly audiences: readonly string[];
  /** The organisations whose workloads may assume its roles; empty where it does not say. */
  readonly organisations: readonly string[];
  /** Where its code is hosted, if that is known. */
  readonly repository?: Repository;
}

/** A repository, as the git remote names it. */
export interface Repository {
  /** In lower case. */
  readonly host: string;
  /** `owner/name`, as it is written there. */
  readonly path: string;
  /** The jobs of its workflows that assume roles, as far as they are certain. */
  readonly jobs: readonly WorkflowJob[];
}

/** A job that assumes a role of AWS by its token. */
export interface WorkflowJob {
  /** The workflow's file, from the root of the repository. */
  readonly file: string;
  readonly name: string;
  /** The ARN of the role. */
  readonly role: string;
  /** What the subject of every token of the job has behind the repository. */
  readonly context: string;
  /** What makes it so. */
  readonly reason: 'environment' | 'pull_request';
}

export const NO_PROJECT: Project = { issuers: [], audiences: [], organisations: [] };

/** What is known, beside the catalogue, of the issuers that a module's policies may mean. */
export interface Issuers {
  /** The providers that the module declares. */
  readonly declared: readonly OidcProvider[];
  readonly own: Project['issuers'];
}

export const NO_ISSUERS: Issuers = { declared: [], own: [] };
