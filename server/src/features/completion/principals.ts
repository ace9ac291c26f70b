/** Who can stand as principal, and which actions let them in. */
import { actions, assumeActionFor, type PrincipalKind } from '../../core/oidc/actions.ts';
import { providers as catalogue } from '../../core/oidc/catalogue.ts';
import { issuerSkeletons, plainText } from '../../core/oidc/skeletons.ts';
import { known } from '../../core/value/text.ts';
import { knownString } from '../../core/value/value.ts';
import type { PlaceDialect } from '../policyPlace.ts';
import { isReferable, type PolicyContext } from './context.ts';
import { concatInserts, type Insert, type Offer, stopsOf } from './items.ts';

const WEB_IDENTITY = assumeActionFor.oidc;
/** An account for examples. */
const ACCOUNT = '111122223333';

/** The providers of the module that can be named in it, as expressions of HCL. */
export function referenceOffers({ providers }: PolicyContext): Offer[] {
  return providers.filter(isReferable).map((provider): Offer => {
    const issuer = known(provider.issuer);
    const expression = `${provider.address}.arn`;
    return {
      label: expression,
      kind: 'principal',
      detail: issuer ?? 'a provider of this module',
      insert: [expression],
      ...(issuer === undefined ? {} : { topic: { about: 'issuer', name: issuer } }),
    };
  });
}

/** What may stand as `Federated`, written out: the module's issuers first, then those of the catalogue. */
export function federatedOffers(context: PolicyContext): Offer[] {
  const own = context.providers.flatMap(({ issuer }) => known(issuer) ?? []);
  const declared = own.map((issuer) => arnOffer(context, [issuer], 'a provider of this module'));
  const others = catalogue.flatMap((provider): Offer[] =>
    issuerSkeletons(provider)
      .filter((pieces) => !own.includes(plainText(pieces)))
      .map((pieces) =>
        provider.principal === 'builtin'
          ? builtinOffer(plainText(pieces), provider.name)
          : arnOffer(context, stopsOf(pieces), provider.name),
      ),
  );
  return [...declared, ...others];
}

function builtinOffer(issuer: string, detail: string): Offer {
  return { label: issuer, kind: 'principal', detail, insert: [issuer], topic: { about: 'issuer', name: issuer } };
}

function arnOffer(context: PolicyContext, issuer: Insert, detail: string): Offer {
  const name = issuer.map((piece) => (typeof piece === 'string' ? piece : piece.text)).join('');
  const insert = concatInserts([arnStart(context), issuer]);
  const topic = { about: 'issuer', name } as const;
  return { label: name, kind: 'principal', detail, insert, filter: `arn:aws:iam::oidc-provider/${name}`, topic };
}

/** In the account and partition of another ARN of the file, where there is one. */
function arnStart({ source }: PolicyContext): Insert {
  const [, partition = 'aws', account] = /\barn:(aws[\w-]*):iam::(\d{12}):/.exec(source.text) ?? [];
  return [`arn:${partition}:iam::`, account ?? { stop: 1, text: ACCOUNT }, ':oidc-provider/'];
}

/** The kinds of principals, by the word that stands for them in a policy. */
const TYPES: readonly { readonly name: string; readonly kinds: readonly PrincipalKind[] }[] = [
  { name: 'Federated', kinds: ['oidc', 'builtin', 'saml'] },
  { name: 'AWS', kinds: ['aws'] },
  { name: 'Service', kinds: ['service'] },
];

/** `Federated`, and the others where no action says that a token is meant. */
export function principalTypes({ statement }: PolicyContext): readonly string[] {
  const allowed = named(statement?.statement.actions);
  const assuming = actions.filter(({ name, role }) => role === 'assume' && allowed.includes(name));
  const fitting = TYPES.filter(({ kinds }) =>
    assuming.every((action) => kinds.some((kind) => action.principals.includes(kind))),
  );
  return fitting.map(({ name }) => name);
}

/** The actions that fit the principals; those that only go along with another one, where that one is there. */
export function actionOffers({ statement }: PolicyContext, beside: readonly string[]): Offer[] {
  const kinds = (statement?.federations ?? []).flatMap(({ kind }) => (kind === 'unknown' ? [] : [kind]));
  const isAssuming = actions.some(({ name, role }) => role === 'assume' && beside.includes(name));
  const fitting = actions.filter(({ name, role, principals }) => {
    if (role === 'other' || beside.includes(name) || (role === 'companion' && !isAssuming)) return false;
    return kinds.every((kind) => principals.includes(kind));
  });
  const first = (name: string): number => (name === WEB_IDENTITY ? 0 : 1);
  return fitting
    .sort((a, b) => first(a.name) - first(b.name))
    .map(
      ({ name, what }): Offer => ({
        label: name,
        kind: 'action',
        detail: what,
        insert: [name],
        topic: { about: 'action', name },
      }),
    );
}

type Actions = NonNullable<PolicyContext['statement']>['statement']['actions'];

/** The actions that are written, as far as they are known. */
export function named(written: Actions | undefined): string[] {
  return written?.is === 'present' ? written.value.items.flatMap((item) => knownString(item) ?? []) : [];
}

/** What a new statement has as principal: the only provider of the module, else an ARN to fill in. */
export function defaultPrincipal(
  context: PolicyContext,
  dialect: PlaceDialect,
): { readonly reference?: string; readonly text: Insert } {
  const [reference, second] = referenceOffers(context).map(({ label }) => label);
  if (reference !== undefined && second === undefined && dialect !== 'json') {
    return { reference, text: [`\${${reference}}`] };
  }
  const issuer = context.issuers.map((use) => known(use.issuer)).find((text) => text !== undefined);
  return { text: concatInserts([arnStart(context), [issuer ?? { stop: 1, text: catalogueExample() }]]) };
}

/** An issuer that all its customers share. */
function catalogueExample(): string {
  const provider = catalogue.find(({ tenancy, principal }) => tenancy === 'shared' && principal === 'arn');
  return plainText(issuerSkeletons(provider!)[0]!);
}
