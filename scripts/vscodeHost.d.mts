export class HostUnavailable extends Error {}

export interface VscodeHost {
  readonly chromium: string;
  readonly chromiumEnv: Readonly<Record<string, string>>;
  /** The module `playwright-core`, which is no dependency of this project. */
  readonly playwright: unknown;
}

export function ensureVscodeHost(options?: { readonly log?: (line: string) => void }): Promise<VscodeHost>;
