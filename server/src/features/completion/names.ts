/** What to write for the parts of a subject: from where the code is hosted, and from the service accounts that are there. */
import { isCodeHost } from '../../core/oidc/codeHost.ts';
import type { Provider } from '../../core/oidc/provider.ts';
import { known } from '../../core/value/text.ts';
import type { GitRemote } from '../../workspace/gitRemote.ts';
import type { CompletionSource, IssuerUse } from './context.ts';

/** The parts of an issuer's subjects that the remote of the repository gives; none where it is hosted elsewhere. */
export function namesFor(
  provider: Provider,
  issuer: string | undefined,
  remote: GitRemote | undefined,
): ReadonlyMap<string, string> {
  const { codeHost } = provider;
  if (!codeHost || !remote || !isCodeHost(codeHost, issuer, remote.host)) return new Map();
  const steps = remote.path.split('/');
  const [first, second, third] = codeHost.path;
  const between = steps.slice(1, -1);
  if (between.length > 0 && third === undefined) return new Map();
  const names = new Map([
    [first, steps[0]!],
    [third ?? second, steps.at(-1)!],
  ]);
  if (between.length > 0) names.set(second, `/${between.join('/')}`);
  return names;
}

/** As above, for an issuer in use. */
export function namesIn(
  source: CompletionSource,
  provider: Provider,
  use: IssuerUse | undefined,
): ReadonlyMap<string, string> {
  return namesFor(provider, use && known(use.issuer), source.remote());
}
