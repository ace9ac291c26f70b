/**
 * Automata without empty moves. Each state stands for one place in an expression: to enter it is to read one character
 * of its set. So a state's tag says which named stretch the character just read belongs to.
 */
import { type CharSet, has, NONE } from './charset.ts';
import type { Expression } from './expression.ts';

/** The tag of states that belong to no named stretch. */
export const UNTAGGED = -1;

export interface Nfa {
  /** What is read on entering the state. State 0 is the start and is never entered. */
  readonly sets: readonly CharSet[];
  readonly next: readonly (readonly number[])[];
  readonly accepting: readonly boolean[];
  readonly tags: readonly number[];
  /**
   * By state: the row that it stands in, where the automaton is nothing but rows of elements behind the start. A way from a
   * state leads along its row and leaves out nothing but stars, so whatever it reads, a star further on in the row reads too.
   */
  readonly rows?: readonly number[];
}

/** A part of an automaton under construction: where it may begin and end, and whether it may be empty. */
interface Fragment {
  readonly first: readonly number[];
  readonly last: readonly number[];
  readonly nullable: boolean;
}

const NOTHING: Fragment = { first: [], last: [], nullable: true };

/** Longest automaton that an expression may give: catalogue patterns stay far below. */
const MAX_STATES = 20_000;

/**
 * Builds the automaton of an expression (Glushkov's construction).
 * @throws RangeError if the expression is absurdly large.
 */
export function compile(expression: Expression): Nfa {
  const builder = new Builder();
  const all = builder.build(expression, UNTAGGED);
  builder.link([0], all.first);
  const accepting = builder.sets.map(() => false);
  for (const state of all.last) accepting[state] = true;
  if (all.nullable) accepting[0] = true;
  return { sets: builder.sets, next: builder.next, accepting, tags: builder.tags };
}

class Builder {
  readonly sets: CharSet[] = [NONE];
  readonly next: number[][] = [[]];
  readonly tags: number[] = [UNTAGGED];

  build(expression: Expression, tag: number): Fragment {
    switch (expression.kind) {
      case 'chars':
        return this.#state(expression.set, tag);
      case 'tagged':
        return this.build(expression.item, expression.tag);
      case 'sequence':
        return expression.items.reduce((done, item) => this.#join(done, this.build(item, tag)), NOTHING);
      case 'choice':
        return either(expression.items.map((item) => this.build(item, tag)));
      case 'repeat':
        return this.#repeat(expression.item, expression.min, expression.max, tag);
    }
  }

  link(from: readonly number[], to: readonly number[]): void {
    for (const state of from) {
      const targets = this.next[state]!;
      const isNew = targets.length === 0;
      for (const target of to) if (isNew || !targets.includes(target)) targets.push(target);
    }
  }

  #state(set: CharSet, tag: number): Fragment {
    if (this.sets.length >= MAX_STATES) throw new RangeError('expression too large');
    const state = this.sets.length;
    this.sets.push(set);
    this.next.push([]);
    this.tags.push(tag);
    return { first: [state], last: [state], nullable: false };
  }

  #join(a: Fragment, b: Fragment): Fragment {
    this.link(a.last, b.first);
    return {
      first: a.nullable ? [...a.first, ...b.first] : a.first,
      last: b.nullable ? [...a.last, ...b.last] : b.last,
      nullable: a.nullable && b.nullable,
    };
  }

  #repeat(item: Expression, min: number, max: number, tag: number): Fragment {
    let done = NOTHING;
    for (let i = 1; i < min; i++) done = this.#join(done, this.build(item, tag));
    if (max === Number.POSITIVE_INFINITY) {
      const loop = this.build(item, tag);
      this.link(loop.last, loop.first);
      return this.#join(done, min === 0 ? { ...loop, nullable: true } : loop);
    }
    if (min > 0) done = this.#join(done, this.build(item, tag));
    return this.#join(done, this.#atMost(item, max - min, tag));
  }

  /** `(x(x(x)?)?)?`: built from the inside, so that each copy is followed by one copy only. */
  #atMost(item: Expression, times: number, tag: number): Fragment {
    let rest = NOTHING;
    for (let i = 0; i < times; i++) rest = { ...this.#join(this.build(item, tag), rest), nullable: true };
    return rest;
  }
}

function either(fragments: readonly Fragment[]): Fragment {
  return {
    first: fragments.flatMap(({ first }) => first),
    last: fragments.flatMap(({ last }) => last),
    nullable: fragments.some(({ nullable }) => nullable),
  };
}

/** Whether the automaton accepts a text. */
export function accepts(nfa: Nfa, text: string): boolean {
  let current = new Set([0]);
  for (let i = 0; i < text.length && current.size > 0; i++) current = step(nfa, current, text.charCodeAt(i));
  return [...current].some((state) => nfa.accepting[state]);
}

/** The states after one more character. */
function step(nfa: Nfa, states: Iterable<number>, unit: number): Set<number> {
  const after = new Set<number>();
  for (const state of states) {
    for (const target of nfa.next[state]!) if (has(nfa.sets[target]!, unit)) after.add(target);
  }
  return after;
}
