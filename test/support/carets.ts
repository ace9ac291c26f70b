/** Fixtures in which comments of carets say what is found in the line above them, and where. */
import { expect } from 'vitest';
import type { Finding } from '../../server/src/core/analysis/report.ts';
import { LineIndex } from '../../server/src/core/text/lineIndex.ts';
import { analyse } from './analyse.ts';

interface Marked {
  /** Without the comments. */
  readonly text: string;
  /** `LINE:COLUMN-COLUMN RULE SEVERITY`, sorted. */
  readonly expected: readonly string[];
}

/** JSON has no comments: there the carets stand alone. */
const COMMENT = /^\s*(?:#|\/\/)?\s*(\^+)\s+(\S+ \S+)$/;

/** Expects just the findings of these rules that the fixture's carets show. */
export function expectCarets(surface: 'json' | 'terraform', rules: readonly string[], fixture: string): void {
  const { text, expected } = readCarets(fixture);
  const { findings, problems } = analyse(surface, text);
  expect(problems).toEqual([]);
  const checked = findings.filter(({ rule }) => rules.includes(rule));
  expect(placesOf(text, checked)).toEqual(expected);
}

/** Takes the comments out of a fixture. */
function readCarets(fixture: string): Marked {
  const lines: string[] = [];
  const expected: string[] = [];
  for (const line of fixture.split('\n')) {
    const match = COMMENT.exec(line);
    if (!match) {
      lines.push(line);
      continue;
    }
    const start = line.indexOf('^');
    expected.push(`${lines.length}:${start + 1}-${start + 1 + match[1]!.length} ${match[2]}`);
  }
  return { text: lines.join('\n'), expected: expected.sort() };
}

/** Findings in the form of `expected`; those of more than one line end where the first line does. */
function placesOf(text: string, findings: readonly Finding[]): string[] {
  const index = new LineIndex(text);
  return findings
    .map(({ range, rule, severity }) => {
      const { line, column } = index.positionAt(range.start);
      const end = text.slice(range.start, range.end).split('\n')[0]!.length;
      return `${line + 1}:${column + 1}-${column + 1 + end} ${rule} ${severity}`;
    })
    .sort();
}
