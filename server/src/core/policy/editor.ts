/**
 * Semantic edits of a trust policy, one implementation per surface. Every function gives the text edits, or undefined where
 * the edit would not be safe: the text is computed, shared by another user, or not wholly there.
 */

import type { TextEdit } from '../text/edit.ts';
import type { SourceRange } from '../text/range.ts';
import { ANY, known, startsWith } from '../value/text.ts';
import { type Dialect, entryOf, isOwnLiteral, knownString, textOf, type Value } from '../value/value.ts';
import { withOtherName } from './alignment.ts';
import { addArgument, addBlock, joinBlocks, removeBlock, removeBlockItem, setBlockOperator } from './documentEditor.ts';
import { firstElement, namedAttribute, unwrapped } from './expressionEditor.ts';
import type {
  BlockSite,
  Condition,
  DuplicateKey,
  Element,
  Listing,
  Misfit,
  Presence,
  RepeatedCondition,
  Statement,
  TrustPolicy,
} from './model.ts';
import { itemLines, itemsBehind } from './notes.ts';
import {
  addElement,
  addObjectCondition,
  isOwn,
  joinEntries,
  mergeEntries,
  moveObjectCondition,
  onlyItem,
  removeEntry,
  removeObjectCondition,
  renameOperator,
  wrapInObject,
} from './objectEditor.ts';
import { quote } from './quote.ts';
import { stretchOf } from './textPlace.ts';

/** The text of a file that is being analysed. */
export type TextOf = (file: string) => string;

/** A condition key as a text, or as source that is already quoted. */
export type KeyText = string | { readonly source: string };

export type Edits = readonly TextEdit[] | undefined;

export class PolicyEditor {
  readonly #textOf: TextOf;

  constructor(textOf: TextOf) {
    this.#textOf = textOf;
  }

  /** Writes another string in a literal's place. */
  replaceString(value: Value, text: string): Edits {
    if (!isOwnLiteral(value) || !value.dialect || knownString(value) === text) return undefined;
    const newText = this.#like(value.at, text, value.dialect);
    return [{ range: value.at, newText }, ...withOtherName(this.#textOf(value.at.file), value.at, newText)];
  }

  /**
   * Changes a stretch of a string's text, also of a template. The offset counts UTF-16 units of the text, what is not known of it
   * as nothing; the stretch must lie in literal text.
   */
  editText(value: Value, at: number, remove: number, insert: string): Edits {
    if (value.kind !== 'string' || (value.via ?? []).length > 0 || !/^[\w:/.*@-]*$/.test(insert)) return undefined;
    const whole = known(value.text);
    if (whole !== undefined && isOwnLiteral(value))
      return this.replaceString(value, whole.slice(0, at) + insert + whole.slice(at + remove));
    const range = stretchOf(value, at, remove, this.#textOf);
    return range && [{ range, newText: insert }];
  }

  /** Takes `https://` from the front of a literal, or wraps the expression that brings it in: `${replace(x, "https://", "")}`. */
  dropScheme(value: Value): Edits {
    const text = value.kind === 'string' ? known(value.text) : undefined;
    if (text !== undefined && isOwnLiteral(value)) return this.replaceString(value, text.replace(/^https?:\/\//i, ''));
    if (value.kind !== 'string' || (value.via ?? []).length > 0) return undefined;
    const piece = value.template?.pieces.find(
      (each) => each.kind === 'value' && startsWith(textOf(each.value) ?? ANY, 'https://') === 'yes',
    );
    if (!piece) return undefined;
    const file = value.at.file;
    const written = this.#textOf(file).slice(piece.span.start, piece.span.end);
    const match = /^\$\{(~?\s*)([\s\S]*?)(\s*~?)\}$/.exec(written);
    if (!match) return undefined;
    return [
      { range: { file, ...piece.span }, newText: `\${${match[1]}replace(${match[2]}, "https://", "")${match[3]}}` },
    ];
  }

  /** Leaves of a string only what is behind something else: from the interpolation on that begins so. */
  keepFrom(value: Value, start: string): Edits {
    if (value.kind !== 'string' || (value.via ?? []).length > 0) return undefined;
    const pieces = value.template?.pieces ?? [];
    const kept = pieces.findIndex(
      (each) => each.kind === 'value' && startsWith(textOf(each.value) ?? ANY, start) === 'yes',
    );
    if (kept < 1) return undefined;
    const range = { file: value.at.file, start: pieces[0]!.span.start, end: pieces[kept]!.span.start };
    return [{ range, newText: '' }];
  }

  /** Puts a condition's key under another operator, its values as they are or with these edits. */
  setOperator(condition: Condition, operator: string, within: readonly TextEdit[] = []): Edits {
    const { site } = condition;
    if (site.kind === 'generated') return undefined;
    if (site.kind === 'object') return moveObjectCondition(this.#textOf, site, operator, within);
    const renamed = setBlockOperator(this, condition, operator);
    return renamed && [...renamed, ...within];
  }

  /** Writes an operator's name anew, for all its keys; where the other name stands there already, its keys join those. */
  renameOperator(condition: Condition, operator: string): Edits {
    const { site } = condition;
    return site.kind === 'object'
      ? renameOperator(this.#textOf, site, operator)
      : this.setOperator(condition, operator);
  }

  /** Asks whether the key is there, whatever its value. */
  testPresence(condition: Condition, isThere: boolean): Edits {
    const { site, values } = condition;
    const isAlone = site.kind === 'object' ? site.operatorObject.entries.length === 1 : site.kind === 'block';
    const renamed = isAlone ? this.setOperator(condition, 'Null') : undefined;
    const [only] = values.items;
    if (!renamed || !only || values.items.length > 1) return undefined;
    const written = this.replaceString(only, isThere ? 'false' : 'true');
    return written && [...renamed, ...written];
  }

  /** Puts the values of one condition into those of an earlier one with the same operator and key. */
  joinConditions({ first, later }: RepeatedCondition): Edits {
    if (first.site.kind === 'block' && later.site.kind === 'block') return joinBlocks(this.#textOf, first, later);
    if (first.site.kind !== 'object' || later.site.kind !== 'object') return undefined;
    if (first.site.operatorObject !== later.site.operatorObject) return undefined;
    return joinEntries(this.#textOf, later.site.operatorObject, first.site.entry, later.site.entry);
  }

  /** Takes an argument out of a block. */
  removeArgument(argument: Presence<unknown>): Edits {
    return argument.is === 'present' ? removeBlockItem(this.#textOf, argument.at) : undefined;
  }

  /** Adds a resource behind a block. `lines` are those of its body, without indentation. */
  addResource({ at }: BlockSite, header: string, lines: readonly string[]): Edits {
    const range = { file: at.file, start: at.end, end: at.end };
    return [{ range, newText: `\n\n${header} {\n${lines.map((line) => `  ${line}`).join('\n')}\n}` }];
  }

  /** Lets a reference name another attribute: `data.x.y` and `data.x.y.id` become `data.x.y.json`. */
  nameAttribute(value: Value, attribute: string): Edits {
    return namedAttribute(this.#textOf, value, attribute);
  }

  /** Lets a reference to an element of a list name the first one. */
  nameFirst(value: Value): Edits {
    return firstElement(this.#textOf, value);
  }

  /** Takes a function away from around its argument. */
  unwrap(value: Value): Edits {
    return unwrapped(this.#textOf, value);
  }

  /** Gives an element the name that is meant, where no other has it. */
  renameElement({ site }: Element, name: string): Edits {
    if (site.kind !== 'object' || entryOf(site.container, name)) return undefined;
    return this.replaceString(site.entry.key, name);
  }

  removeSid({ site, sid }: Statement): Edits {
    if (site.kind === 'block' && sid.is === 'present') return removeBlockItem(this.#textOf, sid.at);
    const entry = site.kind === 'object' ? entryOf(site.object, 'Sid') : undefined;
    return site.kind === 'object' && entry ? removeEntry(this.#textOf, site.object, entry) : undefined;
  }

  /** Adds `Effect` or `Action` to a statement that has none. */
  addElement({ site }: Statement, name: 'Effect' | 'Action', values: readonly string[]): Edits {
    if (site.kind === 'generated') return undefined;
    if (site.kind === 'object')
      return addElement(this.#textOf, site.object, name, values, name === 'Effect' ? 'first' : 'last');
    return name === 'Action' ? addArgument(this.#textOf, site, 'actions', values) : undefined;
  }

  /** Adds the version at the beginning of a policy that has none. */
  addVersion({ written }: TrustPolicy, version: string): Edits {
    return written && addElement(this.#textOf, written, 'Version', [version], 'first');
  }

  removeElement(element: Element): Edits {
    const { site } = element;
    if (site.kind === 'generated') return undefined;
    return site.kind === 'block'
      ? removeBlockItem(this.#textOf, element.at)
      : removeEntry(this.#textOf, site.container, site.entry);
  }

  /** Adds a condition. The key is text to be quoted, or the source of a literal as it stands elsewhere in the policy. */
  addCondition(statement: Statement, operator: string, key: KeyText, values: readonly string[]): Edits {
    const { site } = statement;
    if (site.kind === 'generated') return undefined;
    if (site.kind === 'block') return addBlock(this.#textOf, site, operator, key, values);
    return addObjectCondition(this.#textOf, site.object, operator, key, values);
  }

  removeCondition(statement: Statement, { at, site }: Condition): Edits {
    if (site.kind === 'block') return removeBlockItem(this.#textOf, at);
    if (site.kind !== 'object' || statement.site.kind !== 'object') return undefined;
    return removeObjectCondition(this.#textOf, statement.site.object, site);
  }

  /** The key of another claim of the same issuer, written as a condition's own key is, template expressions included. */
  siblingKey({ key }: Condition, claim: string): KeyText | undefined {
    if ((key.via ?? []).length > 0) return undefined;
    const source = this.#textOf(key.at.file).slice(key.at.start, key.at.end);
    const match = /^(\\?"[\s\S]*:)[\w/.-]+(\\?")$/.exec(source);
    return match ? { source: `${match[1]}${claim}${match[2]}` } : undefined;
  }

  /** Puts the entries of the later of two equal keys into the first one. */
  mergeDuplicate(duplicate: DuplicateKey): Edits {
    return mergeEntries(this.#textOf, duplicate.container, duplicate.first, duplicate.later);
  }

  /** Takes a list item out, with its comma. */
  removeItem(items: readonly Value[], item: Value): Edits {
    const index = items.indexOf(item);
    if (index < 0 || (item.via ?? []).length > 0 || isComputed(item)) return undefined;
    const [previous, next] = [items[index - 1], items[index + 1]];
    const { file, start, end } = item.at;
    if (!next && !previous) return undefined;
    const range = next ? { file, start, end: next.at.start } : { file, start: previous!.at.end, end };
    const text = this.#textOf(file);
    // Between items stands nothing but commas, and comments in HCL, where the last item may have a comma.
    const between = next ? text.slice(end, next.at.start) : text.slice(previous!.at.end, start);
    const lines = /[#/]/.test(between) ? itemLines(text, item.at) : undefined;
    return [{ range: lines ?? range, newText: '' }];
  }

  /** Takes one of several statements out: a block, or an element of a list that is written where it is used. */
  removeStatement(statements: readonly Statement[], statement: Statement): Edits {
    const { site, at } = statement;
    if (site.kind === 'block') return removeBlock(this.#textOf, site.at);
    const index = statements.indexOf(statement);
    const isFirst = index === 0;
    const other = statements[isFirst ? 1 : index - 1];
    if (site.kind !== 'object' || other?.site.kind !== 'object' || !isOwn(site.object) || !isOwn(other.site.object))
      return undefined;
    const [start, end] = isFirst ? [at.end, other.at.start] : [other.at.end, at.start];
    if (at.file !== other.at.file || !/^\s*,\s*$/.test(this.#textOf(at.file).slice(start, end))) return undefined;
    const range = isFirst ? { ...at, end: other.at.start } : { ...at, start: other.at.end };
    return [{ range, newText: '' }];
  }

  /** Writes several strings in the place of one; a value that stands alone becomes a list. */
  replaceBySeveral({ items, at }: Listing<Value>, value: Value, texts: readonly string[]): Edits {
    if (!isOwnLiteral(value) || !value.dialect) return undefined;
    const { dialect } = value;
    const written = texts.map((text) => quote(text, dialect)).join(', ');
    const isAlone = items.length === 1 && at.start === value.at.start && at.end === value.at.end;
    return [{ range: value.at, newText: isAlone ? `[${written}]` : written }];
  }

  /** Writes another claim of the same issuer in a key, also in one that is a template. */
  replaceClaim(key: Value, claim: string, by: string): Edits {
    const length = (textOf(key) ?? []).reduce((sum, part) => sum + (typeof part === 'string' ? part.length : 0), 0);
    return this.editText(key, length - claim.length, claim.length, by);
  }

  /** Puts a string behind the last item of a list. */
  addItem(items: readonly Value[], text: string): Edits {
    const last = items[items.length - 1];
    if (last?.kind !== 'string' || !isOwnLiteral(last) || !last.dialect) return undefined;
    return itemsBehind(this.#textOf(last.at.file), last.at, quote(text, last.dialect));
  }

  /** Adds a string to a list, or makes a list of the one that stands alone. */
  addToListing({ items, at }: Listing<Value>, text: string): Edits {
    const [only] = items;
    if (!only || only.at.start !== at.start || only.at.end !== at.end) return this.addItem(items, text);
    if (!isOwnLiteral(only)) return undefined;
    const own = this.#textOf(at.file).slice(at.start, at.end);
    return [{ range: at, newText: `[${own}, ${quote(text, only.dialect!)}]` }];
  }

  /** Gives a value the type that belongs there: quotes around a number, the only item of a list without its brackets. */
  correctType({ value, expected, dialect }: Misfit): Edits {
    if (value.kind === 'list' && expected !== 'strings') return onlyItem(this.#textOf, value);
    if ((value.kind !== 'number' && value.kind !== 'bool') || !dialect || (value.via ?? []).length > 0)
      return undefined;
    if (expected !== 'string' && expected !== 'strings') return undefined;
    // As written: `2012-10-17` without quotes is a subtraction in HCL, and its value is not what is meant.
    const written = this.#textOf(value.at.file).slice(value.at.start, value.at.end);
    return [{ range: value.at, newText: quote(written, dialect) }];
  }

  /** Makes the object of a principal that is only a name: `{ "AWS": ... }`. */
  wrapPrincipal({ value, dialect }: Misfit, type: string): Edits {
    return value.kind === 'string' && value.dialect && dialect
      ? wrapInObject(this.#textOf, value, type, dialect)
      : undefined;
  }

  /** Takes the white space away that stands before the JSON; an indented heredoc keeps it and is written as one. */
  dropLeadingSpace({ at, leadingSpace, surface }: TrustPolicy): Edits {
    if (!leadingSpace) return undefined;
    const { file, start } = leadingSpace;
    const text = this.#textOf(file);
    const lineStart = text.lastIndexOf('\n', start - 2) + 1;
    const opening = /<<[A-Za-z_]\w*\r?\n$/.exec(text.slice(lineStart, start));
    const space = text.slice(start, leadingSpace.end);
    const lines = text.slice(start, at.end).split('\n');
    const indented = !space.includes('\n') && lines.every((line) => line.trim() === '' || line.startsWith(space));
    if (surface !== 'heredoc' || !opening || !indented) return [{ range: leadingSpace, newText: '' }];
    const marker = lineStart + opening.index + '<<'.length;
    return [{ range: { file, start: marker, end: marker }, newText: '-' }];
  }

  /** A bare key keeps being bare where the new text allows it. */
  #like(at: SourceRange, text: string, dialect: Dialect): string {
    const bare = dialect === 'hcl' && this.#textOf(at.file).charAt(at.start) !== '"';
    return bare && /^[A-Za-z_][\w-]*$/.test(text) ? text : quote(text, dialect);
  }
}

/** A string that is no literal of its own place: what makes it may be used elsewhere too. */
function isComputed(value: Value): boolean {
  return value.kind === 'string' && value.dialect === undefined && value.template === undefined;
}
