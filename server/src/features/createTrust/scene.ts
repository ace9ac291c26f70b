/** The module that a new trust is written into, and the issuer that it is about. */
import { providers as catalogue, findProvider, matchIssuer, providerById } from '../../core/oidc/catalogue.ts';
import type { Project } from '../../core/oidc/project.ts';
import type { Provider } from '../../core/oidc/provider.ts';
import type { OidcProvider, Surface } from '../../core/policy/model.ts';
import type { Module } from '../../core/terraform/module.ts';
import { known } from '../../core/value/text.ts';
import type { GitRemote } from '../../workspace/gitRemote.ts';
import type { ServiceAccount } from '../../workspace/serviceAccounts.ts';
import { isReferable, madeBy } from '../completion/context.ts';

export interface TrustScene {
  readonly directory: string;
  readonly module: Module;
  readonly providers: readonly OidcProvider[];
  /** Of the trust policies that the module has. */
  readonly surfaces: readonly Surface[];
  readonly project: Project;
  readonly remote: GitRemote | undefined;
  readonly serviceAccounts: readonly ServiceAccount[];
}

/** An issuer as it is chosen: by the provider that the module has, by the resource that has it as attribute, or by its URL. */
export type ChosenIssuer =
  | { readonly is: 'declared'; readonly address: string }
  | { readonly is: 'made'; readonly address: string }
  /** Without `https://`; `like` is the id of the catalogue's entry for what anybody may run on a host of their own. */
  | { readonly is: 'written'; readonly issuer: string; readonly like?: string };

export interface IssuerInUse {
  /** Without `https://`; undefined where only Terraform knows it. */
  readonly issuer: string | undefined;
  readonly catalogued: Provider | undefined;
  readonly declared: OidcProvider | undefined;
  /** The URL as an expression, where a resource has it. */
  readonly url?: string;
  /** What a provider for it may be called. */
  readonly name: string;
}

/** Undefined where the module has no such provider or resource any more. A provider of the same issuer is taken. */
export function issuerInUse(scene: TrustScene, chosen: ChosenIssuer): IssuerInUse | undefined {
  switch (chosen.is) {
    case 'declared': {
      const declared = scene.providers.find(({ address }) => address === chosen.address);
      return declared && isReferable(declared) ? ofDeclared(scene, declared) : undefined;
    }
    case 'made':
      return issuersMade(scene).find(({ address }) => address === chosen.address)?.use;
    case 'written': {
      const { issuer, like } = chosen;
      const declared = scene.providers.find((each) => isReferable(each) && known(each.issuer) === issuer);
      if (declared) return ofDeclared(scene, declared);
      const catalogued =
        findProvider(issuer, scene.project.issuers) ?? (like === undefined ? undefined : providerById(like));
      const name = catalogued && catalogued.issuer.kind !== 'any-host' ? catalogued.id : issuer.split('/')[0]!;
      return { issuer, catalogued, declared: undefined, name };
    }
  }
}

function ofDeclared(scene: TrustScene, declared: OidcProvider): IssuerInUse {
  const issuer = known(declared.issuer);
  // With a slash too many, or without one, it is still clear whose tokens are meant.
  const catalogued =
    issuer === undefined ? madeBy(declared.issuer) : matchIssuer(issuer, scene.project.issuers)?.provider;
  return { issuer, catalogued, declared, name: nameIn(declared.address) };
}

const resourceIssuers = new Map(
  catalogue.flatMap((provider) => (provider.issuerResource ? [[provider.issuerResource.type, provider] as const] : [])),
);

/** Resources, such as a cluster, that have an issuer and no provider for it yet. */
export function issuersMade({ module, providers }: TrustScene): readonly { address: string; use: IssuerInUse }[] {
  return module.declarations.flatMap(({ address, block, type }) => {
    const catalogued = resourceIssuers.get(type);
    const isRepeated = block.body.items.some(
      (item) => item.kind === 'attribute' && (item.name === 'count' || item.name === 'for_each'),
    );
    if (!catalogued?.issuerResource || isRepeated) return [];
    const url = `${address}.${catalogued.issuerResource.attribute}`;
    const hasProvider = providers.some(({ issuer }) =>
      issuer.some((part) => typeof part !== 'string' && part.key?.includes(`${address}.`)),
    );
    if (hasProvider) return [];
    return [{ address, use: { issuer: undefined, catalogued, declared: undefined, url, name: nameIn(address) } }];
  });
}

/** `github` of `data.aws_iam_openid_connect_provider.github`. */
function nameIn(address: string): string {
  return address.slice(address.lastIndexOf('.') + 1);
}
