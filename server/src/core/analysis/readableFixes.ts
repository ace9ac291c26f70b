/** Fixes that would leave less than they found: a file that cannot be read, or a comment lost or beside something else. */
import { keepsComments } from '../hcl/comments.ts';
import type { Finding, Fix } from '../rules/finding.ts';
import type { Evaluator } from '../terraform/evaluate.ts';
import { isJsonSyntax, parseConfiguration } from '../terraform/jsonSyntax.ts';
import { applyEdits, areDisjoint } from '../text/edit.ts';

/** Takes away the fixes after which a comment is gone, or stands beside something else. */
export function keepingComments(fixes: readonly Fix[], { instances }: Evaluator): readonly Fix[] {
  if (fixes.length === 0) return fixes;
  const files = new Map([...instances.values()].flatMap(({ module }) => module.files.map((file) => [file.id, file])));
  return fixes.filter(({ edits }) =>
    [...new Set(edits.map(({ range }) => range.file))].every((id) => {
      const file = files.get(id);
      const own = edits.filter(({ range }) => range.file === id);
      return !file || keepsComments(file.text, file.tree.comments, own);
    }),
  );
}

/**
 * Takes away the fixes that would leave a file in JSON syntax unreadable. Editors write policies as HCL or as JSON; there both are
 * nested, and not every edit fits. Nothing is tried before somebody asks for fixes.
 */
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
