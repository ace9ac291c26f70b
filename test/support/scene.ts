/** A module of several files as features of the editor see it. */
import { analyzeJson } from '../../server/src/core/analysis/analyze.ts';
import { NO_PROJECT, type Project } from '../../server/src/core/oidc/project.ts';
import { parseConfiguration } from '../../server/src/core/terraform/jsonSyntax.ts';
import type { SourceRange } from '../../server/src/core/text/range.ts';
import type { Files, Scope } from '../../server/src/features/scope.ts';
import { analyseModule } from './analyse.ts';

export interface Scene {
  readonly scope: Scope;
  readonly files: Files;
  readonly texts: Readonly<Record<string, string>>;
  /** Where `|` was. */
  readonly offset: number;
}

/** `marked`: the texts of the files by name; `|` in one of them is the cursor, and that file is looked at. */
export function scene(marked: Readonly<Record<string, string>>, project: Project = NO_PROJECT): Scene {
  const names = Object.keys(marked);
  const file = names.find((name) => marked[name]!.includes('|')) ?? names[0]!;
  const texts = Object.fromEntries(names.map((name) => [name, marked[name]!.replace('|', '')]));
  const text = texts[file]!;
  const isJson = /(?<!\.tf)\.json$/.test(file);
  const report = isJson ? analyzeJson(file, text, { project }) : analyseModule(texts, project);
  const tree = (name: string) =>
    /\.tf(?:\.json)?$/.test(name) ? parseConfiguration(name, texts[name] ?? '') : undefined;
  const files: Files = {
    text: (name) => texts[name],
    tree,
    placeOf: ({ file: name, start }) => `${name}:${(texts[name] ?? '').slice(0, start).split('\n').length}`,
  };
  const scope = { file, tree: tree(file), models: report?.models ?? [], project };
  return { scope, files, texts, offset: marked[file]!.indexOf('|') };
}

/** The text at each place, with the file's name where it is not the one looked at. */
export function textsAt({ scope: { file }, texts }: Scene, ranges: readonly SourceRange[]): string[] {
  return ranges.map((range) => {
    const text = (texts[range.file] ?? '').slice(range.start, range.end);
    return range.file === file ? text : `${range.file}: ${text}`;
  });
}
