/**
 * Text from files goes to a terminal only with its control characters spelled out: they could move the cursor, recolour or
 * hide what was printed before, and directional marks could show code in another order than it is read.
 */

/** C0 and C1 controls, line separators and directional marks. */
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/** A surrogate without its other half. */
const LONE_SURROGATE = /\p{Surrogate}/gu;

/** Safe to print on one line. */
export function escapeControls(text: string): string {
  return text.replace(UNSAFE, spell).replace(LONE_SURROGATE, spell);
}

/** JSON that keeps every value and prints no unsafe character. */
export function safeJson(value: unknown): string {
  return JSON.stringify(value).replace(UNSAFE, (character) => `\\u${hex(character).padStart(4, '0')}`);
}

/** Indented JSON with its lines kept and every other unsafe character as JSON spells it. */
export function safeJsonText(json: string): string {
  return json.replace(UNSAFE, (character) =>
    character === '\n' ? character : `\\u${hex(character).padStart(4, '0')}`,
  );
}

function spell(character: string): string {
  switch (character) {
    case '\n':
      return '\\n';
    case '\r':
      return '\\r';
    case '\t':
      return '\\t';
    default:
      return `\\u{${hex(character)}}`;
  }
}

function hex(character: string): string {
  return character.charCodeAt(0).toString(16);
}
