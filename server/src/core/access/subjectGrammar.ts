/** The subjects that a provider can send, compiled: one automaton a form, and what has to be fixed to name one tenant or resource. */
import type { Level, LiteralPart, NamedPart, Provider, SubjectForm, SubjectPart } from '../oidc/provider.ts';
import { isSingle } from './language/charset.ts';
import * as language from './language/expression.ts';
import { compile, type Nfa } from './language/nfa.ts';
import { reaching } from './language/product.ts';

/** What a tag of the automaton stands for: a named part of the subject, or fixed text. */
export type TaggedPart =
  | { readonly kind: 'part'; readonly part: NamedPart }
  | { readonly kind: 'fixed'; readonly text: string; readonly isPullRequest?: true };

/** Stretches of a subject that identify something together: fixing any of them fixes it. */
export interface Identity {
  readonly level: Level;
  readonly tags: ReadonlySet<number>;
  /** Whether a subject may do without: then it identifies nothing. */
  readonly optional: boolean;
}

/** Subject parts again, with the tags of their states. */
export type TaggedTree =
  | { readonly kind: 'leaf'; readonly tag: number }
  | { readonly kind: 'choice'; readonly items: readonly (readonly TaggedTree[])[] }
  | { readonly kind: 'list'; readonly items: readonly (readonly TaggedTree[])[] };

export interface CompiledForm {
  readonly form: SubjectForm;
  /** What one issuer is for, as the provider says. */
  readonly realm: string | undefined;
  readonly nfa: Nfa;
  /** By tag. */
  readonly parts: readonly TaggedPart[];
  readonly tree: readonly TaggedTree[];
  /** Each must be fixed for the pattern to name one tenant; empty where the issuer already does. */
  readonly tenant: readonly Identity[];
  /** Each must be fixed for the pattern to name one resource. */
  readonly resource: readonly Identity[];
  /** By state: whether text that identifies the tenant or resource can still follow. */
  readonly beforeIdentity: Uint8Array;
  /** By tag: the identities to which it belongs, as bits. */
  readonly identities: readonly number[];
  /** By tag: how unusual it is, for the choice of examples. */
  readonly rank: readonly number[];
}

export interface CompiledSubjects {
  readonly complete: boolean;
  /** Customised forms come last. */
  readonly forms: readonly CompiledForm[];
}

const cache = new WeakMap<Provider, CompiledSubjects>();

/** Compiled once a provider. A provider of whose subjects nothing is known has no forms and is not complete. */
export function compileSubjects(provider: Provider): CompiledSubjects {
  let compiled = cache.get(provider);
  if (!compiled) {
    const { subject } = provider;
    const forms = [...(subject?.forms ?? [])].sort((a, b) => Number(a.kind === 'custom') - Number(b.kind === 'custom'));
    compiled = {
      complete: subject?.complete ?? false,
      forms: forms.map((form) => compileForm(form, provider)),
    };
    cache.set(provider, compiled);
  }
  return compiled;
}

/** Whose subjects they are: where tenants share the issuer, a subject has to say it. */
type Issued = Pick<Provider, 'tenancy' | 'realm'>;

export function compileForm(form: SubjectForm, issued: Issued): CompiledForm {
  const tags = new Tags();
  const { expression, tree } = tags.sequence(form.parts, { inList: false, rank: 0 });
  const nfa = compile(expression);
  const { tenant, resource } = identities(tags, issued);
  const identifying = new Set([...tenant, ...resource].flatMap((identity) => [...identity.tags]));
  const entersIdentity = nfa.next.map((targets) => targets.some((state) => identifying.has(nfa.tags[state]!)));
  return {
    form,
    realm: issued.realm,
    nfa,
    parts: tags.parts,
    tree,
    tenant,
    resource,
    beforeIdentity: reaching(nfa.next, entersIdentity),
    identities: tags.parts.map((_, tag) =>
      [...tenant, ...resource].reduce((bits, identity, i) => bits | (identity.tags.has(tag) ? 1 << i : 0), 0),
    ),
    rank: tags.ranks,
  };
}

/** Where a part stands. */
interface Place {
  readonly inList: boolean;
  readonly rank: number;
  /** In a list: the segment, by number, and whether it says itself whose the resource is. */
  readonly namesTenant?: boolean;
}

interface Built {
  readonly expression: language.Expression;
  readonly tree: readonly TaggedTree[];
}

/** Hands out tags while the parts of a form are turned into an expression. */
class Tags {
  readonly parts: TaggedPart[] = [];
  readonly places: Place[] = [];
  readonly ranks: number[] = [];

  sequence(parts: readonly SubjectPart[], place: Place): Built {
    const built = parts.map((part) => this.#part(part, place));
    return { expression: language.sequence(built.map((b) => b.expression)), tree: built.flatMap((b) => b.tree) };
  }

  #part(part: SubjectPart, place: Place): Built {
    if ('literal' in part) return this.#leaf(fixedPart(part), language.literal(part.literal), place);
    if ('part' in part) return this.#named(part, place);
    if ('oneOf' in part) {
      const built = part.oneOf.map((parts, i) => this.sequence(parts, { ...place, rank: place.rank + i }));
      return {
        expression: language.choice(built.map((b) => b.expression)),
        tree: [{ kind: 'choice', items: built.map((b) => b.tree) }],
      };
    }
    const built = part.listOf.map((parts, i) =>
      this.sequence(parts, { inList: true, rank: place.rank + i, namesTenant: parts.some(isTenantPart) }),
    );
    const separator = this.#part({ literal: part.separator }, { inList: true, rank: place.rank });
    return {
      expression: language.list(language.choice(built.map((b) => b.expression)), separator.expression),
      tree: [{ kind: 'list', items: built.map((b) => b.tree) }],
    };
  }

  /** In a list, a resource that is a path says in its first step whose it is: `repository:OWNER/REPO`. */
  #named(part: NamedPart, place: Place): Built {
    const expression = language.fromPattern(part.pattern);
    const steps = part.level === 'resource' && place.inList && !place.namesTenant ? splitPath(expression) : undefined;
    if (!steps) return this.#leaf({ kind: 'part', part }, expression, place);
    const inner = { ...place, namesTenant: true };
    const owner: NamedPart = { ...part, part: `owner of ${part.part}`, level: 'tenant' };
    const first = this.#leaf({ kind: 'part', part: owner }, steps.first, inner);
    const rest = this.#leaf({ kind: 'part', part }, steps.rest, inner);
    return {
      expression: language.sequence([first.expression, rest.expression]),
      tree: [...first.tree, ...rest.tree],
    };
  }

  #leaf(tagged: TaggedPart, expression: language.Expression, place: Place): Built {
    const tag = this.parts.length;
    this.parts.push(tagged);
    this.places.push(place);
    this.ranks.push(place.rank);
    return { expression: language.tagged(expression, tag), tree: [{ kind: 'leaf', tag }] };
  }
}

function fixedPart({ literal, isPullRequest }: LiteralPart): TaggedPart {
  return { kind: 'fixed', text: literal, ...(isPullRequest ? { isPullRequest } : {}) };
}

const SLASH = 0x2f;

/** A path taken apart before its first slash. */
function splitPath(
  expression: language.Expression,
): { first: language.Expression; rest: language.Expression } | undefined {
  if (expression.kind !== 'sequence') return undefined;
  const { items } = expression;
  const slash = items.findIndex((item) => item.kind === 'chars' && isSingle(item.set) && item.set[0] === SLASH);
  if (slash <= 0) return undefined;
  return { first: language.sequence(items.slice(0, slash)), rest: language.sequence(items.slice(slash)) };
}

/** Whether the part names what its issuer is for. */
export function isOfIssuer({ part, level }: NamedPart, realm: string | undefined): boolean {
  return level === 'tenant' && part === realm;
}

function isTenantPart(part: SubjectPart): boolean {
  return 'part' in part && part.level === 'tenant';
}

/**
 * What identifies the tenant and the resource. Parts named `X` and `X id` are one identity. In a list, any one segment
 * will do, and a resource in a segment that names no tenant is unique by itself. So is a long part of fixed shape, such
 * as a UUID. Where no part is a tenant although all customers share the issuer, the subject as a whole identifies. What the
 * issuer is for identifies nothing: it is the same in all its subjects.
 */
function identities(tags: Tags, { tenancy, realm }: Issued): { tenant: Identity[]; resource: Identity[] } {
  const named = tags.parts.flatMap((tagged, tag) =>
    tagged.kind === 'part' && !isOfIssuer(tagged.part, realm)
      ? [{ tag, part: tagged.part, place: tags.places[tag]! }]
      : [],
  );
  const inSequence = named.filter(({ place }) => !place.inList);
  const inList = named.filter(({ place }) => place.inList);
  const unique = inSequence.filter(({ part }) => part.level === 'resource' && isUnique(part)).map(({ tag }) => tag);

  const ofSequence = (level: Level, alsoBy: readonly number[]): Identity[] => {
    const groups = new Map<string, Set<number>>();
    for (const { tag, part } of inSequence) {
      if (part.level !== level) continue;
      const name = part.part.replace(/ id$/, '');
      const group = groups.get(name) ?? new Set(alsoBy);
      groups.set(name, group.add(tag));
    }
    return [...groups.values()].map((members) => ({ level, tags: members, optional: false }));
  };
  const ofList = (level: Level): Identity[] => {
    const members = inList.filter(
      ({ part, place }) =>
        part.level === level || (level === 'tenant' && part.level === 'resource' && !place.namesTenant),
    );
    const hasOwn = members.some(({ part }) => part.level === level);
    return hasOwn ? [{ level, tags: new Set(members.map(({ tag }) => tag)), optional: true }] : [];
  };

  const tenant = [...ofSequence('tenant', unique), ...ofList('tenant')];
  const resource = [...ofSequence('resource', []), ...ofList('resource')];
  if (tenancy !== 'shared') return { tenant: [], resource: [...resource, ...tenant] };
  if (tenant.length > 0) return { tenant, resource };
  return { tenant: resource.length > 0 ? resource : ofSequence('context', []), resource: [] };
}

const UNIQUE_LENGTH = 16;

/** Whether a part is an id of fixed shape, too long for two things to share one. */
function isUnique(part: NamedPart): boolean {
  const { min, max } = lengths(language.fromPattern(part.pattern));
  return min >= UNIQUE_LENGTH && max < Number.POSITIVE_INFINITY;
}

function lengths(expression: language.Expression): { min: number; max: number } {
  switch (expression.kind) {
    case 'chars':
      return { min: 1, max: 1 };
    case 'tagged':
      return lengths(expression.item);
    case 'sequence':
      return expression.items
        .map(lengths)
        .reduce((a, b) => ({ min: a.min + b.min, max: a.max + b.max }), { min: 0, max: 0 });
    case 'choice': {
      const all = expression.items.map(lengths);
      return { min: Math.min(...all.map(({ min }) => min)), max: Math.max(...all.map(({ max }) => max)) };
    }
    case 'repeat': {
      const { min, max } = lengths(expression.item);
      return { min: min * expression.min, max: expression.max === 0 ? 0 : max * expression.max };
    }
  }
}
