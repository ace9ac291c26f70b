/** What is said about the word at an offset, where it has a meaning in a trust policy or an identity provider. */
import { subjectProvider } from '../core/access/federation.ts';
import { isNamed, ownerOf } from '../core/access/reading.ts';
import { parseJson } from '../core/json/parse.ts';
import { findProviderByKeyPrefix } from '../core/oidc/catalogue.ts';
import type { Project } from '../core/oidc/project.ts';
import type { Span } from '../core/text/range.ts';
import { known, knownStart } from '../core/value/text.ts';
import { textOf } from '../core/value/value.ts';
import { hclTargetAt } from './hclPlace.ts';
import {
  hoverForAction,
  hoverForAwsKey,
  hoverForClientIdList,
  hoverForConditionKey,
  hoverForIssuer,
  hoverForOperator,
  hoverForProviderUrl,
  hoverForThumbprintList,
} from './hoverTexts.ts';
import { type ModelPlace, placesAt, spanOf } from './modelPlace.ts';
import { HOLE, type HoverTarget, jsonPlaceAt, targetOf } from './policyPlace.ts';
import { providerAt } from './provider.ts';
import { resolutionLines } from './resolution.ts';
import type { Files, Scope } from './scope.ts';
import { hoverForSubject } from './subjectTexts.ts';

/** A file without a tree is read as JSON. */
export interface HoverSource extends Scope {
  readonly text: string;
  readonly files: Files;
}

export interface FoundHover {
  readonly markdown: string;
  readonly span: Span;
}

/** Values of one expression in several calls, or of a list: more than these are not told. */
const MOST_VALUES = 5;

export function hoverAt(source: HoverSource, offset: number): FoundHover | undefined {
  const { text, tree, models, project, file } = source;
  const written = tree ? hclTargetAt(text, tree, offset) : jsonTargetAt(text, offset);
  const places = placesAt(models, project, file, offset);
  const [place] = places;
  const target = (written && resolved(written, places)) ?? (place && targetFrom(place));
  const meanings = target ? [textFor(target, source, offset)] : places.map((each) => subjectText(each, project));
  const ways = places.flatMap((each) => wayText(each, source.files) ?? []);
  const parts = [...meanings, ...ways].filter((part) => part !== undefined);
  const sections = [...new Set(parts)].slice(0, MOST_VALUES);
  const span = written?.span ?? (place && spanOf(place));
  if (sections.length === 0 || !span) return undefined;
  return { markdown: sections.join('\n\n---\n\n'), span: { start: span.start, end: span.end } };
}

function jsonTargetAt(text: string, offset: number): HoverTarget | undefined {
  const { root } = parseJson(text);
  const place = root && jsonPlaceAt(root, offset);
  return place && targetOf(place);
}

/** With what is known of its expressions, where that is one thing. */
function resolved(target: HoverTarget, places: readonly ModelPlace[]): HoverTarget {
  if (!target.text.includes(HOLE)) return target;
  const texts = new Set(places.map(({ value }) => known(textOf(value) ?? []) ?? ''));
  const [text] = texts;
  return text && texts.size === 1 ? { ...target, text } : target;
}

const TARGETS = { operator: 'operator', action: 'action', key: 'condition-key', principal: 'federated' } as const;

/** Of an expression that stands for a word of a policy. */
function targetFrom(place: ModelPlace): HoverTarget | undefined {
  const text = known(textOf(place.value) ?? []);
  if (text === undefined || place.kind === 'other' || place.kind === 'condition-value') return undefined;
  if (place.kind === 'principal' && place.federation.kind !== 'oidc' && place.federation.kind !== 'builtin')
    return undefined;
  const kind = place.kind === 'url' ? 'federated' : TARGETS[place.kind];
  return { kind, text, span: spanOf(place) };
}

function textFor(target: HoverTarget, source: HoverSource, offset: number): string | undefined {
  const own = source.project.issuers;
  switch (target.kind) {
    case 'operator':
      return hoverForOperator(target.text);
    case 'action':
      return hoverForAction(target.text);
    case 'condition-key':
      return textForKey(target.text, own);
    case 'federated':
      return hoverForIssuer(target.text.replace(/^.*:oidc-provider\//, ''), own);
    case 'provider-argument':
      return textForArgument(target.text, source, offset);
  }
}

/** AWS's own keys, and those of an issuer, which is a host name or not known here. */
function textForKey(key: string, own: Project['issuers']): string | undefined {
  if (/^(aws|sts):/i.test(key)) return hoverForAwsKey(key);
  const colon = key.lastIndexOf(':');
  const prefix = key.slice(0, colon);
  const isIssuer = prefix.includes('.') || prefix.includes(HOLE);
  return isIssuer ? hoverForConditionKey(prefix, key.slice(colon + 1), own) : undefined;
}

function textForArgument(name: string, { text, tree, project }: HoverSource, offset: number): string | undefined {
  const issuer = tree && providerAt(text, tree, offset)?.issuer;
  switch (name) {
    case 'url':
      return hoverForProviderUrl(issuer, project.issuers);
    case 'client_id_list':
      return hoverForClientIdList(issuer, project.issuers);
    case 'thumbprint_list':
    case 'tls_certificate':
      return hoverForThumbprintList(issuer, project.issuers);
    default:
      return undefined;
  }
}

/** Of a value that the subjects of a known issuer are compared with. */
function subjectText(place: ModelPlace, { issuers: own }: Project): string | undefined {
  if (place.kind !== 'condition-value') return undefined;
  const { condition, statement, value } = place;
  const { claim, operator } = condition;
  const text = textOf(value);
  if (!claim || !operator || !text || !isNamed(claim, 'sub') || operator.operator.family !== 'string') return undefined;
  const prefix = known(claim.prefix);
  const owner = ownerOf(claim, statement);
  const provider =
    (owner && subjectProvider(owner, [knownStart(text)])) ??
    (prefix === undefined ? undefined : findProviderByKeyPrefix(prefix, own));
  const { wildcards, ignoresCase } = operator.operator;
  return provider && hoverForSubject(provider, { text, wildcards, ignoresCase });
}

/** What an expression comes to; nothing where the text stands where it is used. */
function wayText({ value, call }: ModelPlace, files: Files): string | undefined {
  const lines = resolutionLines(value, files);
  if (lines.length === 0) return undefined;
  return [...(call ? [`Called as \`${call.address}\`:`] : []), ...lines].join('\n\n');
}
