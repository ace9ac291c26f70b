/** What a role rests on: all text that its policies and the providers that they mean can come from. */
import { subjectOf } from '../policy/build.ts';
import type { Evaluator } from '../terraform/evaluate.ts';
import type { ModuleFile } from '../terraform/module.ts';
import { Units, unitsOf } from '../terraform/units.ts';
import { outsideOf } from './memory.ts';

export class Bases {
  readonly #evaluator: Evaluator;
  readonly #shared: readonly string[];
  #units: Units | undefined;

  /** `shared`: the names of what every policy sees. */
  constructor(evaluator: Evaluator, shared: readonly string[]) {
    this.#evaluator = evaluator;
    this.#shared = shared;
  }

  /** The texts, in the order of the module; undefined where a file could not be read. */
  of(address: string): readonly string[] | undefined {
    const { instances, module } = this.#evaluator;
    const files = [...instances.values()].flatMap((instance) => instance.module.files);
    if (files.some(isUnread)) return undefined;
    this.#units ??= new Units(module.files.flatMap((file) => unitsOf(file, undefined).units));
    const all = this.#units;
    const units = all.closure([subjectOf(address), ...this.#shared]).map((place) => all.all[place]!);
    const outside = outsideOf({ units }, this.#evaluator);
    return [
      ...units.map(({ content }) => content.text),
      // What a broken file holds is known in part only.
      ...module.files.filter(({ tree }) => tree.problems.length > 0).map(({ text }) => text),
      ...outside.files.map(({ text }) => text),
      ...outside.reads.flatMap(({ instance, path, text }) => [instance, path, text ?? '']),
    ];
  }
}

function isUnread({ text, tree }: ModuleFile): boolean {
  return text === '' && !tree.body.complete;
}
