/** Single edits that break a file, as happen while somebody types: the ten kinds by which recovery is measured. */
import type { Random } from './random.ts';

/** Replaces `remove` characters at `at` by `insert`. */
export interface Edit {
  readonly at: number;
  readonly remove: number;
  readonly insert: string;
}

export type Mutation = (text: string, random: Random) => Edit | undefined;

export const MUTATIONS: Readonly<Record<string, Mutation>> = {
  'delete an opening brace': removing(/\{(?=[ \t]*\n)/g),
  'delete a closing brace': removing(/(?<=^[ \t]*)\}(?=[ \t]*$)/gm),
  'delete a quote': removing(/"/g),
  'delete a bracket or parenthesis': removing(/[[\]()]/g),
  'a value not typed yet': removing(/(?<=^[ \t]+[a-z_]+[ \t]*=)[ \t]*[^\n{(["]+$/gm),
  'a half-typed name': inserting('  nam\n'),
  'a dot without a name': inserting('  foo = aws_iam_role.\n'),
  'an open jsonencode': inserting('  policy = jsonencode({\n'),
  'an open template expression': inserting('  arn = "arn:aws:s3:::$' + '{var.\n'),
  'an open heredoc': inserting('  policy = <<EOF\n'),
};

export function applied(text: string, { at, remove, insert }: Edit): string {
  return text.slice(0, at) + insert + text.slice(at + remove);
}

function removing(pattern: RegExp): Mutation {
  return (text, random) => {
    const found = random.pick([...text.matchAll(pattern)]);
    return found && { at: found.index, remove: found[0].length, insert: '' };
  };
}

/** Before a line that holds an argument. */
function inserting(insert: string): Mutation {
  return (text, random) => {
    const found = random.pick([...text.matchAll(/^[ \t]+[a-z_]+[ \t]*=/gm)]);
    return found && { at: found.index, remove: 0, insert };
  };
}
