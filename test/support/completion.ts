/** Completion at a `|` in a text, as an editor would have it. */
import { NO_PROJECT } from '../../server/src/core/oidc/project.ts';
import { parseConfiguration } from '../../server/src/core/terraform/jsonSyntax.ts';
import { completionsAt } from '../../server/src/features/completion/completion.ts';
import type { CompletionSource } from '../../server/src/features/completion/context.ts';
import { type Completion, insertedText } from '../../server/src/features/completion/items.ts';

export type Around = Partial<
  Pick<CompletionSource, 'file' | 'isPolicyFile' | 'providers' | 'remote' | 'serviceAccounts'>
>;

/** A Terraform file unless it is called otherwise. */
function sourceFor(text: string, around: Around = {}): CompletionSource {
  const file = around.file ?? 'main.tf';
  const isTerraform = /\.tf(?:\.json)?$/.test(file);
  return {
    text,
    module: isTerraform
      ? { files: [{ id: file, text, tree: parseConfiguration(file, text) }], surroundings: {} }
      : undefined,
    project: NO_PROJECT,
    isPolicyFile: false,
    providers: () => [],
    remote: () => undefined,
    serviceAccounts: () => [],
    ...around,
    file,
  };
}

export interface Completed {
  readonly text: string;
  readonly offset: number;
  readonly items: readonly Completion[];
}

export function complete(marked: string, around: Around = {}): Completed {
  const offset = marked.indexOf('|');
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  return { text, offset, items: completionsAt(sourceFor(text, around), offset) };
}

export function labels(marked: string, around: Around = {}): string[] {
  return complete(marked, around).items.map(({ label }) => label);
}

/** The text after an item was taken, with what stands in its stops. */
export function accept({ text }: Completed, { span, insert }: Completion): string {
  return text.slice(0, span.start) + insertedText(insert) + text.slice(span.end);
}

/** The text after the item of this label was taken. */
export function accepted(marked: string, label: string, around: Around = {}): string {
  const completed = complete(marked, around);
  const item = completed.items.find((each) => each.label === label);
  if (!item) throw new Error(`${label} is not among ${completed.items.map((each) => each.label).join(', ')}`);
  return accept(completed, item);
}
