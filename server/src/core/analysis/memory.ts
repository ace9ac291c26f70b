/**
 * What was found in a module before, for the next time that it is analysed: a keystroke changes one fragment, and the others
 * have only moved in their files.
 */
import type { RelatedPlace } from '../rules/finding.ts';
import type { Evaluator } from '../terraform/evaluate.ts';
import type { ModuleFile } from '../terraform/module.ts';
import { type FileUnits, type Unit, Units, unitsOf } from '../terraform/units.ts';
import { contains, type FileId, type SourceRange } from '../text/range.ts';
import { type Fragment, FragmentPlan } from './fragments.ts';
import type { Found } from './runRules.ts';

/** A finding without its fixes: those hold on to all that they were computed from. */
export type PlainFinding = Omit<Found, 'fixes'>;

interface Judged {
  readonly units: readonly Unit[];
  readonly outside: Outside;
  readonly findings: readonly PlainFinding[];
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
  #files = new Map<FileId, FileUnits>();
  #plan: FragmentPlan | undefined;
  /** By the key of the fragment. */
  readonly #judged = new Map<string, Judged>();

  /** Takes a module apart; files that did not change are not looked through again. `shared`: what every fragment sees. */
  fragments(files: readonly ModuleFile[], shared: readonly string[]): Fragment[] {
    this.#files = new Map(files.map((file) => [file.id, unitsOf(file, this.#files.get(file.id))]));
    const units = new Units([...this.#files.values()].flatMap((file) => file.units));
    if (this.#plan?.fits(units, shared)) return this.#plan.fragments(units);
    this.#plan = new FragmentPlan(units, shared);
    const fragments = this.#plan.fragments(units);
    const keys = new Set(fragments.map(({ key }) => key));
    for (const key of this.#judged.keys()) if (!keys.has(key)) this.#judged.delete(key);
    return fragments;
  }

  /** What was found in a fragment that has not changed, where it stands now. `fixesOf`: makes the fixes of a finding again. */
  recall(
    fragment: Fragment,
    evaluator: Evaluator,
    fixesOf: (finding: PlainFinding) => Found['fixes'],
  ): readonly Found[] | undefined {
    const known = this.#judged.get(fragment.key);
    if (!known || !sameText(known.units, fragment.units) || !isUnchanged(known.outside, fragment, evaluator))
      return undefined;
    const findings = moved(known, fragment.units, evaluator);
    return findings?.map((finding) => ({ ...finding, fixes: fixesOf(finding) }));
  }

  remember(fragment: Fragment, evaluator: Evaluator, findings: readonly Found[]): void {
    this.#judged.set(fragment.key, {
      units: fragment.units,
      outside: outsideOf(fragment, evaluator),
      findings: findings.map(({ fixes: _, ...finding }) => finding),
    });
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
    reads.every(({ instance, path, text }) => evaluator.instances.get(instance)?.module.read(path)?.text === text)
  );
}

/** The findings at the places where their text stands now; undefined when one lies outside of what is known to be the same. */
function moved(
  { findings, units }: Judged,
  now: readonly Unit[],
  { module }: Evaluator,
): readonly PlainFinding[] | undefined {
  if (units.every(({ span }, i) => span.start === now[i]!.span.start)) return findings;
  const place = (range: SourceRange): SourceRange | undefined => {
    for (let i = 0; i < units.length; i++) {
      const { file, span } = units[i]!;
      if (file !== range.file || !contains(span, range)) continue;
      const shift = now[i]!.span.start - span.start;
      return shift === 0 ? range : { file, start: range.start + shift, end: range.end + shift };
    }
    return module.holds(range.file) ? undefined : range;
  };
  return allOf(findings, (finding) => {
    const range = place(finding.range);
    const related = allOf(finding.related, ({ range: at, message }) => withPlace(place(at), message));
    const covers = allOf(finding.covers, place);
    return range && related && covers && { ...finding, range, related, covers };
  });
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
