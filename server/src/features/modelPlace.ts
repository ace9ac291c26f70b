/** What the models of a file's modules hold at a place of it: the parts of policies and providers that stand, or are used, there. */
import type { Federation } from '../core/access/federation.ts';
import { type ConditionReading, readStatement, type StatementReading } from '../core/access/reading.ts';
import type { Project } from '../core/oidc/project.ts';
import type { Listing, PolicyModel, Presence, RoleUse } from '../core/policy/model.ts';
import type { FileId, SourceRange, Span } from '../core/text/range.ts';
import { optionsOf, type Value } from '../core/value/value.ts';
import { holds } from './policyPlace.ts';

interface Placed {
  readonly value: Value;
  /** Of the places where the value stands or is referred to: the one that was asked about. */
  readonly at: SourceRange;
  /** The module call that gives the value. */
  readonly call?: RoleUse;
}

export type ModelPlace = Placed &
  (
    | { readonly kind: 'operator' | 'action' | 'url' | 'other' }
    | {
        readonly kind: 'key' | 'condition-value';
        readonly condition: ConditionReading;
        readonly statement: StatementReading;
      }
    | { readonly kind: 'principal'; readonly federation: Federation }
  );

export type FoundValue = ModelPlace extends infer Each ? (Each extends Placed ? Omit<Each, 'at'> : never) : never;

/** The values at the smallest stretch around an offset that has some; of a module that is called twice, those of each call. */
export function placesAt(
  models: readonly PolicyModel[],
  { issuers: own }: Project,
  file: FileId,
  offset: number,
): readonly ModelPlace[] {
  const found: ModelPlace[] = [];
  visitValues(models, own, (candidate) => {
    for (const value of optionsOf(candidate.value)) {
      const at = placesOf(value).find((place) => place.file === file && holds(place, offset));
      if (at) found.push({ ...candidate, value, at });
    }
  });
  const smallest = Math.min(...found.map(({ at }) => at.end - at.start));
  return found.filter(({ at }) => at.end - at.start === smallest);
}

/** Every value of the policies and providers. */
export function visitValues(
  models: readonly PolicyModel[],
  own: Project['issuers'],
  visit: (found: FoundValue) => void,
): void {
  for (const model of models) {
    visitPolicies(model, own, visit);
    visitProviders(model, visit);
  }
}

/** Where a value stands, and where it is referred to on the way. */
function placesOf({ at, via = [] }: Value): readonly SourceRange[] {
  return [...via, at];
}

function visitPolicies(
  { policies, providers }: PolicyModel,
  own: Project['issuers'],
  visit: (found: FoundValue) => void,
) {
  const issuers = { declared: providers, own };
  for (const { statements, call } of policies) {
    const called = call ? { call } : {};
    const all = (kind: 'action' | 'other', listed: Presence<Listing<Value>>): void => {
      for (const value of itemsOf(listed)) visit({ kind, value, ...called });
    };
    for (const each of statements.items) {
      const statement = readStatement(each, issuers);
      all('action', each.actions);
      all('action', each.notActions);
      for (const federation of statement.federations)
        visit({ kind: 'principal', value: federation.principal.id, federation, ...called });
      for (const condition of statement.conditions) {
        const { operator, key, values } = condition.condition;
        visit({ kind: 'operator', value: operator, ...called });
        visit({ kind: 'key', value: key, condition, statement, ...called });
        for (const value of values.items) visit({ kind: 'condition-value', value, condition, statement, ...called });
      }
    }
  }
}

function visitProviders({ providers }: PolicyModel, visit: (found: FoundValue) => void): void {
  for (const { url, clientIds, thumbprints, call } of providers) {
    const called = call ? { call } : {};
    if (url.is === 'present') visit({ kind: 'url', value: url.value, ...called });
    for (const listed of [clientIds, thumbprints])
      for (const value of itemsOf(listed)) visit({ kind: 'other', value, ...called });
  }
}

function itemsOf(listed: Presence<Listing<Value>>): readonly Value[] {
  return listed.is === 'present' ? listed.value.items : [];
}

/** The span of a place in its own file. */
export function spanOf({ at: { start, end } }: ModelPlace): Span {
  return { start, end };
}
