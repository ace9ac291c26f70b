/** JUnit's XML, which most CI servers show: a suite a file, a test case a finding. */
import { isAtLeast } from '../../core/analysis/config.ts';
import type { FailOn } from '../args.ts';
import { escapeControls } from './escape.ts';
import { type IdentifiedFinding, identified } from './identity.ts';
import type { CheckReport } from './reports.ts';

interface Case {
  readonly name: string;
  readonly line?: number;
  readonly outcome: 'passed' | 'failure' | 'error';
  readonly type?: string;
  readonly message?: string;
}

/**
 * A finding at or above `--fail-on` is a failure; one below it is told by a test that passes, since JUnit knows no warnings.
 * A file that could not be read is an error, one without findings a test that passes. Names hold no lines, so that a
 * server can follow a finding from build to build.
 */
export function junitReport({ placed, checked, failOn }: CheckReport): string {
  const suites = new Map<string, Case[]>();
  const add = (file: string, ...cases: readonly Case[]) => suites.set(file, [...(suites.get(file) ?? []), ...cases]);
  for (const found of identified(placed.findings, placed.source)) add(found.place.file, caseOf(found, failOn));
  for (const { problem, file, place } of placed.errors) {
    add(file, {
      name: 'not checked',
      ...(place && { line: place.start.line }),
      outcome: 'error',
      type: 'error',
      message: problem.message,
    });
  }
  for (const file of [...checked].map((id) => placed.source.name(id))) {
    if (!suites.has(file)) add(file, { name: 'no findings', outcome: 'passed' });
  }
  const sorted = [...suites].sort(([a], [b]) => (a < b ? -1 : 1));
  const all = [...suites.values()].flat();
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="oidc-trust"${counts(all)}>`,
    ...sorted.map(([file, cases]) => suite(file, cases)),
    '</testsuites>\n',
  ].join('\n');
}

function caseOf({ finding, place, occurrence }: IdentifiedFinding, failOn: FailOn): Case {
  const fails = failOn !== 'never' && isAtLeast(finding.severity, failOn);
  return {
    name: occurrence === 0 ? finding.rule : `${finding.rule} (${occurrence + 1})`,
    line: place.start.line,
    outcome: fails ? 'failure' : 'passed',
    type: finding.severity,
    message: finding.message,
  };
}

function suite(file: string, cases: readonly Case[]): string {
  return [
    `  <testsuite${attributes({ name: file })}${counts(cases)}>`,
    ...cases.map((one) => testCase(file, one)),
    '  </testsuite>',
  ].join('\n');
}

function testCase(file: string, { name, line, outcome, type, message }: Case): string {
  const open = `    <testcase${attributes({ classname: file, name, file, line })}`;
  if (message === undefined) return `${open}/>`;
  const told = text(`${file}${line === undefined ? '' : `:${line}`}: ${message}`);
  const inner =
    outcome === 'passed'
      ? `<system-out>${text(`${type}: `)}${told}</system-out>`
      : `<${outcome}${attributes({ type, message })}>${told}</${outcome}>`;
  return `${open}>\n      ${inner}\n    </testcase>`;
}

function counts(cases: readonly Case[]): string {
  const number = (outcome: Case['outcome']) => cases.filter((one) => one.outcome === outcome).length;
  return attributes({ tests: cases.length, failures: number('failure'), errors: number('error') });
}

function attributes(values: Readonly<Record<string, string | number | undefined>>): string {
  return Object.entries(values)
    .map(([name, value]) => (value === undefined ? '' : ` ${name}="${text(String(value))}"`))
    .join('');
}

/** Escaped for content and attributes. Characters that XML cannot hold at all are spelled out. */
function text(value: string): string {
  return escapeControls(value)
    .replaceAll(/[\ufffe\uffff]/g, (character) => `\\u{${character.charCodeAt(0).toString(16)}}`)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
