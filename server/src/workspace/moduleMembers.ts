/**
 * Which files of a directory make a module. Terraform reads `.tf` and `.tf.json` only. OpenTofu reads `.tofu` and
 * `.tofu.json` too, and such a file replaces the one for Terraform of the same base name.
 */
export type Dialect = 'opentofu' | 'terraform';

const TERRAFORM = /\.tf(?:\.json)?$/;
const EITHER = /\.(?:tf|tofu)(?:\.json)?$/;

/** The members' names, in order. */
export function moduleMembers(names: readonly string[], dialect: Dialect): string[] {
  const configuration = names.filter(isConfiguration);
  const members = configuration.filter((name) =>
    dialect === 'terraform' ? TERRAFORM.test(name) : !isReplaced(name, configuration),
  );
  return members.sort();
}

/** Whether Terraform or OpenTofu would read a file of this name; both skip hidden files. */
export function isConfiguration(name: string): boolean {
  return EITHER.test(name) && !name.startsWith('.');
}

/** Whether OpenTofu skips this file because one of its own stands in for it. */
export function isReplaced(name: string, names: readonly string[]): boolean {
  return TERRAFORM.test(name) && names.includes(name.replace(/\.tf((?:\.json)?)$/, '.tofu$1'));
}
