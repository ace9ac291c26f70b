/**
 * Writes what an editor needs to complete and check a configuration: the schema of `.oidc-trust.json` with the rules in it, and the
 * same as settings in package.json, whose descriptions stand in package.nls.json. All are made from schemas/config.schema.json and the rule files.
 */
import fs from 'node:fs';
import path from 'node:path';
import { SEVERITIES } from '../server/src/core/analysis/config.ts';
import { rules } from '../server/src/core/rules/index.ts';

const ROOT = path.resolve(import.meta.dirname, '..');

interface Schema {
  readonly [key: string]: unknown;
  readonly properties: Record<string, Record<string, unknown>>;
  readonly definitions: Record<string, Record<string, unknown>>;
}

/** Every generated file, by its path in the project. */
export function generateSettings(): ReadonlyMap<string, string> {
  const schema = JSON.parse(read('schemas/config.schema.json')) as Schema;
  const manifest = JSON.parse(read('package.json')) as {
    contributes: { configuration: { properties: Record<string, unknown> } };
  };
  const { configuration } = manifest.contributes;
  const { settings, descriptions } = settingsOf(schema);
  configuration.properties = { ...configuration.properties, ...settings };
  const texts = { ...(JSON.parse(read('package.nls.json')) as object), ...descriptions };
  return new Map([
    ['package.nls.json', `${JSON.stringify(texts, null, 2)}\n`],
    ['schemas/config.generated.schema.json', `${JSON.stringify(editorSchema(schema), null, 2)}\n`],
    ['package.json', `${JSON.stringify(manifest, null, 2)}\n`],
  ]);
}

/** The schema with all rules, each with the levels that it may have. */
function editorSchema({ definitions, ...schema }: Schema): object {
  const properties = Object.fromEntries(
    rules.map(({ id, severity, summary }) => {
      const levels = [...SEVERITIES.slice(SEVERITIES.indexOf(severity)), 'off'];
      return [id, { description: summary, enum: levels }];
    }),
  );
  const { additionalProperties, ...described } = definitions['rules']!;
  const named = {
    ...described,
    properties,
    patternProperties: { '\\*': additionalProperties },
    additionalProperties: false,
  };
  return withRuleNames({ ...schema, definitions: { ...definitions, rules: named } });
}

/**
 * In settings nothing can be referred to, so that the rules are listed once, by their names. `descriptions` are by the names that
 * the settings have for them.
 */
function settingsOf({ properties, definitions }: Schema): {
  readonly settings: Record<string, object>;
  readonly descriptions: Record<string, string>;
} {
  const { $schema: _, ...schemas } = resolved(properties, definitions) as Schema['properties'];
  Object.assign(schemas['rules']!, { propertyNames: RULE_NAME });
  const [settings, descriptions]: [Record<string, object>, Record<string, string>] = [{}, {}];
  for (const [name, { type, description, ...rest }] of Object.entries(schemas)) {
    settings[`oidcTrust.${name}`] = {
      type,
      default: type === 'object' ? {} : [],
      scope: 'resource',
      markdownDescription: `%setting.${name}%`,
      ...rest,
    };
    descriptions[`setting.${name}`] = `${String(description)} Does not count where a file \`.oidc-trust.json\` does.`;
  }
  return { settings, descriptions };
}

const RULE_NAME = { anyOf: [{ enum: rules.map(({ id }) => id) }, { pattern: '\\*' }] };

function withRuleNames(schema: Schema): Schema {
  const copy = structuredClone(schema);
  const { items } = copy.properties['ignores'] as { items: { properties: { rule: object } } };
  Object.assign(items.properties.rule, RULE_NAME);
  return copy;
}

/** A schema with what it refers to in the place of the reference; what stands beside a reference wins. */
function resolved(node: unknown, definitions: Schema['definitions']): unknown {
  if (Array.isArray(node)) return node.map((item) => resolved(item, definitions));
  if (typeof node !== 'object' || node === null) return node;
  const { $ref, allOf, ...rest } = node as { $ref?: string; allOf?: readonly { $ref: string }[] };
  const referred = $ref ?? allOf?.[0]?.$ref;
  const base = referred === undefined ? {} : definitions[referred.replace('#/definitions/', '')];
  const all = Object.entries({ ...base, ...rest });
  return Object.fromEntries(all.map(([key, value]) => [key, resolved(value, definitions)]));
}

function read(file: string): string {
  return fs.readFileSync(path.join(ROOT, file), 'utf8');
}

function main(): void {
  for (const [file, text] of generateSettings()) fs.writeFileSync(path.join(ROOT, file), text);
}

if (process.argv[1] && path.resolve(process.argv[1]) === import.meta.filename) main();
