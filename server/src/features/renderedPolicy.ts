/** The rendered policy of what the cursor is in: a role, a policy document, or a JSON trust policy. */
import type { RenderedTrust, Report } from '../core/analysis/report.ts';
import type { HclFile } from '../core/hcl/nodes.ts';
import { contains, touches } from '../core/text/range.ts';

export interface ShownPolicy {
  /** Null for a JSON file. */
  readonly address: string | null;
  /** JSON, with comments above it where something is not known. */
  readonly text: string;
}

/** `report` is the file's own. A role with several possible policies shows all of them. */
export function renderedPolicyAt(report: Report, tree: HclFile | undefined, offset: number): ShownPolicy | undefined {
  const found = renderedAt(report, tree, offset);
  const [first] = found;
  if (!first) return undefined;
  const parts = found.map(({ text, unknown }) =>
    [
      ...(unknown.length > 0 ? [`// Not fully known: ${unknown.map(oneLine).join(', ')}`] : []),
      text ?? '// Nothing can be shown.',
    ].join('\n'),
  );
  return { address: first.address, text: `${parts.join('\n\n// or\n\n')}\n` };
}

/** The policies of what the cursor is in: several where a role may have one of them. */
export function renderedAt(report: Report, tree: HclFile | undefined, offset: number): readonly RenderedTrust[] {
  const block = tree?.body.items.find((item) => item.kind === 'block' && touches(item, offset));
  return report.rendered.filter(({ kind, range }) => kind === 'file' || (block && contains(block, range)));
}

/** Names and reasons come from the file; none of them ends the comment. */
function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}
