/**
 * The nodes and edges to draw. Few are drawn as they are; of many, subjects of one issuer with one verdict become one node,
 * and so do roles of one verdict that are reached from the same nodes. A group is opened a few members at a time.
 */
import type { TrustMapIssuer, TrustMapRole, TrustMapSubject } from '../../../server/src/protocol.ts';
import type { Way } from './filter.ts';

/** As many nodes fit on a screen or two. */
const FEW = 80;
/** Of fewer than these a group would save no room. */
const LEAST = 4;
/** A group opens by so many members at a time. */
export const STEP = 25;

export type DrawnNode =
  | { readonly kind: 'issuer'; readonly id: string; readonly issuer: TrustMapIssuer }
  | { readonly kind: 'subject'; readonly id: string; readonly subject: TrustMapSubject }
  | { readonly kind: 'role'; readonly id: string; readonly role: TrustMapRole }
  | SubjectGroup
  | RoleGroup;

export interface SubjectGroup {
  readonly kind: 'subjects';
  readonly id: string;
  readonly issuer: TrustMapIssuer;
  readonly verdict: string;
  readonly members: readonly TrustMapSubject[];
}

export interface RoleGroup {
  readonly kind: 'roles';
  readonly id: string;
  readonly verdict: string;
  readonly members: readonly TrustMapRole[];
}

export interface DrawnEdge {
  readonly from: string;
  readonly to: string;
  /** Of what is accepted; none between an issuer and its subjects. */
  readonly verdict?: string;
}

export interface Graph {
  readonly nodes: readonly DrawnNode[];
  readonly edges: readonly DrawnEdge[];
  readonly isGrouped: boolean;
}

/** How many members of a group are shown, by its id. */
export type Opened = Readonly<Record<string, number>>;

export function graphOf(ways: readonly Way[], opened: Opened): Graph {
  const issuers = different(ways.map(({ issuer }) => issuer));
  const subjects = different(ways.map(({ subject }) => subject));
  const roles = different(ways.map(({ role }) => role));
  const isGrouped = issuers.length + subjects.length + roles.length > FEW;
  const split = isGrouped ? opened : undefined;

  const issuerOf = new Map(ways.map(({ subject, issuer }) => [subject.id, issuer]));
  const shownSubjects = collapse(subjects, split, ({ issuer, verdict }) => `subjects ${verdict} ${issuer}`).map(
    (found): DrawnNode =>
      'only' in found
        ? { kind: 'subject', id: found.only.id, subject: found.only }
        : {
            kind: 'subjects',
            id: found.id,
            issuer: issuerOf.get(found.members[0]!.id)!,
            verdict: found.members[0]!.verdict,
            members: found.members,
          },
  );
  const drawnFor = drawnBy(shownSubjects);
  const parents = parentsOf(ways, drawnFor);
  const shownRoles = collapse(roles, split, ({ id, verdict }) => `roles ${verdict} ${parents.get(id)!.join(' ')}`).map(
    (found): DrawnNode =>
      'only' in found
        ? { kind: 'role', id: found.only.id, role: found.only }
        : { kind: 'roles', id: found.id, verdict: found.members[0]!.verdict, members: found.members },
  );
  const roleNodes = drawnBy(shownRoles);
  const edges = ways.flatMap(({ issuer, subject, role }): DrawnEdge[] => {
    const middle = drawnFor.get(subject.id)!;
    return [
      { from: issuer.id, to: middle },
      { from: middle, to: roleNodes.get(role.id)!, verdict: subject.verdict },
    ];
  });
  const issuerNodes = issuers.map((issuer): DrawnNode => ({ kind: 'issuer', id: issuer.id, issuer }));
  return {
    nodes: [...issuerNodes, ...shownSubjects, ...shownRoles],
    edges: [...new Map(edges.map((edge) => [`${edge.from}\n${edge.to}`, edge])).values()],
    isGrouped,
  };
}

type Identified = { readonly id: string };
type Collapsed<Item> = { readonly only: Item } | { readonly id: string; readonly members: readonly Item[] };

/** Items of one key as a group, but for the first few of an opened one; all by themselves where nothing is to be grouped. */
function collapse<Item extends Identified>(
  items: readonly Item[],
  opened: Opened | undefined,
  keyOf: (item: Item) => string,
): Collapsed<Item>[] {
  if (!opened) return items.map((only) => ({ only }));
  const groups = Map.groupBy(items, keyOf);
  return [...groups].flatMap(([id, members]): Collapsed<Item>[] => {
    const shown = opened[id] ?? 0;
    const rest = members.slice(shown);
    if (rest.length < LEAST) return members.map((only) => ({ only }));
    return [...members.slice(0, shown).map((only) => ({ only })), { id, members: rest }];
  });
}

/** The id of the node that stands for a subject or role, by its id. */
function drawnBy(nodes: readonly DrawnNode[]): ReadonlyMap<string, string> {
  return new Map(
    nodes.flatMap((node) =>
      'members' in node ? node.members.map(({ id }) => [id, node.id] as const) : [[node.id, node.id] as const],
    ),
  );
}

/** The nodes from which each role is reached, sorted. */
function parentsOf(
  ways: readonly Way[],
  drawnFor: ReadonlyMap<string, string>,
): ReadonlyMap<string, readonly string[]> {
  const parents = new Map<string, Set<string>>();
  for (const { role, subject } of ways)
    parents.set(role.id, (parents.get(role.id) ?? new Set()).add(drawnFor.get(subject.id)!));
  return new Map([...parents].map(([id, from]) => [id, [...from].sort()]));
}

function different<Node extends Identified>(nodes: readonly Node[]): readonly Node[] {
  return [...new Map(nodes.map((node) => [node.id, node])).values()];
}
