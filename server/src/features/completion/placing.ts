/** Puts offers at the cursor: with the quotes that are missing there, and in the words of the surface. */
import { isHcl, isInString, type PlaceDialect } from '../policyPlace.ts';
import type { NameCursor, WordCursor } from './cursor.ts';
import { type Completion, type Insert, insertedText, type Offer } from './items.ts';
import { memberText, quoteIn, text, type Written, withLines } from './writing.ts';

/** At the beginning of an argument or a block. */
export function asBlocks(offers: readonly Offer[], { outer }: NameCursor): Completion[] {
  return offers.map((offer) => ({ ...offer, span: outer, filter: offer.filter ?? offer.label }));
}

/** As the text of a string, in quotes where there are none. */
export function asStrings(offers: readonly Offer[], { place, inner }: WordCursor): Completion[] {
  const quote = quoteIn(place.dialect);
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
  if (!isHcl(place.dialect)) {
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

/** What follows a member that a comma has to part from it. */
const NEEDS_COMMA: Readonly<Partial<Record<PlaceDialect, RegExp>>> = {
  json: /^\s*"/,
  'json-in-heredoc': /^\s*"/,
  'json-in-string': /^\s*\\"/,
  'hcl-in-string': /^[ \t]*(?:\\"|\w)/,
};

/** As members of an object, or only their names where a value follows. */
export function asMembers(offers: readonly MemberOffer[], cursor: WordCursor, source: string): Completion[] {
  const { outer, place } = cursor;
  const written = source.slice(outer.end);
  const rest = isInString(place.dialect) ? withLines(written) : written;
  const isFollowed = /^[ \t]*(?:=(?!=)|:)/.test(rest);
  const comma = NEEDS_COMMA[place.dialect]?.test(rest) ? [','] : [];
  return offers.map((offer) => {
    const member = memberText({ key: offer.insert, value: offer.value }, place.dialect);
    const insert = isFollowed ? quotedName(offer.insert, cursor) : [...member, ...comma];
    return { ...offer, insert, span: outer, filter: opening(cursor) + offer.label };
  });
}

/** HCL takes simple names without quotes; those that are there stay. */
function quotedName(name: Insert, { place }: WordCursor): Insert {
  if (isHcl(place.dialect) && place.isWord && /^\w+$/.test(insertedText(name))) return name;
  const quote = quoteIn(place.dialect);
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
