import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { compileConfigSchema, GENERATED } from '../../scripts/compileConfigSchema.mjs';
import { applyConfig, parseConfig } from '../../server/src/core/analysis/config.ts';

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

function severities(text: string): string[] {
  const parsed = parseConfig(text, RULES);
  if (!parsed.ok) throw new Error(complaints(text).join('\n'));
  return applyConfig(parsed.config, [
    { rule: 'oidc/anyone', severity: 'error' },
    { rule: 'oidc/nobody', severity: 'warning' },
    { rule: 'condition/null', severity: 'warning' },
  ]).map(({ rule, severity }) => `${rule} ${severity}`);
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
      '"rule": "rule" is not known here; allowed are "$schema" and "rules"',
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
