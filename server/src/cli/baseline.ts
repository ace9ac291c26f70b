/** The baseline: a file of findings that are known already, so that only new ones count. */
import fs from 'node:fs';
import path from 'node:path';
import type { JsonNode, JsonObject } from '../core/json/nodes.ts';
import { parseJson } from '../core/json/parse.ts';
import type { FileId } from '../core/text/range.ts';
import { DiskFileSystem } from '../workspace/diskFileSystem.ts';
import { UsageError } from './io.ts';
import { safeJson } from './report/escape.ts';
import { type IdentifiedFinding, identified } from './report/identity.ts';
import type { PlacedFinding, SourceTexts } from './report/place.ts';
import { mistakesIn, type TextProblem } from './textProblems.ts';

const VERSION = 1;

/** Findings of one file with the same rule and text. */
export interface KnownFinding {
  readonly file: FileId;
  readonly rule: string;
  readonly text: string;
  readonly count: number;
}

export interface Comparison {
  /** The findings that the baseline does not know. */
  readonly fresh: readonly PlacedFinding[];
  /** How many it knows. */
  readonly known: number;
  /** What it knows and is not found any more; `count` is how many are missing. */
  readonly stale: readonly KnownFinding[];
}

/**
 * Reads a baseline. Paths in it are relative to its own directory, so that it does not matter where the check starts.
 * @throws UsageError with every mistake in the file, one a line.
 */
export function readBaseline(name: string, cwd: string): KnownFinding[] {
  const file = path.resolve(cwd, name);
  const read = new DiskFileSystem().read(file);
  if (!read.ok) throw new UsageError(`the baseline ${name} could not be read: ${read.reason}`);
  const { root, problems } = parseJson(read.text);
  const mistakes: TextProblem[] = [...problems];
  const entries = root && problems.length === 0 ? entriesOf(root, mistakes) : [];
  if (mistakes.length > 0) throw mistakesIn(name, read.text, mistakes);
  return entries.map((entry) => ({ ...entry, file: path.resolve(path.dirname(file), entry.file) }));
}

/**
 * Writes these findings as known, a line each, sorted.
 * @throws Error when the file cannot be written.
 */
export function writeBaseline(
  name: string,
  cwd: string,
  findings: readonly PlacedFinding[],
  source: SourceTexts,
): void {
  const file = path.resolve(cwd, name);
  const entries = countedBy(identified(findings, source)).map(({ file: found, rule, count, text }) => {
    const relative = path.relative(path.dirname(file), found).split(path.sep).join('/');
    return { file: relative, rule, count, text };
  });
  entries.sort((a, b) => order(a.file, b.file) || order(a.rule, b.rule) || order(a.text, b.text));
  const lines = entries.map((entry) => `\n    ${safeJson(entry)}`);
  const list = lines.length === 0 ? '[]' : `[${lines.join(',')}\n  ]`;
  fs.writeFileSync(file, `{\n  "version": ${VERSION},\n  "findings": ${list}\n}\n`);
}

/**
 * Takes away what is known. Of findings that look alike, as many as the baseline counts; the last ones are new.
 * `wasLookedAt` says of which files all findings are given, so that what is missing in them is missing indeed.
 */
export function compare(
  findings: readonly PlacedFinding[],
  source: SourceTexts,
  baseline: readonly KnownFinding[],
  wasLookedAt: (file: FileId) => boolean,
): Comparison {
  const left = new Map<string, KnownFinding>();
  for (const entry of baseline) {
    const count = (left.get(keyOf(entry))?.count ?? 0) + entry.count;
    left.set(keyOf(entry), { ...entry, count });
  }
  const fresh = identified(findings, source).filter((found) => {
    const entry = left.get(keyOf(entryOf(found)));
    if (!entry || entry.count === 0) return true;
    left.set(keyOf(entry), { ...entry, count: entry.count - 1 });
    return false;
  });
  const stale = [...left.values()].filter(({ file, count }) => count > 0 && wasLookedAt(file));
  return { fresh, known: findings.length - fresh.length, stale };
}

function countedBy(findings: readonly IdentifiedFinding[]): KnownFinding[] {
  const counted = new Map<string, KnownFinding>();
  for (const entry of findings.map(entryOf)) {
    const count = (counted.get(keyOf(entry))?.count ?? 0) + 1;
    counted.set(keyOf(entry), { ...entry, count });
  }
  return [...counted.values()];
}

function entryOf({ finding, text }: IdentifiedFinding): KnownFinding {
  return { file: finding.range.file, rule: finding.rule, text, count: 1 };
}

function keyOf({ file, rule, text }: KnownFinding): string {
  return JSON.stringify([file, rule, text]);
}

function entriesOf(root: JsonNode, mistakes: TextProblem[]): KnownFinding[] {
  if (root.kind !== 'object') {
    mistakes.push({ span: root, message: 'a baseline is an object with "version" and "findings"' });
    return [];
  }
  const version = valueAt(root, 'version');
  if (version?.kind !== 'number' || version.text !== String(VERSION)) {
    mistakes.push({
      span: version ?? root,
      message: `"version" must be ${VERSION}, the only one that this program knows`,
    });
    return [];
  }
  const findings = valueAt(root, 'findings');
  if (findings?.kind !== 'array') {
    mistakes.push({ span: findings ?? root, message: '"findings" must be a list' });
    return [];
  }
  return findings.items.map((item) => known(item, mistakes));
}

/** What is wrong in an entry goes to `mistakes`; the entry is then of no use. */
function known(item: JsonNode, mistakes: TextProblem[]): KnownFinding {
  const text = (name: string): string => {
    const value = item.kind === 'object' ? valueAt(item, name) : undefined;
    if (value?.kind === 'string') return value.parts.join('');
    mistakes.push({ span: value ?? item, message: `a finding needs "${name}", a text` });
    return '';
  };
  const entry = { file: text('file'), rule: text('rule'), text: text('text') };
  const value = item.kind === 'object' ? valueAt(item, 'count') : undefined;
  const count = value?.kind === 'number' ? Number(value.text) : Number.NaN;
  if (!Number.isSafeInteger(count) || count < 1) {
    mistakes.push({ span: value ?? item, message: 'a finding needs "count", a whole number from 1' });
  }
  return { ...entry, count };
}

/** Of two equal keys the last, which is the one that counts. */
function valueAt(object: JsonObject, name: string): JsonNode | undefined {
  const entry = object.entries.findLast(({ key }) => key.parts.join('') === name);
  return entry?.value;
}

/** By UTF-16 code units, the same on every machine. */
function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
