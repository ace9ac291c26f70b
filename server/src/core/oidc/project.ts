/** What a project says of itself in its configuration: facts beside the catalogue, which count for its policies alone. */
import type { OidcProvider } from '../policy/model.ts';
import type { Provider } from './provider.ts';

export interface Project {
  /** Issuers of its own. They come before those of the catalogue. */
  readonly issuers: readonly Provider[];
  /** Audiences that its tokens carry, whatever the issuer. */
  readonly audiences: readonly string[];
  /** The organisations whose workloads may assume its roles; empty where it does not say. */
  readonly organisations: readonly string[];
}

export const NO_PROJECT: Project = { issuers: [], audiences: [], organisations: [] };

/** What is known, beside the catalogue, of the issuers that a module's policies may mean. */
export interface Issuers {
  /** The providers that the module declares. */
  readonly declared: readonly OidcProvider[];
  readonly own: Project['issuers'];
}

export const NO_ISSUERS: Issuers = { declared: [], own: [] };
