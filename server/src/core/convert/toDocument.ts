/** Writes a policy as an `aws_iam_policy_document` block. */
import { EMPTY_LINE, type Line } from './lines.ts';
import { argumentLines, commentLines } from './toHcl.ts';
import {
  entryNamed,
  literalOf,
  NO_NOTES,
  type Notes,
  refuse,
  textNode,
  type Written,
  type WrittenEntry,
  type WrittenItem,
  type WrittenObject,
  type WrittenText,
} from './written.ts';

/** A document of this name. `meta`: arguments that come first, such as `for_each`. */
export function documentLines(policy: Written, name: string, meta: readonly Line[]): Line[] {
  const body = documentBody(policy, 1);
  return [
    { depth: 0, text: `data "aws_iam_policy_document" "${name}" {` },
    ...meta,
    ...(meta.length > 0 ? [EMPTY_LINE] : []),
    ...body,
    { depth: 0, text: '}' },
  ];
}

/** What a document that renders the policy holds. */
export function documentBody(policy: Written, depth: number): Line[] {
  if (policy.kind !== 'object') return refuse('it is no object');
  return new DocumentWriter(policy).lines(depth);
}

class DocumentWriter {
  readonly #policy: WrittenObject;
  readonly #variables: boolean;

  constructor(policy: WrittenObject) {
    this.#policy = policy;
    const version = entryNamed(policy, 'Version') ?? refuse('it has no Version, and a document has one');
    this.#variables = literalOf(version.value) !== '2008-10-17';
  }

  lines(depth: number): Line[] {
    const head: Line[] = [];
    const parts: Line[][] = [];
    for (const { key, value, notes } of this.#policy.entries) {
      const name = literalOf(key);
      if (name === 'Version' && literalOf(value) === '2012-10-17') head.push(...lost(notes, depth));
      else if (name === 'Version') head.push(...argumentLines('version', single(value), notes, depth));
      else if (name === 'Id') head.push(...argumentLines('policy_id', single(value), notes, depth));
      else if (name === 'Statement') parts.push(...this.#statements(value, notes, depth));
      else refuse(`a document has nothing for ${name ?? 'a computed element'}`);
    }
    if (!entryNamed(this.#policy, 'Statement')) refuse('it has no statement');
    const rest = commentLines(this.#policy.rest, depth);
    return apart([head, ...parts, rest]);
  }

  #statements(value: Written, outer: Notes, depth: number): Line[][] {
    const items: readonly WrittenItem[] = value.kind === 'list' ? value.items : [{ value, notes: NO_NOTES }];
    if (items.length === 0) refuse('it has no statement');
    const blocks = items.map((item) => {
      if (item.value.kind !== 'object') return refuse('a statement is computed');
      return [...lost(item.notes, depth), ...this.#statement(item.value, depth)];
    });
    const rest = value.kind === 'list' ? commentLines(value.rest, depth) : [];
    return [lost(outer, depth), ...blocks, rest];
  }

  #statement(statement: WrittenObject, depth: number): Line[] {
    const head: Line[] = [];
    const blocks: Line[][] = [];
    if (!entryNamed(statement, 'Effect')) refuse('a statement has no Effect, and a document gives it one');
    for (const { key, value, notes } of statement.entries) {
      const name = literalOf(key);
      switch (name) {
        case 'Sid':
          // A document leaves an empty one out, which means the same.
          head.push(
            ...(literalOf(value) === ''
              ? lost(notes, depth + 1)
              : argumentLines('sid', single(value), notes, depth + 1)),
          );
          break;
        case 'Effect':
          head.push(...argumentLines('effect', single(value), notes, depth + 1));
          break;
        case 'Action':
          head.push(...argumentLines('actions', this.#values(value, false), notes, depth + 1));
          break;
        case 'NotAction':
          head.push(...argumentLines('not_actions', this.#values(value, false), notes, depth + 1));
          break;
        case 'Resource':
          head.push(...argumentLines('resources', this.#values(value, true), notes, depth + 1));
          break;
        case 'NotResource':
          head.push(...argumentLines('not_resources', this.#values(value, true), notes, depth + 1));
          break;
        case 'Principal':
          blocks.push(...this.#principals('principals', value, notes, depth + 1));
          break;
        case 'NotPrincipal':
          blocks.push(...this.#principals('not_principals', value, notes, depth + 1));
          break;
        case 'Condition':
          blocks.push(...this.#conditions(value, notes, depth + 1));
          break;
        default:
          refuse(`a document has nothing for ${name ?? 'a computed element'}`);
      }
    }
    const rest = commentLines(statement.rest, depth + 1);
    return [{ depth, text: 'statement {' }, ...apart([head, ...blocks, rest]), { depth, text: '}' }];
  }

  #principals(block: string, value: Written, notes: Notes, depth: number): Line[][] {
    if (literalOf(value) === '*') {
      const everyone = this.#values(value, true);
      return [
        [
          ...lost(notes, depth),
          ...blockLines(block, depth, [
            ['type', textNode('*')],
            ['identifiers', everyone],
          ]),
        ],
      ];
    }
    if (value.kind !== 'object' || value.entries.length === 0)
      return refuse('its principals are computed, or not an object');
    const blocks = value.entries.map((entry) => {
      if (literalOf(entry.key) === '*') refuse('a document has no principal type "*" in an object');
      const ids = this.#values(entry.value, true);
      return [
        ...lost(entry.notes, depth),
        ...blockLines(block, depth, [
          ['type', entry.key],
          ['identifiers', ids],
        ]),
      ];
    });
    return withNotes(blocks, notes, value.rest, depth);
  }

  #conditions(value: Written, notes: Notes, depth: number): Line[][] {
    const blocks = entriesOf(value).flatMap((operator) => {
      const { value: keys } = operator;
      const tests = entriesOf(keys).map((entry) => {
        const args = [
          ['test', operator.key],
          ['variable', entry.key],
          ['values', this.#values(entry.value, true)],
        ] as const;
        return [...lost(entry.notes, depth), ...blockLines('condition', depth, args)];
      });
      return withNotes(tests, operator.notes, restOf(keys), depth);
    });
    return withNotes(blocks, notes, restOf(value), depth);
  }

  /** As a list of strings. */
  #values(value: Written, variables: boolean): Written {
    const string = (one: Written): Written => this.#string(one, variables);
    if (value.kind === 'list') {
      if (value.items.length === 0) refuse('a list is empty');
      return { ...value, items: value.items.map((item) => ({ ...item, value: string(item.value) })) };
    }
    if (value.kind !== 'expression')
      return { kind: 'list', items: [{ value: string(value), notes: NO_NOTES }], rest: [] };
    const { shape, source } = value.computed;
    if (shape === 'unknown') refuse(`${source} may be one value or a list`);
    return shape === 'list' ? value : { kind: 'list', items: [{ value, notes: NO_NOTES }], rest: [] };
  }

  #string(value: Written, variables: boolean): Written {
    if (value.kind === 'expression') return value.computed.shape === 'list' ? refuse('a list stands in a list') : value;
    if (value.kind === 'raw') return value.text === 'null' ? refuse('a value is null') : textNode(value.text);
    if (value.kind !== 'text') return refuse('a list holds something other than strings');
    return variables && this.#variables ? withAmpersands(value) : value;
  }
}

/** `$${aws:username}` is written `&{aws:username}`. */
function withAmpersands({ parts }: WrittenText): WrittenText {
  const written = parts.map((part) => {
    if (typeof part !== 'string') return part;
    return part.includes('&{') ? refuse('a document takes "&{" for a policy variable') : part.replaceAll('${', '&{');
  });
  return { kind: 'text', parts: written };
}

function single(value: Written): Written {
  return value.kind === 'text' || value.kind === 'expression' ? value : refuse('a value is no string');
}

function entriesOf(value: Written): readonly WrittenEntry[] {
  if (value.kind !== 'object' || value.entries.length === 0) return refuse('its conditions are computed, or empty');
  return value.entries;
}

function restOf(value: Written): readonly string[] {
  return value.kind === 'object' || value.kind === 'list' ? value.rest : [];
}

function blockLines(type: string, depth: number, args: readonly (readonly [string, Written])[]): Line[] {
  return [
    { depth, text: `${type} {` },
    ...args.flatMap(([name, value]) => argumentLines(name, value, NO_NOTES, depth + 1)),
    { depth, text: '}' },
  ];
}

/** Comments of what is no argument by itself. */
function lost({ before, after }: Notes, depth: number): Line[] {
  return commentLines([...before, ...(after === undefined ? [] : [after])], depth);
}

function withNotes(blocks: readonly Line[][], notes: Notes, rest: readonly string[], depth: number): Line[][] {
  const [first = [], ...others] = blocks;
  return [[...lost(notes, depth), ...first], ...others, commentLines(rest, depth)];
}

/** Parts with an empty line between them. */
function apart(parts: readonly (readonly Line[])[]): Line[] {
  return parts.filter((part) => part.length > 0).flatMap((part, i) => (i === 0 ? part : [EMPTY_LINE, ...part]));
}
