/** Reads a JSON file that may be a trust policy. */
import type { JsonDocument } from '../json/nodes.ts';
import { parseJson } from '../json/parse.ts';
import { type FileId, inFile, type SourceRange } from '../text/range.ts';
import { valueFromJson } from '../value/fromJson.ts';
import { known } from '../value/text.ts';
import { unknownAt, type Value } from '../value/value.ts';
import { looksLikeTrust } from './detect.ts';
import { PolicyEditor } from './editor.ts';
import { policyFromObject } from './fromValue.ts';
import type { TrustPolicy } from './model.ts';
import { withinReach } from './size.ts';

/** CloudFormation puts a value in the place of an object with one such key. */
const INTRINSIC = /^(?:Ref|Fn::\w+)$/;

/** The trust policy in a JSON file, or undefined when the file is not certainly one; `isPolicy` says that it is. */
export function policyFromJsonFile(file: FileId, text: string, isPolicy = false): TrustPolicy | undefined {
  // Cheap refusal first: almost no JSON file is a trust policy.
  if (!isPolicy && (!/statement/i.test(text) || !/sts:/i.test(text))) return undefined;
  const document = parseJson(text);
  if (isTemplate(text, document)) return undefined;
  const complete = document.problems.length === 0;
  const written = document.root && valueFromJson(document.root, { file, dialect: 'json', holes: [], complete });
  const root = written && /"(?:Ref|Fn::\w+)"/.test(text) ? filledIn(written) : written;
  if (root?.kind !== 'object') return undefined;
  const policy = policyFromObject(root, {
    surface: 'json',
    users: [],
    editor: new PolicyEditor(() => text),
    problems: document.problems.map((problem) => ({ at: inFile(file, problem.span), message: problem.message })),
  });
  return isPolicy || looksLikeTrust(policy) ? withinReach(policy) : undefined;
}

/** A directive of Terraform, or an expression that is no policy variable such as `${aws:username}` or `${aws:x, 'y'}`. */
const TERRAFORM = /%\{\s*~?\s*(?:if|for)\b|\$\{(?![\w:/.*?$-]+(?:\s*,\s*'[^'}]*')?\})/;

/** Whether a text that is no JSON is likely to become some: a file for `templatefile`. */
function isTemplate(text: string, { problems }: JsonDocument): boolean {
  return problems.length > 0 && (TERRAFORM.test(text) || problems.some(({ span }) => text[span.start] === '$'));
}

interface BrokenPolicy {
  readonly file: FileId;
  readonly message: string;
  readonly range: SourceRange;
}

/** Where the JSON of a file breaks off that seems to be meant as a policy, though nothing certain can be read of it. */
export function brokenPolicy(file: FileId, text: string): BrokenPolicy | undefined {
  if (!/statement/i.test(text) || !/effect|principal|action/i.test(text)) return undefined;
  const document = parseJson(text);
  const [first] = isTemplate(text, document) ? [] : document.problems;
  return first && { file, message: `This is not valid JSON: ${first.message}.`, range: inFile(file, first.span) };
}

/** A part of a template, what CloudFormation fills in being unknown. */
function filledIn(value: Value): Value {
  if (value.kind === 'list') return { ...value, items: value.items.map(filledIn) };
  if (value.kind !== 'object') return value;
  const [only] = value.entries;
  if (only && value.entries.length === 1 && INTRINSIC.test(known(only.key.text) ?? ''))
    return unknownAt('CloudFormation fills this in', value.at);
  return { ...value, entries: value.entries.map((entry) => ({ ...entry, value: filledIn(entry.value) })) };
}
