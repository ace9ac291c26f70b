/**
 * Writes the index of the provider catalogue and `docs/providers.md` from the data files. Run after adding a provider:
 * `npx tsx scripts/generateProviders.ts`; with `--check` it writes nothing and fails when a file is stale.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { DEFAULT_CLAIMS, STANDARD_UNPUBLISHED } from '../server/src/core/oidc/catalogue/shared/claims.ts';
import type { Provider, PublishedClaim, SubjectPart } from '../server/src/core/oidc/provider.ts';
import type { Fact, Source } from '../server/src/core/oidc/sources.ts';

const root = resolve(fileURLToPath(import.meta.url), '../..');
const folder = join(root, 'server/src/core/oidc/catalogue');

/** The text of each generated file, by its path below the project. */
export async function generate(): Promise<ReadonlyMap<string, string>> {
  const ids = readdirSync(folder)
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.generated.ts'))
    .map((name) => name.slice(0, -'.ts'.length))
    .sort();
  const providers: Provider[] = [];
  for (const id of ids) {
    const module = (await import(pathToFileURL(join(folder, `${id}.ts`)).href)) as { default: Provider };
    providers.push(module.default);
  }
  return new Map([
    ['server/src/core/oidc/catalogue/index.generated.ts', indexText(ids)],
    ['docs/providers.md', docsText(providers)],
  ]);
}

function indexText(ids: readonly string[]): string {
  const names = ids.map((id) => id.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()));
  return [
    '// Written by scripts/generateProviders.ts: do not edit.',
    "import type { Provider } from '../provider.ts';",
    ...ids.map((id, i) => `import ${names[i]} from './${id}.ts';`),
    '',
    'export const providers: readonly Provider[] = [',
    ...names.map((name) => `  ${name},`),
    '];',
    '',
  ].join('\n');
}

const tenancyWords = {
  shared: 'all customers share the issuer',
  'per-tenant': 'each customer has an issuer',
  'self-hosted': 'the customer runs the issuer',
} as const satisfies Record<Provider['tenancy'], string>;

function docsText(providers: readonly Provider[]): string {
  const byName = [...providers].sort((a, b) => (a.name < b.name ? -1 : 1));
  const sources = new SourceList();
  const sections = byName.flatMap((provider) => section(provider, sources));
  const standard = [
    ...keyTable(DEFAULT_CLAIMS, sources),
    '',
    `Claims that never are a condition key: ${STANDARD_UNPUBLISHED.map(({ claim }) => code(claim)).join(', ')}.`,
  ];
  return `${[
    '<!-- Written by scripts/generateProviders.ts: do not edit. -->',
    '# Identity providers',
    '',
    `The ${providers.length} issuers that OIDC Trust knows. Issuers stand without \`https://\`, as in provider ARNs and condition keys; a slash at the end belongs to them. Behind each fact stands how well it is known and the number of its source at the end: **S** AWS or the vendor says so, **T** others observed it, **I** inferred, **M** from memory, not verified again. Only facts marked S lead to errors.`,
    '',
    '| provider | issuer | tenants | IAM demands |',
    '| --- | --- | --- | --- |',
    ...byName.map(
      (provider) =>
        `| [${provider.name}](#${anchor(provider.name)}) | ${code(issuerExample(provider))} | ${tenancyWords[provider.tenancy]} | ${requirements(provider).join(', ') || 'nothing'} |`,
    ),
    '',
    '## The standard condition keys',
    '',
    ...standard,
    ...sections,
    '',
    '## Sources',
    '',
    ...sources.lines(),
  ].join('\n')}\n`;
}

/** Numbers the sources in the order in which they are first named. */
class SourceList {
  readonly #numbers = new Map<string, { readonly source: Source; readonly number: number }>();

  note({ mark, source }: Fact): string {
    const known = this.#numbers.get(source.url) ?? { source, number: this.#numbers.size + 1 };
    this.#numbers.set(source.url, known);
    return `(${mark} ${known.number})`;
  }

  lines(): string[] {
    return [...this.#numbers.values()].map(
      ({ source, number }) => `${number}. [${source.title}](${source.url}), ${source.date}`,
    );
  }
}

function section(provider: Provider, sources: SourceList): string[] {
  const { issuer } = provider;
  const lines = ['', `## ${provider.name}`, ''];
  if (issuer.kind === 'fixed') lines.push(`- Issuer: ${issuer.urls.map(code).join(', ')} ${sources.note(issuer)}`);
  else if (issuer.kind === 'pattern')
    lines.push(`- Issuer, for example: ${issuer.examples.map(code).join(', ')} ${sources.note(issuer)}`);
  else lines.push(`- Issuer: any host, for example ${code(issuer.example)} ${sources.note(issuer)}`);
  lines.push(`- Tenants: ${tenancyWords[provider.tenancy]}`);
  lines.push(
    provider.principal === 'builtin'
      ? '- Principal: the bare domain name; no IAM provider is created'
      : '- Principal: the ARN of an IAM OIDC provider',
  );
  for (const requirement of provider.requiredByAws) {
    const key = 'claim' in requirement.key ? `ISSUER:${requirement.key.claim}` : requirement.key.global;
    const rule = requirement.rule === 'not-only-wildcards' ? ', with more than wildcards' : '';
    const sts = requirement.alsoAtSts ? '; STS refuses tokens without it too' : '';
    lines.push(`- IAM demands a condition on ${code(key)}${rule}${sts} ${sources.note(requirement)}`);
  }
  for (const audience of provider.audiences.known) {
    const example = audience.pattern === undefined ? '' : 'for example ';
    const usage = audience.usage === 'aws' ? 'for AWS' : 'default of the platform';
    lines.push(`- Audience (${usage}): ${example}${code(audience.value)} ${sources.note(audience)}`);
  }
  if (provider.subject) {
    lines.push('', `Subjects${provider.subject.complete ? '' : ' (others may exist)'}:`, '');
    for (const form of provider.subject.forms) {
      const kind = form.kind === 'default' ? '' : `, ${form.kind}`;
      const since = form.since === undefined ? '' : `, since ${form.since}`;
      lines.push(`- ${form.title}${kind}${since}: ${code(formText(form.parts))} ${sources.note(form)}`);
    }
  }
  const own = provider.publishedClaims.filter((claim) => !DEFAULT_CLAIMS.includes(claim));
  const standard = provider.publishedClaims.filter((claim) => DEFAULT_CLAIMS.includes(claim));
  lines.push('', `Standard condition keys: ${standard.map(({ claim }) => code(claim)).join(', ') || 'none'}.`);
  if (own.length > 0) lines.push('', ...keyTable(own, sources));
  const ignored = provider.unpublishedClaims.filter((claim) => !STANDARD_UNPUBLISHED.includes(claim));
  if (ignored.length > 0) {
    lines.push('', `In the token, but no condition key: ${ignored.map(({ claim }) => code(claim)).join(', ')}.`);
  }
  if (provider.notes.length > 0) {
    lines.push('', ...provider.notes.map((note) => `- ${note.text} ${sources.note(note)}`));
  }
  return lines;
}

function keyTable(claims: readonly PublishedClaim[], sources: SourceList): string[] {
  return [
    '| condition key | reads | published since | |',
    '| --- | --- | --- | --- |',
    ...claims.map(
      (claim) => `| ${code(claim.claim)} | ${claim.what} | ${claim.since ?? ''} | ${sources.note(claim)} |`,
    ),
  ];
}

function requirements(provider: Provider): string[] {
  return provider.requiredByAws.map(({ key }) => code('claim' in key ? `:${key.claim}` : key.global));
}

function issuerExample({ issuer }: Provider): string {
  if (issuer.kind === 'fixed') return issuer.urls[0];
  return issuer.kind === 'pattern' ? issuer.examples[0] : `(any host) ${issuer.example}`;
}

/** A subject form with its parts as placeholders. */
function formText(parts: readonly SubjectPart[]): string {
  return parts
    .map((part) => {
      if ('literal' in part) return part.literal;
      if ('part' in part) return `<${part.part}>`;
      if ('oneOf' in part) return `(${part.oneOf.map(formText).join(' or ')})`;
      return `claims as name:value with "${part.separator}" between`;
    })
    .join('');
}

function code(text: string): string {
  return `\`${text.replaceAll('|', '\\|')}\``;
}

/** The anchor that Markdown renderers make of a heading. */
function anchor(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^a-z0-9 -]/g, '')
    .replaceAll(' ', '-');
}

/** Writes what is stale, or only says so with `--check`. */
async function main(): Promise<void> {
  for (const [path, text] of await generate()) {
    const file = join(root, path);
    if (existsSync(file) && readFileSync(file, 'utf8') === text) continue;
    if (process.argv.includes('--check')) {
      console.error(`${path} is stale: run npx tsx scripts/generateProviders.ts`);
      process.exitCode = 1;
    } else {
      writeFileSync(file, text);
    }
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) void main();
