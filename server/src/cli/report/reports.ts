/** The formats in which `check` reports. */
import type { FileId } from '../../core/text/range.ts';
import type { CheckFormat, FailOn } from '../args.ts';
import type { Io } from '../io.ts';
import { githubReport } from './github.ts';
import { gitlabReport } from './gitlab.ts';
import { jsonReport } from './json.ts';
import { junitReport } from './junit.ts';
import type { PlacedResult } from './place.ts';
import { prettyReport } from './pretty.ts';
import { sarifReport } from './sarif.ts';

/** All that a report may tell. */
export interface CheckReport {
  readonly placed: PlacedResult;
  /** Files that were read and understood as a whole. */
  readonly checked: ReadonlySet<FileId>;
  /** Why the check is not what was asked for; each makes the exit code 2. */
  readonly complaints: readonly string[];
  readonly failOn: FailOn;
  /** Of this program. */
  readonly version: string;
}

/** What goes to standard output, whole. */
export function reportAs(format: CheckFormat, report: CheckReport, io: Io): string {
  switch (format) {
    case 'pretty':
      return prettyReport(report.placed, report.checked.size, io);
    case 'json':
      return jsonReport(report.placed);
    case 'sarif':
      return sarifReport(report);
    case 'github':
      return githubReport(report.placed);
    case 'junit':
      return junitReport(report);
    case 'gitlab':
      return gitlabReport(report.placed);
  }
}
