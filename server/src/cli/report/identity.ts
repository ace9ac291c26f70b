/**
 * What makes a finding the same finding tomorrow: its file, its rule and the text that it marks, but not the line, which
 * shifts with every edit above it, and not the message, which a newer version may word anew.
 */
import { createHash } from 'node:crypto';
import type { Place, PlacedFinding, SourceTexts } from './place.ts';

/** A longer text is told by its beginning and a hash of the whole. */
const MAX_TEXT = 160;
const BEGINNING = 100;

export interface IdentifiedFinding extends PlacedFinding {
  /** The marked text on one line. */
  readonly text: string;
  /** From 0, among the findings of one file with the same rule and text. */
  readonly occurrence: number;
}

/** The findings in the given order, which decides who is which occurrence. */
export function identified(findings: readonly PlacedFinding[], source: SourceTexts): IdentifiedFinding[] {
  const seen = new Map<string, number>();
  return findings.map((placed) => {
    const text = markedText(placed.place, source);
    const key = JSON.stringify([placed.place.file, placed.finding.rule, text]);
    const occurrence = seen.get(key) ?? 0;
    seen.set(key, occurrence + 1);
    return { ...placed, text, occurrence };
  });
}

/** The same for a finding wherever its file lies: for readers that compare file and rule themselves. */
export function fingerprint({ finding, text, occurrence }: IdentifiedFinding): string {
  return hash(finding.rule, text, String(occurrence));
}

/** Different for every finding of a report. */
export function uniqueFingerprint({ finding, place, text, occurrence }: IdentifiedFinding): string {
  return hash(place.file, finding.rule, text, String(occurrence));
}

/** White space is what formatters change; where nothing is marked, the line says what is meant. */
function markedText({ range, start }: Place, source: SourceTexts): string {
  const { text, lines } = source.of(range.file);
  const marked = text.slice(range.start, range.end);
  const meant = marked.trim() ? marked : text.slice(lines.lineStart(start.line - 1), lines.lineStart(start.line));
  const line = meant.replaceAll(/\s+/g, ' ').trim();
  return line.length <= MAX_TEXT ? line : `${line.slice(0, BEGINNING)}… sha256:${hash(line)}`;
}

/** 32 hexadecimal digits. */
function hash(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}
