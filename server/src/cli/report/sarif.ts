/** SARIF 2.1.0, the format of code scanning services. */
import { pathToFileURL } from 'node:url';
import type { Fix, Severity } from '../../core/analysis/report.ts';
import { rules } from '../../core/rules/index.ts';
import { type TextEdit, withLineEnds } from '../../core/text/edit.ts';
import { safeJson } from './escape.ts';
import { fingerprint, type IdentifiedFinding, identified } from './identity.ts';
import type { Place, PlacedResult, SourceTexts } from './place.ts';
import type { CheckReport } from './reports.ts';

type Level = 'error' | 'warning' | 'note';
type Rule = (typeof rules)[number];

const LEVELS: Readonly<Record<Severity, Level>> = {
  error: 'error',
  warning: 'warning',
  information: 'note',
  hint: 'note',
};

/** The name for the directory that relative paths start from; readers put the root of the sources there. */
const ROOT = '%SRCROOT%';

/** One log with one run, on one line. */
export function sarifReport({ placed, complaints, version }: CheckReport): string {
  const results = identified(placed.findings, placed.source).map((found) => resultOf(found, placed.source));
  const run = {
    tool: { driver: { name: 'oidc-trust', semanticVersion: version, rules: rules.map(descriptorOf) } },
    invocations: [
      {
        executionSuccessful: complaints.length === 0,
        toolExecutionNotifications: [
          ...placed.errors.map(errorOf),
          ...complaints.map((text) => ({ level: 'error', message: { text } })),
        ],
      },
    ],
    originalUriBaseIds: { [ROOT]: { description: { text: 'The directory in which oidc-trust ran.' } } },
    columnKind: 'utf16CodeUnits',
    results,
  };
  return `${safeJson({ $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] })}\n`;
}

function descriptorOf({ id, severity, summary, docs }: Rule): object {
  const sources = docs.sources.map(({ title, url, date }) => ({ title, url, date }));
  const plain = sources.map(({ title, url, date }) => `${title} (${date}): ${url}`);
  const linked = sources.map(({ title, url, date }) => `- [${title}](${url}) (${date})`);
  return {
    id,
    shortDescription: { text: summary },
    fullDescription: { text: docs.what },
    help: {
      text: [docs.why, docs.fix, ...plain].join('\n'),
      markdown: [docs.why, `**What to do:** ${docs.fix}`, linked.join('\n')].join('\n\n'),
    },
    defaultConfiguration: { level: LEVELS[severity] },
  };
}

function resultOf(found: IdentifiedFinding, source: SourceTexts): object {
  const { finding, place } = found;
  const related = finding.related.map(({ range, message }, id) => ({
    id,
    physicalLocation: locationOf(source.place(range)),
    message: { text: message },
  }));
  const fixes = finding.fixes().filter(({ edits }) => edits.length > 0);
  return {
    ruleId: finding.rule,
    ruleIndex: rules.findIndex(({ id }) => id === finding.rule),
    level: LEVELS[finding.severity],
    message: { text: finding.message },
    locations: [{ physicalLocation: locationOf(place) }],
    ...(related.length > 0 && { relatedLocations: related }),
    ...(fixes.length > 0 && { fixes: fixes.map((fix) => fixOf(fix, source)) }),
    partialFingerprints: { 'ruleAndText/v1': fingerprint(found) },
    ...(finding.witness && { properties: { witness: finding.witness } }),
  };
}

function fixOf({ title, safety, edits }: Fix, source: SourceTexts): object {
  const files = [...new Set(edits.map(({ range }) => range.file))];
  return {
    description: { text: title },
    artifactChanges: files.map((file) => ({
      artifactLocation: artifactOf(source.place({ file, start: 0, end: 0 })),
      replacements: edits
        .filter(({ range }) => range.file === file)
        .map((edit) => replacementOf(withLineEnds(edit, source.of(file).text), source)),
    })),
    properties: { safety },
  };
}

function replacementOf({ range, newText }: TextEdit, source: SourceTexts): object {
  const deletedRegion = regionOf(source.place(range));
  return { deletedRegion, ...(newText !== '' && { insertedContent: { text: newText } }) };
}

function errorOf({ problem, file, place }: PlacedResult['errors'][number]): object {
  const physicalLocation = place
    ? locationOf(place)
    : { artifactLocation: artifactOf({ file, range: { file: problem.file } }) };
  return { level: 'error', message: { text: problem.message }, locations: [{ physicalLocation }] };
}

function locationOf(place: Place): object {
  return { artifactLocation: artifactOf(place), region: regionOf(place) };
}

/** Relative to the root, where the file lies beneath it. */
function artifactOf({ file, range }: { readonly file: string; readonly range: { readonly file: string } }): object {
  if (file.startsWith('../')) return { uri: pathToFileURL(range.file).href };
  return { uri: file.split('/').map(encodeURIComponent).join('/'), uriBaseId: ROOT };
}

/** SARIF counts as we do: from 1, and the end is exclusive. */
function regionOf({ start, end }: Place): object {
  return { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column };
}
