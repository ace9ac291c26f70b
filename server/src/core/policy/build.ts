/** Finds the roles, trust policies and OIDC providers of a module, and joins them. */

import type { JsonPiece } from '../json/nodes.ts';
import { parseJsonPieces } from '../json/parse.ts';
import type { Evaluator } from '../terraform/evaluate.ts';
import { attributeOf, type Declaration, headerOf, type Module } from '../terraform/module.ts';
import { providerUrl } from '../terraform/resources.ts';
import { inFile, type SourceRange, type Span } from '../text/range.ts';
import { valueFromJson } from '../value/fromJson.ts';
import { type Dialect, optionsOf, type StringValue, type TemplateSource, type Value } from '../value/value.ts';
import { looksLikeTrust } from './detect.ts';
import { PolicyEditor, type TextOf } from './editor.ts';
import { policyFromDocument } from './fromDocument.ts';
import { policyFromObject, type Reading, unreadPolicy } from './fromValue.ts';
import {
  listingOf,
  type OidcProvider,
  type PolicyModel,
  type Presence,
  present,
  type Role,
  type RoleUse,
  type Surface,
  type TrustPolicy,
} from './model.ts';

const DOCUMENT = 'data.aws_iam_policy_document.';

/** The policy model of a module, with its expressions evaluated by `evaluator`. */
export function modelOf(module: Module, evaluator: Evaluator): PolicyModel {
  const builder = new ModelBuilder(module, evaluator);
  return builder.build();
}

/** A policy that several roles share is one policy with several users. */
interface Draft {
  readonly users: RoleUse[];
  readonly make: (users: readonly RoleUse[]) => TrustPolicy;
}

class ModelBuilder {
  readonly #module: Module;
  readonly #evaluator: Evaluator;
  readonly #editor: PolicyEditor;
  readonly #drafts = new Map<string, Draft>();

  constructor(module: Module, evaluator: Evaluator) {
    this.#module = module;
    this.#evaluator = evaluator;
    this.#editor = new PolicyEditor(textsOf(module));
  }

  build(): PolicyModel {
    const roles = this.#module.declarations.filter(
      (d) => d.block.type === 'resource' && d.type === 'aws_iam_role' && !this.#isAbsent(d),
    );
    const drafts = roles.map((role) => this.#policiesOf(role));
    for (const declaration of this.#module.declarations) {
      if (declaration.address.startsWith(DOCUMENT)) this.#addUnusedDocument(declaration);
    }
    const built = new Map([...this.#drafts].map(([key, draft]) => [key, draft.make(draft.users)] as const));
    return {
      policies: [...built.values()],
      providers: this.#providers(),
      roles: roles.map(
        (role, i): Role => ({
          address: role.address,
          at: headerOf(role),
          policies: drafts[i]!.keys.map((key) => built.get(key)!),
          complete: drafts[i]!.complete,
        }),
      ),
    };
  }

  #policiesOf(role: Declaration): { keys: string[]; complete: boolean } {
    const value = this.#evaluator.attribute(role, 'assume_role_policy');
    if (!value) return { keys: [], complete: false };
    const use: RoleUse = { address: role.address, at: headerOf(role) };
    const options = optionsOf(value);
    const keys = options.map((option) => this.#draft(option, use)).filter((key) => key !== undefined);
    return { keys: [...new Set(keys)], complete: keys.length === options.length };
  }

  /** Notes a policy and its user; gives the policy's key, or undefined when the value is not one that can be read. */
  #draft(value: Value, use: RoleUse): string | undefined {
    const made = this.#readerFor(value);
    if (!made) return undefined;
    const draft = this.#drafts.get(made.key) ?? { users: [], make: made.make };
    draft.users.push(use);
    this.#drafts.set(made.key, draft);
    return made.key;
  }

  #readerFor(value: Value): { key: string; make: Draft['make'] } | undefined {
    const key = `${value.at.file}:${value.at.start}`;
    const reading = (surface: Surface, users: readonly RoleUse[]): Reading => ({
      surface,
      users,
      editor: this.#editor,
      problems: [],
    });
    if (value.kind === 'encoded' && value.value.kind === 'object') {
      const object = value.value;
      return {
        key: `${object.at.file}:${object.at.start}`,
        make: (users) => policyFromObject(object, reading('jsonencode', users)),
      };
    }
    if (value.kind === 'string' && value.template) {
      const { template } = value;
      const surface = template.form === 'quoted' ? 'string' : template.form;
      return { key, make: (users) => policyFromTemplate(value, template, reading(surface, users)) };
    }
    const document = value.kind === 'reference' ? documentOf(this.#module, value.address) : undefined;
    if (!document) return undefined;
    return {
      key: document.address,
      make: (users) => policyFromDocument(this.#evaluator, document, this.#editor, users),
    };
  }

  /** A document that no role of this module uses may still be a trust policy for a role elsewhere. */
  #addUnusedDocument(declaration: Declaration): void {
    if (this.#drafts.has(declaration.address) || this.#isAbsent(declaration)) return;
    const policy = policyFromDocument(this.#evaluator, declaration, this.#editor, []);
    if (looksLikeTrust(policy)) this.#drafts.set(declaration.address, { users: [], make: () => policy });
  }

  #providers(): OidcProvider[] {
    return this.#module.declarations
      .filter((d) => d.type === 'aws_iam_openid_connect_provider' && !this.#isAbsent(d))
      .map((declaration) => ({
        address: declaration.address,
        at: headerOf(declaration),
        managed: declaration.block.type === 'resource',
        url: this.#argument(declaration, 'url', (value) => value),
        issuer: providerUrl(this.#evaluator, declaration),
        clientIds: this.#argument(declaration, 'client_id_list', listingOf),
        thumbprints: this.#argument(declaration, 'thumbprint_list', listingOf),
        editor: this.#editor,
      }));
  }

  #argument<T>(declaration: Declaration, name: string, read: (value: Value) => T): Presence<T> {
    const attribute = attributeOf(declaration.block, name);
    const value = this.#evaluator.attribute(declaration, name);
    if (!attribute || !value) return declaration.block.body.complete ? { is: 'absent' } : { is: 'maybe' };
    if (value.kind === 'null') return { is: 'absent' };
    const file = declaration.file.id;
    return present(read(value), inFile(file, attribute.nameSpan), inFile(file, attribute));
  }

  /** Certainly not made: `count = 0`, or `for_each` over nothing. */
  #isAbsent(declaration: Declaration): boolean {
    const count = this.#evaluator.attribute(declaration, 'count');
    if (count?.kind === 'number' && count.text === '0') return true;
    const each = this.#evaluator.attribute(declaration, 'for_each');
    if (each?.kind === 'list') return each.items.length === 0 && !each.open;
    return each?.kind === 'object' && each.entries.length === 0 && !each.open;
  }
}

/** The document behind `data.aws_iam_policy_document.x.json` (also with an index, also `.minified_json`). */
function documentOf(module: Module, address: string): Declaration | undefined {
  const match = /^(data\.aws_iam_policy_document\.[^.[]+)(?:\[[^\]]*\])?\.(?:minified_)?json$/.exec(address);
  return match ? module.find(match[1]!) : undefined;
}

const DIALECTS: Readonly<Record<TemplateSource['form'], Dialect>> = {
  quoted: 'json-in-string',
  heredoc: 'json-in-heredoc',
  file: 'json',
  templatefile: 'json-in-heredoc',
};

/** A policy in a heredoc or a quoted string: JSON with the template's expressions as holes. */
function policyFromTemplate(value: StringValue, template: TemplateSource, reading: Reading): TrustPolicy {
  const holes: Value[] = [];
  const pieces: JsonPiece[] = [];
  for (const piece of template.pieces) {
    if (piece.kind === 'text') pieces.push(piece);
    else if (piece.kind === 'value') pieces.push({ kind: 'hole', span: piece.span, hole: holes.push(piece.value) - 1 });
  }
  const { file } = value.at;
  const document = parseJsonPieces(pieces);
  const dialect = DIALECTS[template.form];
  // With directives in it the text that is seen is not the text that will be: its faults prove nothing.
  const at = (span: Span): SourceRange => inFile(file, template.pieces.length === 0 ? value.at : span);
  const problems = template.complete ? document.problems.map((p) => ({ at: at(p.span), message: p.message })) : [];
  const complete = template.complete && document.problems.length === 0;
  const root = document.root && valueFromJson(document.root, { file, dialect, holes, complete });
  const full = { ...reading, problems };
  return root?.kind === 'object' ? policyFromObject(root, full) : unreadPolicy(value.at, full);
}

function textsOf(module: Module): TextOf {
  return (file) => module.textOf(file);
}
