/** Finds the roles, trust policies and OIDC providers of a module, and joins them. */
import { templateText } from '../terraform/convert.ts';
import type { Evaluator } from '../terraform/evaluate.ts';
import { attributeOf, type Declaration, fileOf, headerOf } from '../terraform/module.ts';
import { providerUrl } from '../terraform/resources.ts';
import { inFile } from '../text/range.ts';
import { equals } from '../value/text.ts';
import { optionsOf, type Value } from '../value/value.ts';
import { looksLikeTrust } from './detect.ts';
import { PolicyEditor, type TextOf } from './editor.ts';
import { documentName, documentOf, type FoundDocument, mergedBy, policyFromDocument } from './fromDocument.ts';
import { policyFromTemplate } from './fromTemplate.ts';
import { policyFromObject, type Reading } from './fromValue.ts';
import {
  listingOf,
  type OidcProvider,
  type PolicyModel,
  type Presence,
  present,
  type Role,
  type RoleUse,
  type Surface,
  type TrustPolicy,
} from './model.ts';

const DOCUMENT = 'data.aws_iam_policy_document.';
/** More uses of modules than these are not analysed together. */
const MAX_INSTANCES = 200;

const SUBJECT = /^module\.|^(?:data\.)?aws_iam_(?:role|policy_document|openid_connect_provider)\./;

/** Whether a name of a module may stand for something that is judged: a role, a policy, a provider, or a call that leads to some. */
export function isSubject(name: string): boolean {
  return SUBJECT.test(name);
}

/** What a module and the local modules that it calls declare, in models of all of it or of some. */
export class ModelSource {
  /** The providers that every policy sees. */
  readonly providers: readonly OidcProvider[];
  readonly #evaluator: Evaluator;
  readonly #restsOn: ReadonlySet<string>;

  constructor(evaluator: Evaluator) {
    this.#evaluator = evaluator;
    reachCalls(evaluator);
    const instances = [...evaluator.instances.values()];
    const { result, used } = evaluator.defaults.during(() => instances.flatMap(providersOf));
    this.providers = result;
    this.#restsOn = used;
  }

  /** The model of the chosen subjects. What a call leads to is chosen with the call, and documents with those that merge them. */
  model(isChosen: (subject: string) => boolean = () => true): PolicyModel {
    const drafts = new Drafts();
    this.#evaluator.defaults.note(this.#restsOn);
    const builders = [...this.#evaluator.instances.values()].map(
      (instance) => new ModelBuilder(instance, drafts, (address) => isChosen(subjectOf(`${instance.path}${address}`))),
    );
    const merged = new Set(builders.flatMap((builder) => builder.merged()));
    const roles = builders.flatMap((builder) => builder.build(merged));
    const policies = drafts.make();
    return {
      policies: [...policies.values()],
      providers: this.providers,
      declared: this.providers.filter(({ address }) => isChosen(subjectOf(address))),
      roles: roles.map((role) => ({ ...role, policies: role.keys.map((key) => policies.get(key)!) })),
    };
  }
}

/** The name in the root module behind an address: the declaration's own, or the call that leads to it. */
export function subjectOf(address: string): string {
  return /^module\.[^.]+/.exec(address)?.[0] ?? address;
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
    const known = others.findIndex((other) => !certainlyDiffer(other, value));
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
    return new Map([...this.#byKey].map(([key, draft]) => [key, draft.make(draft.users)] as const));
  }
}

function certainlyDiffer(a: Value, b: Value): boolean {
  const [left, right] = [templateText(a), templateText(b)];
  return left !== 'fails' && right !== 'fails' && equals(left, right) === 'no';
}

interface RoleDraft extends Omit<Role, 'policies'> {
  readonly keys: readonly string[];
}

/** Builds what one use of a module declares. */
class ModelBuilder {
  readonly #evaluator: Evaluator;
  readonly #editor: PolicyEditor;
  readonly #drafts: Drafts;
  readonly #chosen: readonly Declaration[];

  constructor(evaluator: Evaluator, drafts: Drafts, isChosen: (address: string) => boolean) {
    this.#evaluator = evaluator;
    this.#drafts = drafts;
    this.#chosen = evaluator.module.declarations.filter(
      ({ type, address }) => (type === 'aws_iam_role' || type === 'aws_iam_policy_document') && isChosen(address),
    );
    this.#editor = new PolicyEditor(textsOf(evaluator));
  }

  /** The documents that are merged by others. */
  merged(): string[] {
    return this.#chosen
      .filter(({ address }) => address.startsWith(DOCUMENT))
      .flatMap((document) => mergedBy(this.#evaluator, document));
  }

  /** Notes the policies, and gives the roles. `merged`: the documents that are only parts of others. */
  build(merged: ReadonlySet<string>): RoleDraft[] {
    const roles = this.#chosen
      .filter((d) => d.block.type === 'resource' && d.type === 'aws_iam_role' && !isAbsent(this.#evaluator, d))
      .map((role) => ({ address: this.#address(role), at: headerOf(role), ...this.#policiesOf(role) }));
    for (const declaration of this.#chosen) {
      const isUnused = declaration.address.startsWith(DOCUMENT) && !merged.has(this.#address(declaration));
      if (isUnused) this.#addUnusedDocument(declaration);
    }
    return roles;
  }

  #address(declaration: Declaration): string {
    return `${this.#evaluator.path}${declaration.address}`;
  }

  #policiesOf(role: Declaration): { keys: string[]; complete: boolean } {
    const value = this.#evaluator.attribute(role, 'assume_role_policy');
    if (!value) return { keys: [], complete: false };
    const use: RoleUse = { address: this.#address(role), at: headerOf(role) };
    const options = optionsOf(value);
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
    return `${own}${value.at.file}:${value.at.start}`;
  }

  /** A policy whose text stands in a called module is that call's policy. */
  #called(file: string): Pick<TrustPolicy, 'call'> {
    return this.#evaluator.module.holds(file) ? calledBy(this.#evaluator) : {};
  }

  /** A document that no role uses here may still be a trust policy for a role elsewhere. */
  #addUnusedDocument(declaration: Declaration): void {
    const key = this.#address(declaration);
    if (this.#drafts.has(key) || isAbsent(this.#evaluator, declaration)) return;
    const policy = this.#document({ evaluator: this.#evaluator, declaration }, []);
    if (looksLikeTrust(policy)) this.#drafts.add(key, (users) => ({ ...policy, users }));
  }
}

/** The providers that one use of a module declares. */
function providersOf(evaluator: Evaluator): OidcProvider[] {
  const editor = new PolicyEditor(textsOf(evaluator));
  return evaluator.module.declarations
    .filter((d) => d.type === 'aws_iam_openid_connect_provider' && !isAbsent(evaluator, d))
    .map((declaration) => ({
      address: `${evaluator.path}${declaration.address}`,
      at: headerOf(declaration),
      managed: declaration.block.type === 'resource',
      url: argumentOf(evaluator, declaration, 'url', (value) => value),
      issuer: providerUrl(evaluator, declaration),
      clientIds: argumentOf(evaluator, declaration, 'client_id_list', listingOf),
      thumbprints: argumentOf(evaluator, declaration, 'thumbprint_list', listingOf),
      editor,
      ...calledBy(evaluator),
    }));
}

function argumentOf<T>(
  evaluator: Evaluator,
  declaration: Declaration,
  name: string,
  read: (value: Value) => T,
): Presence<T> {
  const attribute = attributeOf(declaration.block, name);
  const value = evaluator.attribute(declaration, name);
  if (!attribute || !value) return declaration.block.body.complete ? { is: 'absent' } : { is: 'maybe' };
  if (value.kind === 'null') return { is: 'absent' };
  const file = fileOf(declaration, attribute).id;
  return present(read(value), inFile(file, attribute.nameSpan), inFile(file, attribute));
}

/** Certainly not made: `count = 0`, or `for_each` over nothing. */
function isAbsent(evaluator: Evaluator, declaration: Declaration): boolean {
  const count = evaluator.attribute(declaration, 'count');
  if (count?.kind === 'number' && count.text === '0') return true;
  const each = evaluator.attribute(declaration, 'for_each');
  if (each?.kind === 'list') return each.items.length === 0 && !each.open;
  return each?.kind === 'object' && each.entries.length === 0 && !each.open;
}

function calledBy({ call }: Evaluator): { call?: RoleUse } {
  return call ? { call: { address: call.declaration.address, at: headerOf(call.declaration) } } : {};
}

/** The texts of all modules that are analysed together. */
export function textsOf({ instances }: Evaluator): TextOf {
  return (file) => {
    for (const { module } of instances.values()) {
      const text = module.textOf(file);
      if (text !== '') return text;
    }
    return '';
  };
}
