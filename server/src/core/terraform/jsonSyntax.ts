/**
 * Terraform's JSON syntax (`.tf.json`), read into the same tree as HCL. What is a block there and what an attribute only the
 * schema says, so this knows the blocks that matter here; an unknown property is an attribute.
 * https://developer.hashicorp.com/terraform/language/syntax/json
 */
import type { Attribute, Block, Body, Expression, HclFile, Label, SyntaxProblem } from '../hcl/nodes.ts';
import { parseHcl } from '../hcl/parse.ts';
import { type ReadHcl, readHcl, rereadHcl } from '../hcl/reparse.ts';
import type { JsonEntry, JsonNode, JsonObject, JsonString } from '../json/nodes.ts';
import { parseJson } from '../json/parse.ts';
import type { FileId, Span } from '../text/range.ts';
import { keyText, templateOf } from './jsonTemplate.ts';

/** What a body may hold beside attributes: for each type of block its number of labels and what is in it. */
interface Schema {
  readonly blocks: Readonly<Record<string, { readonly labels: number; readonly body: Schema }>>;
  /** Strings mean what they say: `default` of a variable, a file of settings. */
  readonly literal?: true;
}

const ATTRIBUTES: Schema = { blocks: {} };
const LITERALS: Schema = { blocks: {}, literal: true };

/** What a `dynamic` block holds depends on its label. */
function withDynamic(blocks: Schema['blocks']): Schema {
  return { blocks: { ...blocks, dynamic: { labels: 1, body: ATTRIBUTES } } };
}

const STATEMENT = withDynamic({
  condition: { labels: 0, body: ATTRIBUTES },
  principals: { labels: 0, body: ATTRIBUTES },
  not_principals: { labels: 0, body: ATTRIBUTES },
});
const DOCUMENT = withDynamic({ statement: { labels: 0, body: STATEMENT } });
const RESOURCE = withDynamic({ lifecycle: { labels: 0, body: ATTRIBUTES } });
/** Those whose blocks are read, by the first part of their address. */
const OWN_BLOCKS: Readonly<Record<string, Schema>> = {
  'data.aws_iam_policy_document': DOCUMENT,
  'resource.aws_eks_identity_provider_config': withDynamic({ oidc: { labels: 0, body: ATTRIBUTES } }),
};

const CONFIGURATION: Schema = {
  blocks: {
    terraform: { labels: 0, body: ATTRIBUTES },
    provider: { labels: 1, body: ATTRIBUTES },
    variable: { labels: 1, body: LITERALS },
    locals: { labels: 0, body: ATTRIBUTES },
    output: { labels: 1, body: ATTRIBUTES },
    module: { labels: 1, body: ATTRIBUTES },
    resource: { labels: 2, body: RESOURCE },
    data: { labels: 2, body: RESOURCE },
  },
};

/** Whether a file is written in JSON syntax: configuration, or settings of variables. */
export function isJsonSyntax(file: FileId): boolean {
  return /\.(?:tf|tofu|tfvars)\.json$/.test(file);
}

/** As `parseConfiguration`, with an earlier state of the same file at hand, if there is one: HCL is read again faster. */
export function readConfiguration(file: FileId, text: string, before?: ReadHcl): ReadHcl {
  if (isJsonSyntax(file)) return { text, tree: parseConfiguration(file, text) };
  return before ? rereadHcl(before, text) : readHcl(text);
}

/** Reads a file of a module, or one of settings, in the syntax that its name says. Never throws. */
export function parseConfiguration(file: FileId, text: string): HclFile {
  if (!isJsonSyntax(file)) return parseHcl(text);
  const document = parseJson(text);
  const reader = new Reader(text, [...document.problems]);
  const schema = file.endsWith('.tfvars.json') ? LITERALS : CONFIGURATION;
  const objects = document.root ? reader.objects(document.root) : [];
  const items = objects.flatMap((object) => reader.items(object, schema));
  const { problems } = reader;
  const complete = document.root !== undefined && problems.length === 0;
  return { body: { kind: 'body', start: 0, end: text.length, items, complete }, problems, comments: [] };
}

class Reader {
  readonly problems: SyntaxProblem[];
  readonly #text: string;
  /** In a document with faults, what is not seen may still be there. */
  readonly #complete: boolean;

  constructor(text: string, problems: SyntaxProblem[]) {
    this.#text = text;
    this.problems = problems;
    this.#complete = problems.length === 0;
  }

  /** Wherever a body or a level of labels is expected, a list of such objects may stand. */
  objects(node: JsonNode): JsonObject[] {
    if (node.kind === 'object') return [node];
    if (node.kind === 'array') return node.items.filter((item) => item.kind === 'object');
    if (node.kind !== 'null') this.problems.push({ span: node, message: 'an object is expected here' });
    return [];
  }

  items(object: JsonObject, schema: Schema): (Attribute | Block)[] {
    return object.entries.flatMap((entry): (Attribute | Block)[] => {
      const name = keyText(entry.key);
      // A comment, as this syntax has it.
      if (name === '//' || !entry.value) return [];
      const nested = Object.hasOwn(schema.blocks, name) ? schema.blocks[name] : undefined;
      if (!nested) return schema === CONFIGURATION ? [] : [this.#attribute(entry, name, schema)];
      const labelled = { type: name, typeSpan: entry.key, labels: [] };
      return this.#blocks(labelled, entry.value, nested.labels, nested.body);
    });
  }

  #blocks(head: Pick<Block, 'type' | 'typeSpan' | 'labels'>, value: JsonNode, levels: number, body: Schema): Block[] {
    const objects = this.objects(value);
    if (levels === 0) return objects.map((object) => this.#block(head, object, value, body));
    return objects.flatMap(({ entries }) =>
      entries.flatMap((entry) => {
        const text = keyText(entry.key);
        if (text === '//' || !entry.value) return [];
        const label: Label = { start: entry.key.start, end: entry.key.end, text };
        const inner = ownBlocks(head, text) ?? (isDynamic(head) ? dynamicBody(text) : body);
        return this.#blocks({ ...head, labels: [...head.labels, label] }, entry.value, levels - 1, inner);
      }),
    );
  }

  #block(
    head: Pick<Block, 'type' | 'typeSpan' | 'labels'>,
    object: JsonObject,
    value: JsonNode,
    schema: Schema,
  ): Block {
    // What names one of several in a list is the brace with which it begins.
    const named =
      value === object ? (head.labels.at(-1) ?? head.typeSpan) : { start: object.start, end: object.start + 1 };
    const header: Span = { start: named.start, end: named.end };
    const { start, end } = object;
    const items = this.items(object, schema);
    const body: Body = { kind: 'body', start, end, items, complete: this.#complete };
    return { kind: 'block', start: header.start, end, ...head, typeSpan: spanOf(head.typeSpan), header, body };
  }

  #attribute(entry: JsonEntry & { value?: JsonNode | undefined }, name: string, schema: Schema): Attribute {
    const value = this.#expression(entry.value!, schema.literal === true);
    return { kind: 'attribute', start: entry.start, end: entry.end, name, nameSpan: spanOf(entry.key), value };
  }

  #expression(node: JsonNode, literal: boolean): Expression {
    const { start, end } = node;
    switch (node.kind) {
      case 'string':
        return this.#string(node, literal);
      case 'number':
        return { kind: 'number', start, end, text: node.text };
      case 'boolean':
        return { kind: 'keyword', start, end, value: node.text === 'true' };
      case 'null':
        return { kind: 'keyword', start, end, value: null };
      case 'array': {
        const items = node.items.map((item) => this.#expression(item, literal));
        return { kind: 'tuple', start, end, items, complete: this.#complete };
      }
      case 'object': {
        const entries = node.entries.map((entry) => ({
          ...spanOf(entry),
          key: this.#string(entry.key, literal),
          value: entry.value ? this.#expression(entry.value, literal) : missingAt(entry.end),
          colon: true,
        }));
        return { kind: 'object', start, end, entries, complete: this.#complete };
      }
      case 'hole':
        return missingAt(start);
    }
  }

  #string(node: JsonString, literal: boolean): Expression {
    const { template, problems } = templateOf(this.#text, node, literal);
    this.problems.push(...problems);
    return template;
  }
}

/** What a block with these labels holds, where it differs from any other resource or data source. */
function ownBlocks({ type, labels }: Pick<Block, 'type' | 'labels'>, label: string): Schema | undefined {
  const name = `${type}.${label}`;
  return labels.length === 0 && Object.hasOwn(OWN_BLOCKS, name) ? OWN_BLOCKS[name] : undefined;
}

function isDynamic({ type }: Pick<Block, 'type'>): boolean {
  return type === 'dynamic';
}

function dynamicBody(type: string): Schema {
  const body = type === 'statement' ? STATEMENT : ATTRIBUTES;
  return { blocks: { content: { labels: 0, body } } };
}

function spanOf({ start, end }: Span): Span {
  return { start, end };
}

function missingAt(at: number): Expression {
  return { kind: 'missing', start: at, end: at };
}
