/** What a person may say about a look-up, and the way that follows from it. */
import type { Route, Watch } from './connect.ts';
import type { Step } from './error.ts';
import { parseProxy } from './proxy.ts';
import type { Lookup } from './resolve.ts';
import { Task } from './task.ts';
import { documentRoots, type Roots } from './trust.ts';

export interface LookupOptions {
  /** Certificates in PEM form that are trusted beside the public roots; without it, whatever this machine trusts. */
  readonly ca?: string | Buffer | undefined;
  /**
   * Whether loopback and private addresses may be contacted, or, as a function, those of a host (`localhost:8443`): it is
   * asked only about hosts that have one. Metadata and link-local addresses never are.
   */
  readonly allowPrivate?: boolean | ((host: string) => boolean) | undefined;
  /** For the whole look-up, in milliseconds; 10,000 when missing. */
  readonly timeoutMs?: number | undefined;
  /** `http://` or `https://`, with a password or without. */
  readonly proxy?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called with each host (`keys.example`, `localhost:8443`) just before it is contacted. */
  readonly onContact?: ((host: string) => void) | undefined;
  /** Stands in for `dns.lookup`. */
  readonly lookup?: Lookup | undefined;
  /** PEM roots that count as public instead of node's own list. */
  readonly publicRoots?: readonly string[] | undefined;
}

/** A look-up that judges what it sees by what the issuer is known for. */
export interface IssuerOptions extends LookupOptions {
  /** What the issuer is called, if it is a public one that everybody knows: its chain then ends in a public root. */
  readonly wellKnownAs?: string | undefined;
}

const DEFAULT_TIMEOUT_MS = 10_000;

/** The clock runs from here on: whoever opens a route ends its task. */
export function openRoute(
  options: LookupOptions,
  publicOnes: Roots,
  onStep?: (step: Step) => void,
  watch?: Watch,
): Route {
  const { allowPrivate = false } = options;
  const proxy = options.proxy === undefined ? undefined : parseProxy(options.proxy);
  const roots = documentRoots(options.ca, publicOnes);
  return {
    task: new Task(options.timeoutMs ?? DEFAULT_TIMEOUT_MS, options.signal, onStep),
    allowPrivate: typeof allowPrivate === 'function' ? allowPrivate : () => allowPrivate,
    proxy,
    lookup: options.lookup,
    roots,
    ...(watch === undefined ? {} : { watch }),
  };
}
