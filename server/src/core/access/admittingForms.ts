/**
 * Which forms of a provider's subjects a pattern admits: all forms are read at once, as one automaton that is made deterministic as
 * far as patterns lead. A letter more costs one step, wherever in the pattern it is typed.
 */
import type { Provider } from '../oidc/provider.ts';
import { type CharSet, intersect, isEmptySet } from './language/charset.ts';
import type { GlobElement } from './language/glob.ts';
import { type CompiledForm, compileSubjects } from './subjectGrammar.ts';
import { letterKey } from './subjectShape.ts';

const readers = new WeakMap<Provider, FormsReader>();

/** In the order of the provider. A hole may be any text. */
export function formsAdmitting(provider: Provider, elements: readonly GlobElement[]): readonly CompiledForm[] {
  let reader = readers.get(provider);
  if (!reader) {
    reader = new FormsReader(compileSubjects(provider).forms);
    readers.set(provider, reader);
  }
  return reader.formsAdmitting(elements);
}

/** A hostile file only empties the memory. */
const MOST_PLACES = 1_000;

/** A state of one form. */
interface State {
  readonly form: CompiledForm;
  readonly set: CharSet;
  readonly isEnd: boolean;
  readonly next: State[];
  readonly number: number;
}

/** All states that the text so far can have led to. */
interface Place {
  readonly states: readonly State[];
  readonly after: Map<string, Place>;
  admitted?: readonly CompiledForm[];
}

const ANY_TEXT = '';

class FormsReader {
  readonly #starts: readonly State[];
  readonly #places = new Map<string, Place>();

  constructor(forms: readonly CompiledForm[]) {
    let count = 0;
    this.#starts = forms.map((form) => {
      const { nfa } = form;
      const states = nfa.sets.map(
        (set, i): State => ({ form, set, isEnd: nfa.accepting[i]!, next: [], number: count + i }),
      );
      count += states.length;
      for (const [i, targets] of nfa.next.entries()) {
        for (const target of targets) states[i]!.next.push(states[target]!);
      }
      return states[0]!;
    });
  }

  formsAdmitting(elements: readonly GlobElement[]): readonly CompiledForm[] {
    let place = this.#placeOf(new Set(this.#starts));
    for (const { set } of elements) {
      place = this.#after(place, set);
      if (place.states.length === 0) return [];
    }
    place.admitted ??= [...new Set(place.states.filter(({ isEnd }) => isEnd).map(({ form }) => form))];
    return place.admitted;
  }

  /** `set`: undefined for any text. */
  #after(place: Place, set: CharSet | undefined): Place {
    const key = set ? letterKey(set) : ANY_TEXT;
    let next = place.after.get(key);
    if (!next) {
      next = this.#placeOf(set ? following(place.states, set) : reachable(place.states));
      place.after.set(key, next);
    }
    return next;
  }

  #placeOf(reached: ReadonlySet<State>): Place {
    const states = [...reached].sort((a, b) => a.number - b.number);
    const key = states.map(({ number }) => number).join();
    let place = this.#places.get(key);
    if (!place) {
      place = { states, after: new Map() };
      if (this.#places.size >= MOST_PLACES) this.#places.clear();
      this.#places.set(key, place);
    }
    return place;
  }
}

function following(states: readonly State[], set: CharSet): Set<State> {
  const reached = new Set<State>();
  for (const { next } of states)
    for (const target of next) if (!reached.has(target) && !isEmptySet(intersect(target.set, set))) reached.add(target);
  return reached;
}

function reachable(states: readonly State[]): Set<State> {
  const reached = new Set(states);
  // A set visits what is added while it is walked through.
  for (const { next } of reached) for (const target of next) reached.add(target);
  return reached;
}
