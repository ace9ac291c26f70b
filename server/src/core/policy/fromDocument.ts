/** Reads a trust policy from an `aws_iam_policy_document` data source, with the documents that it merges. */
import type { Block } from '../hcl/nodes.ts';
import type { Evaluator } from '../terraform/evaluate.ts';
import { attributeOf, type Declaration, fileOf, headerOf } from '../terraform/module.ts';
import { inFile } from '../text/range.ts';
import { known } from '../value/text.ts';
import { type EncodedValue, knownString, optionsOf, stringAt, type Value } from '../value/value.ts';
import { expandBlocks, type ScopedBlock } from './blocks.ts';
import { statementFromBlock } from './documentStatement.ts';
import type { PolicyEditor } from './editor.ts';
import { objectInTemplate } from './fromTemplate.ts';
import { policyFromObject } from './fromValue.ts';
import { EMPTY_DOCUMENT, type MergedDocument, merge, UNREAD_DOCUMENT } from './mergeDocuments.ts';
import { type Presence, present, type RoleUse, type TrustPolicy } from './model.ts';

/** In the order in which the provider merges them; the older names take one document each. */
const SOURCES = ['source_json', 'source_policy_documents'];
const OVERRIDES = ['override_policy_documents', 'override_json'];
/** The arguments that name the documents which a document merges. */
const DOCUMENT_ARGUMENTS: readonly string[] = [...SOURCES, ...OVERRIDES];
const MERGING: ReadonlySet<string> = new Set(DOCUMENT_ARGUMENTS);

/** Documents that merge documents: more than anybody stacks. */
const MAX_DEPTH = 20;

/** The policy that a document renders. */
export function policyFromDocument(
  evaluator: Evaluator,
  declaration: Declaration,
  editor: PolicyEditor,
  users: readonly RoleUse[],
): TrustPolicy {
  const { version, id, statements, open } = new DocumentReader(editor).read({ evaluator, declaration });
  const at = inFile(declaration.file.id, declaration.block);
  return {
    surface: 'policy-document',
    document: `${evaluator.path}${declaration.address}`,
    at: headerOf(declaration),
    head: headerOf(declaration),
    version,
    id,
    written: undefined,
    statements: { items: statements, open, at },
    others: [],
    misfits: [],
    duplicates: [],
    problems: [],
    users,
    editor,
  };
}

/** Whether a document may name a principal, told without evaluating anything: almost none that gives permissions does. */
export function mayNamePrincipal({ body }: Block): boolean {
  return body.items.some((item) => {
    if (item.kind === 'attribute') return MERGING.has(item.name);
    const type = item.type === 'dynamic' ? item.labels[0]?.text : item.type;
    return type === 'principals' || type === 'not_principals' || mayNamePrincipal(item);
  });
}

/** A document and the use of a module that it belongs to. */
export interface FoundDocument {
  readonly evaluator: Evaluator;
  readonly declaration: Declaration;
}

const DOCUMENT_ADDRESS =
  /^((?:module\.[^.[]+\.)*)(data\.aws_iam_policy_document\.[^.[]+)(?:\[[^\]]*\])?\.(?:minified_)?json$/;

/** The document behind `data.aws_iam_policy_document.x.json` (also with an index, also `.minified_json`), in whatever module. */
export function documentOf(evaluator: Evaluator, address: string): FoundDocument | undefined {
  const match = DOCUMENT_ADDRESS.exec(address);
  const owner = match && evaluator.instances.get(match[1]!);
  const declaration = owner?.module.find(match![2]!);
  return owner && declaration ? { evaluator: owner, declaration } : undefined;
}

/** The address of the document without index and attribute. */
export function documentName(address: string): string {
  return address.replace(DOCUMENT_ADDRESS, '$1$2');
}

/** The documents that a document merges. */
export function mergedBy(evaluator: Evaluator, document: Declaration): string[] {
  const values = DOCUMENT_ARGUMENTS.flatMap((name) => evaluator.attribute(document, name) ?? []);
  const items = values.flatMap(optionsOf).flatMap((value) => (value.kind === 'list' ? value.items : [value]));
  return items.flatMap(optionsOf).flatMap((item) => (item.kind === 'reference' ? [documentName(item.address)] : []));
}

class DocumentReader {
  readonly #editor: PolicyEditor;
  /** The documents that are being read, so that a circle ends. */
  readonly #open = new Set<string>();

  constructor(editor: PolicyEditor) {
    this.#editor = editor;
  }

  read(found: FoundDocument): MergedDocument {
    const name = `${found.evaluator.path}${found.declaration.address}`;
    if (this.#open.has(name) || this.#open.size >= MAX_DEPTH) return UNREAD_DOCUMENT;
    this.#open.add(name);
    try {
      const sources = SOURCES.flatMap((argument) => this.#documents(found, argument));
      const overrides = OVERRIDES.flatMap((argument) => this.#documents(found, argument));
      const merged = sources.reduce((base, source) => merge(base, source, 'distinct'), EMPTY_DOCUMENT);
      return overrides.reduce(
        (base, override) => merge(base, override, 'overriding'),
        merge(merged, this.#own(found), 'overriding'),
      );
    } finally {
      this.#open.delete(name);
    }
  }

  /** What the document's own blocks say. */
  #own(found: FoundDocument): MergedDocument {
    const { evaluator, declaration } = found;
    const { block, file, address } = declaration;
    const whole: ScopedBlock = {
      block,
      header: headerOf(declaration),
      scope: evaluator.scope(file, address),
      generated: false,
    };
    const version = argumentOf(found, 'version');
    const isOld = version.is === 'present' && knownString(version.value) === '2008-10-17';
    const { blocks, open } = expandBlocks(evaluator, whole, 'statement', (item) => fileOf(declaration, item));
    return {
      // The provider writes 2012-10-17 where the document says nothing.
      version:
        version.is === 'absent' ? present(stringAt('2012-10-17', whole.header), whole.header, whole.header) : version,
      id: argumentOf(found, 'policy_id'),
      statements: blocks.map((one) => statementFromBlock(evaluator, one, isOld)),
      open,
    };
  }

  /** The documents that an argument lists. */
  #documents({ evaluator, declaration }: FoundDocument, name: string): MergedDocument[] {
    if (!attributeOf(declaration.block, name)) return [];
    const value = evaluator.attribute(declaration, name);
    if (!value || value.kind === 'null') return [];
    if (value.kind !== 'list') return this.#document(evaluator, value);
    const documents = value.items.flatMap((item) => this.#document(evaluator, item));
    return value.open ? [...documents, UNREAD_DOCUMENT] : documents;
  }

  /** One document: another data source, `jsonencode`, or JSON text. Null and the empty string are no document. */
  #document(evaluator: Evaluator, value: Value): MergedDocument[] {
    switch (value.kind) {
      case 'null':
        return [];
      case 'reference': {
        const document = documentOf(evaluator, value.address);
        return [document ? this.read(document) : UNREAD_DOCUMENT];
      }
      case 'encoded':
        return [this.#encoded(value)];
      case 'string': {
        if (known(value.text) === '') return [];
        const object = value.template && objectInTemplate(value, value.template).object;
        return [object ? this.#object(object) : UNREAD_DOCUMENT];
      }
      default:
        return [UNREAD_DOCUMENT];
    }
  }

  #encoded({ value }: EncodedValue): MergedDocument {
    return value.kind === 'object' ? this.#object(value) : UNREAD_DOCUMENT;
  }

  #object(object: Parameters<typeof policyFromObject>[0]): MergedDocument {
    const reading = { surface: 'jsonencode', editor: this.#editor, users: [], problems: [] } as const;
    const { version, id, statements } = policyFromObject(object, reading);
    return { version, id, statements: statements.items, open: statements.open };
  }
}

function argumentOf({ evaluator, declaration }: FoundDocument, name: string): Presence<Value> {
  const { block } = declaration;
  const attribute = attributeOf(block, name);
  const value = evaluator.attribute(declaration, name);
  if (!attribute || !value || value.kind === 'null') return { is: block.body.complete ? 'absent' : 'maybe' };
  const file = fileOf(declaration, attribute).id;
  return present(value, inFile(file, attribute.nameSpan), inFile(file, attribute));
}
