/** The roles of two states of the same files: which is which, and what became of it. */
import path from 'node:path';
import type { RoleReport } from '../core/analysis/report.ts';
import { changeOf, changeOfOne, type RoleChange } from '../core/analysis/roleChange.ts';
import type { FileId } from '../core/text/range.ts';
import { isOnDisk } from './fileId.ts';
import type { Workspace } from './workspace.ts';

/** One state. What has the same name in two states is the same. */
export interface State {
  readonly workspace: Workspace;
  /** What is compared, by itself and with the modules that it belongs to. */
  readonly files: readonly FileId[];
  /** The directory to which names are relative. */
  readonly root: string;
  /** The only file, which has no name: it is compared with whatever is the other one. */
  readonly only?: FileId;
}

export interface ComparedRole {
  /** The directory of the module that is applied, or the file of a policy or plan; relative to the root. */
  readonly module: string;
  readonly change: RoleChange;
  /** One of them at least. */
  readonly before?: RoleReport;
  readonly after?: RoleReport;
}

/** Every role of the files and of the modules that they belong to, by module and Terraform address. In no particular order. */
export function compareRoles(before: State, after: State): ComparedRole[] {
  const [old, now] = inInstances(rolesOf(before), rolesOf(after));
  const compared: ComparedRole[] = [];
  for (const [key, { module, role }] of old) {
    const same = now.get(key)?.role;
    if (same) compared.push({ module, before: role, after: same, change: changeOf(role, same) });
    else if (isJudged(module, after))
      compared.push({
        module,
        before: role,
        change: changeOfOne('removed', role, isWhole(module, role, before, after)),
      });
  }
  for (const [key, { module, role }] of now) {
    if (!old.has(key) && isJudged(module, before))
      compared.push({ module, after: role, change: changeOfOne('added', role, isWhole(module, role, after, before)) });
  }
  return compared;
}

/**
 * Roles that `for_each` or `count` repeats, apart, where it is known of both states which instances there are. A role that is made
 * once is the same as instance 0 of a counted one: Terraform moves it by itself.
 */
function inInstances(before: Roles, after: Roles): readonly [Roles, Roles] {
  const isApart = (key: string): boolean =>
    [before, after].every(
      (roles) => roles.get(key) === undefined || roles.get(key)!.role.trust.instances() !== undefined,
    );
  const [old, now] = [before, after].map((roles): Roles => {
    return new Map(
      [...roles].flatMap(([key, found]) => {
        const instances = isApart(key) ? (found.role.trust.instances() ?? []) : [];
        if (instances.length === 0) return [[key, found] as const];
        return instances.map((role) => [keyOf(found.module, role), { ...found, role }] as const);
      }),
    );
  });
  return [old!, now!];
}

function keyOf(module: string, { address }: RoleReport): string {
  return `${module}\0${(address ?? '').replaceAll('[0]', '')}`;
}

type Roles = ReadonlyMap<string, Found>;

interface Found {
  readonly module: string;
  readonly role: RoleReport;
}

function rolesOf(state: State): Roles {
  const { workspace, files } = state;
  // Who calls a module is found out when the caller is looked at.
  for (const file of files) workspace.report(file);
  const directories = new Set(
    files.filter((file) => workspace.kindOf(file) === 'member').map((file) => path.dirname(file)),
  );
  const modules = new Set([...directories].flatMap((directory) => workspace.rootsOf(directory)));
  const found = new Map<string, Found>();
  const add = (place: string, roles: readonly RoleReport[]): void => {
    const module = nameOf(place, state);
    for (const role of roles) found.set(keyOf(module, role), { module, role });
  };
  for (const directory of modules) add(directory, workspace.moduleReport(directory).roles);
  for (const file of files) if (workspace.kindOf(file) !== 'member') add(file, workspace.report(file).roles);
  return found;
}

/** Whether a module is judged by itself in a state: where others call it, its roles have their names. */
function isJudged(module: string, state: State): boolean {
  return state.workspace.callersOf(pathOf(module, state)).length === 0;
}

/** Whether a role that is found in `here` only is certainly not `there`. */
function isWhole(module: string, { address, range }: RoleReport, here: State, there: State): boolean {
  const { workspace, files } = there;
  const alone = files.find((file) => nameOf(file, there) === module && workspace.kindOf(file) !== 'member');
  if (alone !== undefined && workspace.report(alone).problems.length > 0) return false;
  if (!isOnDisk(range.file)) return true;
  const root = pathOf(module, there);
  const home = pathOf(nameOf(path.dirname(range.file), here), there);
  if ([root, home].some((directory) => workspace.moduleReport(directory).problems.length > 0)) return false;
  const call = /^module\.[^.[]+/.exec(address ?? '')?.[0];
  // A call that leads elsewhere may lead to it: there, nobody has looked.
  return call === undefined || workspace.callersOf(home).includes(root) || !workspace.declares(root, call);
}

function nameOf(place: string, { root, only }: State): string {
  if (place === only) return '';
  return isOnDisk(place) ? path.relative(root, place) : place;
}

function pathOf(name: string, { root }: State): string {
  return isOnDisk(root) ? path.resolve(root, name) : name;
}
