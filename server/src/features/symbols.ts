/** The outline of a file: roles, trust policies and providers, with the statements in them. */
import { issuerName } from '../core/access/federation.ts';
import { readStatement } from '../core/access/reading.ts';
import type { Block } from '../core/hcl/nodes.ts';
import type { OidcProvider, PolicyModel, Statement, TrustPolicy } from '../core/policy/model.ts';
import { contains, firstFrom, type SourceRange, type Span } from '../core/text/range.ts';
import { show } from '../core/value/text.ts';
import { knownString } from '../core/value/value.ts';
import type { Scope } from './scope.ts';
import { blockAt } from './writtenArguments.ts';

export interface OutlineSymbol {
  readonly kind: 'role' | 'policy' | 'provider' | 'statement';
  readonly name: string;
  readonly detail: string;
  readonly span: Span;
  /** Inside of `span`. */
  readonly nameSpan: Span;
  readonly children: readonly OutlineSymbol[];
}

/** In the order of the text; empty where a file holds none of it. */
export function symbolsOf(scope: Scope): readonly OutlineSymbol[] {
  const outline = new Outline(scope);
  for (const model of scope.models) outline.add(model);
  return outline.symbols();
}

type Parent = Omit<OutlineSymbol, 'children'>;

class Outline {
  readonly #scope: Scope;
  readonly #parents = new Map<number, Parent>();
  /** By place, so that a policy that several calls share is told once. */
  readonly #statements = new Map<string, OutlineSymbol>();

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  add({ roles, providers, policies }: PolicyModel): void {
    for (const { at, address } of roles) this.#parent('role', at, this.#blockAt(at), address, '');
    for (const one of providers) this.#parent('provider', one.at, this.#blockAt(one.at), one.address, show(one.issuer));
    for (const policy of policies) this.#addPolicy(policy, providers);
  }

  symbols(): readonly OutlineSymbol[] {
    const statements = [...this.#statements.values()].sort(byPlace);
    const spans = statements.map(({ span }) => span);
    const within = (parent: Span): OutlineSymbol[] =>
      statements
        .slice(firstFrom(spans, parent.start), firstFrom(spans, parent.end + 1))
        .filter(({ span }) => contains(parent, span));
    return [...this.#parents.values()].sort(byPlace).map((parent) => ({
      ...parent,
      children: within(parent.span),
    }));
  }

  #addPolicy(policy: TrustPolicy, declared: readonly OidcProvider[]): void {
    const { file } = this.#scope;
    const users = policy.users.map(({ address }) => address).join(', ');
    if (policy.head.file === file) {
      const name = policy.users[0]?.address ?? 'Trust policy';
      const block = this.#blockAt(policy.head);
      this.#parent('policy', policy.at, block, block ? addressOf(block) : name, block ? users : '');
    }
    for (const statement of policy.statements.items) {
      if (statement.at.file === file) this.#addStatement(statement, declared);
    }
  }

  #addStatement(statement: Statement, declared: readonly OidcProvider[]): void {
    const { name, detail } = this.#words(statement, declared);
    const span = spanOf(statement.at);
    const nameSpan = contains(span, statement.head) ? spanOf(statement.head) : span;
    this.#statements.set(`${span.start} ${span.end}`, {
      kind: 'statement',
      name,
      detail,
      span,
      nameSpan,
      children: [],
    });
    // A document that is only merged into others has no policy of its own.
    const block = this.#blockAt(statement.at);
    if (block) this.#parent('policy', statement.at, block, addressOf(block), '');
  }

  /** Each block once; what is known first of it names it. */
  #parent(kind: Parent['kind'], at: SourceRange, block: Block | undefined, name: string, detail: string): void {
    if (at.file !== this.#scope.file) return;
    const span = spanOf(block ?? at);
    if (this.#parents.has(span.start)) return;
    this.#parents.set(span.start, { kind, name, detail, span, nameSpan: spanOf(block?.header ?? at) });
  }

  #blockAt(at: SourceRange): Block | undefined {
    return at.file === this.#scope.file && this.#scope.tree ? blockAt(this.#scope.tree, at) : undefined;
  }

  /** Its Sid, else what it allows to whom. */
  #words(statement: Statement, declared: readonly OidcProvider[]): { name: string; detail: string } {
    const { effect, oidc } = readStatement(statement, { declared, own: this.#scope.project.issuers });
    const actions = statement.actions.is === 'present' ? statement.actions.value.items.map(knownString) : [];
    const names = [...new Set(oidc.map(issuerName))].join(', ');
    const what = [effect ?? 'Statement', ...actions.filter((action) => action !== undefined)].join(' ');
    const words = names === '' ? what : `${what} for ${names}`;
    const sid = statement.sid.is === 'present' ? knownString(statement.sid.value) : undefined;
    return sid ? { name: sid, detail: words } : { name: words, detail: '' };
  }
}

function spanOf({ start, end }: Span): Span {
  return { start, end };
}

function byPlace(a: { readonly span: Span }, b: { readonly span: Span }): number {
  return a.span.start - b.span.start;
}

/** As Terraform names it. */
function addressOf({ type, labels }: Block): string {
  const names = labels.map(({ text }) => text);
  return (type === 'resource' ? names : [type, ...names]).join('.');
}
