/**
 * What a configuration means: which findings are shown, how severe, and what the project knows beside the catalogue.
 *
 * A rule's severity is its maximum, here too: a setting caps the severity of findings and never raises it.
 */
import picomatch from 'picomatch/posix';
import { NO_PROJECT, type Project } from '../oidc/project.ts';
import type { Span } from '../text/range.ts';
import type { Severity } from './report.ts';

/** The file's name; the nearest one above a file counts for it. */
export const CONFIG_FILE = '.oidc-trust.json';

/** Most severe first. */
export const SEVERITIES: readonly Severity[] = ['error', 'warning', 'information', 'hint'];

export type RuleSetting = Severity | 'off';

/** By rule id or pattern (`condition/*`), in the order in which they are written. */
export type RuleSettings = ReadonlyMap<string, RuleSetting>;

/** Whether a path is meant: relative to the configuration's directory, with `/` between its parts. */
export type PathTest = (path: string) => boolean;

export interface Override {
  readonly files: PathTest;
  readonly rules: RuleSettings;
}

/** Findings that are meant to be as they are. */
export interface Ignore {
  readonly files: PathTest;
  readonly rule: string;
  /** Only in the statement of this name. */
  readonly sid: string | undefined;
  /** Empty where none is given. */
  readonly reason: string;
  /** Where it stands in the file, and where its rule does. */
  readonly span: Span;
  readonly ruleSpan: Span;
  /** What has to go for it to be gone. */
  readonly removal: Span;
}

export interface Config {
  readonly rules: RuleSettings;
  readonly overrides: readonly Override[];
  readonly ignores: readonly Ignore[];
  readonly project: Project;
  /** JSON files that are trust policies, whatever they look like. */
  readonly policyFiles: PathTest;
}

/** A configuration as it counts for one file. */
export interface FileConfig {
  readonly config: Config;
  /** As the configuration's patterns see it. */
  readonly path: string;
}

/** Every rule at its own severity. */
export const NO_CONFIG: Config = {
  rules: new Map(),
  overrides: [],
  ignores: [],
  project: NO_PROJECT,
  policyFiles: () => false,
};

/** Whether `severity` is at least as severe as `limit`. */
export function isAtLeast(severity: Severity, limit: Severity): boolean {
  return SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(limit);
}

/**
 * Says what is set for a rule: by the last override for this file that says something of it, else by `rules`. In each of them
 * the rule's own name wins over patterns, and of patterns the last.
 */
export function settingsFor(fileConfig: FileConfig): (rule: string) => RuleSetting | undefined {
  const { config } = fileConfig;
  const overrides = config.overrides.filter(({ files }) => files(fileConfig.path)).map(({ rules }) => rules);
  const layers = [...overrides.reverse(), config.rules].filter(({ size }) => size > 0);
  return (rule) => {
    for (const layer of layers) {
      const setting = settingIn(layer, rule);
      if (setting !== undefined) return setting;
    }
    return undefined;
  };
}

function settingIn(rules: RuleSettings, rule: string): RuleSetting | undefined {
  const own = rules.get(rule);
  if (own !== undefined) return own;
  return [...rules].findLast(([pattern]) => namesRule(pattern, rule))?.[1];
}

/** Whether a rule is meant by its id, or by a pattern in which `*` stands for any text. */
export function namesRule(pattern: string, rule: string): boolean {
  if (!pattern.includes('*')) return pattern === rule;
  const [start, ...rest] = pattern.split('*') as [string, ...string[]];
  const end = rest.pop()!;
  if (rule.length < start.length + end.length || !rule.startsWith(start) || !rule.endsWith(end)) return false;
  let inner = rule.slice(start.length, rule.length - end.length);
  return rest.every((part) => {
    const at = inner.indexOf(part);
    inner = inner.slice(at + part.length);
    return at >= 0;
  });
}

/** A test of paths by patterns, of which one has to match. */
export function pathTest(patterns: readonly string[]): PathTest {
  if (patterns.length === 0) return () => false;
  // Nested groups of patterns can take exponential time.
  return picomatch([...patterns], { dot: true, noextglob: true });
}
