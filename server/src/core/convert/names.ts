import type { Module } from '../terraform/module.ts';

/** A name that no document of the module has: `aws_iam_role.ci` with `assume_role_policy` has `ci_assume_role`. */
export function freeDocumentName(module: Module, label: string | undefined, argument: string): string {
  const role = argument.replace(/_?policy$/, '');
  const wanted = [label, role].filter(Boolean).join('_') || 'policy';
  for (let i = 1; ; i++) {
    const name = i === 1 ? wanted : `${wanted}_${i}`;
    if (!module.find(`data.aws_iam_policy_document.${name}`)) return name;
  }
}
