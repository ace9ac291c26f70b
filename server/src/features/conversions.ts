/** Other ways of writing the policy at a place, for an editor to offer. */
import { conversionsAt, jsonAt, type Sources, type Target } from '../core/convert/conversions.ts';
import { type Pasted, pasteJson } from '../core/convert/paste.ts';
import type { TextEdit } from '../core/text/edit.ts';
import type { FileId, Span } from '../core/text/range.ts';

export interface ConversionOffer {
  readonly to: Target;
  readonly title: string;
  readonly edits: readonly TextEdit[];
}

const TITLES: Readonly<Record<Target, string>> = {
  jsonencode: 'Convert the policy to jsonencode',
  'policy-document': 'Convert the policy to an aws_iam_policy_document',
  heredoc: 'Convert the policy to JSON in a heredoc',
};

/** Only those that certainly mean the same. */
export function conversionOffers(sources: Sources, file: FileId, offset: number): ConversionOffer[] {
  return conversionsAt(sources, file, offset).flatMap((conversion) =>
    'edits' in conversion ? [{ ...conversion, title: TITLES[conversion.to] }] : [],
  );
}

/** How a JSON policy can stand where something is selected. */
export function pasteOffers(sources: Sources, file: FileId, selection: Span, json: string): Pasted {
  return pasteJson(sources, file, selection, json);
}

/** The policy at a place as JSON, where it is wholly known. */
export function policyJsonAt(sources: Sources, file: FileId, offset: number): string | undefined {
  return jsonAt(sources, file, offset);
}
