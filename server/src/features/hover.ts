/** What is said about the word at an offset, where it has a meaning in a trust policy or an identity provider. */
import type { HclFile } from '../core/hcl/nodes.ts';
import { parseJson } from '../core/json/parse.ts';
import type { Span } from '../core/text/range.ts';
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
import { HOLE, type HoverTarget, jsonPlaceAt, targetOf } from './policyPlace.ts';
import { providerAt } from './provider.ts';

export interface HoverSource {
  readonly text: string;
  /** Of a Terraform file; a file without one is read as JSON. */
  readonly tree: HclFile | undefined;
}

export interface FoundHover {
  readonly markdown: string;
  readonly span: Span;
}

export function hoverAt(source: HoverSource, offset: number): FoundHover | undefined {
  const target = source.tree ? hclTargetAt(source.text, source.tree, offset) : jsonTargetAt(source.text, offset);
  const markdown = target && textFor(target, source, offset);
  return markdown === undefined ? undefined : { markdown, span: { start: target!.span.start, end: target!.span.end } };
}

function jsonTargetAt(text: string, offset: number): HoverTarget | undefined {
  const { root } = parseJson(text);
  const place = root && jsonPlaceAt(root, offset);
  return place && targetOf(place);
}

function textFor(target: HoverTarget, source: HoverSource, offset: number): string | undefined {
  switch (target.kind) {
    case 'operator':
      return hoverForOperator(target.text);
    case 'action':
      return hoverForAction(target.text);
    case 'condition-key':
      return textForKey(target.text);
    case 'federated':
      return hoverForIssuer(target.text.replace(/^.*:oidc-provider\//, ''));
    case 'provider-argument':
      return textForArgument(target.text, source, offset);
  }
}

/** AWS's own keys, and those of an issuer, which is a host name or not known here. */
function textForKey(key: string): string | undefined {
  if (/^(aws|sts):/i.test(key)) return hoverForAwsKey(key);
  const colon = key.lastIndexOf(':');
  const prefix = key.slice(0, colon);
  return prefix.includes('.') || prefix.includes(HOLE) ? hoverForConditionKey(prefix, key.slice(colon + 1)) : undefined;
}

function textForArgument(name: string, { text, tree }: HoverSource, offset: number): string | undefined {
  const issuer = tree && providerAt(text, tree, offset)?.issuer;
  switch (name) {
    case 'url':
      return hoverForProviderUrl(issuer);
    case 'client_id_list':
      return hoverForClientIdList(issuer);
    case 'thumbprint_list':
    case 'tls_certificate':
      return hoverForThumbprintList(issuer);
    default:
      return undefined;
  }
}
