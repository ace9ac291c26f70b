/** What stands in an IAM provider of a Terraform module: its issuer and its audiences. */
import { providers as catalogue, findProvider } from '../../core/oidc/catalogue.ts';
import { issuerSkeletons, plainText } from '../../core/oidc/skeletons.ts';
import type { GitRemote } from '../../workspace/gitRemote.ts';
import { concatInserts, type Offer, stopsOf } from './items.ts';
import { usualAudiences } from './values.ts';

/** The URLs of the catalogue; a self-hosted one is that of the remote's host where it may be. */
export function urlOffers(remote: GitRemote | undefined): Offer[] {
  const iamProviders = catalogue.filter(({ principal }) => principal === 'arn');
  return iamProviders.flatMap((provider) => {
    const isHost = provider.issuer.kind === 'any-host' && provider.codeHost?.host === 'issuer';
    const known = remote && findProvider(remote.host) ? undefined : remote?.host;
    const skeletons = isHost && known !== undefined ? [[{ blank: known }]] : issuerSkeletons(provider);
    return skeletons.map((pieces): Offer => {
      const name = plainText(pieces);
      return {
        label: `https://${name}`,
        kind: 'value',
        detail: provider.name,
        insert: concatInserts([['https://'], stopsOf(pieces)]),
        topic: { about: 'issuer', name },
      };
    });
  });
}

/** The audiences of an issuer's tokens; `issuer` is its URL, where it is written out. */
export function clientIdOffers(issuer: string | undefined, written: string): Offer[] {
  const name = issuer?.replace(/^https:\/\//, '');
  const provider = name === undefined ? undefined : findProvider(name);
  const audiences = provider ? usualAudiences(provider, name) : ['sts.amazonaws.com'];
  return audiences
    .filter((audience) => !written.includes(`"${audience}"`))
    .map(
      (audience): Offer => ({
        label: audience,
        kind: 'value',
        detail: provider?.name ?? 'what AWS asks for',
        insert: [audience],
      }),
    );
}
