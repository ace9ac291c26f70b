/**
 * Which files of a directory make a module. Terraform reads `.tf` only. OpenTofu reads both, and a `.tofu` file replaces
 * the `.tf` file of the same base name.
 */
export type Dialect = 'opentofu' | 'terraform';

/** The members' names, in order. */
export function moduleMembers(names: readonly string[], dialect: Dialect): string[] {
  const configuration = names.filter(isConfiguration);
  const members = configuration.filter((name) =>
    dialect === 'terraform' ? name.endsWith('.tf') : !isReplaced(name, configuration),
  );
  return members.sort();
}

/** Whether Terraform or OpenTofu would read a file of this name; both skip hidden files. */
export function isConfiguration(name: string): boolean {
  return (name.endsWith('.tf') || name.endsWith('.tofu')) && !name.startsWith('.');
}

/** Whether OpenTofu skips this file because a `.tofu` file stands in for it. */
export function isReplaced(name: string, names: readonly string[]): boolean {
  return name.endsWith('.tf') && names.includes(`${name.slice(0, -'.tf'.length)}.tofu`);
}
