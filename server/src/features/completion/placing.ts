/** Puts offers at the cursor: with the quotes that are missing there, and in the words of the surface. */
import type { NameCursor, WordCursor } from './cursor.ts';
import { type Completion, type Insert, insertedText, type Offer } from './items.ts';
import { memberText, text, type Written } from './writing.ts';

/** At the beginning of an argument or a block. */
export function asBlocks(offers: readonly Offer[], { outer }: NameCursor): Completion[] {
  return offers.map((offer) => ({ ...offer, span: outer, filter: offer.filter ?? offer.label }));
}

/** As the text of a string, in quotes where there are none. */
export function asStrings(offers: readonly Offer[], { place, inner }: WordCursor): Completion[] {
  const quote = place.dialect === 'json-in-string' ? '\\"' : '"';
  return offers.map((offer) => ({
    ...offer,
    insert: place.isWord ? [quote, ...offer.insert, quote] : offer.insert,
    span: inner,
    filter: offer.filter ?? offer.label,
  }));
}

/** Instead of a string, quotes and all; in a template that is no expression of its own as an interpolation. */
export function asExpressions(offers: readonly Offer[], cursor: WordCursor): Completion[] {
  const { place, outer } = cursor;
  if (place.dialect !== 'hcl') {
    return asStrings(
      offers.map((offer) => ({ ...offer, insert: ['${', ...offer.insert, '}'] })),
      cursor,
    );
  }
  return offers.map((offer) => ({ ...offer, span: outer, filter: opening(cursor) + offer.label }));
}

/** A key of an object, and its value. */
export interface MemberOffer extends Offer {
  readonly value: Written;
}

/** As members of an object, or only their names where a value follows. */
export function asMembers(offers: readonly MemberOffer[], cursor: WordCursor, source: string): Completion[] {
  const { outer, place } = cursor;
  const rest = source.slice(outer.end);
  const isFollowed = /^[ \t]*(?:=(?!=)|:)/.test(rest);
  const comma = place.dialect !== 'hcl' && /^\s*\\?"/.test(rest) ? [','] : [];
  return offers.map((offer) => {
    const member = memberText({ key: offer.insert, value: offer.value }, place.dialect);
    const insert = isFollowed ? quotedName(offer.insert, cursor) : [...member, ...comma];
    return { ...offer, insert, span: outer, filter: opening(cursor) + offer.label };
  });
}

/** HCL takes simple names without quotes; those that are there stay. */
function quotedName(name: Insert, { place }: WordCursor): Insert {
  if (place.dialect === 'hcl' && place.isWord && /^\w+$/.test(insertedText(name))) return name;
  const quote = place.dialect === 'json-in-string' ? '\\"' : '"';
  return [quote, ...name, quote];
}

/** What is typed of a string before its text. */
function opening({ outer, inner, place }: WordCursor): string {
  return place.isWord ? '' : '"'.padStart(inner.start - outer.start, '\\');
}

/** Words that mean nothing more than they say. */
export function plainOffers(words: readonly string[]): MemberOffer[] {
  return words.map((word) => ({ label: word, kind: 'value', insert: [word], value: text() }));
}
