/**
 * A module in fragments that can be judged one without the other: the roles, documents and calls that lead to each other, with
 * all that their values come from. Providers belong to every fragment, because any policy may mean them.
 */
import { isSubject } from '../policy/build.ts';
import type { Unit, Units } from '../terraform/units.ts';

export interface Fragment {
  /** One of its subjects. */
  readonly key: string;
  /** The names of what is judged in it. */
  readonly subjects: ReadonlySet<string>;
  /** All text that its findings can depend on, save that of other files. */
  readonly units: readonly Unit[];
}

/** How a module falls into fragments: by the names of its units alone, so that it lasts as long as they and their references do. */
export class FragmentPlan {
  readonly #units: Units;
  readonly #shared: readonly string[];
  readonly #fragments: readonly (Omit<Fragment, 'units'> & { readonly places: readonly number[] })[];

  /** `shared`: the subjects that every fragment sees. */
  constructor(units: Units, shared: readonly string[]) {
    this.#units = units;
    this.#shared = shared;
    const subjects = [...units.names()].filter(isSubject);
    const groups = new Groups(subjects);
    for (const subject of subjects) {
      for (const place of units.closure([subject])) groups.join(subject, units.all[place]!.name);
    }
    const everywhere = units.closure(shared);
    this.#fragments = groups.all().map((members) => ({
      key: [...members][0]!,
      subjects: members,
      places: [...new Set([...units.closure(members), ...everywhere])].sort((a, b) => a - b),
    }));
  }

  /** Whether it holds for another state of the module. */
  fits(units: Units, shared: readonly string[]): boolean {
    return (
      shared.length === this.#shared.length &&
      shared.every((name, i) => name === this.#shared[i]) &&
      units.refersAs(this.#units)
    );
  }

  fragments({ all }: Units): Fragment[] {
    return this.#fragments.map(({ key, subjects, places }) => ({
      key,
      subjects,
      units: places.map((place) => all[place]!),
    }));
  }
}

/** Names that were found to belong together. */
class Groups {
  readonly #members = new Map<string, Set<string>>();

  constructor(names: readonly string[]) {
    for (const name of names) this.#members.set(name, new Set([name]));
  }

  /** Does nothing for a name that is none of those given at first. */
  join(a: string, b: string): void {
    const [mine, other] = [this.#members.get(a), this.#members.get(b)];
    if (!mine || !other || mine === other) return;
    for (const name of other) {
      mine.add(name);
      this.#members.set(name, mine);
    }
  }

  all(): Set<string>[] {
    return [...new Set(this.#members.values())];
  }
}
