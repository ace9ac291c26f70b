/** Fixtures in which comments of carets say what is found in the line above them, and where. */
import { expect } from 'vitest';
import type { Finding } from '../../server/src/core/analysis/report.ts';
import { LineIndex } from '../../server/src/core/text/lineIndex.ts';
import { analyse } from './analyse.ts';

interface Marked {
  /** Without the comments. */
  readonly text: string;
  readonly expected: readonly Expected[];
}

interface Expected {
  /** `LINE:COLUMN-COLUMN RULE SEVERITY`. */
  readonly place: string;
  /** A part of the message, and `fix: TITLE (SAFETY)` of the first fix; empty where the comment says neither. */
  readonly says: readonly string[];
}

/** JSON has no comments: there the carets stand alone. */
const COMMENT = /^\s*(?:#|\/\/)?\s*(\^+)\s+(\S+ \S+?)(?:: (.+))?$/;

/**
 * Expects just the findings of these rules that the fixture's carets show: `^^^ RULE SEVERITY`, and what they say where
 * `: PART OF THE MESSAGE | fix: TITLE (SAFETY)` follows, either of the two; what stands behind may be left out.
 */
export function expectCarets(surface: 'json' | 'terraform', rules: readonly string[], fixture: string): void {
  const { text, expected } = readCarets(fixture);
  const { findings, problems } = analyse(surface, text);
  expect(problems).toEqual([]);
  const checked = findings.filter(({ rule }) => rules.includes(rule));
  const places = placesOf(text, checked);
  expect(places.toSorted()).toEqual(expected.map(({ place }) => place).toSorted());
  const allSaid = checked.map(saidBy);
  for (const { place, says } of expected) {
    const said = allSaid.filter((_, i) => places[i] === place).flat();
    for (const part of says) expect(said, place).toContainEqual(expect.stringContaining(part));
  }
}

function saidBy({ message, fixes }: Finding): string[] {
  const [first] = fixes();
  return [message, first ? `fix: ${first.title} (${first.safety})` : 'fix: none'];
}

/** Takes the comments out of a fixture. */
function readCarets(fixture: string): Marked {
  const lines: string[] = [];
  const expected: Expected[] = [];
  for (const line of fixture.split('\n')) {
    const match = COMMENT.exec(line);
    if (!match) {
      lines.push(line);
      continue;
    }
    const start = line.indexOf('^');
    const place = `${lines.length}:${start + 1}-${start + 1 + match[1]!.length} ${match[2]}`;
    expected.push({ place, says: match[3]?.split(' | ') ?? [] });
  }
  return { text: lines.join('\n'), expected };
}

/** Where findings stand, as `place`; those of more than one line end where the first line does. */
function placesOf(text: string, findings: readonly Finding[]): string[] {
  const index = new LineIndex(text);
  return findings.map(({ range, rule, severity }) => {
    const { line, column } = index.positionAt(range.start);
    const end = text.slice(range.start, range.end).split('\n')[0]!.length;
    return `${line + 1}:${column + 1}-${column + 1 + end} ${rule} ${severity}`;
  });
}
