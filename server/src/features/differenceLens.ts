/** What became of the roles of a file, to be shown above each. */
import type { FileId, Span } from '../core/text/range.ts';
import { compareRoles } from '../workspace/compareRoles.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { changeSentence } from './changeTexts.ts';

export interface DifferenceLens {
  readonly span: Span;
  /** `widens: repo:acme/api:pull_request gets in`. */
  readonly text: string;
}

/** One for each change of a role that the file holds now; a role that several calls make may have several. */
export function differenceLenses(file: FileId, before: Workspace, now: Workspace): DifferenceLens[] {
  const state = (workspace: Workspace) => ({ workspace, files: [file], root: '/' });
  const lenses = compareRoles(state(before), state(now)).flatMap(({ after, change }) => {
    const text = after?.range.file === file ? changeSentence(change) : undefined;
    return after && text !== undefined ? [{ span: after.range, text }] : [];
  });
  return lenses.filter(
    ({ span, text }, i) => lenses.findIndex((same) => same.text === text && same.span.start === span.start) === i,
  );
}
