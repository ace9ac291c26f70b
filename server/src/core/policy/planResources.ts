/** The IAM roles and OIDC providers in what `terraform show -json` prints of a plan or a state. */
import type { JsonEntry, JsonNode, JsonObject, JsonString } from '../json/nodes.ts';

export interface PlanResource {
  /** With modules and indices: `module.ci.aws_iam_role.this["main"]`. */
  readonly address: string;
  readonly addressAt: JsonString;
  readonly type: string;
  readonly managed: boolean;
  readonly values: JsonObject;
  /** What is only known after apply: `true` where a value as a whole is. Undefined in a state, where all is known. */
  readonly unknown: JsonObject | undefined;
  /** What Terraform does not show: `true` where a value as a whole is. The file holds it nevertheless. */
  readonly sensitive: JsonNode | undefined;
}

/** Undefined when the document is certainly no plan and no state. */
export function planResources(root: JsonNode | undefined): PlanResource[] | undefined {
  if (root?.kind !== 'object' || textOf(valueAt(root, 'format_version')) === undefined) return undefined;
  const [planned, state, changes] = ['planned_values', 'values', 'resource_changes'].map((name) => valueAt(root, name));
  if (!planned && !state && changes?.kind !== 'array') return undefined;
  const changed = changes?.kind === 'array' ? changes.items.flatMap(changeFrom) : [];
  const unknown = new Map(changed.map((change) => [change.address, change.unknown] as const));
  const listed = resourcesBelow(valueAt(planned ?? state, 'root_module')).map((resource) => ({
    ...resource,
    unknown: unknown.get(resource.address),
  }));
  // Data sources that are already read stand only in the state before the plan.
  const before = resourcesBelow(valueAt(valueAt(valueAt(root, 'prior_state'), 'values'), 'root_module'));
  const found = planned || state ? listed : changed;
  const known = new Set(found.map(({ address }) => address));
  return [...found, ...before.filter(({ managed, address }) => !managed && !known.has(address))];
}

/** The resources of a module and of those inside it. */
function resourcesBelow(module: JsonNode | undefined): PlanResource[] {
  const own = itemsOf(valueAt(module, 'resources')).flatMap((resource) => {
    const found = resourceFrom(resource, valueAt(resource, 'values'), undefined, valueAt(resource, 'sensitive_values'));
    return found ? [found] : [];
  });
  return [...own, ...itemsOf(valueAt(module, 'child_modules')).flatMap(resourcesBelow)];
}

/** What a change leads to; nothing for what it deletes. */
function changeFrom(resource: JsonNode): PlanResource[] {
  const change = valueAt(resource, 'change');
  const unknown = valueAt(change, 'after_unknown');
  const later = unknown?.kind === 'object' ? unknown : undefined;
  const found = resourceFrom(resource, valueAt(change, 'after'), later, valueAt(change, 'after_sensitive'));
  return found ? [found] : [];
}

function resourceFrom(
  resource: JsonNode,
  values: JsonNode | undefined,
  unknown: JsonObject | undefined,
  sensitive: JsonNode | undefined,
): PlanResource | undefined {
  const addressAt = valueAt(resource, 'address');
  const address = textOf(addressAt);
  const type = textOf(valueAt(resource, 'type'));
  if (address === undefined || addressAt?.kind !== 'string' || type === undefined || values?.kind !== 'object') {
    return undefined;
  }
  const managed = textOf(valueAt(resource, 'mode')) !== 'data';
  return { address, addressAt, type, managed, values, unknown, sensitive };
}

export function entryAt(node: JsonNode | undefined, name: string): JsonEntry | undefined {
  return node?.kind === 'object' ? node.entries.findLast((entry) => textOf(entry.key) === name) : undefined;
}

export function valueAt(node: JsonNode | undefined, name: string): JsonNode | undefined {
  return entryAt(node, name)?.value;
}

export function itemsOf(node: JsonNode | undefined): readonly JsonNode[] {
  return node?.kind === 'array' ? node.items : [];
}

function textOf(node: JsonNode | undefined): string | undefined {
  return node?.kind === 'string' ? node.parts.join('') : undefined;
}
