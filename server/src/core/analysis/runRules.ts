import { readStatement } from '../access/reading.ts';
import type { Issuers, Project } from '../oidc/project.ts';
import type { PolicyModel, RoleUse, TrustPolicy } from '../policy/model.ts';
import type { Context, ReportOptions, Rule } from '../rules/define.ts';
import type { Finding, Fix, RelatedPlace, Severity } from '../rules/finding.ts';
import { rules } from '../rules/index.ts';
import syntax from '../rules/policy/syntax.ts';
import { contains, type FileId, type SourceRange, type Span, sortByPlace } from '../text/range.ts';
import { once } from '../value/once.ts';
import { knownString, type Value } from '../value/value.ts';
import type { MaskedFinding } from './report.ts';

const SEVERITIES: readonly Severity[] = ['hint', 'information', 'warning', 'error'];

/** Runs every rule over a model, and leaves one finding for one fault. */
export function runRules(model: PolicyModel, project: Project, options?: RunOptions): Settled {
  return settled(applyRules(model, project, options));
}

export interface RunOptions {
  /** The ids of the rules that are asked; all of them if it is missing. */
  readonly only?: ReadonlySet<string>;
  /** What becomes of the fixes of a finding. */
  readonly fixes?: (fixes: readonly Fix[]) => readonly Fix[];
}

/**
 * All that the rules say of a model.
 * @throws Error that names the rule when one fails: a checker that hides this would say "nothing found" where it did not look.
 */
export function applyRules(model: PolicyModel, project: Project, options: RunOptions = {}): Found[] {
  const run = new Run(model, project, options);
  try {
    for (const policy of model.policies) checkPolicy(policy, run);
    for (const one of model.declared) run.all(PROVIDER_CHECKS, one, (check) => check(one, run));
    for (const one of model.roles) run.all(ROLE_CHECKS, one, (check) => check(one, run));
    for (const one of model.identityConfigs) run.all(IDENTITY_CONFIG_CHECKS, one, (check) => check(one, run));
    for (const one of model.permissions) run.all(PERMISSIONS_CHECKS, one, (check) => check(one, run));
  } catch (cause) {
    throw run.rule ? new Error(`the rule ${run.rule.id} failed`, { cause }) : cause;
  }
  return run.findings;
}

/** One finding for one fault, in the order of files and places. */
export interface Settled {
  readonly findings: readonly Finding[];
  /** What others say better, unless their rules are switched off. */
  readonly masked: readonly MaskedFinding[];
}

/** One finding for one fault, in the order of files and places: of several users of a text, and of several rules that see the same. */
export function settled(found: readonly Found[]): Settled {
  const all = distinct(sortByPlace(found));
  const masking = masksByFile(all);
  const findings: Finding[] = [];
  const masked: MaskedFinding[] = [];
  for (const finding of all) {
    const maskedBy = masksOf(finding, masking);
    if (maskedBy.length === 0) findings.push(finding);
    else masked.push({ ...finding, maskedBy });
  }
  return { findings, masked };
}

/** A finding, and the places beside its own at which it masks others. */
export interface Found extends Finding {
  readonly covers: readonly SourceRange[];
}

/** What a rule checks, as far as it tells how that is reached. */
type Owner = TrustPolicy | { readonly call?: RoleUse };

/** What all rules see, and where they put what they find: one object for all, because at each keystroke each of them is asked. */
class Run implements Context<string> {
  readonly findings: Found[] = [];
  readonly providers: PolicyModel['providers'];
  readonly clusters: PolicyModel['clusters'];
  readonly issuers: Issuers;
  readonly project: Project;
  /** The one that checks right now; undefined in between. */
  rule: Rule | undefined;
  #owner: Owner | undefined;
  readonly #only: RunOptions['only'];
  readonly #fixes: RunOptions['fixes'];

  constructor({ providers, clusters }: PolicyModel, project: Project, { only, fixes }: RunOptions) {
    this.#only = only;
    this.#fixes = fixes;
    this.providers = providers;
    this.clusters = clusters;
    this.issuers = { declared: providers, own: project.issuers };
    this.project = project;
  }

  /** Has rules check something, one after the other. */
  all<C>(checks: readonly Check<C>[], owner: Owner, call: (check: C) => void): void {
    this.#owner = owner;
    for (let i = 0; i < checks.length; i++) {
      const one = checks[i]!;
      if (this.#only && !this.#only.has(one.rule.id)) continue;
      this.rule = one.rule;
      call(one.check);
    }
    this.rule = undefined;
  }

  report(message: string, at: SourceRange | Value, options: ReportOptions = {}): void {
    const rule = this.rule!;
    if (rule !== syntax && isBroken('kind' in at ? at.at : at, this.#owner!)) return;
    const finding = ledTo(findingOf(rule, message, at, options, this.#fixes), this.#owner!);
    this.findings.push({ ...finding, ...statementName(finding, this.#owner!), covers: options.covers ?? [] });
  }
}

/** Whether a fault of the JSON touches a place: what is read there may not be what is meant. */
function isBroken(range: SourceRange, owner: Owner): boolean {
  if (!('problems' in owner) || owner.problems.length === 0) return false;
  return owner.problems.some(({ at }) => at.file === range.file && at.start <= range.end && range.start <= at.end);
}

type Hook = 'policy' | 'statement' | 'condition' | 'provider' | 'role' | 'identityConfig' | 'permissions';

interface Check<C> {
  readonly rule: Rule;
  readonly check: C;
}

/** The rules that look at one kind of thing. */
function checksOf<H extends Hook>(hook: H): readonly Check<NonNullable<Rule[H]>>[] {
  return rules.flatMap((rule) => {
    const check = rule[hook];
    return check ? [{ rule, check }] : [];
  });
}

const POLICY_CHECKS = checksOf('policy');
const STATEMENT_CHECKS = checksOf('statement');
const CONDITION_CHECKS = checksOf('condition');
const PROVIDER_CHECKS = checksOf('provider');
const ROLE_CHECKS = checksOf('role');
const IDENTITY_CONFIG_CHECKS = checksOf('identityConfig');
const PERMISSIONS_CHECKS = checksOf('permissions');

function checkPolicy(policy: TrustPolicy, run: Run): void {
  run.all(POLICY_CHECKS, policy, (check) => check(policy, run));
  for (const statement of policy.statements.items) {
    const reading = readStatement(statement, run.issuers);
    run.all(STATEMENT_CHECKS, policy, (check) => check(reading, policy, run));
    for (const condition of reading.conditions)
      run.all(CONDITION_CHECKS, policy, (check) => check(condition, reading, policy, run));
  }
}

/** The `Sid` of the statement that holds a finding. */
function statementName({ range }: Finding, owner: Owner): { readonly sid?: string } {
  if (!('statements' in owner)) return {};
  const holder = owner.statements.items.find(({ at }) => at.file === range.file && contains(at, range));
  const sid = holder?.sid.is === 'present' ? knownString(holder.sid.value) : undefined;
  return sid === undefined ? {} : { sid };
}

/** Adds how the checked thing is reached: the roles that read a policy from a file, and the module call whose values make the fault. */
function ledTo(finding: Finding, owner: Owner): Finding {
  const users = 'users' in owner && FROM_FILE.has(owner.surface) ? owner.users : [];
  const roles = users.map(({ address, at }) => ({ range: at, message: `the trust policy of ${address}` }));
  const { call } = owner;
  if (!call) return roles.length > 0 ? { ...finding, related: [...finding.related, ...roles] } : finding;
  const related = [...finding.related, ...roles, { range: call.at, message: `called here as ${call.address}` }];
  return { ...finding, message: `${finding.message} (as ${call.address} calls it)`, related };
}

const FROM_FILE: ReadonlySet<string> = new Set(['file', 'templatefile']);

/** What a rule says at a place. `changed`: what becomes of its fixes. */
export function findingOf(
  rule: Rule,
  message: string,
  at: SourceRange | Value,
  options: ReportOptions,
  changed: RunOptions['fixes'] = (fixes) => fixes,
): Finding {
  const { fixes = () => [] } = options;
  const isValue = 'kind' in at;
  const use = isValue ? at.via?.[0] : undefined;
  const uses: RelatedPlace[] = use ? [{ range: use, message: 'used here' }] : [];
  const severity =
    options.severity && SEVERITIES.indexOf(options.severity) < SEVERITIES.indexOf(rule.severity)
      ? options.severity
      : rule.severity;
  return {
    rule: rule.id,
    severity,
    message: fill(rule.messages[message]!, options.data ?? {}),
    range: isValue ? at.at : at,
    related: [...(options.related ?? []), ...uses],
    fixes: once(() => changed(fixes())),
    ...(options.witness ? { witness: options.witness } : {}),
  };
}

/** Puts values into `{placeholders}`; long ones are cut, so that a message stays readable. */
function fill(message: string, data: Readonly<Record<string, string>>): string {
  let filled = '';
  for (const { text, name } of partsOf(message)) {
    filled += text;
    if (name !== undefined) filled += Object.hasOwn(data, name) ? shorten(data[name]!) : `{${name}}`;
  }
  return filled;
}

/** A stretch of a message, and the placeholder behind it. */
interface MessagePart {
  readonly text: string;
  readonly name: string | undefined;
}

/** Messages are filled at each keystroke and taken apart once. */
const parts = new Map<string, readonly MessagePart[]>();

function partsOf(message: string): readonly MessagePart[] {
  let known = parts.get(message);
  if (!known) {
    // Between the stretches stand the names.
    const pieces = message.split(/\{(\w+)\}/);
    known = pieces.flatMap((text, i) => (i % 2 === 0 ? [{ text, name: pieces[i + 1] }] : []));
    parts.set(message, known);
  }
  return known;
}

function shorten(text: string): string {
  return text.length > 200 ? `${text.slice(0, 190)}...` : text;
}

/** Several users of one text, one finding. `findings`: in the order of places. */
function distinct(findings: readonly Found[]): readonly Found[] {
  const kept: Found[] = [];
  for (const found of findings) if (!isRepeated(found, kept)) kept.push(found);
  return kept;
}

/** Whether the same rule said it of the same place already; those are the last ones. */
function isRepeated({ rule, range }: Found, before: readonly Found[]): boolean {
  for (let i = before.length - 1; i >= 0; i--) {
    const other = before[i]!;
    if (other.range.start !== range.start || other.range.end !== range.end || other.range.file !== range.file)
      return false;
    if (other.rule === rule) return true;
  }
  return false;
}

/** A place at which a rule says better what others say there. */
interface Mask {
  readonly rule: string;
  readonly place: SourceRange;
}

function masksByFile(findings: readonly Found[]): ReadonlyMap<FileId, readonly Mask[]> {
  const byFile = new Map<FileId, Mask[]>();
  for (const { rule, range, covers } of findings) {
    if (!MASKING.has(rule)) continue;
    for (const place of [range, ...covers]) {
      const masks = byFile.get(place.file);
      if (masks) masks.push({ rule, place });
      else byFile.set(place.file, [{ rule, place }]);
    }
  }
  return byFile;
}

/** The rules that say better, at the same place, what a finding says. */
function masksOf({ rule, range }: Found, masking: ReadonlyMap<FileId, readonly Mask[]>): readonly string[] {
  const masks = MASKED_BY.get(rule);
  const here = masks && masking.get(range.file);
  if (!here) return [];
  const found = here.filter((mask) => masks.has(mask.rule) && overlap(mask.place, range));
  return [...new Set(found.map((mask) => mask.rule))];
}

/** By rule, those that mask it. */
const MASKED_BY: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  rules.flatMap(({ id }) => {
    const masks = rules.filter((other) => other.masks?.includes(id)).map((other) => other.id);
    return masks.length === 0 ? [] : [[id, new Set(masks)] as const];
  }),
);

const MASKING: ReadonlySet<string> = new Set(rules.flatMap(({ id, masks }) => (masks ? [id] : [])));

function overlap(a: Span, b: Span): boolean {
  return contains(a, b) || contains(b, a);
}
