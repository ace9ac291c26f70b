/** Subjects that an issuer can send, drawn at random from its grammar. */
import { type CharSet, has } from '../../server/src/core/access/language/charset.ts';
import { accepts, type Nfa } from '../../server/src/core/access/language/nfa.ts';
import { compileSubjects } from '../../server/src/core/access/subjectGrammar.ts';
import type { Provider } from '../../server/src/core/oidc/provider.ts';
import { Random } from '../unit/access/random.ts';

/** Longer walks are given up. */
const MAX_LENGTH = 300;

/** Whether a provider can send a subject; undefined where not all its subjects are known. */
export function isSubjectOf(provider: Provider, subject: string): boolean | undefined {
  const { complete, forms } = compileSubjects(provider);
  return forms.some(({ nfa }) => accepts(nfa, subject)) || (complete ? false : undefined);
}

/** Walks through the automata of a provider's forms. */
export class SubjectSampler {
  readonly #forms: readonly Nfa[];
  readonly #random: Random;
  /** By automaton and state: the next states from which the end is nearest. */
  readonly #nearerEnd = new Map<Nfa, readonly (readonly number[])[]>();

  constructor(provider: Provider, seed = 20261121) {
    this.#forms = compileSubjects(provider).forms.map(({ nfa }) => nfa);
    this.#random = new Random(seed);
    for (const nfa of this.#forms) {
      const distance = distances(nfa);
      const nearest = nfa.next.map((targets) => {
        const least = Math.min(...targets.map((target) => distance[target]!));
        return targets.filter((target) => distance[target] === least);
      });
      this.#nearerEnd.set(nfa, nearest);
    }
  }

  /** Subjects of all forms in turns, many of them close to one of the patterns; none where no form is known. */
  sample(count: number, patterns: readonly string[] = []): string[] {
    const subjects: string[] = [];
    if (this.#forms.length === 0) return subjects;
    for (let round = 0; subjects.length < count && round < 4 * count; round++) {
      const guide = patterns.length > 0 && round % 4 !== 0 ? this.#random.of(patterns) : '';
      const subject = this.#walk(this.#forms[round % this.#forms.length]!, guide);
      if (subject !== undefined) subjects.push(subject);
    }
    return subjects;
  }

  /** One way through an automaton, along a pattern as far as it goes; where the two part, the pattern may lose a character. */
  #walk(nfa: Nfa, guide: string): string | undefined {
    const random = this.#random;
    let text = '';
    let at = 0;
    for (let state = 0; text.length < MAX_LENGTH; ) {
      const targets = nfa.next[state]!;
      while (guide[at] === '*' && random.below(3) === 0) at++;
      const isDone = at >= guide.length;
      if (nfa.accepting[state] && (targets.length === 0 || (isDone && random.below(4) === 0))) return text;
      const unit = isDone || guide[at] === '*' || guide[at] === '?' ? undefined : guide.charCodeAt(at);
      const fitting = unit === undefined ? [] : targets.filter((target) => has(nfa.sets[target]!, unit));
      if (unit !== undefined && fitting.length > 0 && random.below(60) > 0) {
        state = random.of(fitting);
        text += String.fromCharCode(unit);
        at++;
        continue;
      }
      state = random.of(isDone || random.below(3) > 0 ? this.#nearerEnd.get(nfa)![state]! : targets);
      text += this.#member(nfa.sets[state]!);
      if (guide[at] === '?' || (unit !== undefined && random.below(2) === 0)) at++;
    }
    return undefined;
  }

  #member(set: CharSet): string {
    const range = 2 * this.#random.below(set.length / 2);
    const [from, to] = [Math.max(set[range]!, 0x21), Math.min(set[range + 1]!, 0x7e)];
    return String.fromCharCode(from <= to ? from + this.#random.below(to - from + 1) : set[range]!);
  }
}

/** By state: how many characters are missing at least. */
function distances(nfa: Nfa): Int32Array {
  const distance = new Int32Array(nfa.next.length).fill(MAX_LENGTH);
  nfa.accepting.forEach((isEnd, state) => {
    if (isEnd) distance[state] = 0;
  });
  for (let changed = true; changed; ) {
    changed = false;
    for (let state = nfa.next.length - 1; state >= 0; state--) {
      for (const target of nfa.next[state]!) {
        if (distance[target]! + 1 >= distance[state]!) continue;
        distance[state] = distance[target]! + 1;
        changed = true;
      }
    }
  }
  return distance;
}
