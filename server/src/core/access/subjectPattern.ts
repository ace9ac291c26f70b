import type { Text } from '../value/text.ts';

/** One value of a condition on `ISSUER:sub`. */
export interface SubjectPattern {
  readonly text: Text;
  /** Whether its operator expands `*` and `?`. */
  readonly wildcards: boolean;
  readonly ignoresCase: boolean;
}
