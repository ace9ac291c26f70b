/** What a node says: on its face, and to who cannot see it. */
import type { Way } from './filter.ts';
import { type DrawnNode, STEP } from './grouping.ts';
import { lookOf } from './verdicts.ts';

export interface NodeTexts {
  readonly title: string;
  /** Smaller, below the title; where there is none the title may take two lines. */
  readonly note: string;
  /** The whole of it, for screen readers and below the map. */
  readonly name: string;
  readonly verdict?: string;
}

/** More of them are counted. */
const MOST_NAMED = 5;

/** `ways` are all that lead through the node; `fileOf` says how people call a file. */
export function textsOf(node: DrawnNode, ways: readonly Way[], fileOf: (uri: string) => string): NodeTexts {
  const subjects = [...new Set(ways.map(({ subject }) => subject.text))];
  const roles = [...new Map(ways.map(({ role }) => [role.id, role.title])).values()];
  const issuers = [...new Set(ways.map(({ issuer }) => issuer.name))];
  switch (node.kind) {
    case 'issuer': {
      const { name, issuer } = node.issuer;
      const address = issuer === name ? '' : issuer;
      const counts = `${count(subjects.length, 'subject')}, ${count(roles.length, 'role')}`;
      return {
        title: name,
        note: address === '' ? counts : address,
        name: `issuer ${[name, address].filter(Boolean).join(', ')}: ${counts}`,
      };
    }
    case 'subject': {
      const { text, verdict } = node.subject;
      return {
        title: text,
        note: '',
        verdict,
        name: `subject ${text}: ${verdict}, issuer ${issuers.join(', ')}, ${named('role', roles)}`,
      };
    }
    case 'role': {
      const { title, verdict, uri, range } = node.role;
      const place = `${fileOf(uri)}:${range.start.line + 1}`;
      return {
        title,
        note: `${verdict} · ${place}`,
        verdict,
        name: `role ${title}: ${verdict}, ${named('issuer', issuers)}, ${named('subject', subjects)}, in ${place}`,
      };
    }
    case 'subjects':
    case 'roles': {
      const { members, verdict } = node;
      const title = count(members.length, node.kind.slice(0, -1));
      const next = Math.min(STEP, members.length);
      return {
        title,
        note: `${verdict}: ${lookOf(verdict).meaning}`,
        verdict,
        name: `${title}: ${verdict}, ${named('issuer', issuers)}, closed group, opens ${next}`,
      };
    }
  }
}

export function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

function named(what: string, names: readonly string[]): string {
  const more = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : '';
  return `${what}${names.length === 1 ? '' : 's'} ${names.slice(0, MOST_NAMED).join('; ')}${more}`;
}
