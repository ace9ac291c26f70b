/** Fixes of Terraform's JSON syntax. Editors write policies as HCL or as JSON; here both are nested, and not every edit fits. */
import type { Finding, Fix } from '../rules/finding.ts';
import type { Evaluator } from '../terraform/evaluate.ts';
import { isJsonSyntax, parseConfiguration } from '../terraform/jsonSyntax.ts';
import { applyEdits, areDisjoint } from '../text/edit.ts';

/** Takes away the fixes that would leave a file in JSON syntax unreadable. Nothing is tried before somebody asks for fixes. */
export function onlyReadable<T extends Finding>(findings: readonly T[], { instances }: Evaluator): readonly T[] {
  const texts = new Map(
    [...instances.values()].flatMap(({ module }) =>
      module.files.filter(({ id }) => isJsonSyntax(id)).map(({ id, text }) => [id, text] as const),
    ),
  );
  if (texts.size === 0) return findings;
  return findings.map((finding) => ({
    ...finding,
    fixes: () => finding.fixes().filter((fix) => [...texts].every(([file, text]) => staysReadable(fix, file, text))),
  }));
}

function staysReadable({ edits }: Fix, file: string, text: string): boolean {
  const own = edits.filter(({ range }) => range.file === file);
  if (own.length === 0) return true;
  return areDisjoint(own) && parseConfiguration(file, applyEdits(text, own)).problems.length === 0;
}
