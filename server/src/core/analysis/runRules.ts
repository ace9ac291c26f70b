import { readStatement, type StatementReading } from '../access/reading.ts';
import type { Issuers, Project } from '../oidc/project.ts';
import type { PolicyModel, RoleUse, TrustPolicy } from '../policy/model.ts';
import type { Context, ReportOptions, Rule } from '../rules/define.ts';
import type { Finding, RelatedPlace, Severity } from '../rules/finding.ts';
import { rules } from '../rules/index.ts';
import { contains, type SourceRange } from '../text/range.ts';
import { once } from '../value/once.ts';
import { knownString, type Value } from '../value/value.ts';
import type { MaskedFinding } from './report.ts';

const SEVERITIES: readonly Severity[] = ['hint', 'information', 'warning', 'error'];

/** Runs every rule over a model, and leaves one finding for one fault. */
export function runRules(model: PolicyModel, project: Project): Settled {
  return settled(applyRules(model, project));
}

/**
 * All that the rules say of a model.
 * @throws Error that names the rule when one fails: a checker that hides this would say "nothing found" where it did not look.
 */
export function applyRules(model: PolicyModel, project: Project): Found[] {
  const findings: Found[] = [];
  const issuers: Issuers = { declared: model.providers, own: project.issuers };
  const read = model.policies.map(
    (policy): ReadPolicy => ({
      policy,
      readings: policy.statements.items.map((statement) => readStatement(statement, issuers)),
    }),
  );
  const run: Run = { model, project, issuers, read, findings };
  for (const checks of CHECKS) {
    try {
      applyRule(checks, run);
    } catch (cause) {
      throw new Error(`the rule ${checks.rule.id} failed`, { cause });
    }
  }
  return findings;
}

/** One finding for one fault. */
export interface Settled {
  readonly findings: readonly Finding[];
  /** What others say better, unless their rules are switched off. */
  readonly masked: readonly MaskedFinding[];
}

/** One finding for one fault: of several users of a text, and of several rules that see the same. */
export function settled(found: readonly Found[]): Settled {
  const all = distinct(found);
  const findings: Finding[] = [];
  const masked: MaskedFinding[] = [];
  for (const finding of all) {
    const maskedBy = masksOf(finding, all);
    if (maskedBy.length === 0) findings.push(finding);
    else masked.push({ ...finding, maskedBy });
  }
  return { findings, masked };
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

/** What all rules see, and where they put what they find. */
interface Run {
  readonly model: PolicyModel;
  readonly project: Project;
  readonly issuers: Issuers;
  readonly read: readonly ReadPolicy[];
  readonly findings: Found[];
}

/** A class, because one is made for each rule and policy at each keystroke. */
class RuleContext implements Context<string> {
  readonly #rule: Rule;
  readonly #run: Run;
  readonly #owner: Owner;

  constructor(rule: Rule, run: Run, owner: Owner) {
    this.#rule = rule;
    this.#run = run;
    this.#owner = owner;
  }

  get providers(): PolicyModel['providers'] {
    return this.#run.model.providers;
  }

  get issuers(): Issuers {
    return this.#run.issuers;
  }

  get project(): Project {
    return this.#run.project;
  }

  get clusters(): PolicyModel['clusters'] {
    return this.#run.model.clusters;
  }

  report(message: string, at: SourceRange | Value, options: ReportOptions = {}): void {
    const finding = ledTo(findingOf(this.#rule, message, at, options), this.#owner);
    this.#run.findings.push({ ...finding, ...statementName(finding, this.#owner), covers: options.covers ?? [] });
  }
}

/** What a rule does, as objects of one shape: they are asked for all of it at each keystroke. */
const CHECKS = rules.map((rule) => {
  const { policy, statement, condition, provider, role, identityConfig, permissions } = rule;
  const isOfPolicies = (policy ?? statement ?? condition) !== undefined;
  return { rule, isOfPolicies, policy, statement, condition, provider, role, identityConfig, permissions };
});

type Checks = (typeof CHECKS)[number];

function applyRule(checks: Checks, run: Run): void {
  const { rule, provider, role, identityConfig, permissions } = checks;
  const { model } = run;
  if (checks.isOfPolicies) applyToPolicies(checks, run);
  if (provider) for (const one of model.declared) provider(one, new RuleContext(rule, run, one));
  if (role) for (const one of model.roles) role(one, new RuleContext(rule, run, one));
  if (identityConfig) for (const one of model.identityConfigs) identityConfig(one, new RuleContext(rule, run, one));
  if (permissions) for (const one of model.permissions) permissions(one, new RuleContext(rule, run, one));
}

function applyToPolicies({ rule, policy: ofPolicy, statement, condition }: Checks, run: Run): void {
  for (const { policy, readings } of run.read) {
    const context = new RuleContext(rule, run, policy);
    ofPolicy?.(policy, context);
    for (const reading of readings) {
      statement?.(reading, policy, context);
      if (condition) for (const one of reading.conditions) condition(one, reading, policy, context);
    }
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

/** What a rule says at a place. */
export function findingOf(rule: Rule, message: string, at: SourceRange | Value, options: ReportOptions): Finding {
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

/** The rules that say better, at the same place, what a finding says. */
function masksOf({ rule, range }: Found, all: readonly Found[]): readonly string[] {
  const masks = MASKED_BY.get(rule);
  if (!masks) return [];
  return masks.filter((mask) =>
    all.some((other) => other.rule === mask && [other.range, ...other.covers].some((at) => overlap(at, range))),
  );
}

/** By rule, those that mask it. */
const MASKED_BY: ReadonlyMap<string, readonly string[]> = new Map(
  rules.flatMap(({ id }) => {
    const masks = rules.filter((other) => other.masks?.includes(id)).map((other) => other.id);
    return masks.length === 0 ? [] : [[id, masks] as const];
  }),
);

function overlap(a: SourceRange, b: SourceRange): boolean {
  return a.file === b.file && (contains(a, b) || contains(b, a));
}
