/** Makes a catalogue entry of an issuer that a project describes in its configuration. */
import { DEFAULT_CLAIMS, STANDARD_UNPUBLISHED } from './catalogue/shared/claims.ts';
import { findProvider, providerById } from './catalogue.ts';
import type { Level, Provider, SubjectForm, SubjectPart } from './provider.ts';
import type { Fact, Source } from './sources.ts';

/** As it stands in the configuration. */
export interface IssuerEntry {
  readonly name: string;
  /** With `https://`; `*` stands for characters other than a slash. */
  readonly url: string;
  /** The id of a provider of the catalogue whose issuer may be on any host. */
  readonly like?: string;
  /** All that its tokens carry. */
  readonly audiences?: readonly string[];
  /** All forms of its subjects: `project:{project}:ref:{ref...}`. */
  readonly subjects?: readonly string[];
  /** The names in the subjects that do not say which workload it is. */
  readonly contexts?: readonly string[];
}

/** What is wrong in an entry, and where in it. */
export interface IssuerMistake {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** It stands in the project's own configuration, so it is as certain as a document of the vendor. */
const CONFIGURED: Source = { title: 'the configuration', url: '', date: '' };
const configured: Fact = { mark: 'S', source: CONFIGURED };

/** Each one more makes it slower to find out that an issuer is not meant. */
const MOST_STARS = 3;

/** `{name}` is text without `:` and `/`; `{name...}` is text without `:`. */
const PLACEHOLDER = /\{([^{}]*?)(\.\.\.)?\}/g;

export function issuerFrom(entry: IssuerEntry): { provider: Provider } | { mistakes: readonly IssuerMistake[] } {
  const mistakes = [...urlMistakes(entry), ...subjectMistakes(entry)];
  if (mistakes.length > 0) return { mistakes };
  const model = entry.like === undefined ? undefined : providerById(entry.like);
  const subject = model?.subject ?? subjectsOf(entry);
  return {
    provider: {
      // Whatever is remembered of a provider is remembered by its id.
      id: `own ${JSON.stringify(entry)}`,
      name: entry.name,
      issuer: issuerOf(entry.url),
      tenancy: 'self-hosted',
      ...(model?.realm === undefined ? {} : { realm: model.realm }),
      principal: 'arn',
      certificate: 'unknown',
      audiences: {
        chosenBy: entry.audiences ? 'platform' : 'unknown',
        known: (entry.audiences ?? []).map((value) => ({ value, usage: 'aws', ...configured })),
      },
      publishedClaims: model?.publishedClaims ?? DEFAULT_CLAIMS,
      unpublishedClaims: model?.unpublishedClaims ?? STANDARD_UNPUBLISHED,
      ...(subject ? { subject } : {}),
      requiredByAws: [],
      notes: [],
    },
  };
}

function issuerOf(url: string): Provider['issuer'] {
  const issuer = url.slice('https://'.length);
  const trailingSlash = issuer.endsWith('/') ? 'with' : 'without';
  if (!issuer.includes('*')) return { kind: 'fixed', urls: [issuer], trailingSlash, ...configured };
  const pattern = issuer.split('*').map(literalPattern).join('[^/]+');
  return {
    kind: 'pattern',
    pattern,
    examples: [issuer.replaceAll('*', 'example')],
    nearMisses: [],
    trailingSlash,
    ...configured,
  };
}

function subjectsOf({ subjects, contexts = [] }: IssuerEntry): Provider['subject'] {
  if (!subjects) return undefined;
  return { complete: true, forms: subjects.map((text, i) => formOf(text, `form ${i + 1}`, contexts)) };
}

function formOf(text: string, id: string, contexts: readonly string[]): SubjectForm {
  const parts: SubjectPart[] = [];
  let end = 0;
  for (const found of text.matchAll(PLACEHOLDER)) {
    if (found.index > end) parts.push({ literal: text.slice(end, found.index) });
    const name = found[1]!;
    const level: Level = contexts.includes(name) ? 'context' : 'resource';
    parts.push({ part: name, level, pattern: found[2] ? '[^:]+' : '[^:/]+' });
    end = found.index + found[0].length;
  }
  if (end < text.length) parts.push({ literal: text.slice(end) });
  const example = text.replaceAll(PLACEHOLDER, 'example');
  return { id, title: `"${text}"`, kind: 'default', parts, examples: [example], ...configured };
}

function urlMistakes({ url }: IssuerEntry): IssuerMistake[] {
  const at = ['url'];
  if (!/^https:\/\/[^/?#\s]+(?:\/[^?#\s]*)?$/.test(url))
    return [{ path: at, message: `"${url}" is no issuer: write it as its tokens have it, https:// included` }];
  if (url.split('*').length > MOST_STARS + 1)
    return [{ path: at, message: `an issuer has at most ${MOST_STARS} stars` }];
  const known = url.includes('*') ? undefined : findProvider(url.slice('https://'.length));
  return known ? [{ path: at, message: `this issuer is known already: it is ${known.name}` }] : [];
}

function subjectMistakes({ like, subjects, contexts = [] }: IssuerEntry): IssuerMistake[] {
  if (like !== undefined && subjects)
    return [{ path: ['subjects'], message: '"like" gives the subjects already: write one of both' }];
  const broken = (subjects ?? []).flatMap((text, i): IssuerMistake[] => {
    const rest = text.replaceAll(PLACEHOLDER, (_, name: string) => (name === '' ? '{' : ''));
    if (text !== '' && !/[{}*]/.test(rest)) return [];
    return [
      {
        path: ['subjects', i],
        message: `"${text}" is no form of subjects: write text and {names}, as "project:{project}"`,
      },
    ];
  });
  const names = (subjects ?? []).flatMap((text) => [...text.matchAll(PLACEHOLDER)].map((found) => found[1]));
  const unknown = contexts.flatMap((name, i): IssuerMistake[] =>
    names.includes(name) ? [] : [{ path: ['contexts', i], message: `no subject has a part named {${name}}` }],
  );
  return [...broken, ...unknown];
}

/** Text as a pattern that means just it. */
function literalPattern(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
