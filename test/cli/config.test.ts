import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { compileConfigSchema, GENERATED } from '../../scripts/compileConfigSchema.mjs';
import { parseConfig } from '../../server/src/core/analysis/parseConfig.ts';
import type { Finding } from '../../server/src/core/analysis/report.ts';
import { settle } from '../../server/src/core/analysis/settle.ts';

const RULES = [
  { id: 'oidc/anyone', severity: 'error' },
  { id: 'oidc/nobody', severity: 'error' },
  { id: 'condition/null', severity: 'warning' },
] as const;

/** The complaints, each behind the text it points at. */
function complaints(text: string): string[] {
  const parsed = parseConfig(text, RULES);
  if (parsed.ok) return [];
  return parsed.problems.map(({ span, message }) => `${text.slice(span.start, span.end)}: ${message}`);
}

function severities(text: string, path = 'infra/main.tf'): string[] {
  const parsed = parseConfig(text, RULES);
  if (!parsed.ok) throw new Error(complaints(text).join('\n'));
  const findings = [finding('oidc/anyone', 'error'), finding('oidc/nobody'), finding('condition/null')];
  const file = { file: 'main.tf', text: '', tree: undefined, isWhole: () => true };
  const config = { config: parsed.config, path };
  return settle({ findings, masked: [] }, file, config).findings.map(({ rule, severity }) => `${rule} ${severity}`);
}

function finding(rule: string, severity: Finding['severity'] = 'warning'): Finding {
  return { rule, severity, message: '', range: { file: 'main.tf', start: 0, end: 0 }, related: [], fixes: () => [] };
}

describe('the configuration', () => {
  it('changes nothing when it is empty', () => {
    expect(severities('{}')).toEqual(['oidc/anyone error', 'oidc/nobody warning', 'condition/null warning']);
  });

  it('lowers one rule, switches another off', () => {
    expect(severities('{"rules": {"oidc/anyone": "hint", "condition/null": "off"}}')).toEqual([
      'oidc/anyone hint',
      'oidc/nobody warning',
    ]);
  });

  it('caps a group, and the rule itself wins over its group', () => {
    expect(severities('{"rules": {"oidc/*": "information", "oidc/nobody": "warning"}}')).toEqual([
      'oidc/anyone information',
      'oidc/nobody warning',
      'condition/null warning',
    ]);
  });

  it('never raises a finding that is already lower', () => {
    expect(severities('{"rules": {"oidc/nobody": "error", "condition/*": "error"}}')).toEqual([
      'oidc/anyone error',
      'oidc/nobody warning',
      'condition/null warning',
    ]);
  });

  it('takes the last pattern that fits, and the name of the rule before any pattern', () => {
    expect(severities('{"rules": {"oidc/nobody": "hint", "oidc/*": "information", "*": "off"}}')).toEqual([
      'oidc/nobody hint',
    ]);
    expect(severities('{"rules": {"*": "off", "*/n*": "hint"}}')).toEqual(['oidc/nobody hint', 'condition/null hint']);
  });

  it('takes the last override that says something of the rule, for the files that it is about', () => {
    const text = `{
      "rules": { "oidc/nobody": "hint" },
      "overrides": [
        { "files": ["legacy/**"], "rules": { "*": "off" } },
        { "files": ["legacy/*.tf", "x.tf"], "rules": { "oidc/*": "information" } }
      ]
    }`;
    expect(severities(text, 'legacy/main.tf')).toEqual(['oidc/anyone information', 'oidc/nobody information']);
    expect(severities(text, 'legacy/a/main.tf')).toEqual([]);
    expect(severities(text, 'main.tf')).toEqual(['oidc/anyone error', 'oidc/nobody hint', 'condition/null warning']);
  });

  it('refuses to raise a rule above its own severity', () => {
    expect(complaints('{"rules": {"condition/null": "error"}}')).toEqual([
      '"error": "condition/null" is never more severe than "warning" and cannot be raised; allowed are "warning", "information", "hint", "off"',
    ]);
  });

  it('points at every mistake and says what is allowed', () => {
    expect(complaints('{"rules": {"oidc/anyon": "off"}}')).toEqual([
      '"oidc/anyon": there is no rule "oidc/anyon": did you mean "oidc/anyone"?',
    ]);
    expect(complaints('{"rules": {"odic/*": "off"}}')).toEqual([
      '"odic/*": there is no rule "odic/*": did you mean "oidc/*"?',
    ]);
    expect(complaints('{"rules": {"oidc/anyone": "warn"}, "rule": {}}')).toEqual([
      '"warn": "oidc/anyone" must be one of "error", "warning", "information", "hint", "off"',
      '"rule": "rule" is not known here: did you mean "rules"?',
    ]);
    expect(complaints('{"x": 1}')).toEqual([
      '"x": "x" is not known here: allowed are "$schema", "rules", "overrides", "ignores", "organisations", "audiences", "issuers", "policyFiles"',
    ]);
    expect(
      complaints('{"overrides": [{"rules": {"oidc/x": "off"}}], "ignores": [{"files": "a", "rule": "x"}]}'),
    ).toEqual(['{"rules": {"oidc/x": "off"}}: each of "overrides" needs "files"', '"a": "files" must be a list']);
    expect(complaints('{"overrides": [{"files": ["/a", 1], "rules": {"condition/null": "error"}}]}')).toEqual([
      '1: each of "files" must be a string',
    ]);
    expect(complaints('{"overrides": [{"files": ["/a", "../b"], "rules": {"condition/null": "error"}}]}')).toEqual([
      '"/a": a pattern is relative to the directory of the configuration, with "/" between its parts and without ".."',
      '"../b": a pattern is relative to the directory of the configuration, with "/" between its parts and without ".."',
      '"error": "condition/null" is never more severe than "warning" and cannot be raised; allowed are "warning", "information", "hint", "off"',
    ]);
    expect(complaints('{"ignores": [{"files": ["a.json"], "rule": "odic/*"}]}')).toEqual([
      '"odic/*": there is no rule "odic/*": did you mean "oidc/*"?',
    ]);
    expect(complaints('{"rules": []}')).toEqual(['[]: "rules" must be an object']);
    expect(complaints('[1]')).toEqual(['[1]: the configuration must be an object']);
    expect(complaints('{"rules": {}, "rules": {}}')).toEqual(['"rules": "rules" stands here twice']);
    expect(complaints('{"rules": {')).not.toEqual([]);
    expect(complaints('')).not.toEqual([]);
  });

  it('is judged by a validator that is compiled from the schema as it is', async () => {
    expect(await readFile(GENERATED, 'utf8')).toBe(await compileConfigSchema());
  });
});
