/**
 * The configuration file: which rules are switched off or shown as less severe. Pure: text in, configuration or problems out.
 *
 * A rule's severity is its maximum, here too: a setting caps the severity of findings and never raises it. Naming one
 * rule above its own severity is an error, because it would do nothing; a group's setting caps only what lies above it.
 */
import type { JsonEntry, JsonNode, JsonString } from '../json/nodes.ts';
import { parseJson } from '../json/parse.ts';
import { nearestName } from '../oidc/nearest.ts';
import type { Span } from '../text/range.ts';
import { type ConfigFile, type ConfigSchemaError, validateConfig } from './configSchema.generated.mjs';
import type { Finding, Severity } from './report.ts';

/** The file's name; the nearest one above the files under check counts. */
export const CONFIG_FILE = '.oidc-trust.json';

/** Most severe first. */
export const SEVERITIES: readonly Severity[] = ['error', 'warning', 'information', 'hint'];

export type RuleSetting = Severity | 'off';

/** What the configuration must know of a rule. */
export interface ConfigurableRule {
  readonly id: string;
  readonly severity: Severity;
}

/** Settings by rule id or group (`condition/*`). */
export interface Config {
  readonly rules: ReadonlyMap<string, RuleSetting>;
}

/** Something wrong in the file; the span lies in its text. */
export interface ConfigProblem {
  readonly span: Span;
  readonly message: string;
}

export type ParsedConfig =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] };

/** Every rule at its own severity. */
export const NO_CONFIG: Config = { rules: new Map() };

/** Whether `severity` is at least as severe as `limit`. */
export function isAtLeast(severity: Severity, limit: Severity): boolean {
  return SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(limit);
}

/** Reads and judges a configuration file. */
export function parseConfig(text: string, rules: readonly ConfigurableRule[]): ParsedConfig {
  const document = parseJson(text);
  if (document.problems.length > 0) return { ok: false, problems: document.problems };
  const root = document.root;
  if (!root)
    return { ok: false, problems: [{ span: { start: 0, end: 0 }, message: 'the file is empty: write at least {}' }] };
  const data = plain(root);
  const problems = duplicates(root);
  if (!validateConfig(data)) {
    problems.push(...(validateConfig.errors ?? []).map((error) => describe(error, root)));
    return { ok: false, problems: sorted(problems) };
  }
  problems.push(...ruleProblems(data, root, rules));
  if (problems.length > 0) return { ok: false, problems: sorted(problems) };
  return { ok: true, config: { rules: new Map(Object.entries(data.rules ?? {})) } };
}

/** The findings that the configuration leaves, each at the severity that it allows. */
export function applyConfig<T extends Pick<Finding, 'rule' | 'severity'>>(config: Config, findings: readonly T[]): T[] {
  if (config.rules.size === 0) return [...findings];
  return findings.flatMap((finding) => {
    const setting = settingOf(config, finding.rule);
    if (setting === undefined) return [finding];
    if (setting === 'off') return [];
    return [isAtLeast(finding.severity, setting) ? { ...finding, severity: setting } : finding];
  });
}

function settingOf(config: Config, rule: string): RuleSetting | undefined {
  return config.rules.get(rule) ?? config.rules.get(`${rule.split('/')[0]}/*`);
}

function ruleProblems(data: ConfigFile, root: JsonNode, rules: readonly ConfigurableRule[]): ConfigProblem[] {
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  const groups = [...new Set(rules.map((rule) => `${rule.id.split('/')[0]}/*`))];
  return Object.entries(data.rules ?? {}).flatMap(([name, setting]) => {
    const entry = entryAt(root, ['rules', name]);
    const rule = byId.get(name);
    if (!rule) {
      if (groups.includes(name)) return [];
      const nearest = nearestName(name, [...byId.keys(), ...groups], 4);
      const advice = nearest ? `did you mean "${nearest}"?` : 'the command "oidc-trust rules" lists them all';
      return [{ span: spanOf(entry?.key, root), message: `there is no rule "${name}": ${advice}` }];
    }
    if (setting === 'off' || isAtLeast(rule.severity, setting)) return [];
    const allowed = [...SEVERITIES.filter((severity) => isAtLeast(rule.severity, severity)), 'off'];
    const message = `"${name}" is never more severe than "${rule.severity}" and cannot be raised; allowed are ${list(allowed)}`;
    return [{ span: spanOf(entry?.value, root), message }];
  });
}

function describe(error: ConfigSchemaError, root: JsonNode): ConfigProblem {
  const path = error.instancePath.split('/').slice(1).map(unescapePointer);
  const entry = entryAt(root, path);
  const value = path.length === 0 ? root : entry?.value;
  const where = path.length === 0 ? 'the configuration' : `"${path.at(-1)}"`;
  switch (error.keyword) {
    case 'additionalProperties': {
      const name = error.params.additionalProperty ?? '';
      const span = spanOf(entryAt(root, [...path, name])?.key, root);
      return { span, message: `"${name}" is not known here; allowed are "$schema" and "rules"` };
    }
    case 'enum':
      return {
        span: spanOf(value, root),
        message: `${where} must be one of ${list(error.params.allowedValues ?? [])}`,
      };
    case 'type':
      return {
        span: spanOf(value, root),
        message: `${where} must be ${TYPES[error.params.type ?? ''] ?? error.params.type}`,
      };
    default:
      return { span: spanOf(value, root), message: `${where} ${error.message ?? 'is not valid'}` };
  }
}

const TYPES: Readonly<Record<string, string>> = { object: 'an object', string: 'a string' };

function unescapePointer(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~');
}

function list(values: readonly string[]): string {
  return values.map((value) => `"${value}"`).join(', ');
}

function sorted(problems: readonly ConfigProblem[]): ConfigProblem[] {
  return [...problems].sort((a, b) => a.span.start - b.span.start);
}

function spanOf(node: Span | undefined, root: JsonNode): Span {
  return node ? { start: node.start, end: node.end } : { start: root.start, end: root.end };
}

/** The entry at a path of keys; of two equal keys the last, which is the one that counts. */
function entryAt(root: JsonNode, path: readonly string[]): JsonEntry | undefined {
  let node: JsonNode | undefined = root;
  let entry: JsonEntry | undefined;
  for (const name of path) {
    if (node?.kind !== 'object') return undefined;
    entry = node.entries.findLast((candidate) => textOf(candidate.key) === name);
    node = entry?.value;
  }
  return entry;
}

function duplicates(node: JsonNode): ConfigProblem[] {
  if (node.kind === 'array') return node.items.flatMap(duplicates);
  if (node.kind !== 'object') return [];
  const seen = new Set<string>();
  return node.entries.flatMap((entry) => {
    const name = textOf(entry.key);
    const again = seen.has(name);
    seen.add(name);
    const below = entry.value ? duplicates(entry.value) : [];
    return again ? [{ span: spanOf(entry.key, node), message: `"${name}" stands here twice` }, ...below] : below;
  });
}

function plain(node: JsonNode): unknown {
  switch (node.kind) {
    case 'string':
      return textOf(node);
    case 'object':
      return Object.fromEntries(node.entries.map((entry) => [textOf(entry.key), entry.value && plain(entry.value)]));
    case 'array':
      return node.items.map(plain);
    case 'number':
    case 'boolean':
    case 'null':
      return JSON.parse(node.text);
    case 'hole':
      return undefined; // only templates have holes
  }
}

function textOf(key: JsonString): string {
  return key.parts.join('');
}
