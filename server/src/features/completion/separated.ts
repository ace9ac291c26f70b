/** Whether a word can stand at the cursor at all: right behind a value it would need a comma first. */
import { isHcl, isInString } from '../policyPlace.ts';
import type { Cursor } from './cursor.ts';
import { withLines } from './writing.ts';

/** What a value ends with; a name or a number with its last letter. */
const VALUE_END = /[\w"\])}]$/;

/** `text`: as it is, without the mark. */
export function isSeparated(text: string, cursor: Cursor): boolean {
  const dialect = cursor.kind === 'name' ? 'hcl' : cursor.place.dialect;
  const written = text.slice(0, cursor.outer.start);
  const head = isInString(dialect) ? withLines(written) : written;
  const before = isHcl(dialect) ? withoutComments(head) : head.trimEnd();
  if (!VALUE_END.test(before)) return true;
  // HCL parts arguments and members of objects, not items of lists, by the end of a line.
  const endsLine = isHcl(dialect) && (cursor.kind === 'name' || cursor.place.isKey);
  return endsLine && head.slice(before.length).includes('\n');
}

/** The beginning of a line up to a comment; strings may hold what begins one. */
const COMMENT = /^((?:[^"#/\n]|"(?:\\.|[^"\\\n])*"|\/(?![/*]))*)(?:#|\/\/).*$/;

/** Up to the last character that is neither in a comment nor white space. */
function withoutComments(text: string): string {
  const trimmed = text.trimEnd();
  const line = trimmed.lastIndexOf('\n') + 1;
  const comment = COMMENT.exec(trimmed.slice(line));
  if (comment) return withoutComments(trimmed.slice(0, line + comment[1]!.length));
  const block = trimmed.endsWith('*/') ? trimmed.lastIndexOf('/*') : -1;
  return block < 0 ? trimmed : withoutComments(trimmed.slice(0, block));
}
