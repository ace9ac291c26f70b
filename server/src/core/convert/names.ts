import { freeName } from '../terraform/freeName.ts';
import type { Module } from '../terraform/module.ts';

/** A name that no document of the module has: `aws_iam_role.ci` with `assume_role_policy` has `ci_assume_role`. */
export function freeDocumentName(module: Module, label: string | undefined, argument: string): string {
  const role = argument.replace(/_?policy$/, '');
  const wanted = [label, role].filter(Boolean).join('_') || 'policy';
  return freeName(wanted, (name) => module.find(`data.aws_iam_policy_document.${name}`) !== undefined);
}
