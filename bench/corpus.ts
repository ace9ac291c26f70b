/**
 * How much of the trust policies of a corpus is understood: `npm run bench:corpus [EXAMPLES]`, with OIDC_TRUST_CORPUS set.
 * Roles of equal files count once, and those of a called module with the values of the first call.
 */
import path from 'node:path';
import { judgeRole } from '../server/src/core/access/roleVerdict.ts';
import { ModelSource } from '../server/src/core/policy/build.ts';
import type { PolicyModel, Presence, Role, Statement, TrustPolicy } from '../server/src/core/policy/model.ts';
import { Evaluator } from '../server/src/core/terraform/evaluate.ts';
import { parseConfiguration } from '../server/src/core/terraform/jsonSyntax.ts';
import { Module, type ModuleFile } from '../server/src/core/terraform/module.ts';
import type { SourceRange } from '../server/src/core/text/range.ts';
import { known, type Text } from '../server/src/core/value/text.ts';
import { knownString, optionsOf, textOf, type Value } from '../server/src/core/value/value.ts';
import { DiskFileSystem } from '../server/src/workspace/diskFileSystem.ts';
import { FileStore } from '../server/src/workspace/fileStore.ts';
import { isConfiguration, moduleMembers } from '../server/src/workspace/moduleMembers.ts';
import { surroundingsOf } from '../server/src/workspace/surroundings.ts';
import { CORPUS, corpusFiles } from '../test/corpus/corpus.ts';

/** A reason that is rarer is not listed. */
const FEW = 5;
const EXAMPLES = Number(process.argv[2] ?? 3);

if (CORPUS === undefined) throw new Error('OIDC_TRUST_CORPUS must name a folder');
const corpus = CORPUS;
const listed = corpusFiles(corpus);
const blobs = new Map(listed.map(({ file, blob }) => [path.join(corpus, file), blob]));
const strict = new Set(listed.flatMap(({ file, tags }) => (tags.has('oidc-strict') ? [path.join(corpus, file)] : [])));

/** Each folder of the corpus is a repository, whose root is marked by this name. */
class Repositories extends DiskFileSystem {
  override exists(file: string): boolean {
    const isRoot = path.basename(file) === '.git' && path.dirname(path.dirname(file)) === corpus;
    return isRoot || super.exists(file);
  }
}

const files = new FileStore(new Repositories());
const trees = new Map<string, ModuleFile>();
const called = new Set<string>();

function parsed(file: string): ModuleFile | undefined {
  const known = trees.get(file);
  const read = known ? undefined : files.read(file);
  if (read?.ok) trees.set(file, { id: file, text: read.text, tree: parseConfiguration(file, read.text) });
  return trees.get(file);
}

function members(directory: string): ModuleFile[] {
  const names = moduleMembers(files.names(directory).names, 'opentofu');
  return names.map((name) => parsed(path.join(directory, name))).filter((file) => file !== undefined);
}

function read(directory: string): Evaluator {
  const surroundings = surroundingsOf(directory, {
    files,
    members,
    parse: parsed,
    noteRead: () => undefined,
    noteCalled: (child) => called.add(child),
  });
  const module = new Module(members(directory), surroundings);
  return new Evaluator(module, { variableDefaults: true });
}

function textIn(file: string): string {
  const text = files.read(file);
  return text.ok ? text.text : '';
}

const directories = [
  ...new Set(listed.filter(({ file }) => isConfiguration(path.basename(file))).map(directoryOf)),
].sort();
const models = directories.map((directory) => {
  const evaluator = read(directory);
  return { directory, evaluator, model: new ModelSource(evaluator).model() };
});
const counts = { full: 0, partly: 0, not: 0, elsewhere: 0 };
const reasons = new Map<string, string[]>();
const seen = new Set<string>();
for (const { directory, evaluator, model } of models) {
  if (called.has(directory)) continue;
  for (const role of model.roles) count(role, model, evaluator);
}

const total = counts.full + counts.partly + counts.not;
const share = (n: number): string => `${n} (${((100 * n) / total).toFixed(1)} %)`;
console.log(`corpus: ${directories.length} modules, ${total} roles that trust web identities`);
console.log(
  `  who can assume them is certain: ${share(counts.full)}; in part: ${share(counts.partly)}; not: ${share(counts.not)}`,
);
console.log(`  not counted: ${counts.elsewhere} whose policy is in a file that the corpus does not have`);
console.log(`  why not, by number of roles (above ${FEW}):`);
for (const [reason, places] of [...reasons].sort((a, b) => b[1].length - a[1].length)) {
  if (places.length <= FEW) continue;
  console.log(`${String(places.length).padStart(6)}  ${reason}`);
  for (const place of places.slice(0, EXAMPLES)) console.log(`          ${place}`);
}

function count(role: Role, model: PolicyModel, evaluator: Evaluator): void {
  const key = `${blobs.get(role.at.file)} ${role.at.start}`;
  if (seen.has(key)) return;
  const unread = role.policies.length === 0;
  if (unread ? !strict.has(role.at.file) : !role.policies.some(trustsWebIdentity)) return;
  seen.add(key);
  const policy = unread || !role.complete ? policyOf(role, evaluator) : undefined;
  if (unread && policy?.kind === 'unknown' && /is not there/.test(policy.why)) {
    counts.elsewhere++;
    return;
  }
  const { verdict } = judgeRole(role.policies, role.complete, { declared: model.providers, own: [] });
  if (verdict !== 'unknown') counts.full++;
  else if (unread) counts.not++;
  else counts.partly++;
  if (verdict !== 'unknown') return;
  const why = new Map<string, SourceRange>();
  const note = (reason: string, at: SourceRange): void => void (why.has(reason) || why.set(reason, at));
  if (policy) explainValue('policy', policy, note);
  for (const policy of role.policies) explain(policy, note);
  if (why.size === 0) note('everything is known', role.at);
  for (const [reason, at] of why) reasons.set(reason, [...(reasons.get(reason) ?? []), placeOf(at)]);
}

/** What a role's policy is, where it is not read. */
function policyOf({ address }: Role, { instances }: Evaluator): Value | undefined {
  const [, at = '', name = ''] = /^((?:module\.[^.]+\.)*)(.*)$/.exec(address) ?? [];
  const owner = instances.get(at);
  const declaration = owner?.module.find(name);
  return declaration && owner?.attribute(declaration, 'assume_role_policy');
}

function trustsWebIdentity({ statements }: TrustPolicy): boolean {
  return statements.items.some(({ actions, principals }) => {
    const named =
      actions.is === 'present' && actions.value.items.some((item) => /WithWebIdentity/i.test(knownString(item) ?? ''));
    const types = principals.is === 'present' ? principals.value.items.map(({ type }) => knownString(type)) : [];
    return named && types.includes('Federated');
  });
}

type Note = (reason: string, at: SourceRange) => void;

/** What is missing for a verdict, by the kind of thing that is not known. */
function explain(policy: TrustPolicy, note: Note): void {
  if (policy.duplicates.length > 0) note('a key stands twice', policy.at);
  if (policy.problems.length > 0) note('the text is no JSON', policy.at);
  if (policy.statements.open) note(`statements: ${kindOf(policy.statements.at)}`, policy.statements.at);
  for (const statement of policy.statements.items) explainStatement(statement, note);
}

function explainStatement({ effect, principals, actions, conditions }: Statement, note: Note): void {
  if (effect.is === 'present' && knownString(effect.value) === 'Deny') note('a Deny', effect.at);
  explainList('principals', principals, note);
  explainList('actions', actions, note);
  if (principals.is === 'present')
    for (const { id } of principals.value.items) explainValue('principal', id, note, issuerOf);
  if (conditions.open) note(`conditions: ${kindOf(conditions.at)}`, conditions.at);
  for (const { operator, key, values } of conditions.items) {
    explainValue('operator', operator, note);
    explainValue('key', key, note);
    if (values.open) note(`values: ${kindOf(values.at)}`, values.at);
    for (const value of values.items) explainValue('value', value, note);
  }
}

function explainList(what: string, presence: Presence<{ open: boolean; at: SourceRange }>, note: Note): void {
  if (presence.is === 'maybe') note(`${what}: perhaps missing`, { file: '', start: 0, end: 0 });
  if (presence.is === 'present' && presence.value.open)
    note(`${what}: ${kindOf(presence.value.at)}`, presence.value.at);
}

function explainValue(what: string, value: Value, note: Note, relevant = (text: Text): Text => text): void {
  for (const option of optionsOf(value)) {
    const whole = textOf(option);
    const text = whole && relevant(whole);
    if (text && known(text) !== undefined) continue;
    if (option.kind === 'unknown') note(`${what}: ${option.why}`, option.at);
    else if (!text) note(`${what}: ${option.kind}`, option.at);
    else
      for (const part of text)
        if (typeof part !== 'string')
          note(`${what}: ${part.key === undefined ? kindOf(option.at) : originOf(part.key)}`, option.at);
  }
}

/** Of a provider's ARN only the issuer says who is let in. */
function issuerOf(text: Text): Text {
  const at = text.findIndex((part) => typeof part === 'string' && part.includes(':oidc-provider/'));
  const part = text[at];
  return typeof part === 'string' ? [part.replace(/^.*:oidc-provider\//, ''), ...text.slice(at + 1)] : text;
}

/** An address without its names: `var`, `data.aws_caller_identity`, `module output`, `aws_eks_cluster`. */
function originOf(address: string): string {
  const inner = address
    .replace(/^\w+ of /, '')
    .replace(/^(?:module\.[^.]+\.)+(?=var\.|data\.|local\.|each\.|\w+_\w+\.)/, '');
  if (inner.startsWith('module.')) return 'output of a module that is not here';
  return inner.startsWith('data.') ? inner.split('.').slice(0, 2).join('.') : inner.split(/[.[@]/)[0]!;
}

/** The same for text that is not read, from how it is written. */
function kindOf({ file, start, end }: SourceRange): string {
  const text = textIn(file).slice(start, end).trim();
  const call = /^(\w+)\(/.exec(text);
  if (call) return `${call[1]}()`;
  if (/^[[{]\s*for\b/.test(text)) return 'for';
  if (/^\w+(\.|\[)/.test(text)) return originOf(text);
  return text.startsWith('"')
    ? 'a template'
    : text.startsWith('[')
      ? 'a list'
      : text.startsWith('{')
        ? 'an object'
        : 'a block';
}

function placeOf({ file, start, end }: SourceRange): string {
  const text = textIn(file);
  const line = text.slice(0, start).split('\n').length;
  return `${path.relative(corpus, file)}:${line}: ${text.slice(start, Math.min(end, start + 90)).replace(/\s+/g, ' ')}`;
}

function directoryOf({ file }: { file: string }): string {
  return path.dirname(path.join(corpus, file));
}
