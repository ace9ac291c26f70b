/**
 * Regular expressions as Go's RE2 reads them, in the part of the language that is certain. A pattern becomes a small program
 * that is run with a memory of the places it has been at, so that it ends in time proportional to pattern times text.
 */

type Step =
  | { readonly op: 'char'; readonly test: (code: number) => boolean }
  /** Two ways on; the first is preferred. */
  | { readonly op: 'split'; readonly first: number; readonly second: number }
  | { readonly op: 'jump'; readonly to: number }
  | { readonly op: 'save'; readonly slot: number }
  | { readonly op: 'assert'; readonly test: (text: readonly number[], at: number) => boolean }
  | { readonly op: 'match' };

export interface Pattern {
  readonly groups: number;
  /** The names of groups by number; empty where they have none. */
  readonly names: ReadonlyMap<number, string>;
  readonly program: readonly Step[];
}

/** A match: for each group where it begins and ends, in code points. Group 0 is the whole. */
export type Match = readonly ([number, number] | undefined)[];

type Node =
  | { readonly kind: 'char'; readonly test: (code: number) => boolean }
  | { readonly kind: 'assert'; readonly test: (text: readonly number[], at: number) => boolean }
  | { readonly kind: 'sequence'; readonly items: readonly Node[] }
  | { readonly kind: 'choice'; readonly options: readonly Node[] }
  | { readonly kind: 'group'; readonly number: number; readonly body: Node }
  | {
      readonly kind: 'repeat';
      readonly body: Node;
      readonly min: number;
      readonly max: number;
      readonly lazy: boolean;
    };

const MAX_PROGRAM = 2_000;
const MAX_WORK = 2_000_000;

/** Reads a pattern; undefined for what is not certainly read as Go reads it. */
export function compilePattern(source: string): Pattern | undefined {
  // Which letters beyond ASCII are the same in both cases is not followed.
  if (source.length > 1_000 || (source.startsWith('(?i)') && /[^\0-\x7f]/.test(source))) return undefined;
  const reader = new Reader(source);
  const node = reader.alternatives(0);
  if (!node || !reader.atEnd) return undefined;
  const program: Step[] = [];
  emit({ kind: 'group', number: 0, body: node }, program);
  program.push({ op: 'match' });
  return program.length > MAX_PROGRAM ? undefined : { groups: reader.groups, names: reader.names, program };
}

class Reader {
  groups = 0;
  readonly names = new Map<number, string>();
  readonly #text: readonly string[];
  readonly #folds: boolean;
  #at = 0;

  constructor(source: string) {
    this.#folds = source.startsWith('(?i)');
    this.#text = [...source.slice(this.#folds ? 4 : 0)];
  }

  get atEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  alternatives(depth: number): Node | undefined {
    if (depth > 20) return undefined;
    const options: Node[] = [];
    do {
      const items: Node[] = [];
      while (!this.atEnd && this.#peek() !== '|' && this.#peek() !== ')') {
        const item = this.#repeated(depth);
        if (!item) return undefined;
        items.push(item);
      }
      options.push({ kind: 'sequence', items });
    } while (this.#take('|'));
    return options.length === 1 ? options[0] : { kind: 'choice', options };
  }

  #peek(): string {
    return this.#text[this.#at] ?? '';
  }

  #take(expected: string): boolean {
    if (this.#peek() !== expected) return false;
    this.#at++;
    return true;
  }

  #rest(): string {
    return this.#text.slice(this.#at, this.#at + 60).join('');
  }

  #repeated(depth: number): Node | undefined {
    const body = this.#atom(depth);
    if (!body) return undefined;
    let [min, max] = [1, 1];
    if (this.#take('*')) [min, max] = [0, Number.POSITIVE_INFINITY];
    else if (this.#take('+')) max = Number.POSITIVE_INFINITY;
    else if (this.#take('?')) min = 0;
    else if (this.#peek() === '{') {
      const count = /^\{(\d{1,3})(,(\d{0,3}))?\}/.exec(this.#rest());
      if (!count) return undefined;
      this.#at += count[0].length;
      min = Number(count[1]);
      max = count[2] === undefined ? min : count[3] === '' ? Number.POSITIVE_INFINITY : Number(count[3]);
      if (max < min || min > 100 || (max > 100 && max !== Number.POSITIVE_INFINITY)) return undefined;
    } else return body;
    const lazy = this.#take('?');
    // A second quantifier is an error in Go, and a repeated part that may be empty is not followed.
    if ('*+?{'.includes(this.#peek() || ' ') || body.kind === 'assert' || (max > 1 && mayBeEmpty(body)))
      return undefined;
    return { kind: 'repeat', body, min, max, lazy };
  }

  #atom(depth: number): Node | undefined {
    const c = this.#peek();
    this.#at++;
    switch (c) {
      case '.':
        return { kind: 'char', test: (code) => code !== 10 };
      case '^':
        return { kind: 'assert', test: (_, at) => at === 0 };
      case '$':
        return { kind: 'assert', test: (text, at) => at === text.length };
      case '(':
        return this.#group(depth);
      case '[':
        return this.#set();
      case '\\': {
        if (this.#take('b'))
          return { kind: 'assert', test: (text, at) => isWordAt(text, at - 1) !== isWordAt(text, at) };
        const test = this.#escape();
        return test && { kind: 'char', test: this.#folded(test) };
      }
      case '*':
      case '+':
      case '?':
      case '{':
      case '}':
      case ']':
        return undefined;
      default: {
        const wanted = c.codePointAt(0)!;
        return { kind: 'char', test: this.#folded((code) => code === wanted) };
      }
    }
  }

  /** The test for both cases of a letter where the pattern begins with `(?i)`. */
  #folded(test: (code: number) => boolean): (code: number) => boolean {
    if (!this.#folds) return test;
    return (code) => test(code) || otherCases(code).some(test);
  }

  #group(depth: number): Node | undefined {
    let number: number | undefined = ++this.groups;
    const named = /^\?P?<([A-Za-z_]\w{0,30})>/.exec(this.#rest());
    if (named) {
      this.names.set(number, named[1]!);
      this.#at += named[0].length;
    } else if (this.#peek() === '?') {
      if (this.#text[this.#at + 1] !== ':') return undefined;
      this.groups--;
      number = undefined;
      this.#at += 2;
    }
    const body = this.alternatives(depth + 1);
    if (!body || !this.#take(')')) return undefined;
    return number === undefined ? body : { kind: 'group', number, body };
  }

  #escape(): ((code: number) => boolean) | undefined {
    const c = this.#peek();
    this.#at++;
    const named = CLASSES[c];
    if (named) return named;
    const control = CONTROLS[c];
    const code = control ?? (/^[!-/:-@[-`{-~]$/.test(c) ? c.codePointAt(0) : undefined);
    return code === undefined ? undefined : (other) => other === code;
  }

  /** `[...]` behind its bracket. */
  #set(): Node | undefined {
    const negated = this.#take('^');
    const tests: ((code: number) => boolean)[] = [];
    for (let first = true; first || this.#peek() !== ']'; first = false) {
      const c = this.#peek();
      if (c === '' || c === '[' || (first && c === ']')) return undefined;
      this.#at++;
      if (c === '\\') {
        const test = this.#escape();
        if (!test || (this.#peek() === '-' && this.#text[this.#at + 1] !== ']')) return undefined;
        tests.push(test);
        continue;
      }
      const low = c.codePointAt(0)!;
      const isRange = this.#peek() === '-' && this.#text[this.#at + 1] !== ']';
      if (!isRange) {
        if (c === '-' && !first && this.#peek() !== ']') return undefined;
        tests.push((code) => code === low);
        continue;
      }
      const end = this.#text[this.#at + 1];
      const high = end?.codePointAt(0);
      if (c === '-' || high === undefined || end === '\\' || end === '[' || high < low) return undefined;
      this.#at += 2;
      tests.push((code) => code >= low && code <= high);
    }
    this.#at++;
    const any = this.#folded((code) => tests.some((test) => test(code)));
    return { kind: 'char', test: (code) => any(code) !== negated };
  }
}

/** The other letters that count as the same: those of ASCII, the long s and the sign for Kelvin. */
function otherCases(code: number): readonly number[] {
  if (code === 0x17f) return [83, 115];
  if (code === 0x212a) return [75, 107];
  const isUpper = code >= 65 && code <= 90;
  const isLower = code >= 97 && code <= 122;
  return isUpper ? [code + 32] : isLower ? [code - 32] : [];
}

function isWordAt(text: readonly number[], at: number): boolean {
  const code = text[at];
  return code !== undefined && isWord(code);
}

const isDigit = (code: number): boolean => code >= 48 && code <= 57;
const isWord = (code: number): boolean =>
  isDigit(code) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95;
const isSpace = (code: number): boolean => code === 9 || code === 10 || code === 12 || code === 13 || code === 32;
const CLASSES: Readonly<Record<string, (code: number) => boolean>> = {
  d: isDigit,
  D: (code) => !isDigit(code),
  w: isWord,
  W: (code) => !isWord(code),
  s: isSpace,
  S: (code) => !isSpace(code),
};
const CONTROLS: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, f: 12, v: 11 };

function mayBeEmpty(node: Node): boolean {
  switch (node.kind) {
    case 'char':
      return false;
    case 'assert':
      return true;
    case 'sequence':
      return node.items.every(mayBeEmpty);
    case 'choice':
      return node.options.some(mayBeEmpty);
    case 'group':
      return mayBeEmpty(node.body);
    case 'repeat':
      return node.min === 0 || mayBeEmpty(node.body);
  }
}

function emit(node: Node, program: Step[]): void {
  if (program.length > MAX_PROGRAM) return;
  switch (node.kind) {
    case 'char':
      program.push({ op: 'char', test: node.test });
      return;
    case 'assert':
      program.push({ op: 'assert', test: node.test });
      return;
    case 'sequence':
      for (const item of node.items) emit(item, program);
      return;
    case 'group':
      program.push({ op: 'save', slot: node.number * 2 });
      emit(node.body, program);
      program.push({ op: 'save', slot: node.number * 2 + 1 });
      return;
    case 'choice':
      emitChoice(node.options, program);
      return;
    case 'repeat':
      emitRepeat(node, program);
  }
}

function emitChoice(options: readonly Node[], program: Step[]): void {
  const jumps: number[] = [];
  options.forEach((option, i) => {
    const last = i === options.length - 1;
    const split = last ? -1 : program.push({ op: 'split', first: 0, second: 0 }) - 1;
    emit(option, program);
    if (last) return;
    jumps.push(program.push({ op: 'jump', to: 0 }) - 1);
    program[split] = { op: 'split', first: split + 1, second: program.length };
  });
  for (const jump of jumps) program[jump] = { op: 'jump', to: program.length };
}

function emitRepeat({ body, min, max, lazy }: Node & { kind: 'repeat' }, program: Step[]): void {
  for (let i = 0; i < min; i++) emit(body, program);
  const split = (at: number, to: number): void => {
    program[at] = { op: 'split', first: lazy ? to : at + 1, second: lazy ? at + 1 : to };
  };
  if (max === Number.POSITIVE_INFINITY) {
    const at = program.push({ op: 'match' }) - 1;
    emit(body, program);
    program.push({ op: 'jump', to: at });
    split(at, program.length);
    return;
  }
  const splits: number[] = [];
  for (let i = min; i < max; i++) {
    splits.push(program.push({ op: 'match' }) - 1);
    emit(body, program);
  }
  for (const at of splits) split(at, program.length);
}

/** All matches from left to right, as Go finds them; undefined when it would take too long. */
export function findAll(pattern: Pattern, text: readonly number[], limit: number): Match[] | undefined {
  const matches: Match[] = [];
  if (pattern.program.length * (text.length + 1) > MAX_WORK) return undefined;
  let from = 0;
  let previousEnd = -1;
  while (from <= text.length && matches.length < limit) {
    const match = firstMatch(pattern, text, from);
    if (!match) break;
    const [start, end] = match[0]!;
    // An empty match right behind the one before does not count.
    if (end > start || start !== previousEnd) matches.push(match);
    previousEnd = end;
    from = end > start ? end : end + 1;
    if (matches.length * text.length * pattern.program.length > MAX_WORK * 10) return undefined;
  }
  return matches;
}

/** The leftmost match at or behind an offset, of those the preferred one. */
function firstMatch(pattern: Pattern, text: readonly number[], from: number): Match | undefined {
  const { program } = pattern;
  // A state that led nowhere leads nowhere from any start.
  const visited = new Uint8Array(program.length * (text.length - from + 1));
  for (let start = from; start <= text.length; start++) {
    const match = run(pattern, text, start, from, visited);
    if (match) return match;
  }
  return undefined;
}

function run(
  pattern: Pattern,
  text: readonly number[],
  start: number,
  from: number,
  visited: Uint8Array,
): Match | undefined {
  const { program } = pattern;
  const slots: number[] = new Array<number>((pattern.groups + 1) * 2).fill(-1);
  /** What is still to try: a place in program and text, or a slot to set back. */
  const stack: ({ pc: number; at: number } | { slot: number; old: number })[] = [{ pc: 0, at: start }];
  while (stack.length > 0) {
    const next = stack.pop()!;
    if ('slot' in next) {
      slots[next.slot] = next.old;
      continue;
    }
    let { pc, at } = next;
    for (;;) {
      const state = pc * (text.length - from + 1) + (at - from);
      if (visited[state] === 1) break;
      visited[state] = 1;
      const step = program[pc]!;
      if (step.op === 'match') return groupsOf(slots);
      if (step.op === 'jump') pc = step.to;
      else if (step.op === 'split') {
        stack.push({ pc: step.second, at });
        pc = step.first;
      } else if (step.op === 'save') {
        stack.push({ slot: step.slot, old: slots[step.slot]! });
        slots[step.slot] = at;
        pc++;
      } else if (step.op === 'assert') {
        if (!step.test(text, at)) break;
        pc++;
      } else {
        if (at >= text.length || !step.test(text[at]!)) break;
        at++;
        pc++;
      }
    }
  }
  return undefined;
}

function groupsOf(slots: readonly number[]): Match {
  const groups: ([number, number] | undefined)[] = [];
  for (let i = 0; i < slots.length; i += 2) {
    const [start, end] = [slots[i]!, slots[i + 1]!];
    groups.push(start < 0 || end < 0 ? undefined : [start, end]);
  }
  return groups;
}
