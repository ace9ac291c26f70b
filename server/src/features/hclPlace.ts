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
import { HOLE, type HoverTarget, holds, jsonPlaceAt, type PolicyPlace, targetOf } from './policyPlace.ts';

const PROVIDER = 'aws_iam_openid_connect_provider';
const CERTIFICATE = 'tls_certificate';

/** The arguments of a policy document as the JSON path that they stand for; a `test` and a `variable` are keys there. */
const DOCUMENT_ARGUMENTS: Readonly<Record<string, { readonly path: readonly string[]; readonly isKey: boolean }>> = {
  'statement.actions': { path: ['Action'], isKey: false },
  'statement.not_actions': { path: ['NotAction'], isKey: false },
  'condition.test': { path: ['Condition'], isKey: true },
  'condition.variable': { path: ['Condition', ''], isKey: true },
  'principals.identifiers': { path: ['Principal', 'Federated'], isKey: false },
};

export function hclTargetAt(text: string, tree: HclFile, offset: number): HoverTarget | undefined {
  return new Finder(text, offset).inBody(tree.body, []);
}

class Finder {
  readonly #text: string;
  readonly #offset: number;

  constructor(text: string, offset: number) {
    this.#text = text;
    this.#offset = offset;
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
    if (outermost?.labels[0]?.text !== 'aws_iam_policy_document') return this.#inExpression(attribute.value, []);
    const argument = DOCUMENT_ARGUMENTS[`${blockName(around.at(-1), around.at(-2))}.${attribute.name}`];
    const place = argument && this.#placeIn(attribute.value, argument.path);
    return place && targetOf({ ...place, isKey: argument.isKey });
  }

  #providerValue({ name, value }: Attribute): HoverTarget | undefined {
    const target = this.#inExpression(value, []);
    if (target || name !== 'url') return target;
    const place = this.#placeIn(value, []);
    return place && { kind: 'federated', text: place.text, span: place.span };
  }

  #inExpression(value: Expression, path: readonly string[]): HoverTarget | undefined {
    const certificate = this.#certificateReference(value);
    if (certificate) return certificate;
    const place = this.#placeIn(value, path);
    return place && targetOf(place);
  }

  /** Descends to the string or object key at the offset. Functions such as `merge` and conditions keep the path. */
  #placeIn(value: Expression, path: readonly string[]): PolicyPlace | undefined {
    if (!holds(value, this.#offset)) return undefined;
    switch (value.kind) {
      case 'template':
        return this.#inTemplate(value, path);
      case 'object':
        return this.#inEntry(
          value.entries.find((entry) => holds(entry, this.#offset)),
          path,
        );
      default:
        return firstOf(partsOf(value), (child) => this.#placeIn(child, path));
    }
  }

  #inEntry(entry: ObjectEntry | undefined, path: readonly string[]): PolicyPlace | undefined {
    if (!entry) return undefined;
    const text = this.#keyText(entry.key);
    if (!holds(entry.key, this.#offset)) return this.#placeIn(entry.value, [...path, text ?? '']);
    return text === undefined ? undefined : { path, isKey: true, text, span: entry.key };
  }

  #keyText(key: Expression): string | undefined {
    if (key.kind === 'variable') return key.name;
    if (key.kind === 'parentheses') return this.#keyText(key.value);
    return key.kind === 'template' ? this.#templateText(key) : undefined;
  }

  /** A string may itself be a policy in JSON, as every heredoc is taken to be. */
  #inTemplate(template: Template, path: readonly string[]): PolicyPlace | undefined {
    const cooked = cookTemplate(this.#text, template);
    const isJson = template.form !== 'quoted' || /^\s*[{[]/.test(cookedStart(template, cooked));
    if (!isJson) return { path, isKey: false, text: this.#templateText(template), span: template };
    const { root } = parseJsonPieces(template.parts.flatMap((part, hole) => pieceOf(part, hole, cooked)));
    return root && jsonPlaceAt(root, this.#offset, path);
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
