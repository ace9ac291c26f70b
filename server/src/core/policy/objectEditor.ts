/** Edits of policies that are written as objects: JSON files, JSON in heredocs and strings, `jsonencode`. */

import type { TextEdit } from '../text/edit.ts';
import { contains, type SourceRange } from '../text/range.ts';
import { known } from '../value/text.ts';
import { type Dialect, type Entry, entryOf, type ObjectValue, type Value } from '../value/value.ts';
import { withOtherName, withoutArgument } from './alignment.ts';
import type { Edits, KeyText, TextOf } from './editor.ts';
import { appendItems } from './listEditor.ts';
import { type ConditionSite, listingOf } from './model.ts';
import { behind, fitsOnLine, notedEntry, onLine, type Piece, plainPiece } from './notes.ts';
import { quote } from './quote.ts';

type ObjectConditionSite = Extract<ConditionSite, { kind: 'object' }>;

/**
 * Renames the operator where the key stands alone under it, else moves the entry to that operator's object. `within`: edits of the
 * values, which go with them.
 */
export function moveObjectCondition(
  textOf: TextOf,
  site: ObjectConditionSite,
  operator: string,
  within: readonly TextEdit[],
): Edits {
  const { condition, operatorEntry, operatorObject, entry } = site;
  if (!isOwn(condition) || !isOwn(operatorObject)) return undefined;
  if (!within.every(({ range }) => contains(entry.at, range))) return undefined;
  const target = entryOf(condition, operator);
  if (target && target.value.kind === 'object') {
    if (!isOwn(target.value) || entryOf(target.value, known(entry.key.text) ?? '')) return undefined;
    const moved = insertEntries(textOf, target.value, () => [
      notedEntry(textOf(entry.at.file), operatorObject, entry, within),
    ]);
    const removed =
      operatorObject.entries.length === 1
        ? removeEntry(textOf, condition, operatorEntry)
        : removeEntry(textOf, operatorObject, entry);
    return moved && removed && [...moved, ...removed];
  }
  if (target) return undefined;
  const { dialect } = condition;
  if (operatorObject.entries.length === 1) {
    const { key } = operatorEntry;
    if (!key.dialect || (key.via ?? []).length > 0) return undefined;
    return [{ range: key.at, newText: nameLike(textOf, key, operator) }, ...within];
  }
  const moved = notedEntry(textOf(entry.at.file), operatorObject, entry, within);
  if (!isMultiline(textOf, condition) && !fitsOnLine(moved)) return undefined;
  const removed = removeEntry(textOf, operatorObject, entry);
  const added = insertEntry(textOf, condition, (indent, step) =>
    objectEntry(operator, [...moved.above, onLine(moved)], dialect!, indent, step, condition, textOf),
  );
  return removed && added && [...removed, ...added];
}

/** Adds a condition to a statement, beside what is there. */
export function addObjectCondition(
  textOf: TextOf,
  statement: ObjectValue,
  operator: string,
  key: KeyText,
  values: readonly string[],
): Edits {
  if (!isOwn(statement)) return undefined;
  const { dialect } = statement;
  const line = (object: ObjectValue): string =>
    `${typeof key === 'string' ? quote(key, dialect!) : key.source}${assignment(textOf, object)}${valuesText(values, dialect!)}`;
  const condition = entryOf(statement, 'Condition');
  if (!condition) {
    return insertEntry(textOf, statement, (indent, step) =>
      objectEntry(
        'Condition',
        [objectEntry(operator, [line(statement)], dialect!, indent + step, step, statement, textOf)],
        dialect!,
        indent,
        step,
        statement,
        textOf,
      ),
    );
  }
  if (condition.value.kind !== 'object' || !isOwn(condition.value)) return undefined;
  const block = condition.value;
  const existing = entryOf(block, operator);
  if (existing)
    return existing.value.kind === 'object' && isOwn(existing.value)
      ? insertEntry(textOf, existing.value, () => line(block))
      : undefined;
  return insertEntry(textOf, block, (indent, step) =>
    objectEntry(operator, [line(block)], dialect!, indent, step, block, textOf),
  );
}

/** Puts the entries of the later of two equal keys into the first, and takes the later one away. */
export function mergeEntries(textOf: TextOf, container: ObjectValue, first: Entry, later: Entry): Edits {
  const [into, from] = [first.value, later.value];
  if (into.kind !== 'object' || from.kind !== 'object' || !isOwn(container) || !isOwn(into) || !isOwn(from))
    return undefined;
  const names = into.entries.map((entry) => known(entry.key.text)?.toLowerCase());
  if (
    from.entries.length === 0 ||
    from.entries.some((entry) => !known(entry.key.text) || names.includes(known(entry.key.text)?.toLowerCase()))
  )
    return undefined;
  const added = insertEntries(textOf, into, () =>
    from.entries.map((entry) => notedEntry(textOf(entry.at.file), from, entry)),
  );
  const removed = removeEntry(textOf, container, later);
  return added && removed && [...added, ...removed];
}

/** Writes an operator's name anew; its entries join those of an operator that has the name already. */
export function renameOperator(textOf: TextOf, site: ObjectConditionSite, operator: string): Edits {
  const { condition, operatorEntry } = site;
  const { key } = operatorEntry;
  const target = entryOf(condition, operator);
  if (target) return mergeEntries(textOf, condition, target, operatorEntry);
  if (!isOwn(condition) || !key.dialect || (key.via ?? []).length > 0) return undefined;
  const newText = nameLike(textOf, key, operator);
  return [{ range: key.at, newText }, ...withOtherName(textOf(key.at.file), key.at, newText)];
}

/** A bare word stays one where the new name can be one. */
function nameLike(textOf: TextOf, { at, dialect }: Entry['key'], name: string): string {
  const bare = dialect === 'hcl' && !textOf(at.file).startsWith('"', at.start) && /^\w+$/.test(name);
  return bare ? name : quote(name, dialect!);
}

/** Puts the values of the later of two entries behind those of the first, and takes the later one away. */
export function joinEntries(textOf: TextOf, container: ObjectValue, first: Entry, later: Entry): Edits {
  const added = appendItems(textOf, listingOf(first.value), listingOf(later.value));
  const removed = removeEntry(textOf, container, later);
  return added && removed && [...added, ...removed];
}

/** Takes an entry out, with its lines and comments where it has them for itself, and with the comma that belongs to it. */
export function removeEntry(textOf: TextOf, container: ObjectValue, entry: Entry): Edits {
  if (!isOwn(container)) return undefined;
  const { file, start, end } = entry.at;
  const text = textOf(file);
  const { lines } = notedEntry(text, container, entry);
  const index = container.entries.indexOf(entry);
  const [previous, next] = [container.entries[index - 1], container.entries[index + 1]];
  const comma = /^[ \t]*,/.exec(text.slice(end))?.[0].length ?? 0;
  const range = lines
    ? { file, ...lines }
    : { file, start: next || !previous ? start : previous.at.end, end: next ? next.at.start : end + comma };
  const edits: TextEdit[] = [{ range, newText: '' }];
  if (lines && container.dialect === 'hcl') edits.push(...withoutArgument(text, entry.at));
  if (lines && !next && previous && comma === 0 && container.dialect !== 'hcl') {
    const at = text.indexOf(',', previous.at.end);
    if (at < 0 || at >= lines.start) return undefined;
    edits.unshift({ range: { file, start: at, end: at + 1 }, newText: '' });
  }
  return edits;
}

/** Takes a condition out, and what is empty without it: its operator, then the statement's `Condition`. */
export function removeObjectCondition(textOf: TextOf, statement: ObjectValue, site: ObjectConditionSite): Edits {
  const { condition, operatorEntry, operatorObject, entry } = site;
  if (operatorObject.entries.length > 1) return removeEntry(textOf, operatorObject, entry);
  if (!isOwn(operatorObject)) return undefined;
  if (condition.entries.length > 1) return removeEntry(textOf, condition, operatorEntry);
  const whole = statement.entries.find(({ value }) => value === condition);
  return whole && isOwn(condition) ? removeEntry(textOf, statement, whole) : undefined;
}

/** Adds an element with one string, or a list of them, at an end of an object. */
export function addElement(
  textOf: TextOf,
  object: ObjectValue,
  name: string,
  values: readonly string[],
  end: 'first' | 'last',
): Edits {
  if (!isOwn(object) || entryOf(object, name)) return undefined;
  const element = `${keyText(textOf, object, name)}${assignment(textOf, object)}${valuesText(values, object.dialect!)}`;
  return end === 'last' ? insertEntry(textOf, object, () => element) : insertFirst(textOf, object, element);
}

/** A string as the only entry of an object: `"x"` becomes `{ "AWS": "x" }`. */
export function wrapInObject(textOf: TextOf, value: Value, name: string, dialect: Dialect): Edits {
  if ((value.via ?? []).length > 0) return undefined;
  const equals = dialect === 'hcl' ? ' = ' : ': ';
  const key = dialect === 'hcl' ? name : quote(name, dialect);
  return [{ range: value.at, newText: `{ ${key}${equals}${sourceOf(textOf, value.at)} }` }];
}

/** The only item of a list, without the list. */
export function onlyItem(textOf: TextOf, value: Value): Edits {
  if (value.kind !== 'list' || value.open || value.dialect === undefined || (value.via ?? []).length > 0)
    return undefined;
  const [only] = value.items;
  if (!only || value.items.length > 1 || (only.via ?? []).length > 0) return undefined;
  return [{ range: value.at, newText: sourceOf(textOf, only.at) }];
}

/** Adds an entry at the beginning of an object. */
function insertFirst(textOf: TextOf, object: ObjectValue, entry: string): Edits {
  const [first] = object.entries;
  if (!first) return insertEntry(textOf, object, () => entry);
  const { file, start } = first.at;
  const text = textOf(file);
  const range = { file, start, end: start };
  if (!isMultiline(textOf, object)) return [{ range, newText: `${entry}, ` }];
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const indent = text.slice(lineStart, start);
  const comma = needsComma(object, text) ? ',' : '';
  const brace = behind(text, object.at.start + 1);
  // Comments above the first entry stay there.
  if (brace.endsLine && text.slice(brace.at, start).trim() !== '')
    return [
      { range: { file, start: brace.at, end: brace.at }, newText: `\n${/^[ \t]*/.exec(indent)![0]}${entry}${comma}` },
    ];
  if (indent.trim() !== '') return [{ range, newText: `${entry}, ` }];
  return [{ range, newText: `${entry}${comma}\n${indent}` }];
}

/** Adds an entry at the end of an object, in the manner of its neighbours. */
function insertEntry(textOf: TextOf, object: ObjectValue, render: (indent: string, step: string) => string): Edits {
  return insertEntries(textOf, object, (indent, step) => [plainPiece(render(indent, step))]);
}

/** The same for several, with their comments, and behind the comments that stand beside the last entry. */
function insertEntries(
  textOf: TextOf,
  object: ObjectValue,
  render: (indent: string, step: string) => readonly Piece[],
): Edits {
  if (!isOwn(object)) return undefined;
  const { file, start, end } = object.at;
  const text = textOf(file);
  const last = object.entries[object.entries.length - 1];
  if (!last || !isMultiline(textOf, object)) {
    const pieces = render('', '');
    if (!pieces.every(fitsOnLine)) return undefined;
    const line = pieces.map((piece) => onLine(piece)).join(', ');
    if (last) {
      const { at, hasComma } = behind(text, last.at.end);
      return [{ range: { file, start: at, end: at }, newText: `${hasComma ? '' : ','} ${line}` }];
    }
    if (text.slice(start + 1, end - 1).trim() !== '') return undefined;
    return [{ range: { file, start: start + 1, end: end - 1 }, newText: ` ${line} ` }];
  }
  const { at, hasComma, hasComments } = behind(text, last.at.end);
  const indent = indentOf(textOf, object);
  const separator = hasComma || needsComma(object, text) ? ',' : '';
  const pieces = render(indent, stepOf(text, indent));
  const lines = pieces.flatMap((piece, i) => {
    const comma = i < pieces.length - 1 ? separator : hasComma ? ',' : '';
    return [...piece.above, onLine(piece, comma)];
  });
  const before = hasComma ? '' : separator;
  const added = lines.map((line) => `\n${indent}${line}`).join('');
  const range = { file, start: at, end: at };
  if (before === '' || !hasComments) return [{ range, newText: `${before}${added}` }];
  return [
    { range: { file, start: last.at.end, end: last.at.end }, newText: before },
    { range, newText: added },
  ];
}

function objectEntry(
  name: string,
  lines: readonly string[],
  dialect: Dialect,
  indent: string,
  step: string,
  neighbour: ObjectValue,
  textOf: TextOf,
): string {
  const key = keyText(textOf, neighbour, name, dialect);
  if (step === '') return `${key}${assignment(textOf, neighbour)}{ ${lines.join(', ')} }`;
  return `${key}${assignment(textOf, neighbour)}{\n${lines.map((line) => `${indent}${step}${line}`).join('\n')}\n${indent}}`;
}

/** A key of HCL is bare where another one of the object is. */
function keyText(textOf: TextOf, neighbour: ObjectValue, name: string, dialect = neighbour.dialect!): string {
  const bare =
    dialect === 'hcl' &&
    neighbour.entries.some((entry) => !textOf(entry.key.at.file).startsWith('"', entry.key.at.start));
  return bare ? name : quote(name, dialect);
}

function valuesText(values: readonly string[], dialect: Dialect): string {
  const [only] = values;
  return values.length === 1 ? quote(only!, dialect) : `[${values.map((value) => quote(value, dialect)).join(', ')}]`;
}

/** Whether an object's text stands where it is used and is literal. */
export function isOwn(value: Value): boolean {
  return value.kind === 'object' && value.dialect !== undefined && !value.open && (value.via ?? []).length === 0;
}

function needsComma(object: ObjectValue, text?: string): boolean {
  if (object.dialect !== 'hcl') return true;
  const [first, second] = object.entries;
  return !!first && !!second && !!text && text.slice(first.at.end, second.at.start).includes(',');
}

/** HCL objects may use `=` or `:`; a JSON key is followed by a colon. */
function assignment(textOf: TextOf, object: ObjectValue): string {
  if (object.dialect !== 'hcl') return ': ';
  const [first] = object.entries;
  const between = first ? textOf(first.at.file).slice(first.key.at.end, first.value.at.start) : '=';
  return between.includes(':') ? ': ' : ' = ';
}

function isMultiline(textOf: TextOf, object: ObjectValue): boolean {
  const [first] = object.entries;
  return first !== undefined && textOf(object.at.file).slice(object.at.start, first.at.start).includes('\n');
}

/** The white space in front of an object's last entry. */
function indentOf(textOf: TextOf, object: ObjectValue): string {
  const last = object.entries[object.entries.length - 1]!;
  const text = textOf(object.at.file);
  const lineStart = text.lastIndexOf('\n', last.at.start - 1) + 1;
  return /^[ \t]*/.exec(text.slice(lineStart, last.at.start))![0];
}

/** One level of indentation, as the file has it. */
function stepOf(text: string, indent: string): string {
  if (indent.includes('\t')) return '\t';
  return /^ {4}\S/m.test(text) && !/^ {2}\S/m.test(text) ? '    ' : '  ';
}

function sourceOf(textOf: TextOf, range: SourceRange): string {
  return textOf(range.file).slice(range.start, range.end);
}
