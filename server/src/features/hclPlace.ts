/** Finds what a hover is about in a Terraform file. Purely by syntax: no reference is followed. */
import { cookTemplate } from '../core/hcl/cook.ts';
import type {
  Attribute,
  Block,
  Body,
  CookedText,
  Expression,
  HclFile,
  ObjectEntry,
  Template,
  TemplatePart,
  TemplateText,
} from '../core/hcl/nodes.ts';
import { partsOf } from '../core/hcl/visit.ts';
import type { JsonPiece } from '../core/json/nodes.ts';
import { parseJsonPieces } from '../core/json/parse.ts';
import type { Span } from '../core/text/range.ts';
import {
  HOLE,
  type HoverTarget,
  holds,
  jsonPlaceAt,
  type PlaceDialect,
  type PolicyPlace,
  targetOf,
  valuePlace,
} from './policyPlace.ts';

const PROVIDER = 'aws_iam_openid_connect_provider';
const CERTIFICATE = 'tls_certificate';
const DOCUMENT = 'aws_iam_policy_document';

/**
 * The arguments of a policy document as the JSON path that they stand for; a `test` and a `variable` are keys there. What begins with
 * a dot is what that argument beside it says.
 */
const DOCUMENT_ARGUMENTS: Readonly<Record<string, { readonly path: readonly string[]; readonly isKey: boolean }>> = {
  'data.version': { path: ['Version'], isKey: false },
  'statement.effect': { path: ['Effect'], isKey: false },
  'statement.actions': { path: ['Action'], isKey: false },
  'statement.not_actions': { path: ['NotAction'], isKey: false },
  'condition.test': { path: ['Condition'], isKey: true },
  'condition.variable': { path: ['Condition', '.test'], isKey: true },
  'condition.values': { path: ['Condition', '.test', '.variable'], isKey: false },
  'principals.type': { path: ['Principal'], isKey: true },
  'principals.identifiers': { path: ['Principal', 'Federated'], isKey: false },
};

/** A place in Terraform where something can be written. */
export type HclPlace =
  /** What names an argument or begins a block; `around` are the blocks that hold it, outermost first. */
  | { readonly kind: 'name'; readonly around: readonly Block[]; readonly text: string; readonly span: Span }
  | {
      readonly kind: 'value';
      readonly around: readonly Block[];
      readonly attribute: Attribute;
      readonly place: PolicyPlace;
    };

/** The word at an offset, whatever it is about; a word without quotes too. `isJson`: the file is in Terraform's JSON syntax. */
export function hclPlaceAt(text: string, tree: HclFile, offset: number, isJson: boolean): HclPlace | undefined {
  return new Finder(text, offset, isJson ? 'json-in-heredoc' : 'hcl').placeInBody(tree.body, []);
}

export function hclTargetAt(text: string, tree: HclFile, offset: number): HoverTarget | undefined {
  return new Finder(text, offset, 'hcl').inBody(tree.body, []);
}

class Finder {
  readonly #text: string;
  readonly #offset: number;
  /** Of what is no JSON in a string. */
  readonly #dialect: PlaceDialect;

  constructor(text: string, offset: number, dialect: PlaceDialect) {
    this.#text = text;
    this.#offset = offset;
    this.#dialect = dialect;
  }

  /** `around` are the blocks that hold this body, outermost first. */
  inBody(body: Body, around: readonly Block[]): HoverTarget | undefined {
    const item = body.items.find((each) => holds(each, this.#offset));
    if (item?.kind === 'attribute') return this.#inAttribute(item, around);
    if (!item) return undefined;
    return this.#onHeader(item) ?? this.inBody(item.body, [...around, item]);
  }

  #onHeader(block: Block): HoverTarget | undefined {
    const [label] = block.labels;
    if (!label || !holds(label, this.#offset) || label.text !== CERTIFICATE) return undefined;
    return { kind: 'provider-argument', text: CERTIFICATE, span: label };
  }

  #inAttribute(attribute: Attribute, around: readonly Block[]): HoverTarget | undefined {
    const [outermost] = around;
    if (outermost?.labels[0]?.text === PROVIDER && around.length === 1) {
      if (holds(attribute.nameSpan, this.#offset)) {
        return { kind: 'provider-argument', text: attribute.name, span: attribute.nameSpan };
      }
      return this.#providerValue(attribute);
    }
    if (outermost?.labels[0]?.text !== DOCUMENT) return this.#inExpression(attribute.value, []);
    const place = this.#inDocument(attribute, around);
    return place && !place.isWord ? targetOf(place) : undefined;
  }

  placeInBody(body: Body, around: readonly Block[]): HclPlace | undefined {
    const item = body.items.find((each) => holds(each, this.#offset));
    if (!item) return undefined;
    if (item.kind === 'block') {
      return holds(item.header, this.#offset) ? undefined : this.placeInBody(item.body, [...around, item]);
    }
    if (holds(item.nameSpan, this.#offset)) return this.#name(item, around);
    const isDocument = around[0]?.labels[0]?.text === DOCUMENT;
    const place = isDocument ? this.#inDocument(item, around) : this.#placeIn(item.value, []);
    return place && { kind: 'value', around, attribute: item, place };
  }

  /** In JSON the name is a key, and no block begins like that. */
  #name({ name: text, nameSpan: span }: Attribute, around: readonly Block[]): HclPlace | undefined {
    return this.#dialect === 'hcl' ? { kind: 'name', around, text, span } : undefined;
  }

  #inDocument(attribute: Attribute, around: readonly Block[]): PolicyPlace | undefined {
    const block = around.at(-1);
    const argument = DOCUMENT_ARGUMENTS[`${blockName(block, around.at(-2))}.${attribute.name}`];
    if (!argument || !block) return undefined;
    const beside = (name: string): string => this.#argumentText(block, name) ?? '';
    const path = argument.path.map((step) => (step.startsWith('.') ? beside(step.slice(1)) : step));
    const place = this.#placeIn(attribute.value, path);
    if (!place || !argument.isKey) return place;
    const keys = [beside('variable')].filter((key) => key !== '');
    return { ...place, isKey: true, under: { keys, span: block } };
  }

  /** What an argument of a block says, where it is a string. */
  #argumentText(block: Block, name: string): string | undefined {
    const found = block.body.items.find((item) => item.kind === 'attribute' && item.name === name);
    return found?.kind === 'attribute' ? this.#keyText(found.value) : undefined;
  }

  #providerValue({ name, value }: Attribute): HoverTarget | undefined {
    const target = this.#inExpression(value, []);
    if (target || name !== 'url') return target;
    const place = this.#placeIn(value, []);
    return place && !place.isWord ? { kind: 'federated', text: place.text, span: place.span } : undefined;
  }

  #inExpression(value: Expression, path: readonly string[]): HoverTarget | undefined {
    const certificate = this.#certificateReference(value);
    if (certificate) return certificate;
    const place = this.#placeIn(value, path);
    // What a reference leads to is not written here.
    return place && (place.isKey || !place.isWord) ? targetOf(place) : undefined;
  }

  /** Descends to the string or object key at the offset. Functions such as `merge` and conditions keep the path. */
  #placeIn(value: Expression, path: readonly string[]): PolicyPlace | undefined {
    if (!holds(value, this.#offset)) return undefined;
    switch (value.kind) {
      case 'template':
        return this.#inTemplate(value, path);
      case 'object':
        return this.#inEntry(value.entries, path);
      case 'variable':
        return this.#word(value, path);
      case 'get':
        return isName(value) ? this.#word(value, path) : this.#placeIn(value.target, path);
      default:
        return firstOf(partsOf(value), (child) => this.#placeIn(child, path));
    }
  }

  #word(span: Span, path: readonly string[]): PolicyPlace {
    const text = this.#text.slice(span.start, span.end);
    return valuePlace({ path, text, span, dialect: this.#dialect, isWord: true });
  }

  #inEntry(entries: readonly ObjectEntry[], path: readonly string[]): PolicyPlace | undefined {
    const entry = entries.find((each) => holds(each, this.#offset));
    if (!entry) return undefined;
    const { key, value } = entry;
    const text = this.#keyText(key);
    if (!holds(key, this.#offset)) return this.#placeIn(value, [...path, text ?? '']);
    if (text === undefined) return undefined;
    const beside = entries.filter((each) => each !== entry).map((each) => this.#keyText(each.key) ?? '');
    const keys = value.kind === 'object' ? value.entries.map((each) => this.#keyText(each.key) ?? '') : [];
    const isWord = key.kind === 'variable';
    const under = { keys, span: value };
    return { path, isKey: true, text, span: key, dialect: this.#dialect, isWord, beside, under };
  }

  #keyText(key: Expression): string | undefined {
    if (key.kind === 'variable') return key.name;
    if (key.kind === 'parentheses') return this.#keyText(key.value);
    return key.kind === 'template' ? this.#templateText(key) : undefined;
  }

  /** A string may itself be a policy in JSON, as every heredoc is taken to be, or stand for the expression that it holds. */
  #inTemplate(template: Template, path: readonly string[]): PolicyPlace | undefined {
    const expression = soleExpression(template);
    if (expression && holds(expression, this.#offset)) {
      return this.#dialect === 'json-in-heredoc'
        ? new Finder(this.#text, this.#offset, 'hcl-in-string').#placeIn(expression, path)
        : this.#placeIn(expression, path);
    }
    const cooked = cookTemplate(this.#text, template);
    const isJson = template.form !== 'quoted' || /^\s*[{[]/.test(cookedStart(template, cooked));
    if (!isJson) {
      const text = this.#templateText(template);
      return valuePlace({ path, text, span: template, dialect: this.#dialect, isWord: false });
    }
    const { root } = parseJsonPieces(template.parts.flatMap((part, hole) => pieceOf(part, hole, cooked)));
    const isInString = template.form === 'quoted' || this.#dialect === 'hcl-in-string';
    const dialect = isInString ? 'json-in-string' : 'json-in-heredoc';
    return root && jsonPlaceAt(root, this.#offset, path, dialect);
  }

  #templateText(template: Template): string {
    const cooked = cookTemplate(this.#text, template);
    return template.parts.map((part) => (part.kind === 'text' ? (cooked.get(part)?.text ?? '') : HOLE)).join('');
  }

  /** A name in `data.tls_certificate.x.certificates[0].sha1_fingerprint`. */
  #certificateReference(value: Expression): HoverTarget | undefined {
    if (!holds(value, this.#offset)) return undefined;
    if (value.kind === 'get' && holds(value.nameSpan, this.#offset) && isCertificate(value)) {
      return { kind: 'provider-argument', text: CERTIFICATE, span: value.nameSpan };
    }
    return firstOf(partsOf(value), (child) => this.#certificateReference(child));
  }
}

/** `"${...}"` */
function soleExpression({ parts: [part, another] }: Template): Expression | undefined {
  return part?.kind === 'interpolation' && !another ? part.value : undefined;
}

function pieceOf(part: TemplatePart, hole: number, cooked: ReadonlyMap<TemplateText, CookedText>): JsonPiece[] {
  if (part.kind !== 'text') return [{ kind: 'hole', span: part, hole }];
  const known = cooked.get(part);
  return known ? [{ kind: 'text', cooked: known.text, sourceOffset: known.sourceOffset }] : [];
}

function cookedStart({ parts }: Template, cooked: ReadonlyMap<TemplateText, CookedText>): string {
  const [first] = parts;
  return first?.kind === 'text' ? (cooked.get(first)?.text ?? '') : '';
}

/** A `dynamic "condition"` block says by its label what its `content` block is. */
function blockName(block: Block | undefined, parent: Block | undefined): string | undefined {
  return block?.type === 'content' && parent?.type === 'dynamic' ? parent.labels[0]?.text : block?.type;
}

/** `a.b.c` */
function isName(value: Expression): boolean {
  return value.kind === 'get' ? isName(value.target) : value.kind === 'variable';
}

function isCertificate(value: Expression): boolean {
  if (value.kind === 'index') return isCertificate(value.target);
  if (value.kind !== 'get') return false;
  const isRoot = value.name === CERTIFICATE && value.target.kind === 'variable' && value.target.name === 'data';
  return isRoot || isCertificate(value.target);
}

function firstOf<T>(values: readonly Expression[], find: (value: Expression) => T | undefined): T | undefined {
  for (const value of values) {
    const found = find(value);
    if (found !== undefined) return found;
  }
  return undefined;
}
