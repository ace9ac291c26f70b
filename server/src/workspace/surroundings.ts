/** What lies around a module on disk: files that it names, settings of its variables, and the local modules that it calls. */
import path from 'node:path';
import type { FileAccess, ModuleFile, Surroundings } from '../core/analysis/analyze.ts';
import type { FileId } from '../core/text/range.ts';
import { isOnDisk, isWithin } from './fileId.ts';
import type { FileStore } from './fileStore.ts';
import { namedFiles } from './namedFiles.ts';

/** What a module's surroundings need of the workspace. */
export interface Neighbourhood {
  readonly files: FileStore;
  /** The module's own files, parsed. */
  members(directory: string): readonly ModuleFile[];
  parse(file: FileId): ModuleFile | undefined;
  /** Hears of every file and directory that an answer depends on. */
  noteRead(file: FileId): void;
  noteCalled(directory: string): void;
}

export function surroundingsOf(directory: string, neighbourhood: Neighbourhood): Surroundings {
  if (!isOnDisk(directory)) return {};
  const access = namedFiles(neighbourhood.files, directory, (file) => neighbourhood.noteRead(file));
  const root = { directory, access };
  return { ...reachedFrom(root, directory, neighbourhood), variableFiles: variableFiles(directory, neighbourhood) };
}

/** The module that is applied. Whatever a module beneath it reads is found from its directory. */
interface Root {
  readonly directory: string;
  readonly access: FileAccess;
}

/** Only a module that is applied by itself has settings in files. */
function reachedFrom(root: Root, directory: string, neighbourhood: Neighbourhood): Surroundings {
  const { files } = neighbourhood;
  return {
    path: path.relative(root.directory, directory).replaceAll(path.sep, '/') || '.',
    access: root.access,
    child(source) {
      const called = path.resolve(directory, source);
      if (called === directory || !isWithin(called, files.repositoryOf(directory))) return undefined;
      const members = neighbourhood.members(called);
      if (members.length === 0) return undefined;
      neighbourhood.noteCalled(called);
      return { files: members, surroundings: reachedFrom(root, called, neighbourhood) };
    },
  };
}

/** In the order in which Terraform reads them: `terraform.tfvars`, the same in JSON, then `*.auto.tfvars` by name. */
function variableFiles(directory: string, { files, parse }: Neighbourhood): ModuleFile[] {
  const names = files.names(directory).names.filter(isVariableFile);
  const sorted = [...names].sort((a, b) => Number(isAuto(a)) - Number(isAuto(b)) || (a < b ? -1 : 1));
  return sorted.map((name) => parse(path.join(directory, name))).filter((file) => file !== undefined);
}

/** Whether Terraform reads this file of variable settings by itself. */
export function isVariableFile(name: string): boolean {
  return name === 'terraform.tfvars' || name === 'terraform.tfvars.json' || isAuto(name);
}

function isAuto(name: string): boolean {
  return /\.auto\.tfvars(?:\.json)?$/.test(name);
}
