/** What edits do to who gets in: nothing that is applied unseen may open a role to strangers, shut it, or change how wide it is. */
import { isWidth, type Verdict } from '../access/verdict.ts';
import type { Project } from '../oidc/project.ts';
import type { Instances } from '../policy/instances.ts';
import type { PolicyModel } from '../policy/model.ts';
import type { Fix } from '../rules/finding.ts';
import type { TextEdit } from '../text/edit.ts';
import { judgementsOf } from './roleReport.ts';

/** The verdicts of a model's roles and documents, in its order; of each instance by itself. */
export function verdictsOf(model: PolicyModel, project: Project, instances: Instances): readonly Verdict[] {
  return judgementsOf(model, project, instances).flatMap(({ judgements }) => judgements.map(({ verdict }) => verdict));
}

/** Whether every role that works is as wide as before, and none has been opened to strangers. A role that lets nobody in may come to life. */
export function keepsAccess(before: readonly Verdict[], after: readonly Verdict[]): boolean {
  return before.length === after.length && before.every((verdict, i) => isKept(verdict, after[i]!));
}

function isKept(before: Verdict, after: Verdict): boolean {
  const isWorking = isWidth(before) && before !== 'nobody';
  return before === after || (!isWorking && after !== 'anyone');
}

/** The fixes, of which those are safe that keep access as it is. */
export function safeOnlyIf(keeps: (edits: readonly TextEdit[]) => boolean, fixes: readonly Fix[]): readonly Fix[] {
  return fixes.map((fix) => (fix.safety === 'safe' && !keeps(fix.edits) ? { ...fix, safety: 'review' } : fix));
}
