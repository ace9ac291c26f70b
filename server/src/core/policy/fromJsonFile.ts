/** Reads a JSON file that may be a trust policy. */
import { parseJson } from '../json/parse.ts';
import { type FileId, inFile } from '../text/range.ts';
import { valueFromJson } from '../value/fromJson.ts';
import { looksLikeTrust } from './detect.ts';
import { PolicyEditor } from './editor.ts';
import { policyFromObject } from './fromValue.ts';
import type { TrustPolicy } from './model.ts';

/** The trust policy in a JSON file, or undefined when the file is not certainly one. */
export function policyFromJsonFile(file: FileId, text: string): TrustPolicy | undefined {
  // Cheap refusal first: almost no JSON file is a trust policy.
  if (!text.includes('Statement') || !/sts:/i.test(text)) return undefined;
  const document = parseJson(text);
  const complete = document.problems.length === 0;
  const root = document.root && valueFromJson(document.root, { file, dialect: 'json', holes: [], complete });
  if (root?.kind !== 'object') return undefined;
  const policy = policyFromObject(root, {
    surface: 'json',
    users: [],
    editor: new PolicyEditor(() => text),
    problems: document.problems.map((problem) => ({ at: inFile(file, problem.span), message: problem.message })),
  });
  return looksLikeTrust(policy) ? policy : undefined;
}
