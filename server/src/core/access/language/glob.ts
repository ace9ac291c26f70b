/** What the values of conditions accept, as a row of elements and as an automaton. */
import type { Text } from '../../value/text.ts';
import { ANY_CHAR, type CharSet, NONE, single, singleAnyCase } from './charset.ts';
import { type Nfa, UNTAGGED } from './nfa.ts';

/** One character out of a set, or (`set` undefined) any text. */
export interface GlobElement {
  readonly set: CharSet | undefined;
  /** Where it stands, in UTF-16 units of the literal stretches; holes count nothing. */
  readonly at: number;
  readonly source: 'character' | 'one' | 'many' | 'hole';
}

export interface GlobOptions {
  /** Whether `*` and `?` are wildcards. */
  readonly wildcards: boolean;
  readonly ignoresCase: boolean;
}

/** The elements of a value; several `*` and holes in a row are one element. */
export function globElements(text: Text, options: GlobOptions): readonly GlobElement[] {
  const elements: GlobElement[] = [];
  const push = (element: GlobElement): void => {
    if (element.set === undefined && elements.at(-1)?.set === undefined && elements.length > 0) {
      // A hole must not be edited away: it hides the star beside it.
      if (element.source === 'hole') elements[elements.length - 1] = element;
    } else {
      elements.push(element);
    }
  };
  let at = 0;
  for (const part of text) {
    if (typeof part !== 'string') {
      push({ set: undefined, at, source: 'hole' });
      continue;
    }
    for (let i = 0; i < part.length; i++, at++) {
      const unit = part.charCodeAt(i);
      if (options.wildcards && unit === STAR) push({ set: undefined, at, source: 'many' });
      else if (options.wildcards && unit === QUESTION) push({ set: ANY_CHAR, at, source: 'one' });
      else push({ set: options.ignoresCase ? singleAnyCase(unit) : single(unit), at, source: 'character' });
    }
  }
  return elements;
}

const remembered = new Map<string, Nfa>();
/** A hostile file only empties the memory. */
const MOST_REMEMBERED = 500;

/** What a text accepts. Most values of a module are the same at every keystroke, and many in all its policies: each is one object. */
export function globLanguage(text: string, { wildcards, ignoresCase }: GlobOptions): Nfa {
  const isGlob = wildcards && /[*?]/.test(text);
  const key = `${isGlob ? '*' : ''}${ignoresCase ? 'i' : ''}:${text}`;
  let nfa = remembered.get(key);
  if (!nfa) {
    nfa = globNfa(globElements([text], { wildcards: isGlob, ignoresCase }));
    if (remembered.size >= MOST_REMEMBERED) remembered.clear();
    remembered.set(key, nfa);
  }
  return nfa;
}

const STAR = 0x2a;
const QUESTION = 0x3f;

/** The automaton of a row of elements. State `i + 1` is that of element `i`. */
export function globNfa(elements: readonly GlobElement[]): Nfa {
  const sets: CharSet[] = [NONE];
  const next: number[][] = [[]];
  const accepting: boolean[] = [];
  for (const { set } of elements) {
    sets.push(set ?? ANY_CHAR);
    next.push([]);
  }
  for (let state = 0; state <= elements.length; state++) {
    if (state > 0 && elements[state - 1]!.set === undefined) next[state]!.push(state);
    let target = state + 1;
    while (target <= elements.length) {
      next[state]!.push(target);
      if (elements[target - 1]!.set !== undefined) break;
      target++;
    }
    accepting.push(target > elements.length);
  }
  return { sets, next, accepting, tags: sets.map(() => UNTAGGED), rows: sets.map(() => 0) };
}
