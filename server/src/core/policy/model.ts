/** THE trust-policy model. Every surface ends here, and no rule sees what lies before. */
import type { SourceRange } from '../text/range.ts';
import type { Text } from '../value/text.ts';
import { type Dialect, type Entry, type ObjectValue, optionsOf, type Value } from '../value/value.ts';
import type { PolicyEditor } from './editor.ts';

/** How a policy is written. */
export type Surface =
  | 'json'
  | 'jsonencode'
  | 'heredoc'
  | 'string'
  | 'policy-document'
  | 'file'
  | 'templatefile'
  | 'plan';

/** `absent` only where the container was read in full. */
export type Presence<T> = Present<T> | { readonly is: 'absent' } | { readonly is: 'maybe' };

export interface Present<T> {
  readonly is: 'present';
  readonly value: T;
  /** The element's name. */
  readonly keyAt: SourceRange;
  /** Name and value together. */
  readonly at: SourceRange;
}

/** One or several, as IAM allows almost everywhere. */
export interface Listing<T> {
  readonly items: readonly T[];
  /** There may be more than are seen. */
  readonly open: boolean;
  readonly at: SourceRange;
}

export interface TrustPolicy {
  readonly surface: Surface;
  /** The address of the policy document that it is. */
  readonly document?: string;
  /** The whole policy. */
  readonly at: SourceRange;
  /** Where to say that something is missing in it: its opening brace, or what names the block. */
  readonly head: SourceRange;
  /** White space before the JSON in a heredoc, a string or a file. */
  readonly leadingSpace?: SourceRange;
  readonly version: Presence<Value>;
  readonly id: Presence<Value>;
  /** The object that it is written as; undefined for a policy document, and where it could not be read. */
  readonly written: ObjectValue | undefined;
  readonly statements: Listing<Statement>;
  /** How long it is at least, where that is so much that its statements are not read. */
  readonly unreadSize?: number;
  /** Elements of the policy itself that IAM does not know. */
  readonly others: readonly Element[];
  readonly misfits: readonly Misfit[];
  /** Keys that stand twice in one object, at any depth. */
  readonly duplicates: readonly DuplicateKey[];
  /** Faults of the JSON that holds the policy. */
  readonly problems: readonly PolicyProblem[];
  /** The roles that have this trust policy. */
  readonly users: readonly RoleUse[];
  /** The module call that gives the policy its values, where it stands in a called module. */
  readonly call?: RoleUse;
  readonly editor: PolicyEditor;
}

export interface PolicyProblem {
  readonly at: SourceRange;
  readonly message: string;
}

export interface DuplicateKey {
  readonly name: string;
  readonly first: Entry;
  readonly later: Entry;
  readonly container: ObjectValue;
}

/** A value of another JSON type than IAM takes there. */
export interface Misfit {
  /** The element, operator or key whose value it is. */
  readonly element: string;
  /** `strings`, `scalars`: one or a list of them. `principals`: an object, or the star. */
  readonly expected: 'string' | 'strings' | 'scalars' | 'object' | 'principals';
  readonly value: Value;
  /** That of the object that holds it. */
  readonly dialect: Dialect | undefined;
}

export interface RoleUse {
  readonly address: string;
  readonly at: SourceRange;
  /** The AWS account that the role is in, where that is certain. */
  readonly account?: Account;
}

export interface Account {
  /** Twelve digits. */
  readonly id: string;
  /** What says so. */
  readonly at: SourceRange;
}

export interface Statement {
  readonly at: SourceRange;
  /** Where to say that something is missing in it: its opening brace, or what names the block. */
  readonly head: SourceRange;
  readonly sid: Presence<Value>;
  /** `Allow` where the surface has it as default. */
  readonly effect: Presence<Value>;
  readonly principals: Presence<Listing<Principal>>;
  readonly actions: Presence<Listing<Value>>;
  readonly notActions: Presence<Listing<Value>>;
  readonly conditions: Listing<Condition>;
  /** A `Condition`, or an operator in one, that holds nothing. */
  readonly emptyConditions: readonly Element[];
  /** Blocks whose values the surface adds to those of an earlier block with the same operator and key. */
  readonly repeatedConditions: readonly RepeatedCondition[];
  /** Conditions that may be missing. Empty where there may be others beside these. */
  readonly choices: readonly ConditionChoice[];
  /** Elements that a trust policy has no use for, `Resource` among them, and misspelled ones. */
  readonly others: readonly Element[];
  readonly misfits: readonly Misfit[];
  readonly site: StatementSite;
}

/** One of these is there, which one is not known; an empty one where the conditions may be left out. */
export type ConditionChoice = readonly (readonly Condition[])[];

export interface Element {
  readonly name: string;
  readonly keyAt: SourceRange;
  readonly at: SourceRange;
  readonly value: Value;
  readonly site: ElementSite;
}

export interface Principal {
  /** `Federated`, `AWS`, `Service`, `CanonicalUser`; `*` for the bare star. */
  readonly type: Value;
  readonly id: Value;
}

/** One operator, one key, its values. */
export interface Condition {
  /** Key and values in JSON; the block in a policy document. */
  readonly at: SourceRange;
  readonly operator: Value;
  readonly key: Value;
  readonly values: Listing<Value>;
  readonly site: ConditionSite;
}

/** Two blocks that become one condition. */
export interface RepeatedCondition {
  readonly first: Condition;
  readonly later: Condition;
}

/** Where a surface keeps a statement: what its editor needs. Opaque to rules. */
export type StatementSite = { readonly kind: 'object'; readonly object: ObjectValue } | BlockSite | GeneratedSite;
export type ElementSite =
  | { readonly kind: 'object'; readonly container: ObjectValue; readonly entry: Entry }
  | BlockSite
  | GeneratedSite;
export type ConditionSite =
  | {
      readonly kind: 'object';
      readonly condition: ObjectValue;
      readonly operatorEntry: Entry;
      readonly operatorObject: ObjectValue;
      readonly entry: Entry;
    }
  | BlockSite
  | GeneratedSite;

/** Written once for several: a `dynamic` block's content. A change would reach more than it is meant for. */
export interface GeneratedSite {
  readonly kind: 'generated';
}

export interface BlockSite {
  readonly kind: 'block';
  readonly at: SourceRange;
  /** Offset of the closing brace. */
  readonly closeBrace: number;
}

/** `aws_iam_openid_connect_provider`, as resource or as data source. */
export interface OidcProvider {
  readonly address: string;
  /** Type and labels. */
  readonly at: SourceRange;
  readonly managed: boolean;
  readonly url: Presence<Value>;
  /** The URL behind `https://`, as it stands in ARNs and condition keys. */
  readonly issuer: Text;
  readonly clientIds: Presence<Listing<Value>>;
  readonly thumbprints: Presence<Listing<Value>>;
  /** Where its thumbprints come from, those that are read from a certificate. */
  readonly fingerprints: readonly Fingerprint[];
  /** Certainly made, and once: neither `count` nor `for_each` leaves it open. */
  readonly certain: boolean;
  /** The `provider` argument as it is written, empty where there is none; undefined where it cannot be told. */
  readonly configuration: string | undefined;
  /** The module call that declares it, where it stands in a called module. */
  readonly call?: RoleUse;
  readonly editor: PolicyEditor;
}

/** A thumbprint that `tls_certificate` reads. */
export interface Fingerprint {
  readonly value: Value;
  /** Place in the list of certificates, of which the first is the highest in the chain; undefined where it is computed. */
  readonly index: number | 'last' | undefined;
  readonly attribute: string;
  /** What the data source connects to. */
  readonly url: Presence<Value>;
}

/** `aws_eks_identity_provider_config`: an issuer whose tokens log people in to a cluster. */
export interface IdentityConfig {
  readonly address: string;
  readonly at: SourceRange;
  readonly issuerUrl: Presence<Value>;
  readonly clientId: Presence<Value>;
  /** What names the block that should hold them. */
  readonly blockAt: SourceRange;
  readonly call?: RoleUse;
  readonly editor: PolicyEditor;
}

/** An `aws_eks_cluster` that the module makes; none are listed of a module that could not be read to its end. */
export interface Cluster {
  readonly address: string;
  /** Certainly made, and once. */
  readonly certain: boolean;
  readonly at: SourceRange;
  readonly site: BlockSite;
  readonly editor: PolicyEditor;
}

/** A policy that is given to somebody as permissions. */
export interface PermissionsUse {
  /** What takes the policy: a policy of its own, or one inside a role, user or group. */
  readonly address: string;
  /** Where the policy is named or written. */
  readonly value: Value;
  readonly policy: TrustPolicy;
  readonly call?: RoleUse;
}

/** An `aws_iam_role` and the trust policies it may have. */
export interface Role {
  readonly address: string;
  readonly at: SourceRange;
  readonly name: Presence<Value>;
  readonly policies: readonly TrustPolicy[];
  /** False when the trust policy, or one of its alternatives, could not be read. */
  readonly complete: boolean;
  /** The trust policy as it is given; not certain where the block is not written to its end. */
  readonly trust: Presence<Value>;
  readonly call?: RoleUse;
  readonly editor: PolicyEditor;
}

export interface PolicyModel {
  readonly policies: readonly TrustPolicy[];
  /** All providers that the policies may mean. */
  readonly providers: readonly OidcProvider[];
  /** Those of them that are judged with this model. */
  readonly declared: readonly OidcProvider[];
  readonly roles: readonly Role[];
  readonly identityConfigs: readonly IdentityConfig[];
  readonly clusters: readonly Cluster[];
  readonly permissions: readonly PermissionsUse[];
}

export function present<T>(value: T, keyAt: SourceRange, at: SourceRange): Present<T> {
  return { is: 'present', value, keyAt, at };
}

/** A value as a listing: itself, or its items when it is a list. Something not known may be anything. */
export function listingOf(value: Value): Listing<Value> {
  if (value.kind === 'list') return { items: value.items, open: value.open, at: value.at };
  const open = value.kind === 'unknown' || (value.kind === 'one-of' && !optionsOf(value).every(isScalar));
  return { items: open ? [] : [value], open, at: value.at };
}

/** One of several single values is a single value, whichever it is. */
function isScalar(value: Value): boolean {
  return value.kind === 'string' || value.kind === 'number' || value.kind === 'bool';
}

/** Where a value is used: the outermost reference that leads to it, else its own text. */
export function usePlace(value: Value): SourceRange {
  return value.via?.[0] ?? value.at;
}
