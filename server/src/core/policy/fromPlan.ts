/** Reads roles and providers from what `terraform show -json` prints. The policies stand in it as JSON inside JSON strings. */
import { pieceOfLiteral } from '../json/embedded.ts';
import type { JsonNode, JsonObject } from '../json/nodes.ts';
import { parseJson, parseJsonPieces } from '../json/parse.ts';
import { type FileId, inFile } from '../text/range.ts';
import { valueFromJson } from '../value/fromJson.ts';
import { concat, literal, splitFirst, type Text } from '../value/text.ts';
import { knownString, textOf, type Value } from '../value/value.ts';
import { accountInArn } from './account.ts';
import { PolicyEditor } from './editor.ts';
import { policyFromObject, unreadPolicy } from './fromValue.ts';
import {
  type Account,
  type IdentityConfig,
  type Listing,
  listingOf,
  type OidcProvider,
  type PolicyModel,
  type Presence,
  present,
  type Role,
  type TrustPolicy,
} from './model.ts';
import { entryAt, itemsOf, type PlanResource, planResources, valueAt } from './planResources.ts';
import { withinReach } from './size.ts';

/** The policy model of a plan or a state, or undefined when the file is not certainly one. */
export function modelOfPlan(file: FileId, text: string): PolicyModel | undefined {
  // Cheap refusal first: almost no JSON file is a plan.
  if (!text.includes('"format_version"') || !/"(?:planned_values|resource_changes|values)"/.test(text))
    return undefined;
  const resources = planResources(parseJson(text).root);
  if (!resources) return undefined;
  const reader = new PlanReader(file, text);
  const roles = resources.filter(({ type, managed }) => managed && type === 'aws_iam_role');
  const providers = resources.filter(({ type }) => type === 'aws_iam_openid_connect_provider');
  const read = roles.map((role) => reader.role(role));
  const declared = providers.map((provider) => reader.provider(provider));
  return {
    roles: read,
    policies: read.flatMap(({ policies }) => policies),
    providers: declared,
    declared,
    identityConfigs: resources.flatMap((resource) => reader.identityConfig(resource) ?? []),
    clusters: [],
    permissions: [],
  };
}

class PlanReader {
  readonly #file: FileId;
  readonly #text: string;
  readonly #editor: PolicyEditor;

  constructor(file: FileId, text: string) {
    this.#file = file;
    this.#text = text;
    this.#editor = new PolicyEditor(() => text);
  }

  role(resource: PlanResource): Role {
    const { address, addressAt, values, sensitive } = resource;
    const at = inFile(this.#file, addressAt);
    // What is not to be shown does not come into a report either.
    const policy = hasTrue(valueAt(sensitive, 'assume_role_policy'))
      ? undefined
      : valueAt(values, 'assume_role_policy');
    const account = this.#account(resource);
    const user = { address, at, ...(account ? { account } : {}) };
    const policies = policy?.kind === 'string' ? [this.#policy(policy, user)] : [];
    const trust = this.#argument(resource, 'assume_role_policy', (value) => value);
    const name = this.#argument(resource, 'name', (value) => value);
    return { address, at, name, policies, complete: policies.length > 0, trust, editor: this.#editor };
  }

  /** An issuer that logs people in to a cluster. */
  identityConfig(resource: PlanResource): IdentityConfig | undefined {
    const { address, addressAt, type, managed, values, unknown, sensitive } = resource;
    if (!managed || type !== 'aws_eks_identity_provider_config') return undefined;
    const [block, ...others] = itemsOf(valueAt(values, 'oidc'));
    if (block?.kind !== 'object' || others.length > 0 || isTrue(valueAt(unknown, 'oidc'))) return undefined;
    const marks = (node: JsonNode | undefined): JsonObject | undefined => {
      const [first] = itemsOf(valueAt(node, 'oidc'));
      return first?.kind === 'object' ? first : undefined;
    };
    const inner = { ...resource, values: block, unknown: marks(unknown), sensitive: marks(sensitive) };
    const at = inFile(this.#file, addressAt);
    return {
      address,
      at,
      blockAt: at,
      issuerUrl: this.#argument(inner, 'issuer_url', (value) => value),
      clientId: this.#argument(inner, 'client_id', (value) => value),
      editor: this.#editor,
    };
  }

  provider(resource: PlanResource): OidcProvider {
    const { address, addressAt, managed } = resource;
    const url = this.#argument(resource, 'url', (value) => value);
    return {
      address,
      at: inFile(this.#file, addressAt),
      managed,
      // What exists already has its URL without scheme, as AWS gives it back; only what is to be made is as it is written.
      url: url.is === 'present' && hasScheme(url.value) ? url : { is: 'maybe' },
      issuer: issuerOf(
        resource,
        url,
        this.#argument(resource, 'arn', (value) => value),
      ),
      clientIds: this.#argument(resource, 'client_id_list', listingOf),
      thumbprints: this.#argument(resource, 'thumbprint_list', listingOf),
      fingerprints: [],
      certain: true,
      // Where the same resource type has several configurations, a plan's resources do not say whose they are.
      configuration: undefined,
      editor: this.#editor,
    };
  }

  /** A role that exists has its ARN. */
  #account(resource: PlanResource): Account | undefined {
    const arn = this.#argument(resource, 'arn', (value) => value);
    if (arn.is !== 'present') return undefined;
    const id = accountInArn(knownString(arn.value) ?? '');
    return id === undefined ? undefined : { id, at: arn.value.at };
  }

  #policy(string: JsonNode, user: TrustPolicy['users'][number]): TrustPolicy {
    const at = inFile(this.#file, string);
    const document = parseJsonPieces([pieceOfLiteral(this.#text, string)]);
    const problems = document.problems.map(({ span, message }) => ({ at: inFile(this.#file, span), message }));
    const reading = { surface: 'plan', editor: this.#editor, users: [user], problems } as const;
    const root = document.root && this.#value(document.root, problems.length === 0);
    return root?.kind === 'object' ? withinReach(policyFromObject(root, reading)) : unreadPolicy(at, reading);
  }

  /** An argument of a resource. What is not known yet, wholly or in part, leaves its container open. */
  #argument<T extends Value | Listing<Value>>(
    { values, unknown, sensitive }: PlanResource,
    name: string,
    read: (value: Value) => T,
  ): Presence<T> {
    const later = valueAt(unknown, name);
    const entry = entryAt(values, name);
    if (isTrue(later) || hasTrue(valueAt(sensitive, name))) return { is: 'maybe' };
    if (!entry?.value || entry.value.kind === 'null') return { is: 'absent' };
    const value = this.#value(entry.value, !hasTrue(later));
    return present(read(value), inFile(this.#file, entry.key), inFile(this.#file, entry));
  }

  #value(node: JsonNode, complete: boolean): Value {
    return valueFromJson(node, { file: this.#file, dialect: 'json', holes: [], complete });
  }
}

function isTrue(node: JsonNode | undefined): boolean {
  return node?.kind === 'boolean' && node.text === 'true';
}

/** Whether a value is marked, wholly or in part. */
function hasTrue(node: JsonNode | undefined): boolean {
  if (node?.kind === 'array') return node.items.some(hasTrue);
  return node?.kind === 'object' ? node.entries.some(({ value }) => hasTrue(value)) : isTrue(node);
}

function hasScheme(value: Value): boolean {
  const [first] = textOf(value) ?? [];
  return typeof first === 'string' && first.includes('://');
}

/** The URL behind its scheme, as it stands in ARNs. */
function issuerOf({ address }: PlanResource, url: Presence<Value>, arn: Presence<Value>): Text {
  const arnText = arn.is === 'present' ? textOf(arn.value) : undefined;
  const fromArn = arnText && splitFirst(arnText, ':oidc-provider/');
  if (fromArn) return fromArn[1];
  const text = url.is === 'present' ? textOf(url.value) : undefined;
  const [first] = text ?? [];
  if (!text || typeof first !== 'string') return [{ key: `${address}.url`, schemeless: true }];
  return concat(literal(first.replace(/^https:\/\//, '')), text.slice(1));
}
