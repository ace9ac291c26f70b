/** A module as it would be after edits, wherever their files are read from. */
import { applyEdits, type TextEdit } from '../text/edit.ts';
import { readConfiguration } from './jsonSyntax.ts';
import { Module, type ModuleFile, type Surroundings } from './module.ts';

/** @throws Error when edits of one file overlap, or one lies outside of its text. */
export function editedModule({ files, surroundings }: Module, edits: readonly TextEdit[]): Module {
  return new Module(
    files.map((file) => editedFile(file, edits)),
    editedSurroundings(surroundings, edits),
  );
}

function editedFile(file: ModuleFile, edits: readonly TextEdit[]): ModuleFile {
  const text = editedText(file, edits);
  return text === file.text ? file : { id: file.id, ...readConfiguration(file.id, text, file) };
}

function editedSurroundings(surroundings: Surroundings, edits: readonly TextEdit[]): Surroundings {
  const { access, variableFiles, child } = surroundings;
  return {
    ...surroundings,
    access: {
      read: (path) => {
        const file = access?.read(path);
        return file && { id: file.id, text: editedText(file, edits) };
      },
    },
    variableFiles: (variableFiles ?? []).map((file) => editedFile(file, edits)),
    child: (source) => {
      const found = child?.(source);
      return (
        found && {
          files: found.files.map((file) => editedFile(file, edits)),
          surroundings: editedSurroundings(found.surroundings, edits),
        }
      );
    },
  };
}

function editedText({ id, text }: Pick<ModuleFile, 'id' | 'text'>, edits: readonly TextEdit[]): string {
  const own = edits.filter(({ range }) => range.file === id);
  return own.length === 0 ? text : applyEdits(text, own);
}
