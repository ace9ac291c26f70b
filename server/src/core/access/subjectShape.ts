/**
 * What of a pattern its issuer's subjects can tell apart. Once inside a name, one more letter of it leaves the automata of all
 * forms where they are: patterns that differ in such letters only have one shape, and one verdict.
 */

import type { Provider } from '../oidc/provider.ts';
import { type CharSet, intersect, isEmptySet, isSingle } from './language/charset.ts';
import type { GlobElement } from './language/glob.ts';
import { type CompiledForm, type CompiledSubjects, compileSubjects } from './subjectGrammar.ts';

/** Equal for patterns that no width can tell apart. */
export interface Shape {
  readonly key: string;
  /** No subject begins like this pattern. */
  readonly isDead: boolean;
  /** The places of the elements that the key names: the others are letters of a name behind its first ones. */
  readonly kept: readonly number[];
}

/** Elements of a pattern that follow each other, half-open. */
export interface Row {
  readonly from: number;
  readonly to: number;
}

/** A row of one pattern for all of its shape, by places in the list of kept elements. Undefined where only this pattern has it. */
export function rowOfShape({ from, to }: Row, elements: readonly GlobElement[], { kept }: Shape): Row | undefined {
  const placeOf = (at: number): number => (at === elements.length ? kept.length : kept.indexOf(at));
  const row = { from: placeOf(from), to: placeOf(to) };
  return row.from < 0 || row.to < 0 ? undefined : row;
}

/** What a row of a shape is in one of its patterns. */
export function rowOfPattern({ from, to }: Row, elements: readonly GlobElement[], { kept }: Shape): Row {
  return { from: kept[from] ?? elements.length, to: kept[to] ?? elements.length };
}

/** Letters of one kind that are kept: the first says that a name is entered, the second that it is longer than a letter. */
const KEPT = 2;
/** A hostile file only empties the memory. */
const MOST_PLACES = 4_000;

const readers = new WeakMap<Provider, Shapes>();

/** The shape of a pattern for the subjects of a provider. */
export function shapeOf(provider: Provider, elements: readonly GlobElement[]): Shape {
  let shapes = readers.get(provider);
  if (!shapes) {
    shapes = new Shapes(compileSubjects(provider));
    readers.set(provider, shapes);
  }
  return shapes.of(elements);
}

/** More shapes than any provider's patterns have in practice; a hostile file only empties the memory. */
const MOST_SHAPES = 5_000;

/** What is true of all patterns of one shape, decided once. */
export class ByShape<T> {
  readonly #known = new WeakMap<Provider, Map<string, T>>();

  get(provider: Provider, { key }: Shape, decide: () => T): T {
    let known = this.#known.get(provider);
    if (!known || known.size > MOST_SHAPES) {
      known = new Map();
      this.#known.set(provider, known);
    }
    let value = known.get(key);
    if (value === undefined) {
      value = decide();
      known.set(key, value);
    }
    return value;
  }
}

/** Reads the letters before the first wildcard along all forms at once. The places are remembered. */
class Shapes {
  readonly #forms: readonly CompiledForm[];
  readonly #places = new Map<string, Place>();
  #start: Place;

  constructor({ forms }: CompiledSubjects) {
    this.#forms = forms;
    this.#start = this.#atStart();
  }

  of(elements: readonly GlobElement[]): Shape {
    if (this.#places.size > MOST_PLACES) {
      this.#places.clear();
      this.#start = this.#atStart();
    }
    let place = this.#start;
    let key = '';
    const kept: number[] = [];
    let last: Move | undefined;
    let repeats = 0;
    let at = 0;
    for (; at < elements.length && elements[at]!.source === 'character' && place.heads.length > 0; at++) {
      const set = elements[at]!.set!;
      const move = this.#moveFrom(place, set);
      repeats = move.loop !== undefined && move.loop === last?.loop ? repeats + 1 : 0;
      if (repeats < KEPT || !isSingle(set)) {
        key += letterKey(set);
        kept.push(at);
      }
      last = move;
      place = move.to;
    }
    const isDead = place.heads.length === 0;
    for (; at < elements.length; at++) {
      key += elementKey(elements[at]!.set);
      kept.push(at);
    }
    return { key, isDead, kept };
  }

  #atStart(): Place {
    return this.#placeOf(this.#forms.map((_, form) => ({ form, state: 0, left: 0 })));
  }

  #moveFrom(place: Place, set: CharSet): Move {
    const key = letterKey(set);
    let move = place.moves.get(key);
    if (!move) {
      const edges = place.heads.flatMap((head, from) => this.#after(head, set).map((to) => ({ from, to })));
      const to = this.#placeOf(edges.map((edge) => edge.to));
      const loop = to === place ? loopOf(edges.map((edge) => [edge.from, to.names.get(nameOf(edge.to))!])) : undefined;
      move = { to, loop };
      place.moves.set(key, move);
    }
    return move;
  }

  #after({ form, state, left }: Head, set: CharSet): Head[] {
    const { nfa, identities } = this.#forms[form]!;
    return nfa.next[state]!.flatMap((target) => {
      if (isEmptySet(intersect(nfa.sets[target]!, set))) return [];
      const tag = nfa.tags[state]!;
      return [{ form, state: target, left: nfa.tags[target] === tag ? left : left | (identities[tag] ?? 0) }];
    });
  }

  #placeOf(heads: readonly Head[]): Place {
    const names = new Map([...new Set(heads.map(nameOf))].sort().map((name, index) => [name, index]));
    const key = [...names.keys()].join(' ');
    let place = this.#places.get(key);
    if (!place) {
      const distinct: Head[] = [];
      for (const head of heads) distinct[names.get(nameOf(head))!] = head;
      place = { heads: distinct, names, moves: new Map() };
      this.#places.set(key, place);
    }
    return place;
  }
}

/** A way to read the pattern so far. */
interface Head {
  readonly form: number;
  readonly state: number;
  /** The identities of the form, as bits, of which a stretch has been read and left. */
  readonly left: number;
}

/** All ways to read the pattern so far. */
interface Place {
  readonly heads: readonly Head[];
  /** Which of the heads it is, by name. */
  readonly names: ReadonlyMap<string, number>;
  readonly moves: Map<string, Move>;
}

interface Move {
  readonly to: Place;
  /** How the heads lead to each other, where the place stays the same and any number of such moves is as good as one. */
  readonly loop: string | undefined;
}

function nameOf({ form, state, left }: Head): string {
  return `${form}.${state}.${left}`;
}

function loopOf(edges: readonly (readonly [from: number, to: number])[]): string | undefined {
  const keys = new Set(edges.map(([from, to]) => `${from}>${to}`));
  const twice = new Set(edges.flatMap(([a, b]) => edges.flatMap(([c, d]) => (b === c ? [`${a}>${d}`] : []))));
  const isStable = keys.size === twice.size && [...keys].every((key) => twice.has(key));
  return isStable ? [...keys].sort().join() : undefined;
}

function elementKey(set: CharSet | undefined): string {
  return set ? letterKey(set) : '\0*';
}

/** Names a set; single letters, nearly all of them, as they are. */
export function letterKey(set: CharSet): string {
  return isSingle(set) && set[0] !== 0 ? (LETTERS[set[0]!] ?? String.fromCharCode(set[0]!)) : `\0[${set.join('-')}]`;
}

const LETTERS = Array.from({ length: 128 }, (_, unit) => String.fromCharCode(unit));
