/** The roles of a workspace as a graph: issuers, the subjects of theirs that are accepted, and the roles that accept them. */
import path from 'node:path';
import { type Federation, issuerName } from '../core/access/federation.ts';
import type { Verdict } from '../core/access/verdict.ts';
import { type WayIn, waysInto } from '../core/access/waysIn.ts';
import type { Report, RoleReport } from '../core/analysis/report.ts';
import type { SourceRange } from '../core/text/range.ts';
import { known, show, spell } from '../core/value/text.ts';

/** Ids are the same from one map of a workspace to the next, as long as what they name is. */
export interface TrustMap {
  readonly issuers: readonly IssuerNode[];
  readonly subjects: readonly SubjectNode[];
  readonly roles: readonly RoleNode[];
  readonly edges: readonly TrustEdge[];
  /** How many roles are left out because no web identity can assume them. */
  readonly notFederated: number;
}

export interface IssuerNode {
  readonly id: string;
  readonly name: string;
  /** Without the scheme, unknown parts by name; empty where nothing is known of it. */
  readonly issuer: string;
  /** The provider that declares it, else what first trusts it. */
  readonly at: SourceRange;
}

/** What one or several roles accept of an issuer. */
export interface SubjectNode {
  readonly id: string;
  /** The id of its issuer. */
  readonly issuer: string;
  /** `any workflow of repository acme/api: branch main`. */
  readonly text: string;
  readonly verdict: Verdict;
  /** The first statement that accepts it. */
  readonly at: SourceRange;
}

export interface RoleNode {
  readonly id: string;
  /** Its address; the file's name where there is none. */
  readonly title: string;
  readonly verdict: Verdict;
  readonly summary: string;
  readonly at: SourceRange;
}

/** By ids. */
export interface TrustEdge {
  readonly subject: string;
  readonly role: string;
}

const NO_ISSUER = 'unknown issuer';

export function trustMap(reports: readonly Report[]): TrustMap {
  const roles = rolesOf(reports);
  const federated = roles.filter(({ verdict }) => verdict !== 'not-federated');
  const map = new MapBuilder();
  for (const role of federated) map.add(role);
  return { ...map.result(), notFederated: roles.length - federated.length };
}

class MapBuilder {
  readonly #issuers = new Map<string, IssuerNode>();
  readonly #subjects = new Map<string, SubjectNode>();
  readonly #roles = new Map<string, RoleNode>();
  readonly #edges = new Map<string, TrustEdge>();

  add(report: RoleReport): void {
    const role = this.#role(report);
    const ways = waysOf(report);
    for (const { federation, judgement, at } of ways) {
      const { verdict, sentence } = judgement;
      this.#connect(role, this.#issuer(federation, at), { text: sentence, verdict, at });
    }
    if (ways.length === 0)
      this.#connect(role, this.#noIssuer(report.range), {
        text: report.summary,
        verdict: report.verdict,
        at: report.range,
      });
  }

  result(): Omit<TrustMap, 'notFederated'> {
    return {
      issuers: [...this.#issuers.values()],
      subjects: [...this.#subjects.values()],
      roles: [...this.#roles.values()],
      edges: [...this.#edges.values()],
    };
  }

  /** Modules that several others call have a role of one address and place for each of them. */
  #role({ address, range, verdict, summary }: RoleReport): string {
    const title = address ?? path.basename(range.file);
    const name = `${range.file}#${address ?? ''}`;
    let id = name;
    for (let copy = 2; this.#roles.has(id); copy++) id = `${name} (${copy})`;
    this.#roles.set(id, { id, title, verdict, summary, at: range });
    return id;
  }

  #issuer(federation: Federation, at: SourceRange): string {
    const issuer = federation.issuer ?? [];
    const text = show(issuer);
    // What is not known in full may be something else in another module.
    const id = known(issuer) === undefined ? `${path.dirname(at.file)}#${spell(issuer)}` : text;
    const place = federation.declared[0]?.at ?? at;
    if (!this.#issuers.has(id)) this.#issuers.set(id, { id, name: issuerName(federation), issuer: text, at: place });
    return id;
  }

  #noIssuer(at: SourceRange): string {
    if (!this.#issuers.has(NO_ISSUER))
      this.#issuers.set(NO_ISSUER, { id: NO_ISSUER, name: 'an issuer that is not known', issuer: '', at });
    return NO_ISSUER;
  }

  #connect(role: string, issuer: string, subject: Pick<SubjectNode, 'text' | 'verdict' | 'at'>): void {
    const id = `${issuer} ${subject.verdict} ${subject.text}`;
    if (!this.#subjects.has(id)) this.#subjects.set(id, { id, issuer, ...subject });
    this.#edges.set(`${id} ${role}`, { subject: id, role });
  }
}

/** What certainly opens a role; of one that may have other policies too, nothing is certain. */
function waysOf({ trust, verdict }: RoleReport): readonly WayIn[] {
  const ways = trust.policies.flatMap((policy) => waysInto(policy, trust.issuers));
  const isCertain = trust.complete && (trust.policies.length === 1 || verdict !== 'unknown');
  if (isCertain) return ways;
  const judgement = { verdict: 'unknown', sentence: 'not certain from what stands here' } as const;
  return ways.map((way) => ({ ...way, judgement }));
}

/** Each role once, in place order, with each of its instances where they are known. A file that is a role's policy is no role of its own. */
function rolesOf(reports: readonly Report[]): readonly RoleReport[] {
  const found = reports.flatMap((report) => report.roles);
  const policyFiles = new Set(
    found
      .filter(({ address }) => address !== null)
      .flatMap(({ trust }) => trust.policies)
      .filter(({ surface }) => surface === 'file')
      .map(({ at }) => at.file),
  );
  const different = new Map<string, RoleReport>();
  for (const role of found) {
    const { address, range, summary } = role;
    if (address === null && policyFiles.has(range.file)) continue;
    different.set(JSON.stringify([range.file, range.start, address, summary]), role);
  }
  return [...different.values()].sort(byPlace).flatMap((role) => {
    const instances = role.trust.instances() ?? [];
    return instances.length > 0 ? instances : [role];
  });
}

/** So that the map does not hang on the order in which files were found. */
function byPlace(a: RoleReport, b: RoleReport): number {
  const compare = (x: string, y: string): number => (x < y ? -1 : x > y ? 1 : 0);
  return (
    compare(a.range.file, b.range.file) ||
    a.range.start - b.range.start ||
    compare(a.address ?? '', b.address ?? '') ||
    compare(a.summary, b.summary)
  );
}
