/** Finds the roles, trust policies and OIDC providers of a module, and joins them. */
import { templateText } from '../terraform/convert.ts';
import type { FileUse, Rests } from '../terraform/defaults.ts';
import type { Evaluator } from '../terraform/evaluate.ts';
import { type Declaration, headerOf } from '../terraform/module.ts';
import { equals } from '../value/text.ts';
import { knownString, optionsOf, type Value } from '../value/value.ts';
import { accountOf, type Configurations, configurationsOf } from './account.ts';
import { argumentFrom } from './arguments.ts';
import { calledBy, clustersOf, isAbsent, providersOf, textsOf } from './declared.ts';
import { looksLikeTrust } from './detect.ts';
import { PolicyEditor } from './editor.ts';
import {
  documentName,
  documentOf,
  type FoundDocument,
  mayNamePrincipal,
  mergedBy,
  policyFromDocument,
} from './fromDocument.ts';
import { identityConfigFrom } from './fromEks.ts';
import { policyFromTemplate } from './fromTemplate.ts';
import { policyFromObject, type Reading } from './fromValue.ts';
import type {
  Cluster,
  IdentityConfig,
  OidcProvider,
  PermissionsUse,
  PolicyModel,
  Presence,
  Role,
  RoleUse,
  Surface,
  TrustPolicy,
} from './model.ts';
import { withinReach } from './size.ts';

const DOCUMENT = 'data.aws_iam_policy_document.';
/** More uses of modules than these are not analysed together. */
const MAX_INSTANCES = 200;

/** Resources whose `policy` says what somebody may do. */
const PERMISSIONS: ReadonlySet<string> = new Set([
  'aws_iam_policy',
  'aws_iam_role_policy',
  'aws_iam_user_policy',
  'aws_iam_group_policy',
]);

/** What is judged by itself, beside the providers, which every policy sees. */
const READ: ReadonlySet<string> = new Set([
  'aws_iam_role',
  'aws_iam_policy_document',
  'aws_eks_identity_provider_config',
  ...PERMISSIONS,
]);

const SUBJECT = new RegExp(`^module\\.|^(?:data\\.)?(?:aws_iam_openid_connect_provider|${[...READ].join('|')})\\.`);

const RELEVANT = new RegExp(`\\bmodule\\b|aws_iam_openid_connect_provider|${[...READ].join('|')}`);

/** Whether a file may declare anything that is judged: a cheap way out for most modules. */
export function mayDeclareSubjects(text: string): boolean {
  return RELEVANT.test(text);
}

/** Whether a name of a module may stand for something that is judged: a role, a policy, a provider, or a call that leads to some. */
export function isSubject(name: string): boolean {
  return SUBJECT.test(name);
}

/** What a module and the local modules that it calls declare, in models of all of it or of some. */
export class ModelSource {
  /** What every policy sees, beside the configurations of the Terraform provider. */
  readonly providers: readonly OidcProvider[];
  readonly clusters: readonly Cluster[];
  readonly #evaluator: Evaluator;
  /** What the providers rest on. */
  readonly #restsOn: Rests;
  /** What all of it has read that every policy sees. */
  readonly reads: ReadonlySet<FileUse>;
  readonly #configurations: Configurations;

  constructor(evaluator: Evaluator) {
    this.#evaluator = evaluator;
    const shared = evaluator.defaults.during(() => {
      reachCalls(evaluator);
      const instances = [...evaluator.instances.values()];
      const providers = evaluator.defaults.during(() => instances.flatMap(providersOf));
      const clusters = instances.flatMap(clustersOf);
      const configurations = new Map(instances.map((instance) => [instance.path, configurationsOf(instance)]));
      return { providers, clusters, configurations };
    });
    const { providers, clusters, configurations } = shared.result;
    this.providers = providers.result;
    this.clusters = clusters;
    this.#restsOn = providers;
    this.#configurations = configurations;
    this.reads = shared.reads;
  }

  /** The names in the root module of what every policy sees. */
  shared(): string[] {
    const configurations = this.#configurations.get('') ?? [];
    const addresses = [...this.providers, ...this.clusters, ...configurations].map(({ address }) => address);
    return [...new Set(addresses.map(subjectOf))];
  }

  /** The model of the chosen subjects. What a call leads to is chosen with the call, and documents with those that merge them. */
  model(isChosen: (subject: string) => boolean = () => true): PolicyModel {
    const drafts = new Drafts();
    this.#evaluator.defaults.note(this.#restsOn);
    const builders = [...this.#evaluator.instances.values()].map(
      (instance) =>
        new ModelBuilder(instance, drafts, this.#configurations, (address) =>
          isChosen(subjectOf(`${instance.path}${address}`)),
        ),
    );
    const merged = new Set(builders.flatMap((builder) => builder.merged()));
    const parts = builders.map((builder) => builder.build(merged));
    const policies = drafts.make();
    return {
      policies: [...policies.values()],
      providers: this.providers,
      clusters: this.clusters,
      declared: this.providers.filter(({ address }) => isChosen(subjectOf(address))),
      roles: parts
        .flatMap(({ roles }) => roles)
        .map((role) => ({ ...role, policies: role.keys.map((key) => policies.get(key)!) })),
      identityConfigs: parts.flatMap(({ identityConfigs }) => identityConfigs),
      permissions: parts.flatMap(({ permissions }) => permissions),
    };
  }
}

/** The name in the root module behind an address: the declaration's own, or the call that leads to it. */
export function subjectOf(address: string): string {
  return address.startsWith('module.') ? (/^module\.[^.]+/.exec(address)?.[0] ?? address) : address;
}

/** Reaches every local module, so that all of them are among the evaluator's instances. */
function reachCalls(evaluator: Evaluator): void {
  for (const declaration of evaluator.module.declarations) {
    if (evaluator.instances.size > MAX_INSTANCES) return;
    if (declaration.type !== 'module' || isAbsent(evaluator, declaration)) continue;
    const child = evaluator.child(declaration);
    if (child) reachCalls(child);
  }
}

/** A policy that several roles share is one policy with several users. */
interface Draft {
  readonly users: RoleUse[];
  readonly make: (users: readonly RoleUse[]) => TrustPolicy;
}

/** The policies of all modules that are analysed together, by where their text stands. */
class Drafts {
  readonly #byKey = new Map<string, Draft>();
  readonly #atPlace = new Map<string, Value[]>();

  /** The key of a policy whose text stands at a place: the same text may make several, in a loop or where it is decoded. */
  keyOf(place: string, value: Value): string {
    const others = this.#atPlace.get(place) ?? [];
    const known = others.findIndex((other) => isTakenForSame(other, value));
    const number = known < 0 ? others.push(value) - 1 : known;
    this.#atPlace.set(place, others);
    return number === 0 ? place : `${place} ${number}`;
  }

  has(key: string): boolean {
    return this.#byKey.has(key);
  }

  /** Notes a policy, and a role that has it. */
  add(key: string, make: Draft['make'], use?: RoleUse): void {
    const draft = this.#byKey.get(key) ?? { users: [], make };
    if (use) draft.users.push(use);
    this.#byKey.set(key, draft);
  }

  make(): Map<string, TrustPolicy> {
    return new Map([...this.#byKey].map(([key, draft]) => [key, withinReach(draft.make(draft.users))] as const));
  }
}

/** What is not known may differ from itself in a loop; what two calls make of one template may differ for any reason. */
function isTakenForSame(a: Value, b: Value): boolean {
  const [left, right] = [templateText(a), templateText(b)];
  if (left === 'fails' || right === 'fails') return true;
  const same = equals(left, right);
  return same === 'yes' || (same === 'maybe' && isSameCall(a, b));
}

function isSameCall(a: Value, b: Value): boolean {
  const [left, right] = [a.via?.at(-1), b.via?.at(-1)];
  const areRendered = [a, b].every((value) => value.kind === 'string' && value.template?.form === 'templatefile');
  return !areRendered || (left?.file === right?.file && left?.start === right?.start);
}

interface Built {
  readonly roles: readonly RoleDraft[];
  readonly identityConfigs: readonly IdentityConfig[];
  readonly permissions: readonly PermissionsUse[];
}

interface RoleDraft extends Omit<Role, 'policies'> {
  readonly keys: readonly string[];
}

/** Builds what one use of a module declares. */
class ModelBuilder {
  readonly #evaluator: Evaluator;
  readonly #editor: PolicyEditor;
  readonly #drafts: Drafts;
  readonly #configurations: Configurations;
  readonly #chosen: readonly Declaration[];

  constructor(
    evaluator: Evaluator,
    drafts: Drafts,
    configurations: Configurations,
    isChosen: (address: string) => boolean,
  ) {
    this.#evaluator = evaluator;
    this.#drafts = drafts;
    this.#configurations = configurations;
    this.#chosen = evaluator.module.declarations.filter(({ type, address }) => READ.has(type) && isChosen(address));
    this.#editor = new PolicyEditor(textsOf(evaluator));
  }

  /** The documents that are merged by others. */
  merged(): string[] {
    return this.#chosen
      .filter(({ address }) => address.startsWith(DOCUMENT))
      .flatMap((document) => mergedBy(this.#evaluator, document));
  }

  /** Notes the policies, and gives the rest. `merged`: the documents that are only parts of others. */
  build(merged: ReadonlySet<string>): Built {
    const made = this.#chosen.filter((d) => d.block.type === 'resource' && !isAbsent(this.#evaluator, d));
    const roles = made
      .filter(({ type }) => type === 'aws_iam_role')
      .map((role) => ({
        address: this.#address(role),
        at: headerOf(role),
        name: argumentFrom(this.#evaluator, role, 'name', (value) => value),
        trust: this.#trust(role),
        editor: this.#editor,
        ...calledBy(this.#evaluator),
        ...this.#policiesOf(role),
      }));
    for (const declaration of this.#chosen) {
      const isUnused = declaration.address.startsWith(DOCUMENT) && !merged.has(this.#address(declaration));
      if (isUnused) this.#addUnusedDocument(declaration);
    }
    return {
      roles,
      identityConfigs: made
        .filter(({ type }) => type === 'aws_eks_identity_provider_config')
        .flatMap((d) => this.#identityConfig(d) ?? []),
      permissions: made.filter(({ type }) => PERMISSIONS.has(type)).flatMap((d) => this.#permissions(d)),
    };
  }

  #address(declaration: Declaration): string {
    return `${this.#evaluator.path}${declaration.address}`;
  }

  /** While a block is being written, its last value may not be whole. */
  #trust(role: Declaration): Presence<Value> {
    if (!role.block.body.complete) return { is: 'maybe' };
    return argumentFrom(this.#evaluator, role, 'assume_role_policy', (value) => value);
  }

  #policiesOf(role: Declaration): { keys: string[]; complete: boolean } {
    const value = this.#evaluator.attribute(role, 'assume_role_policy');
    if (!value) return { keys: [], complete: false };
    const account = accountOf(this.#evaluator, role, this.#configurations);
    const use: RoleUse = { address: this.#address(role), at: headerOf(role), ...(account ? { account } : {}) };
    const options = withoutPlaceholders(optionsOf(value));
    const keys = options.map((option) => this.#draft(option, use)).filter((key) => key !== undefined);
    return { keys: [...new Set(keys)], complete: keys.length === options.length };
  }

  /** Notes a policy and its user; gives the policy's key, or undefined when the value is not one that can be read. */
  #draft(value: Value, use: RoleUse): string | undefined {
    const made = this.#readerFor(value);
    if (!made) return undefined;
    const key = this.#drafts.keyOf(made.key, value);
    this.#drafts.add(key, made.make, use);
    return key;
  }

  #readerFor(value: Value): { key: string; make: Draft['make'] } | undefined {
    const key = this.#keyOf(value);
    const reading = (surface: Surface, users: readonly RoleUse[]): Reading => ({
      surface,
      users,
      editor: this.#editor,
      problems: [],
      ...this.#called(value.at.file),
    });
    if (value.kind === 'encoded' && value.value.kind === 'object') {
      const object = value.value;
      return {
        key: this.#keyOf(object),
        make: (users) => policyFromObject(object, reading('jsonencode', users)),
      };
    }
    if (value.kind === 'string' && value.template) {
      const { template } = value;
      const surface = template.form === 'quoted' ? 'string' : template.form;
      return { key, make: (users) => policyFromTemplate(value, template, reading(surface, users)) };
    }
    const found = value.kind === 'reference' ? documentOf(this.#evaluator, value.address) : undefined;
    return (
      found && {
        key: value.kind === 'reference' ? documentName(value.address) : '',
        make: (users) => this.#document(found, users),
      }
    );
  }

  #document({ evaluator, declaration }: FoundDocument, users: readonly RoleUse[]): TrustPolicy {
    const policy = policyFromDocument(evaluator, declaration, this.#editor, users);
    return { ...policy, ...calledBy(evaluator) };
  }

  /** The text of a module that is called twice makes two policies. */
  #keyOf(value: Value): string {
    const own = this.#evaluator.module.holds(value.at.file) ? this.#evaluator.path : '';
    const { alternative } = (value.kind === 'string' && value.template) || {};
    return `${own}${value.at.file}:${value.at.start}${alternative === undefined ? '' : ` where ${alternative}`}`;
  }

  /** A policy whose text stands in a called module is that call's policy. */
  #called(file: string): Pick<TrustPolicy, 'call'> {
    return this.#evaluator.module.holds(file) ? calledBy(this.#evaluator) : {};
  }

  /** A document that no role uses here may still be a trust policy for a role elsewhere. */
  #addUnusedDocument(declaration: Declaration): void {
    const key = this.#address(declaration);
    if (!mayNamePrincipal(declaration.block) || this.#drafts.has(key) || isAbsent(this.#evaluator, declaration)) return;
    const policy = this.#document({ evaluator: this.#evaluator, declaration }, []);
    if (looksLikeTrust(policy)) this.#drafts.add(key, (users) => ({ ...policy, users }));
  }

  #identityConfig(declaration: Declaration): IdentityConfig | undefined {
    const named = { address: this.#address(declaration), ...calledBy(this.#evaluator) };
    return identityConfigFrom(this.#evaluator, declaration, named, this.#editor);
  }

  /** What a policy resource gives to somebody, where the policy can be read. */
  #permissions(declaration: Declaration): PermissionsUse[] {
    const value = this.#evaluator.attribute(declaration, 'policy');
    if (!value || !this.#mayNamePrincipal(declaration, value)) return [];
    const made = this.#readerFor(value);
    if (!made) return [];
    return [{ address: this.#address(declaration), value, policy: made.make([]), ...calledBy(this.#evaluator) }];
  }

  /** A cheap refusal. */
  #mayNamePrincipal({ block, file }: Declaration, value: Value): boolean {
    const found = value.kind === 'reference' ? documentOf(this.#evaluator, value.address)?.declaration : undefined;
    return found ? mayNamePrincipal(found.block) : /principals?\b/i.test(file.text.slice(block.start, block.end));
  }
}

/** `var.create ? data.x.json : ""` says where no role is made what its policy is; IAM takes no empty one. */
function withoutPlaceholders(options: readonly Value[]): readonly Value[] {
  const written = options.filter((option) => knownString(option)?.trim() !== '');
  return written.length > 0 ? written : options;
}
