/** Other ways of writing the policy at a place, for an editor to offer. */
import { conversionsAt, type Sources, type Target } from '../core/convert/conversions.ts';
import type { TextEdit } from '../core/text/edit.ts';
import type { FileId } from '../core/text/range.ts';

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
