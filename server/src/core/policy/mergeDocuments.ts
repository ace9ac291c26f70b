/**
 * Merges policy documents as the provider does: a statement replaces an earlier one with the same `sid`, any other is added
 * at the end. Where a `sid` is not known, only what is certain to remain is kept, and the document is open.
 */
import { equals, known } from '../value/text.ts';
import { knownString, textOf, type Value } from '../value/value.ts';
import type { Presence, Statement } from './model.ts';

export interface MergedDocument {
  readonly version: Presence<Value>;
  readonly id: Presence<Value>;
  readonly statements: readonly Statement[];
  /** There may be more statements than are seen. */
  readonly open: boolean;
}

export const EMPTY_DOCUMENT: MergedDocument = {
  version: { is: 'absent' },
  id: { is: 'absent' },
  statements: [],
  open: false,
};

/** A document of which nothing is known. */
export const UNREAD_DOCUMENT: MergedDocument = {
  version: { is: 'maybe' },
  id: { is: 'maybe' },
  statements: [],
  open: true,
};

/**
 * `distinct`: no two statements have the same `sid`, because the provider refuses them; so nothing that is not seen replaces
 * what is seen.
 */
export function merge(base: MergedDocument, added: MergedDocument, by: 'overriding' | 'distinct'): MergedDocument {
  let statements: Statement[] = [...base.statements];
  let open = base.open || added.open;
  const drop = (isUnsure: (statement: Statement) => boolean): void => {
    const sure = statements.filter((statement) => !isUnsure(statement));
    open ||= sure.length < statements.length;
    statements = sure;
  };
  if (added.open && by === 'overriding') drop((statement) => sidOf(statement) !== '');
  for (const statement of added.statements) {
    const sid = sidOf(statement);
    // Within one document the provider refuses a second one: both are seen, so that this can be said.
    const isOlder = (other: Statement): boolean => !added.statements.includes(other);
    const same = sid ? statements.findIndex((other) => isOlder(other) && sidOf(other) === sid) : -1;
    if (same >= 0) statements[same] = statement;
    else {
      if (sid !== '' && by === 'overriding') drop((other) => isOlder(other) && mayShareSid(other, statement));
      statements.push(statement);
    }
  }
  return { version: later(base.version, added.version), id: adopted(base.id, added.id), statements, open };
}

/** The `sid`, empty where there is none; undefined where it is not known. */
function sidOf({ sid }: Statement): string | undefined {
  if (sid.is === 'absent') return '';
  if (sid.is === 'maybe') return undefined;
  const text = textOf(sid.value);
  return text && known(text);
}

function mayShareSid(a: Statement, b: Statement): boolean {
  if (sidOf(a) === '' || sidOf(b) === '') return false;
  const [left, right] = [a, b].map(({ sid }) => (sid.is === 'present' ? textOf(sid.value) : undefined));
  return !left || !right || equals(left, right) !== 'no';
}

/** A document raises the version and never lowers it. */
function later(base: Presence<Value>, added: Presence<Value>): Presence<Value> {
  const [old, young] = [versionOf(base), versionOf(added)];
  if (old === '2012-10-17' || young === '') return base;
  if (young === '2012-10-17' || old === '') return added;
  if (old === undefined || young === undefined) return { is: 'maybe' };
  return young > old ? added : base;
}

function versionOf(version: Presence<Value>): string | undefined {
  if (version.is === 'absent') return '';
  return version.is === 'present' ? knownString(version.value) : undefined;
}

function adopted(base: Presence<Value>, added: Presence<Value>): Presence<Value> {
  if (added.is !== 'present') return added.is === 'absent' ? base : added;
  return knownString(added.value) === '' ? base : added;
}
