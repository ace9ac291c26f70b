/** What is known around the cursor: the statement, its issuers, the providers of the module. */
import type { Federation } from '../../core/access/federation.ts';
import { readStatement, type StatementReading } from '../../core/access/reading.ts';
import { providers as catalogue, findProvider } from '../../core/oidc/catalogue.ts';
import type { Issuers, Project } from '../../core/oidc/project.ts';
import type { Provider } from '../../core/oidc/provider.ts';
import { ModelSource } from '../../core/policy/build.ts';
import { textsOf } from '../../core/policy/declared.ts';
import { looksLikeTrust } from '../../core/policy/detect.ts';
import { PolicyEditor } from '../../core/policy/editor.ts';
import { policyFromDocument } from '../../core/policy/fromDocument.ts';
import { policyFromJsonFile } from '../../core/policy/fromJsonFile.ts';
import type { OidcProvider, Statement, TrustPolicy } from '../../core/policy/model.ts';
import { Evaluator } from '../../core/terraform/evaluate.ts';
import { addressOfBlock, Module, type ModuleFile, type Surroundings } from '../../core/terraform/module.ts';
import { type FileId, touches } from '../../core/text/range.ts';
import { known, type Text } from '../../core/value/text.ts';
import { knownString } from '../../core/value/value.ts';
import type { GitRemote } from '../../workspace/gitRemote.ts';
import type { ServiceAccount } from '../../workspace/serviceAccounts.ts';
import type { PlaceDialect } from '../policyPlace.ts';
import type { Cursor } from './cursor.ts';

export interface CompletionSource {
  readonly file: FileId;
  readonly text: string;
  /** The module of a Terraform file; undefined for a JSON file. */
  readonly module: { readonly files: readonly ModuleFile[]; readonly surroundings: Surroundings } | undefined;
  readonly project: Project;
  /** The configuration says that a JSON file is a trust policy. */
  readonly isPolicyFile: boolean;
  /** Beside a JSON file: those of the modules that read it. */
  readonly providers: () => readonly OidcProvider[];
  readonly remote: () => GitRemote | undefined;
  readonly serviceAccounts: () => readonly ServiceAccount[];
}

/** An issuer that a statement may be about. */
export interface IssuerUse {
  readonly issuer: Text;
  /** Of the catalogue, where it is one of those. */
  readonly provider: Provider | undefined;
  readonly declared: readonly OidcProvider[];
  /** What a person calls it. */
  readonly name: string;
}

export interface PolicyContext {
  readonly source: CompletionSource;
  readonly statement: StatementReading | undefined;
  /** Those of the statement; of the whole module where the statement names no principal yet. */
  readonly issuers: readonly IssuerUse[];
  /** Of the module. */
  readonly providers: readonly OidcProvider[];
}

/** Undefined where it is not certain that a trust policy is meant. */
export function contextOf(source: CompletionSource, cursor: Cursor): PolicyContext | undefined {
  return source.module ? inModule(source, source.module, cursor) : inJsonFile(source, cursor);
}

function inJsonFile(source: CompletionSource, { marked }: Cursor): PolicyContext | undefined {
  const policy = policyFromJsonFile(source.file, marked.text, true);
  if (!policy || !(source.isPolicyFile || looksLikeTrust(policy) || isNearlyTrust(source))) return undefined;
  return withStatement(source, policy, marked.offset, source.providers());
}

/** Words that stand in no other policy, and files that are called so. */
const TRUST_WORDS = /sts:AssumeRole|:oidc-provider\/|"?\bFederated\b|aws_iam_openid_connect_provider/;
const TRUST_NAME = /trust|assume|oidc|irsa|federat|web_?identity/i;

/** What is being typed may be missing for certainty. */
function isNearlyTrust({ file, text }: CompletionSource): boolean {
  const name = /[^/\\]*$/.exec(file)![0];
  if (/"Resource"|"Action"\s*:\s*\[?\s*"(?!sts:)\w+:/.test(text)) return false;
  const looksLikePolicy = /"(?:Version|Statement)"/.test(text);
  return (looksLikePolicy && TRUST_WORDS.test(text)) || (TRUST_NAME.test(name) && /^\s*(?:\{|$)/.test(text));
}

/** The providers of the module at the cursor. */
export function providersOf({ file, module }: CompletionSource, { marked }: Cursor): readonly OidcProvider[] {
  return module ? evaluated(file, module, marked).model.providers : [];
}

/** The module with what is being typed. */
function evaluated(
  file: FileId,
  { files, surroundings }: NonNullable<CompletionSource['module']>,
  { text, tree }: Cursor['marked'],
): { readonly files: readonly ModuleFile[]; readonly evaluator: Evaluator; readonly model: ModelSource } {
  const now = files.map((each) => (each.id === file ? { id: file, text, tree: tree! } : each));
  const evaluator = new Evaluator(new Module(now, surroundings), { variableDefaults: true });
  return { files: now, evaluator, model: new ModelSource(evaluator) };
}

function inModule(
  source: CompletionSource,
  module: NonNullable<CompletionSource['module']>,
  cursor: Cursor,
): PolicyContext | undefined {
  const { file } = source;
  const { marked } = cursor;
  const { around } = marked;
  if (!mayBePolicy(cursor)) return undefined;
  const { files, evaluator, model } = evaluated(file, module, marked);
  const [block] = around;
  const address = block && addressOfBlock(block);
  if (block?.labels[0]?.text === 'aws_iam_policy_document') {
    const declaration = evaluator.module.declarations.find((each) => each.block === block);
    if (!declaration || !isTrustDocument(files, marked.text.slice(block.start, block.end), block.labels[1]?.text)) {
      return undefined;
    }
    const policy = policyFromDocument(evaluator, declaration, new PolicyEditor(textsOf(evaluator)), []);
    return withStatement(source, policy, marked.offset, model.providers);
  }
  const isRole = cursor.kind === 'word' && cursor.attribute?.name === 'assume_role_policy';
  const { policies } = model.model((subject) => !isRole || subject === address);
  const policy = policies.find(({ at }) => at.file === file && touches(at, marked.offset));
  return isRole || policy ? withStatement(source, policy, marked.offset, model.providers) : undefined;
}

/** A cheap refusal: most strings of a module are in no policy. */
function mayBePolicy(cursor: Cursor): boolean {
  const isDocument = cursor.marked.around[0]?.labels[0]?.text === 'aws_iam_policy_document';
  if (isDocument || cursor.kind === 'name' || cursor.attribute?.name === 'assume_role_policy') return true;
  return [...cursor.place.path, ...cursor.place.beside].some((name) => /^(?:version|statement)$/i.test(name));
}

/** A document that lets somebody assume a role, or that a role has as trust policy, or that is called so. */
function isTrustDocument(files: readonly ModuleFile[], block: string, name = ''): boolean {
  if (TRUST_WORDS.test(block)) return true;
  if (/\b(?:not_)?resources"?\s*[=:]/.test(block)) return false;
  if (TRUST_NAME.test(name)) return true;
  if (!/^[\w-]+$/.test(name)) return false;
  const use = new RegExp(`\\bassume_role_policy"?\\s*[=:].*\\bdata\\.aws_iam_policy_document\\.${name}\\b`);
  return files.some(({ text }) => use.test(text));
}

function withStatement(
  source: CompletionSource,
  policy: TrustPolicy | undefined,
  offset: number,
  providers: readonly OidcProvider[],
): PolicyContext {
  const issuers: Issuers = { declared: providers, own: source.project.issuers };
  const written = policy?.statements.items.find((each) => isAround(each, source.file, offset));
  const statement = written && readStatement(written, issuers);
  const own = (statement?.oidc ?? []).flatMap(useOfFederation);
  const isOpen = statement?.statement.principals.is !== 'present' || (statement.oidc.length > 0 && own.length === 0);
  const others = isOpen || isMarked(statement) ? usesOf(providers, source.project) : [];
  return { source, statement, issuers: own.length > 0 ? own : others, providers };
}

/** The principal is being typed. */
function isMarked(statement: StatementReading): boolean {
  return !statement.principalsClosed && statement.oidc.length === 0;
}

function isAround({ at }: Statement, file: FileId, offset: number): boolean {
  return at.file === file && touches(at, offset);
}

function useOfFederation(federation: Federation): IssuerUse[] {
  const { issuer, declared, catalogued } = federation;
  if (!issuer) return [];
  const provider = catalogued ?? madeBy(issuer);
  return [{ issuer, provider, declared, name: nameOf(provider, issuer, declared) }];
}

/** The providers of a module as issuers of a statement that is to be written. */
function usesOf(providers: readonly OidcProvider[], project: Project): IssuerUse[] {
  return providers.map((declared): IssuerUse => {
    const { issuer } = declared;
    const text = known(issuer);
    const provider = text === undefined ? madeBy(issuer) : findProvider(text, project.issuers);
    return { issuer, provider, declared: [declared], name: declared.address };
  });
}

/** The provider whose issuer is the attribute of a Terraform resource, such as a cluster. */
export function madeBy(issuer: Text): Provider | undefined {
  const names = issuer.flatMap((part) => (typeof part === 'string' ? [] : (part.key ?? '').split(/[.(]/)));
  return catalogue.find(({ issuerResource }) => issuerResource && names.includes(issuerResource.type));
}

function nameOf(provider: Provider | undefined, issuer: Text, [declared]: readonly OidcProvider[]): string {
  return provider?.name ?? known(issuer) ?? declared?.address ?? 'the issuer of this statement';
}

/** The audiences that the IAM providers take; undefined where they are not all known. */
export function clientIdsOf({ declared }: IssuerUse): readonly string[] | undefined {
  const ids = declared.flatMap(({ clientIds }) =>
    clientIds.is === 'present' && !clientIds.value.open ? clientIds.value.items.map(knownString) : [undefined],
  );
  const texts = ids.filter((id) => id !== undefined);
  return texts.length > 0 && texts.length === ids.length ? texts : undefined;
}

/** A reference that can be written again as it is. */
const REFERENCE = /^(?:data\.)?[A-Za-z_]\w*(?:\.[A-Za-z_][\w-]*|\[\d+\])+$/;

/** What stands in front of `:sub` for an issuer; undefined where the surface cannot say it. */
export function keyPrefix(use: IssuerUse, dialect: PlaceDialect): string | undefined {
  const text = known(use.issuer);
  if (text !== undefined) return text;
  if (dialect === 'json') return undefined;
  const [provider] = use.declared;
  if (provider && use.declared.length === 1 && isReferable(provider)) return `\${${provider.address}.url}`;
  const parts = use.issuer.map((part) => {
    if (typeof part === 'string') return part;
    return part.key !== undefined && !part.schemeless && REFERENCE.test(part.key) ? `\${${part.key}}` : undefined;
  });
  return parts.includes(undefined) ? undefined : parts.join('');
}

/** Whether its address means it, and nothing else, in the module at hand. */
export function isReferable(provider: OidcProvider): boolean {
  return provider.certain && provider.call === undefined;
}
