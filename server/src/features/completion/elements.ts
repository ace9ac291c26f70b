/** The elements of a policy and of a statement, each with what mostly stands in it. */
import { assumeActionFor } from '../../core/oidc/actions.ts';
import { claimToRead } from '../../core/oidc/catalogue.ts';
import { isHcl, type PlaceDialect } from '../policyPlace.ts';
import { defaultValue } from './conditions.ts';
import { type IssuerUse, keyPrefix, type PolicyContext } from './context.ts';
import type { Insert } from './items.ts';
import type { MemberOffer } from './placing.ts';
import { defaultPrincipal, principalTypes } from './principals.ts';
import { type Member, object, text, type Written } from './writing.ts';

const VERSION = '2012-10-17';

export const POLICY: readonly string[] = ['Version', 'Statement'];
export const STATEMENT: readonly string[] = ['Effect', 'Principal', 'Action', 'Condition', 'Sid'];

/** The elements of these names that the object does not have yet. */
export function elementOffers(
  context: PolicyContext,
  names: readonly string[],
  beside: readonly string[],
  dialect: PlaceDialect,
): MemberOffer[] {
  return names
    .filter((name) => !beside.includes(name))
    .map((name) => ({ label: name, kind: 'element', insert: [name], value: written(context, name, dialect) }));
}

/** The words under `Principal`. */
export function principalOffers(
  context: PolicyContext,
  beside: readonly string[],
  dialect: PlaceDialect,
): MemberOffer[] {
  return elementOffers(context, principalTypes(context), beside, dialect);
}

function element(context: PolicyContext, name: string, dialect: PlaceDialect): Member {
  return { key: [name], value: written(context, name, dialect) };
}

function written(context: PolicyContext, name: string, dialect: PlaceDialect): Written {
  switch (name) {
    case 'Version':
      return text(VERSION);
    case 'Effect':
      return text('Allow');
    case 'Action':
      return text(assumeActionFor.oidc);
    case 'Federated':
      return federated(context, dialect);
    case 'Principal':
      return object(element(context, 'Federated', dialect));
    case 'Condition':
      return conditionOf(context, dialect);
    case 'Statement':
      return { kind: 'list', items: [statementOf(context, dialect)] };
    default:
      return text({ stop: 1, text: '' });
  }
}

function federated(context: PolicyContext, dialect: PlaceDialect): Written {
  const { reference, text: inQuotes } = defaultPrincipal(context, dialect);
  return reference !== undefined && isHcl(dialect) ? { kind: 'raw', text: [reference] } : text(...inQuotes);
}

/** The issuer is known where the module has one provider; else the condition has to wait for the principal. */
function statementOf(context: PolicyContext, dialect: PlaceDialect): Written {
  const names = ['Effect', 'Principal', 'Action', ...(soleIssuer(context, dialect) ? ['Condition'] : [])];
  return object(...names.map((name) => element(context, name, dialect)));
}

/** Audience and subject of the issuer. */
function conditionOf(context: PolicyContext, dialect: PlaceDialect): Written {
  const use = soleIssuer(context, dialect);
  if (!use) return object({ key: ['StringEquals'], value: { kind: 'open' } });
  const all = guards(context, use, dialect);
  const operators = [...new Set(all.map(({ operator }) => operator))];
  return object(
    ...operators.map((operator): Member => {
      const own = all.filter((each) => each.operator === operator);
      return {
        key: [operator],
        value: object(...own.map(({ key, value }): Member => ({ key: [key], value: text(...value) }))),
      };
    }),
  );
}

/** The only issuer that the statement can be about, where its keys can be written. */
export function soleIssuer({ issuers }: PolicyContext, dialect: PlaceDialect): IssuerUse | undefined {
  const [use, another] = issuers;
  return use && !another && keyPrefix(use, dialect) !== undefined ? use : undefined;
}

export interface Guard {
  readonly operator: string;
  readonly key: string;
  readonly value: Insert;
}

/** What a statement should ask of a token of an issuer: for whom it is, and whom it speaks for. */
export function guards(context: PolicyContext, use: IssuerUse, dialect: PlaceDialect): readonly Guard[] {
  const prefix = keyPrefix(use, dialect) ?? '';
  return ['aud', 'sub'].map((claim) => {
    const key = `${prefix}:${claimToRead(use.provider, claim)}`;
    const value = defaultValue(context, use, key);
    const isPattern = value.some((piece) => typeof piece === 'string' && piece.includes('*'));
    return { operator: isPattern ? 'StringLike' : 'StringEquals', key, value };
  });
}
