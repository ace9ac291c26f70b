import { readStatement, type StatementReading } from '../access/reading.ts';
import type { PolicyModel, RoleUse, TrustPolicy } from '../policy/model.ts';
import type { Context, ReportOptions, Rule } from '../rules/define.ts';
import type { Finding, RelatedPlace, Severity } from '../rules/finding.ts';
import { rules } from '../rules/index.ts';
import { contains, type SourceRange } from '../text/range.ts';
import { once } from '../value/once.ts';
import type { Value } from '../value/value.ts';

const SEVERITIES: readonly Severity[] = ['hint', 'information', 'warning', 'error'];

/** Runs every rule over a model, and leaves one finding for one fault. */
export function runRules(model: PolicyModel): Finding[] {
  return settled(applyRules(model));
}

/**
 * All that the rules say of a model.
 * @throws Error that names the rule when one fails: a checker that hides this would say "nothing found" where it did not look.
 */
export function applyRules(model: PolicyModel): Found[] {
  const findings: Found[] = [];
  const read = model.policies.map(
    (policy): ReadPolicy => ({
      policy,
      readings: policy.statements.items.map((statement) => readStatement(statement, model.providers)),
    }),
  );
  for (const rule of rules) {
    try {
      applyRule(rule, model, read, (owner) => new RuleContext(rule, model, owner, findings));
    } catch (cause) {
      throw new Error(`the rule ${rule.id} failed`, { cause });
    }
  }
  return findings;
}

/** One finding for one fault: of several users of a text, and of several rules that see the same. */
export function settled(findings: readonly Found[]): Finding[] {
  return unmasked(distinct(findings));
}

interface ReadPolicy {
  readonly policy: TrustPolicy;
  readonly readings: readonly StatementReading[];
}

/** A finding, and the places beside its own at which it masks others. */
export interface Found extends Finding {
  readonly covers: readonly SourceRange[];
}

/** What a rule checks, as far as it tells how that is reached. */
type Owner = TrustPolicy | { readonly call?: RoleUse };
type ContextFor = (owner: Owner) => Context<string>;

/** A class, because one is made for each rule and policy at each keystroke. */
class RuleContext implements Context<string> {
  readonly #rule: Rule;
  readonly #model: PolicyModel;
  readonly #owner: Owner;
  readonly #findings: Found[];

  constructor(rule: Rule, model: PolicyModel, owner: Owner, findings: Found[]) {
    this.#rule = rule;
    this.#model = model;
    this.#owner = owner;
    this.#findings = findings;
  }

  get providers(): PolicyModel['providers'] {
    return this.#model.providers;
  }

  get clusters(): PolicyModel['clusters'] {
    return this.#model.clusters;
  }

  report(message: string, at: SourceRange | Value, options: ReportOptions = {}): void {
    const finding = ledTo(findingOf(this.#rule, message, at, options), this.#owner);
    this.#findings.push({ ...finding, covers: options.covers ?? [] });
  }
}

function applyRule(rule: Rule, model: PolicyModel, read: readonly ReadPolicy[], contextFor: ContextFor): void {
  if (rule.policy ?? rule.statement ?? rule.condition) applyToPolicies(rule, read, contextFor);
  if (rule.provider) for (const provider of model.declared) rule.provider(provider, contextFor(provider));
  if (rule.role) for (const role of model.roles) rule.role(role, contextFor(role));
  if (rule.identityConfig) for (const config of model.identityConfigs) rule.identityConfig(config, contextFor(config));
  if (rule.permissions) for (const use of model.permissions) rule.permissions(use, contextFor(use));
}

function applyToPolicies(rule: Rule, read: readonly ReadPolicy[], contextFor: ContextFor): void {
  for (const { policy, readings } of read) {
    const context = contextFor(policy);
    rule.policy?.(policy, context);
    for (const reading of readings) {
      rule.statement?.(reading, policy, context);
      if (rule.condition)
        for (const condition of reading.conditions) rule.condition(condition, reading, policy, context);
    }
  }
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

function findingOf(rule: Rule, message: string, at: SourceRange | Value, options: ReportOptions): Finding {
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
    fixes: once(options.fixes ?? (() => [])),
    ...(options.witness ? { witness: options.witness } : {}),
  };
}

/** Puts values into `{placeholders}`; long ones are cut, so that a message stays readable. */
function fill(message: string, data: Readonly<Record<string, string>>): string {
  return message.replace(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(data, name) ? shorten(data[name]!) : whole,
  );
}

function shorten(text: string): string {
  return text.length > 200 ? `${text.slice(0, 190)}...` : text;
}

/** Several users of one text, one finding. */
function distinct(findings: readonly Found[]): Found[] {
  const seen = new Map<string, Found>();
  for (const found of findings) {
    const { rule, range } = found;
    const key = `${rule} ${range.file} ${range.start} ${range.end}`;
    if (!seen.has(key)) seen.set(key, found);
  }
  return [...seen.values()];
}

/** Takes away what another finding at the same place says better. */
function unmasked(findings: readonly Found[]): Finding[] {
  const masking = findings.filter(({ rule }) => MASKS.has(rule));
  const isMasked = ({ rule, range }: Found): boolean =>
    masking.some(
      (other) =>
        MASKS.get(other.rule)!.includes(rule) && [other.range, ...other.covers].some((at) => overlap(at, range)),
    );
  return findings.filter((finding) => !isMasked(finding)).map(({ covers: _, ...finding }) => finding);
}

const MASKS: ReadonlyMap<string, readonly string[]> = new Map(
  rules.flatMap(({ id, masks = [] }) => (masks.length > 0 ? [[id, masks] as const] : [])),
);

function overlap(a: SourceRange, b: SourceRange): boolean {
  return a.file === b.file && (contains(a, b) || contains(b, a));
}
