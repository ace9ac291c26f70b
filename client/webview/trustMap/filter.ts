/** What of the map is looked at. */
import type { TrustMapIssuer, TrustMapResult, TrustMapRole, TrustMapSubject } from '../../../server/src/protocol.ts';
import { rankOf } from './verdicts.ts';

export interface Filter {
  /** The id of an issuer; empty for all. */
  readonly issuer: string;
  /** The verdicts of roles that are hidden. */
  readonly hidden: readonly string[];
  /** Words, all of which stand somewhere in the way from issuer to role. */
  readonly text: string;
}

export const NO_FILTER: Filter = { issuer: '', hidden: [], text: '' };

/** A role, and what it accepts. */
export interface Way {
  readonly issuer: TrustMapIssuer;
  readonly subject: TrustMapSubject;
  readonly role: TrustMapRole;
}

/** Every way into a role. What must be seen first comes first, else the order is that of the map. */
export function waysOf({ issuers, subjects, roles, edges }: TrustMapResult): readonly Way[] {
  const byId = <Node extends { readonly id: string }>(nodes: readonly Node[]): ReadonlyMap<string, Node> =>
    new Map(nodes.map((node) => [node.id, node]));
  const [issuerOf, subjectOf, roleOf] = [byId(issuers), byId(subjects), byId(roles)];
  const ways = edges.flatMap((edge) => {
    const subject = subjectOf.get(edge.subject);
    const issuer = subject && issuerOf.get(subject.issuer);
    const role = roleOf.get(edge.role);
    return issuer && role ? [{ issuer, subject, role }] : [];
  });
  return ways.sort((a, b) => rankOf(a.subject.verdict) - rankOf(b.subject.verdict));
}

/** The ways that a filter leaves. */
export function filtered(
  ways: readonly Way[],
  { issuer: wanted, hidden, text }: Filter,
  fileOf: (uri: string) => string,
): readonly Way[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return ways.filter(({ issuer, subject, role }) => {
    if (hidden.includes(role.verdict) || (wanted !== '' && issuer.id !== wanted)) return false;
    const all = [role.title, fileOf(role.uri), subject.text, issuer.name, issuer.issuer].join('\n').toLowerCase();
    return words.every((word) => all.includes(word));
  });
}
