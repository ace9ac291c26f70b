/** Gives a provider another issuer, wherever its module writes it out. */
import type { TextEdit } from '../core/text/edit.ts';
import { type FileId, type SourceRange, touches } from '../core/text/range.ts';
import { isReferenceAt } from './hclReference.ts';
import { isSameIssuer, type Mention, mentionAt, mentionsOf, writtenIssuer } from './mentions.ts';
import { insertedIn } from './resolution.ts';
import type { Files, Scope } from './scope.ts';

/** An answer, or in a sentence why there is none. */
export type OrProblem<T> = T | { readonly problem: string };

/** The issuer that is written at an offset; undefined where none is. */
export function renamePlace(scope: Scope, files: Files, offset: number): OrProblem<SourceRange> | undefined {
  const { file, tree, models, project } = scope;
  const mentions = mentionsOf(models, project);
  const written = writtenAt(mentions, scope, files, offset);
  if (written) return written.range;
  const mention = mentionAt(mentions, file, offset);
  if (!mention?.value || isReferenceAt(tree, offset) || writtenIssuer(mention, files)) return undefined;
  return isIn(mention.value.at, file, offset) ? { problem: fromExpression(mention, files) } : undefined;
}

/**
 * Changes the issuer that is written at an offset, in every key, principal and provider of the module that writes it out or refers
 * to such a text. What refers to the provider follows by itself.
 */
export function rename(scope: Scope, files: Files, offset: number, newName: string): OrProblem<readonly TextEdit[]> {
  const mentions = mentionsOf(scope.models, scope.project);
  const written = writtenAt(mentions, scope, files, offset);
  const name = newName.trim();
  const newText = name.replace(/^https:\/\//i, '');
  if (!written) return { problem: 'There is no issuer here.' };
  if (!ISSUER.test(newText))
    return { problem: `"${newName}" is no issuer: write its host and path, without colons and white space.` };
  const edits = new Map<string, TextEdit>();
  const hasScheme = newText !== name;
  for (const other of mentions.filter((each) => isSameIssuer(each, written.mention))) {
    const range = writtenIssuer(other, files);
    if (range)
      edits.set(`${range.file} ${range.start}`, hasScheme ? withScheme({ range, newText }, files) : { range, newText });
    else if (!refersToProvider(other, files)) return { problem: fromExpression(other, files) };
  }
  return [...edits.values()];
}

const INSECURE = 'http://';

/** The edit with the scheme, where another is written. */
function withScheme({ range, newText }: TextEdit, files: Files): TextEdit {
  const start = range.start - INSECURE.length;
  const before = sourceOf({ ...range, start, end: range.start }, files);
  if (before.toLowerCase() !== INSECURE) return { range, newText };
  return { range: { ...range, start }, newText: `https://${newText}` };
}

function writtenAt(
  mentions: readonly Mention[],
  { file }: Scope,
  files: Files,
  offset: number,
): { readonly mention: Mention; readonly range: SourceRange } | undefined {
  for (const mention of mentions) {
    const range = writtenIssuer(mention, files);
    if (range && isIn(range, file, offset)) return { mention, range };
  }
  return undefined;
}

function isIn(range: SourceRange, file: FileId, offset: number): boolean {
  return range.file === file && touches(range, offset);
}

/** IAM takes no port and no query. */
const ISSUER = /^[a-z0-9][a-z0-9.-]*(?:\/[\w.~%-]*)*$/i;

/** Such a text changes with the provider. */
function refersToProvider({ value }: Mention, files: Files): boolean {
  return [...(value ? [value, ...insertedIn(value)] : [])].some(
    ({ kind, at }) => kind === 'reference' || /\baws_iam_openid_connect_provider\./.test(sourceOf(at, files)),
  );
}

function fromExpression({ value, in: owner }: Mention, files: Files): string {
  const at = value?.at ?? owner.at;
  const source = sourceOf(at, files).replaceAll(/\s+/g, ' ');
  return `The issuer in ${source} (${files.placeOf(at)}) comes from an expression. Change it where it is written.`;
}

function sourceOf({ file, start, end }: SourceRange, files: Files): string {
  return (files.text(file) ?? '').slice(start, end);
}
