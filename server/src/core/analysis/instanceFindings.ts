/** What is wrong in some instances of a role or a policy document only, or cannot be told of all of them together. */
import type { Instance, Instances } from '../policy/instances.ts';
import type { PolicyModel } from '../policy/model.ts';
import type { SourceRange } from '../text/range.ts';
import { isAtLeast } from './config.ts';
import type { Found } from './runRules.ts';

/**
 * All that is said of a model, with what is said of its instances and not of the whole. What a role's instances have from those of a
 * document is said of both, of the role first: of one place, the first is shown.
 *
 * @param judge what the rules say of a model
 */
export function withInstances(
  model: PolicyModel,
  instances: Instances,
  judge: (model: PolicyModel) => readonly Found[],
): readonly Found[] {
  const found = judge(model);
  const documents = model.policies.flatMap(({ document }) => document ?? []);
  const addresses = [...model.roles.map(({ address }) => address), ...documents];
  const apart = addresses.map((address) => instances.differing(address)).filter((all) => all.length > 0);
  if (apart.length === 0) return found;
  const more = apart.flatMap((all) => inInstances(all, judge));
  return [...found, ...more.filter(saysMoreThan(found, more))];
}

/**
 * What is said of the whole stands where one of several values is taken, what is said of an instance where its value is written: the
 * same, where that is on its way, or both lead the same way to where they are used.
 */
function saysMoreThan(found: readonly Found[], more: readonly Found[]): (finding: Found) => boolean {
  const inBoth = new Set(more.map(keyOfFinding));
  const places = new Set(found.map(keyOfFinding));
  const ways = new Set(found.filter((finding) => !inBoth.has(keyOfFinding(finding))).map(wayOf));
  return (finding) => {
    const { rule, related } = finding;
    const isOnWay = related.some(({ range }) => places.has(keyOf(rule, range)));
    return !places.has(keyOfFinding(finding)) && !isOnWay && !(related.length > 0 && ways.has(wayOf(finding)));
  };
}

function wayOf({ rule, related }: Found): string {
  return related.map(({ range }) => keyOf(rule, range)).join();
}

function keyOfFinding({ rule, range }: Found): string {
  return keyOf(rule, range);
}

interface InInstance {
  readonly address: string;
  readonly finding: Found;
}

/** One finding for each place at which a rule finds something in one instance or more. */
function inInstances(all: readonly Instance[], judge: (model: PolicyModel) => readonly Found[]): Found[] {
  const byPlace = new Map<string, InInstance[]>();
  for (const { address, model } of all) {
    for (const finding of judge(model)) {
      const key = keyOfFinding(finding);
      const here = byPlace.get(key) ?? [];
      if (here.at(-1)?.address !== address) byPlace.set(key, [...here, { address, finding }]);
    }
  }
  return [...byPlace.values()].map((here) => joined(here, all.length));
}

/**
 * What is true of all instances is said as of any role. Else it is said of which, and nothing is offered that would change the
 * others with them.
 */
function joined(here: readonly InInstance[], instances: number): Found {
  const { finding } = here.reduce((a, b) => (isAtLeast(a.finding.severity, b.finding.severity) ? a : b));
  const same = here.filter((one) => one.finding.message === finding.message);
  if (same.length === instances) return finding;
  const others = here.filter((one) => !same.includes(one));
  const more = others.length > 0 ? `; something like it in ${namesOf(others)}` : '';
  return { ...finding, message: `${finding.message} (in ${namesOf(same)}${more})`, fixes: () => [] };
}

/** Names a few. */
function namesOf(here: readonly InInstance[]): string {
  const names = here.slice(0, MOST_NAMES).map(({ address }) => address);
  const others = here.length - names.length;
  return others > 0 ? `${names.join(', ')} and ${others} more` : names.join(', ');
}

const MOST_NAMES = 3;

function keyOf(rule: string, { file, start, end }: SourceRange): string {
  return `${rule} ${file} ${start} ${end}`;
}
