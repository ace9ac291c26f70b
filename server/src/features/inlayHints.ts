/** What expressions in policies and providers come to, to be shown behind each. */
import type { Span } from '../core/text/range.ts';
import { known } from '../core/value/text.ts';
import { optionsOf, textOf, type Value } from '../core/value/value.ts';
import { visitValues } from './modelPlace.ts';
import { insertedIn, isReached } from './resolution.ts';
import type { Scope } from './scope.ts';

export interface InlayHint {
  /** Behind the expression. */
  readonly offset: number;
  readonly text: string;
}

/** A longer text would push what stands behind it out of sight; hovers have all of it. */
const MOST_CHARACTERS = 60;
/** An expression may come to several texts: in several calls of a module, in a loop, by a condition. */
const MOST_TEXTS = 2;

/** In the order of the text. None where nothing is followed, and none where the text is not known. */
export function inlayHints({ models, project, file }: Scope, within: Span): InlayHint[] {
  const texts = new Map<number, Set<string>>();
  visitValues(models, project.issuers, ({ value }) => {
    for (const option of optionsOf(value)) {
      const at = option.via?.[0] ?? option.at;
      const parts = textOf(option);
      const text = parts && known(parts);
      if (at.file !== file || text === undefined || !isExpression(option)) continue;
      if (within.start <= at.end && at.end <= within.end) texts.set(at.end, (texts.get(at.end) ?? new Set()).add(text));
    }
  });
  return [...texts]
    .filter(([, all]) => all.size <= MOST_TEXTS)
    .map(([offset, all]) => ({ offset, text: `= ${[...all].map(shortened).join(' or ')}` }))
    .sort((a, b) => a.offset - b.offset);
}

function isExpression(value: Value): boolean {
  return isReached(value) || insertedIn(value).length > 0;
}

function shortened(text: string): string {
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text;
}
