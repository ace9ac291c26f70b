/** `oidc-trust diff`: says what a change does to who can assume each role. */
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { FileId } from '../core/text/range.ts';
import { type ComparedRole, compareRoles, type State } from '../workspace/compareRoles.ts';
import { DiskFileSystem } from '../workspace/diskFileSystem.ts';
import { isWithin } from '../workspace/fileId.ts';
import { OverlayFileSystem } from '../workspace/overlayFileSystem.ts';
import { oneOf, strictly } from './args.ts';
import { Checker, type CheckResult } from './checker.ts';
import { configurationSource, refuseMistakes } from './configFile.ts';
import { DIFF_HELP } from './help.ts';
import { EXIT, type Io, UsageError } from './io.ts';
import { complain, noteErrors, notePointless, nothingChecked } from './messages.ts';
import { type DiffReport, diffJson, diffMarkdown, diffTable } from './report/diff.ts';
import { place, SourceTexts } from './report/place.ts';
import { type Revision, readRevision } from './revision.ts';
import { isWanted, type Selection, select } from './selection.ts';

const FORMATS = ['table', 'json', 'markdown'] as const;
const FAIL_ON = ['widens', 'unknown', 'never'] as const;

type Compared =
  | { readonly kind: 'paths'; readonly before: string; readonly after: string }
  /** The working tree with a revision of git. */
  | { readonly kind: 'git'; readonly revision: string; readonly paths: readonly string[] };

interface DiffArguments {
  readonly compared: Compared;
  readonly format: (typeof FORMATS)[number];
  readonly failOn: (typeof FAIL_ON)[number];
}

/** One of the two states that are compared. */
interface Side {
  readonly paths: readonly string[];
  readonly selection: Selection;
  readonly checker: Checker;
  readonly state: State;
  /** To which the names in reports are relative. */
  readonly cwd: string;
}

export async function diffCommand(args: readonly string[], io: Io): Promise<number> {
  const options = diffArguments(args);
  if (options === 'help') {
    io.stdout.write(DIFF_HELP);
    return EXIT.ok;
  }
  const [before, after] =
    options.compared.kind === 'git' ? revisionSides(options.compared, io) : pathSides(options.compared, io);
  refuseMistakes(after.checker, io.cwd);
  const results = [before.checker.check(), after.checker.check()] as const;
  const complaints = complaintsOf([before, after], results, io);
  const roles = compareRoles(before.state, after.state).filter((role) => isAskedFor(role, before, after));
  const report = reportOf(roles, [before, after], results);
  if (options.format === 'json') io.stdout.write(diffJson(report));
  else if (complaints.length === 0)
    io.stdout.write(options.format === 'markdown' ? diffMarkdown(report) : diffTable(report, io));

  if (options.format !== 'json') for (const { placed } of report.errors) noteErrors(placed, io);
  for (const complaint of complaints) complain(io, complaint);
  if (complaints.length > 0) return EXIT.usage;
  return roles.some((role) => fails(role, options.failOn)) ? EXIT.findings : EXIT.ok;
}

function diffArguments(args: readonly string[]): DiffArguments | 'help' {
  const { values, positionals } = strictly('diff', () =>
    parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        git: { type: 'string' },
        format: { type: 'string', default: 'table' },
        'fail-on': { type: 'string', default: 'widens' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }),
  );
  if (values.help) return 'help';
  return {
    compared: comparedOf(positionals, values.git),
    format: oneOf('--format', values.format, FORMATS),
    failOn: oneOf('--fail-on', values['fail-on'], FAIL_ON),
  };
}

function comparedOf(paths: readonly string[], revision: string | undefined): Compared {
  if (revision !== undefined) {
    if (paths.length > 0) return { kind: 'git', revision, paths };
    throw new UsageError('diff --git needs at least one file or directory, for example: oidc-trust diff --git main .');
  }
  const [before, after] = paths;
  if (before !== undefined && after !== undefined && paths.length === 2) return { kind: 'paths', before, after };
  throw new UsageError(
    'diff needs an old and a new file or directory, or a revision: oidc-trust diff OLD NEW, oidc-trust diff --git main .',
  );
}

function pathSides({ before, after }: { before: string; after: string }, { cwd }: Io): readonly [Side, Side] {
  const side = (name: string, other: string): Side => {
    const selection = select([name], cwd);
    const [file, hidden] = [path.resolve(cwd, name), path.resolve(cwd, other)];
    const isFile = selection.files.get(file)?.named === true;
    // Two files of one directory are two states of one file, not a module that holds both.
    const others = new Map(isFile && file !== hidden ? [[hidden, null]] : []);
    const checker = new Checker(
      selection,
      configurationSource(cwd),
      new OverlayFileSystem(new DiskFileSystem(), others),
    );
    const state = isFile ? checker.state(path.dirname(file), file) : checker.state(file);
    return { paths: [name], selection, checker, state, cwd };
  };
  return [side(before, after), side(after, before)];
}

/** Git names files with links followed, so everything is looked for like that. */
function revisionSides(
  { revision, paths }: { revision: string; paths: readonly string[] },
  io: Io,
): readonly [Side, Side] {
  const cwd = fs.realpathSync(io.cwd);
  const past = readRevision(revision, { cwd, env: io.env });
  const named = paths.map((name) => realPath(path.resolve(cwd, name)));
  for (const [i, file] of named.entries()) {
    if (!isWithin(file, past.top)) throw new UsageError(`${paths[i]} is not in the repository ${past.top}`);
  }
  const now = select(named, cwd);
  const before = selectPast(now, named, past);
  const gone = now.unusable.filter(({ file }) => ![...before.files.keys()].some((old) => isWithin(old, file)));
  const side = (selection: Selection, checker: Checker): Side => {
    return { paths, selection, checker, state: checker.state(past.top), cwd };
  };
  const disk = new DiskFileSystem();
  return [
    side(before, new Checker(before, configurationSource(cwd), new OverlayFileSystem(disk, past.others))),
    side({ ...now, unusable: gone }, new Checker(now, configurationSource(cwd))),
  ];
}

/** What was there of what is asked for. */
function selectPast(now: Selection, named: readonly string[], { others }: Revision): Selection {
  const files = new Map([...now.files].filter(([file]) => others.get(file) !== null));
  for (const [file, text] of others) {
    if (!text || files.has(file)) continue;
    const directory = named.find((name) => isWithin(file, name));
    if (directory === file) files.set(file, { named: true });
    else if (directory !== undefined && isWanted(path.relative(directory, file))) files.set(file, { named: false });
  }
  return { ...now, files, unusable: [] };
}

function realPath(file: string): string {
  try {
    return fs.realpathSync(file);
  } catch {
    const parent = path.dirname(file);
    return parent === file ? file : path.join(realPath(parent), path.basename(file));
  }
}

/** What keeps the comparison from being one; each is a whole sentence. */
function complaintsOf(sides: readonly [Side, Side], results: readonly [CheckResult, CheckResult], io: Io): string[] {
  const complaints = sides.flatMap(({ selection }) => selection.unusable.map(({ message }) => message));
  if (complaints.length > 0) return complaints;
  for (const result of results) notePointless(result, io);
  const empty = sides.flatMap(({ selection, paths, state }, i) => {
    const result = results[i]!;
    const message = nothingChecked(selection, result, paths, io);
    // A directory may be new, or gone; a file that is named must be something, and a broken one hides what is in it.
    const isFault = state.only !== undefined || result.errors.length > 0;
    return message === undefined ? [] : [{ message, isFault }];
  });
  const faults = empty.length === sides.length ? empty : empty.filter(({ isFault }) => isFault);
  return [...new Set(faults.map(({ message }) => message))];
}

/** A role whose file is asked for, or whose module is in a directory that is. */
function isAskedFor({ before: old, after: now, module }: ComparedRole, before: Side, after: Side): boolean {
  return [
    { role: old, side: before },
    { role: now, side: after },
  ].some(({ role, side: { selection, state } }) => {
    if (!role) return false;
    if (selection.files.has(role.range.file)) return true;
    const directory = path.resolve(state.root, module);
    return [...selection.files].some(([file, { named }]) => !named && path.dirname(file) === directory);
  });
}

function fails({ change: { difference } }: ComparedRole, failOn: DiffArguments['failOn']): boolean {
  if (failOn === 'never') return false;
  if (failOn === 'unknown' && difference.change === 'unknown') return true;
  return difference.change === 'widens' || difference.change === 'moves';
}

function reportOf(
  roles: readonly ComparedRole[],
  sides: readonly [Side, Side],
  results: readonly [CheckResult, CheckResult],
): DiffReport {
  const [before, after] = sides.map(({ checker, cwd }) => new SourceTexts((file: FileId) => checker.text(file), cwd));
  const changes = roles.map((role) => ({
    role,
    place: role.after ? after!.place(role.after.range) : before!.place(role.before!.range),
  }));
  const errors = (['before', 'after'] as const).map((side, i) => {
    const { checker, cwd } = sides[i]!;
    const found = { findings: [], roles: [], errors: results[i]!.errors };
    return { side, placed: place(found, (file) => checker.text(file), cwd) };
  });
  return { changes, errors };
}
