import type { Value } from '../value/value.ts';
import type { Presence, TrustPolicy } from './model.ts';

/** Visits every string that a policy holds, keys too. */
export function forEachString(policy: TrustPolicy, visit: (value: Value) => void): void {
  if (policy.written) {
    visitValue(policy.written, visit);
    return;
  }
  const one = (presence: Presence<Value>): void => {
    if (presence.is === 'present') visitValue(presence.value, visit);
  };
  one(policy.id);
  for (const { site, sid, actions, notActions, principals, conditions, others } of policy.statements.items) {
    if (site.kind === 'object') {
      visitValue(site.object, visit);
      continue;
    }
    one(sid);
    for (const list of [actions, notActions]) if (list.is === 'present') visitAll(list.value.items, visit);
    if (principals.is === 'present') for (const { type, id } of principals.value.items) visitAll([type, id], visit);
    for (const { operator, key, values } of conditions.items) visitAll([operator, key, ...values.items], visit);
    for (const { value } of others) visitValue(value, visit);
  }
}

function visitAll(values: readonly Value[], visit: (value: Value) => void): void {
  for (const value of values) visitValue(value, visit);
}

function visitValue(value: Value, visit: (value: Value) => void): void {
  if (value.kind === 'string') visit(value);
  else if (value.kind === 'list') visitAll(value.items, visit);
  else if (value.kind === 'object') {
    for (const entry of value.entries) {
      visit(entry.key);
      visitValue(entry.value, visit);
    }
  }
}
