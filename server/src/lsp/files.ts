import path from 'node:path';
import type { Files } from '../features/scope.ts';
import type { ServerContext } from './context.ts';

/** The files of the workspace, as features that follow values see them. */
export function filesOf({ workspace, documents }: ServerContext): Files {
  return {
    text: (file) => workspace.text(file),
    tree: (file) => workspace.tree(file),
    placeOf: ({ file, start }) => `${path.basename(file)}:${documents.lines(file).positionAt(start).line + 1}`,
  };
}
