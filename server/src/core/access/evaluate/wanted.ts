/** A value of a condition, made ready for comparison: policy variables put in, unknown parts marked. */
import { type Hole, show, type Text } from '../../value/text.ts';
import type { KeyState } from './keys.ts';

/** What is asked for. A part that is not known stands in `text` as a wildcard `*`, so that the pattern matches too much. */
export interface Wanted {
  readonly text: string;
  /** Offsets in `text` at which `*` and `?` stand for themselves. */
  readonly plain: ReadonlySet<number>;
  /** Why it is not known in full. */
  readonly unknown?: string;
  /** Why it can match nothing: a policy variable without a value. */
  readonly noValue?: string;
}

/** How `${...}` is read: as variables, as text, or it is not known which. */
export type Variables = ((key: string) => KeyState) | 'plain text' | 'not known';

/** Reads a condition's value. `wildcards`: whether the operator gives `*` and `?` a meaning. */
export function wantedFrom(text: Text, wildcards: boolean, variables: Variables): Wanted {
  const writer = new Writer(wildcards);
  if (variables === 'not known' && text.some((part) => typeof part === 'string' && part.includes('${')))
    writer.unknown('whether `${...}` is a policy variable here is not known');
  else if (typeof variables === 'function') writeParts(text, writer, variables);
  else for (const part of text) typeof part === 'string' ? writer.text(part) : writer.unknown(notKnown(part));
  return writer.done();
}

class Writer {
  readonly #plain = new Set<number>();
  readonly #wildcards: boolean;
  #text = '';
  #unknown: string | undefined;
  noValue: string | undefined;

  constructor(wildcards: boolean) {
    this.#wildcards = wildcards;
  }

  text(text: string, wildcards = this.#wildcards): void {
    if (!wildcards) for (const { index } of text.matchAll(/[*?]/g)) this.#plain.add(this.#text.length + index);
    this.#text += text;
  }

  unknown(why: string): void {
    this.#unknown ??= why;
    this.#text += '*';
  }

  /** AWS does not say whether a wildcard that a variable brings along is one. */
  value(text: string): void {
    if (this.#wildcards && /[*?]/.test(text))
      this.unknown('what a wildcard in a policy variable means is not documented');
    else this.text(text, false);
  }

  done(): Wanted {
    return {
      text: this.#text,
      plain: this.#plain,
      ...(this.#unknown === undefined ? {} : { unknown: this.#unknown }),
      ...(this.noValue === undefined ? {} : { noValue: this.noValue }),
    };
  }
}

type ReadKey = (key: string) => KeyState;

/** A plain scan, because a regular expression takes quadratic time on `${${${`. */
function writeParts(text: Text, writer: Writer, read: ReadKey): void {
  for (const [i, part] of text.entries()) {
    if (typeof part !== 'string') writer.unknown(notKnown(part));
    else if (!writeStretch(part, text[i - 1], text[i + 1], writer, read)) return;
  }
}

/** False when all that follows may belong to a variable that began here. */
function writeStretch(
  part: string,
  before: string | Hole | undefined,
  after: string | Hole | undefined,
  writer: Writer,
  read: ReadKey,
): boolean {
  // The hole before may hold the beginning of a variable that ends here.
  let at = before === undefined ? 0 : part.indexOf('}') + 1;
  for (let open = part.indexOf('${', at); open >= 0; open = part.indexOf('${', at)) {
    writer.text(part.slice(at, open));
    const close = part.indexOf('}', open);
    if (close < 0) {
      writer.unknown('a policy variable does not end');
      return false;
    }
    writeVariable(part.slice(open + 2, close), writer, read);
    at = close + 1;
  }
  const rest = part.slice(at);
  const mayBegin = after !== undefined && rest.endsWith('$');
  writer.text(mayBegin ? rest.slice(0, -1) : rest);
  if (mayBegin) writer.unknown('whether a policy variable begins here is not known');
  return !mayBegin;
}

/** `${key}`, `${key, 'default'}`, and `${*}`, `${?}`, `${$}` for the character itself. */
function writeVariable(body: string, writer: Writer, read: ReadKey): void {
  if (body === '*' || body === '?' || body === '$') {
    writer.text(body, false);
    return;
  }
  const comma = body.indexOf(',');
  const key = (comma < 0 ? body : body.slice(0, comma)).trim();
  const fallback = comma < 0 ? undefined : quotedText(body.slice(comma + 1).trim());
  if (key === '' || (comma >= 0 && fallback === undefined)) writer.unknown('a policy variable is misspelled');
  else writeValue(key, read(key), fallback, writer);
}

function quotedText(text: string): string | undefined {
  return text.length >= 2 && text.startsWith("'") && text.endsWith("'") ? text.slice(1, -1) : undefined;
}

function writeValue(key: string, state: KeyState, fallback: string | undefined, writer: Writer): void {
  if (state.is === 'not known') {
    writer.unknown(state.why);
  } else if (state.is === 'present') {
    const [only] = state.values;
    if (state.multivalued || only === undefined)
      writer.unknown(`a policy variable needs a key with one value, and \`${key}\` may have several`);
    else writer.value(only);
  } else if (fallback !== undefined) {
    writer.value(fallback);
  } else {
    writer.noValue ??= `the policy variable \`${key}\` has no value`;
  }
}

function notKnown(hole: Hole): string {
  return hole.key === undefined ? 'a part of the value is not known' : `\`${show([hole])}\` is not known`;
}
