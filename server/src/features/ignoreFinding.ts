/** The edits by which somebody says that a finding is meant: a comment in HCL, an entry of the configuration for what is JSON. */
import { modify } from 'jsonc-parser';
import { CONFIG_FILE } from '../core/analysis/config.ts';
import type { Finding } from '../core/analysis/report.ts';
import { MARKER, NO_REASON } from '../core/analysis/suppressions.ts';
import type { Attribute, Block, Expression, HclFile, Template } from '../core/hcl/nodes.ts';
import { partsOf } from '../core/hcl/visit.ts';
import { isJsonSyntax } from '../core/terraform/jsonSyntax.ts';
import type { TextEdit } from '../core/text/edit.ts';
import type { FileId } from '../core/text/range.ts';

export interface Ignorable {
  readonly text: string;
  /** Undefined for what is no HCL. */
  readonly tree: HclFile | undefined;
  /** The configuration file that counts, where there is one without mistakes. */
  readonly config?: { readonly file: FileId; readonly text: string; readonly path: string };
}

export interface IgnoreOffer {
  readonly title: string;
  readonly edits: () => readonly TextEdit[];
}

/** Undefined where there is no place to say it: for a file that cannot hold a comment, where no configuration file is. */
export function ignoreOffer(finding: Finding, { text, tree, config }: Ignorable): IgnoreOffer | undefined {
  const { rule, range } = finding;
  if (rule.startsWith('config/')) return undefined;
  if (tree && !isJsonSyntax(range.file))
    return { title: `Ignore ${rule} here`, edits: () => [commentAbove(finding, text, tree)] };
  // What a pattern would take for more than the path itself.
  if (!config || /[*?![\]{}()+@\\]/.test(config.path)) return undefined;
  return { title: `Ignore ${rule} here, in ${CONFIG_FILE}`, edits: () => entryFor(finding, config) };
}

/** A line above that of the finding; above the argument, where the finding lies in a heredoc that began earlier. */
function commentAbove({ rule, range }: Finding, text: string, { body }: HclFile): TextEdit {
  const line = lineStart(text, range.start);
  const template = body.items.map((item) => templateAround(item, line)).find((found) => found !== undefined);
  const at = template ? lineStart(text, template.start) : line;
  const indent = /^[ \t]*/.exec(text.slice(at))![0];
  const newText = `${indent}# ${MARKER} ${rule}: ${NO_REASON}\n`;
  return { range: { file: range.file, start: at, end: at }, newText };
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** The outermost string or heredoc that began before an offset and ends behind it. */
function templateAround(node: Attribute | Block | Expression, offset: number): Template | undefined {
  if (offset <= node.start || node.end < offset) return undefined;
  if (node.kind === 'template') return node;
  const inside: readonly (Attribute | Block | Expression)[] =
    node.kind === 'block' ? node.body.items : node.kind === 'attribute' ? [node.value] : partsOf(node);
  return inside.map((part) => templateAround(part, offset)).find((found) => found !== undefined);
}

function entryFor({ rule, sid }: Finding, { file, text, path }: NonNullable<Ignorable['config']>): TextEdit[] {
  const entry = { files: [path], rule, ...(sid === undefined ? {} : { sid }), reason: NO_REASON };
  const formattingOptions = { insertSpaces: true, tabSize: 2, eol: '\n' };
  const edits = modify(text, ['ignores', -1], entry, { formattingOptions, isArrayInsertion: true });
  return edits.map(({ offset, length, content }) => ({
    range: { file, start: offset, end: offset + length },
    newText: content,
  }));
}
