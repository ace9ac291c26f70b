/**
 * What was found in a module before, for the next time that it is analysed: a keystroke changes one fragment, and the others
 * have only moved in their files.
 */
import type { RelatedPlace } from '../rules/finding.ts';
import type { FileUse } from '../terraform/defaults.ts';
import type { Evaluator } from '../terraform/evaluate.ts';
import type { ModuleFile } from '../terraform/module.ts';
import { type FileUnits, type Unit, Units, unitsOf } from '../terraform/units.ts';
import { contains, type FileId, type SourceRange } from '../text/range.ts';
import { type Fragment, FragmentPlan } from './fragments.ts';
import type { AccessSummary } from './report.ts';
import type { Found } from './runRules.ts';

/** A finding without its fixes: those hold on to all that they were computed from. */
export type PlainFinding = Omit<Found, 'fixes'>;

/** What was found out about one state of a fragment. */
interface Known<T> {
  readonly units: readonly Unit[];
  readonly outside: Outside;
  readonly items: readonly T[];
}

/** What a fragment depends on that does not stand in the module's own files. */
interface Outside {
  /** Settings of variables, and the files of the modules that are called. */
  readonly files: readonly Pick<ModuleFile, 'id' | 'text'>[];
  readonly reads: readonly Read[];
}

/** What an expression of some module read; undefined where there was nothing to read. */
interface Read {
  readonly instance: string;
  readonly path: string;
  readonly text: string | undefined;
}

/** The memory of one module. */
export class ModuleMemory {
  readonly findings = new FragmentMemory(movedFinding);
  readonly summaries = new FragmentMemory(movedSummary);
  readonly reads = new FragmentMemory<FileUse>((use) => use);
  #files = new Map<FileId, FileUnits>();
  #plan: FragmentPlan | undefined;

  /** Takes a module apart; files that did not change are not looked through again. `shared`: what every fragment sees. */
  fragments(files: readonly ModuleFile[], shared: readonly string[]): readonly Fragment[] {
    this.#files = new Map(files.map((file) => [file.id, unitsOf(file, this.#files.get(file.id))]));
    const units = new Units([...this.#files.values()].flatMap((file) => file.units));
    if (this.#plan?.fits(units, shared)) return this.#plan.fragments(units);
    this.#plan = new FragmentPlan(units, shared);
    const fragments = this.#plan.fragments(units);
    const keys = new Set(fragments.map(({ key }) => key));
    for (const memory of [this.findings, this.summaries, this.reads]) memory.keepOnly(keys);
    return fragments;
  }
}

/** What was found out about the fragments of a module, each as long as all that it rests on says the same. */
class FragmentMemory<T> {
  readonly #known = new Map<string, Known<T>>();
  readonly #moved: (item: T, place: Placing) => T | undefined;

  /** `moved`: an item with all of its places where their text stands now; undefined where one of them is not known. */
  constructor(moved: (item: T, place: Placing) => T | undefined) {
    this.#moved = moved;
  }

  /** What is known of a fragment that has not changed, where it stands now. */
  recall(fragment: Fragment, evaluator: Evaluator): readonly T[] | undefined {
    const known = this.#known.get(fragment.key);
    if (!known || !sameText(known.units, fragment.units) || !isUnchanged(known.outside, fragment, evaluator))
      return undefined;
    if (known.units.every(({ span }, i) => span.start === fragment.units[i]!.span.start)) return known.items;
    const place = placing(known.units, fragment.units, evaluator);
    return allOf(known.items, (item) => this.#moved(item, place));
  }

  remember(fragment: Fragment, evaluator: Evaluator, items: readonly T[]): void {
    this.#known.set(fragment.key, { units: fragment.units, outside: outsideOf(fragment, evaluator), items });
  }

  /** Forgets the fragments of other keys. */
  keepOnly(keys: ReadonlySet<string>): void {
    for (const key of this.#known.keys()) if (!keys.has(key)) this.#known.delete(key);
  }
}

function sameText(before: readonly Unit[], now: readonly Unit[]): boolean {
  if (before.length !== now.length) return false;
  for (let i = 0; i < now.length; i++) {
    const [old, unit] = [before[i]!, now[i]!];
    if (old.content !== unit.content || old.file !== unit.file || old.name !== unit.name) return false;
  }
  return true;
}

const NOTHING: Outside = { files: [], reads: [] };

/** What stands outside of a module's own files and can change what these units of it mean. */
export function outsideOf({ units }: Pick<Fragment, 'units'>, evaluator: Evaluator): Outside {
  const isAlone = units.every(({ name, content }) => !content.readsFiles && !name.startsWith('module.'));
  if (isAlone && evaluator.module.variableFiles.length === 0) return NOTHING;
  const calls = units.filter(({ name }) => name.startsWith('module.')).map(({ name }) => `${name}.`);
  const instances = [...evaluator.instances];
  const called = instances.filter(([path]) => calls.some((call) => path.startsWith(call)));
  const mayRead = calls.length > 0 || units.some(({ content }) => content.readsFiles);
  return {
    files: [...evaluator.module.variableFiles, ...called.flatMap(([, { module }]) => module.files)].map(
      ({ id, text }) => ({ id, text }),
    ),
    reads: mayRead
      ? instances.flatMap(([instance, { module }]) =>
          [...module.reads].map(([path, text]) => ({ instance, path, text })),
        )
      : [],
  };
}

function isUnchanged({ files, reads }: Outside, fragment: Fragment, evaluator: Evaluator): boolean {
  const now = outsideOf(fragment, evaluator).files;
  return (
    files.length === now.length &&
    files.every(({ id, text }, i) => now[i]!.id === id && now[i]!.text === text) &&
    reads.every(({ instance, path, text }) => evaluator.instances.get(instance)?.module.textAt(path) === text)
  );
}

/** Where a text stands now; undefined where it lies outside of what is known to be the same. */
type Placing = (range: SourceRange) => SourceRange | undefined;

function placing(before: readonly Unit[], now: readonly Unit[], { module }: Evaluator): Placing {
  return (range) => {
    for (let i = 0; i < before.length; i++) {
      const { file, span } = before[i]!;
      if (file !== range.file || !contains(span, range)) continue;
      const shift = now[i]!.span.start - span.start;
      return shift === 0 ? range : { file, start: range.start + shift, end: range.end + shift };
    }
    return module.holds(range.file) ? undefined : range;
  };
}

function movedFinding(finding: PlainFinding, place: Placing): PlainFinding | undefined {
  const range = place(finding.range);
  const related = allOf(finding.related, ({ range: at, message }) => withPlace(place(at), message));
  const covers = allOf(finding.covers, place);
  return range && related && covers && { ...finding, range, related, covers };
}

function movedSummary(summary: AccessSummary, place: Placing): AccessSummary | undefined {
  const range = place(summary.range);
  return range && { ...summary, range };
}

function withPlace(range: SourceRange | undefined, message: string): RelatedPlace | undefined {
  return range && { range, message };
}

/** What becomes of each; undefined where nothing becomes of one. */
function allOf<T, U>(items: readonly T[], convert: (item: T) => U | undefined): readonly U[] | undefined {
  if (items.length === 0) return NONE;
  const converted = items.map(convert).filter((one) => one !== undefined);
  return converted.length === items.length ? converted : undefined;
}

const NONE: readonly never[] = [];
