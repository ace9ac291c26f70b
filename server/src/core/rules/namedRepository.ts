/** Which repository a subject is for, beside the one that the policy lies in. */
import { isCodeHost } from '../oidc/codeHost.ts';
import type { Repository } from '../oidc/project.ts';
import { known } from '../value/text.ts';
import { textOf, type Value } from '../value/value.ts';
import { formsOf, type SubjectCondition } from './subjectCondition.ts';

export interface NamedRepository {
  /** `owner/name`, as the value spells it, without the ids that may stand in it. */
  readonly path: string;
  readonly hasIds: boolean;
  /** Where the name begins and where it ends, ids of it included, in UTF-16 units of the literal text. */
  readonly start: number;
  readonly end: number;
}

/** Whether the issuer's workloads come from repositories on the host of this one. */
export function isHostedAt({ provider: { codeHost }, owner }: SubjectCondition, { host }: Repository): boolean {
  return codeHost !== undefined && isCodeHost(codeHost, known(owner.issuer ?? []), host);
}

/** The repository of a value's usual subjects, where all of its name is spelled out. */
export function namedRepository(subject: SubjectCondition, value: Value): NamedRepository | undefined {
  const path = subject.provider.codeHost?.path;
  const forms = value.kind === 'string' ? formsOf(subject, value)?.[0] : undefined;
  const literal = (textOf(value) ?? []).filter((part) => typeof part === 'string').join('');
  for (const { form, spelled } of forms ?? []) {
    const first = spelled.find(({ part }) => part.part === path?.[0]);
    const last = spelled.find(({ part }) => part.part === path?.at(-1));
    if (form.kind !== 'default' || !first || !last) continue;
    const hasIds = form.immutableTwinOf !== undefined;
    const nameEnd = last.at + last.length;
    const text = (from: number, to: number): string => literal.slice(from, to);
    const idLength = hasIds ? /^[^:]*/.exec(literal.slice(nameEnd))![0].length : 0;
    return {
      path: hasIds ? `${text(first.at, first.at + first.length)}/${text(last.at, nameEnd)}` : text(first.at, nameEnd),
      hasIds,
      start: first.at,
      end: nameEnd + idLength,
    };
  }
  return undefined;
}

/** Whether both are the same but for capitals. */
export function isSameRepository({ path }: NamedRepository, repository: Repository): boolean {
  return path.toLowerCase() === repository.path.toLowerCase();
}
