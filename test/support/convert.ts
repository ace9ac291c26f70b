/** Converts every policy of a module, and says by other means than the conversions themselves whether the meaning stayed. */
import { allConversions, type Target } from '../../server/src/core/convert/conversions.ts';
import { parseConfiguration } from '../../server/src/core/terraform/jsonSyntax.ts';
import type { Surroundings } from '../../server/src/core/terraform/module.ts';
import { applyEdits } from '../../server/src/core/text/edit.ts';

export type Files = Readonly<Record<string, string>>;

export interface Converted {
  readonly from: string;
  readonly to: Target;
  /** The module afterwards, or why it stays as it is. */
  readonly result: { readonly files: Files } | { readonly refused: string };
}

export function convertAll(files: Files, surroundings: Surroundings = {}): Converted[] {
  const parsed = Object.entries(files).map(([id, text]) => ({ id, text, tree: parseConfiguration(id, text) }));
  return allConversions({ files: parsed, surroundings }).flatMap(({ site, conversions }) =>
    conversions.map((conversion): Converted => {
      const { to } = conversion;
      const from = site.form.kind;
      if ('refused' in conversion) return { from, to, result: conversion };
      const after = Object.entries(files).map(([name, text]) => {
        const own = conversion.edits.filter(({ range }) => range.file === name);
        return [name, applyEdits(text, own)] as const;
      });
      return { from, to, result: { files: Object.fromEntries(after) } };
    }),
  );
}

/** A rendered policy without what makes no difference: the order of a set, a list of one, a number in quotes, an empty Sid. */
export function canonical(rendered: string): string {
  return JSON.stringify(plain(JSON.parse(rendered), []));
}

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

function plain(value: Json, path: readonly string[]): Json {
  const isStatements = path.length === 1 && path[0] === 'Statement';
  if (isStatements) return (Array.isArray(value) ? value : [value]).map((item) => plain(item, ['Statement', '']));
  if (Array.isArray(value)) return [...new Set(value.map(String))].sort();
  if (value === null || typeof value !== 'object') return path.length > 2 ? [String(value)] : String(value);
  const entries = Object.entries(value).filter(([key, item]) => !(key === 'Sid' && item === ''));
  return Object.fromEntries(
    entries.map(([key, item]) => [key, plain(item, [...path, key])] as const).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}
