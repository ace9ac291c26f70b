/** Reads a configuration file. Pure: text in, configuration or problems out. */
import type { JsonEntry, JsonNode, JsonString } from '../json/nodes.ts';
import { parseJson } from '../json/parse.ts';
import { nearestName } from '../oidc/nearest.ts';
import { issuerFrom } from '../oidc/ownIssuer.ts';
import type { Span } from '../text/range.ts';
import { type Config, type Ignore, isAtLeast, namesRule, pathTest, SEVERITIES } from './config.ts';
import { allowedKeys, type ConfigFile, type ConfigSchemaError, validateConfig } from './configSchema.generated.mjs';
import type { Severity } from './report.ts';
import { reasonIn } from './suppressions.ts';

/** What the configuration must know of a rule. */
export interface ConfigurableRule {
  readonly id: string;
  readonly severity: Severity;
}

/** Something wrong in the file; the span lies in its text. */
export interface ConfigProblem {
  readonly span: Span;
  readonly message: string;
}

export type ParsedConfig =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] };

/** A pattern of paths that is longer than any path. */
const MAX_PATTERN = 1000;

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
  problems.push(...new RuleNames(rules, root).problems(data), ...patternProblems(data, root));
  const issuers = (data.issuers ?? []).map((entry, i) => ({ i, result: issuerFrom(entry) }));
  for (const { i, result } of issuers)
    if ('mistakes' in result)
      problems.push(
        ...result.mistakes.map(({ path, message }) => ({ span: valueAt(root, ['issuers', i, ...path]), message })),
      );
  if (problems.length > 0) return { ok: false, problems: sorted(problems) };
  const config: Config = {
    rules: new Map(Object.entries(data.rules ?? {})),
    overrides: (data.overrides ?? []).map(({ files, rules: settings }) => ({
      files: pathTest(files),
      rules: new Map(Object.entries(settings)),
    })),
    ignores: ignoresOf(data, root),
    project: {
      issuers: issuers.flatMap(({ result }) => ('provider' in result ? [result.provider] : [])),
      audiences: data.audiences ?? [],
      organisations: data.organisations ?? [],
    },
    policyFiles: pathTest(data.policyFiles ?? []),
  };
  return { ok: true, config };
}

function ignoresOf({ ignores = [] }: ConfigFile, root: JsonNode): Ignore[] {
  return ignores.map(({ files, rule, sid, reason }, i) => ({
    files: pathTest(files),
    rule,
    sid,
    reason: reasonIn(reason ?? ''),
    span: valueAt(root, ['ignores', i]),
    ruleSpan: valueAt(root, ['ignores', i, 'rule']),
    removal: removalOfItem(nodeAt(root, ['ignores']), i),
  }));
}

/** An item of a list with one of the commas beside it. */
function removalOfItem(list: JsonNode | undefined, index: number): Span {
  const items = list?.kind === 'array' ? list.items : [];
  const [before, item, next] = [items[index - 1], items[index]!, items[index + 1]];
  if (next) return { start: item.start, end: next.start };
  return { start: before?.end ?? item.start, end: item.end };
}

/** Judges the names of rules, wherever they stand. */
class RuleNames {
  readonly #rules: readonly ConfigurableRule[];
  readonly #root: JsonNode;

  constructor(rules: readonly ConfigurableRule[], root: JsonNode) {
    this.#rules = rules;
    this.#root = root;
  }

  problems({ rules = {}, overrides = [], ignores = [] }: ConfigFile): ConfigProblem[] {
    const inSettings = (settings: object, path: Path): ConfigProblem[] =>
      Object.keys(settings).flatMap((name) => {
        const entry = entryAt(this.#root, [...path, name]);
        return [...this.#unknown(name, entry?.key), ...this.#raised(name, entry)];
      });
    return [
      ...inSettings(rules, ['rules']),
      ...overrides.flatMap((override, i) => inSettings(override.rules, ['overrides', i, 'rules'])),
      ...ignores.flatMap(({ rule }, i) => this.#unknown(rule, valueAt(this.#root, ['ignores', i, 'rule']))),
    ];
  }

  #unknown(name: string, span: Span | undefined): ConfigProblem[] {
    const ids = this.#rules.map(({ id }) => id);
    if (ids.some((id) => namesRule(name, id))) return [];
    return [{ span: spanOf(span, this.#root), message: unknownRule(name, ids) }];
  }

  /** Naming one rule above its own severity would do nothing; a pattern's setting caps only what lies above it. */
  #raised(name: string, entry: JsonEntry | undefined): ConfigProblem[] {
    const rule = this.#rules.find(({ id }) => id === name);
    const setting = SEVERITIES.find((severity) => entry?.value?.kind === 'string' && textOf(entry.value) === severity);
    if (!rule || !setting || isAtLeast(rule.severity, setting)) return [];
    const allowed = [...SEVERITIES.filter((severity) => isAtLeast(rule.severity, severity)), 'off'];
    const message = `"${name}" is never more severe than "${rule.severity}" and cannot be raised; allowed are ${list(allowed)}`;
    return [{ span: spanOf(entry?.value, this.#root), message }];
  }
}

/** Says that there is no such rule, and which one may be meant. */
function unknownRule(name: string, ids: readonly string[]): string {
  const groups = [...new Set(ids.map((id) => `${id.split('/')[0]}/*`))];
  const nearest = nearestName(name, [...ids, ...groups], 4);
  const advice = nearest ? `did you mean "${nearest}"?` : 'the command "oidc-trust rules" lists them all';
  return `there is no rule "${name}": ${advice}`;
}

function patternProblems(data: ConfigFile, root: JsonNode): ConfigProblem[] {
  const lists: [Path, readonly string[]][] = [
    ...(data.overrides ?? []).map(({ files }, i): [Path, readonly string[]] => [['overrides', i, 'files'], files]),
    ...(data.ignores ?? []).map(({ files }, i): [Path, readonly string[]] => [['ignores', i, 'files'], files]),
    [['policyFiles'], data.policyFiles ?? []],
  ];
  return lists.flatMap(([path, patterns]) =>
    patterns.flatMap((pattern, i) => {
      const message = patternFault(pattern);
      return message === undefined ? [] : [{ span: valueAt(root, [...path, i]), message }];
    }),
  );
}

function patternFault(pattern: string): string | undefined {
  if (pattern === '') return 'the pattern is empty';
  if (pattern.length > MAX_PATTERN) return `the pattern is longer than ${MAX_PATTERN} characters`;
  if (/^(?:\/|[A-Za-z]:)|\\/.test(pattern) || pattern.split('/').includes('..'))
    return 'a pattern is relative to the directory of the configuration, with "/" between its parts and without ".."';
  return undefined;
}

type Path = readonly (string | number)[];

function describe(error: ConfigSchemaError, root: JsonNode): ConfigProblem {
  const path = error.instancePath.split('/').slice(1).map(unescapePointer);
  const span = valueAt(root, path);
  const name = path.findLast((step) => !/^\d+$/.test(step));
  const isItem = path.at(-1) !== name;
  const where = name === undefined ? 'the configuration' : isItem ? `each of "${name}"` : `"${name}"`;
  switch (error.keyword) {
    case 'additionalProperties': {
      const key = error.params.additionalProperty ?? '';
      const allowed = allowedKeys[path[0] ?? ''] ?? [];
      const keySpan = spanOf(entryAt(root, [...path, key])?.key, root);
      const nearest = nearestName(key, allowed, 2);
      const advice = nearest === undefined ? `allowed are ${list(allowed)}` : `did you mean "${nearest}"?`;
      return { span: keySpan, message: `"${key}" is not known here: ${advice}` };
    }
    case 'required':
      return { span, message: `${where} needs "${error.params.missingProperty}"` };
    case 'enum':
      return { span, message: `${where} must be one of ${list(error.params.allowedValues ?? [])}` };
    case 'type':
      return { span, message: `${where} must be ${TYPES[error.params.type ?? ''] ?? error.params.type}` };
    default:
      return { span, message: `${where} ${error.message ?? 'is not valid'}` };
  }
}

const TYPES: Readonly<Record<string, string>> = { object: 'an object', string: 'a string', array: 'a list' };

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

/** The value at a path of keys and places in lists, else the whole. */
function valueAt(root: JsonNode, path: Path): Span {
  return spanOf(nodeAt(root, path), root);
}

/** Of two equal keys the last is the one that counts. */
function nodeAt(root: JsonNode, path: Path): JsonNode | undefined {
  let node: JsonNode | undefined = root;
  for (const step of path) {
    if (node?.kind === 'array') node = node.items[Number(step)];
    else node = node && entryIn(node, String(step))?.value;
  }
  return node;
}

function entryAt(root: JsonNode, path: Path): JsonEntry | undefined {
  const container = nodeAt(root, path.slice(0, -1));
  return container && entryIn(container, String(path.at(-1)));
}

function entryIn(node: JsonNode, name: string): JsonEntry | undefined {
  return node.kind === 'object' ? node.entries.findLast(({ key }) => textOf(key) === name) : undefined;
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
