import type { Federation } from '../../access/federation.ts';
import { isPositive, ownerOf } from '../../access/reading.ts';
import { isAwsAudience, knownAudience, nearestAudience } from '../../oidc/audiences.ts';
import type { ParsedOperator } from '../../oidc/operators.ts';
import type { Project } from '../../oidc/project.ts';
import type { Provider } from '../../oidc/provider.ts';
import { AWS } from '../../oidc/sources.ts';
import type { OidcProvider } from '../../policy/model.ts';
import { equals, known } from '../../value/text.ts';
import { knownString, optionsOf, type Value } from '../../value/value.ts';
import { defineRule, fix } from '../define.ts';
import { ofEveryOption } from '../everyOption.ts';
import { GITHUB, github, trust } from '../samples.ts';

type Fault = 'near' | 'platform' | 'other';

/** An audience that the issuer's tokens do not carry unless somebody asks for it. */
export default defineRule({
  id: 'oidc/audience-unexpected',
  severity: 'warning',
  since: '0.1.0',
  summary: "The issuer's tokens for AWS do not carry this audience.",
  fixable: true,
  docs: {
    what: 'The condition demands an audience that is misspelled, that the platform uses for itself, or that it never sends.',
    why: 'The tools that fetch a token for AWS ask for `sts.amazonaws.com`, or for what the platform documents. A token with that audience is refused.',
    fix: 'Write the audience that the tokens carry, and register it with the provider.',
    sources: [AWS.oidcKeys, AWS.createProvider],
  },
  messages: {
    near: '"{value}" is not the audience "{expected}". Tokens for AWS carry "{expected}" and are refused by this value{others}.',
    platform:
      '{issuer} sends the audience "{value}" only when nobody asks for another one; the tools for AWS ask for "{expected}". Their tokens are refused{others}.',
    other: 'Tokens of {issuer} carry the audience {expected}, not "{value}": they are refused by this value{others}.',
  },
  examples: [
    {
      surface: 'json',
      invalid: github(`"StringEquals": {
  "${GITHUB}:aud": "sts.amazon.com",
  "${GITHUB}:sub": ["repo:acme/api:pull_request", "repo:acme@1/api@2:pull_request"]
}`),
      at: '"sts.amazon.com"',
      fixed: github(`"StringEquals": {
  "${GITHUB}:aud": "sts.amazonaws.com",
  "${GITHUB}:sub": ["repo:acme/api:pull_request", "repo:acme@1/api@2:pull_request"]
}`),
    },
    {
      surface: 'json',
      invalid: github(`"StringEquals": {
  "${GITHUB}:aud": "https://github.com/acme",
  "${GITHUB}:sub": ["repo:acme/api:pull_request", "repo:acme@1/api@2:pull_request"]
}`),
      at: '"https://github.com/acme"',
    },
    {
      surface: 'json',
      valid: trust(
        GITHUB,
        `"StringEquals": {
  "${GITHUB}:aud": "sts.amazonaws.com.cn",
  "${GITHUB}:sub": ["repo:acme/api:pull_request", "repo:acme@1/api@2:pull_request"]
}`,
      ),
    },
  ],
  condition({ claim, operator, condition }, reading, policy, context) {
    if (claim?.name.toLowerCase() !== 'aud' || operator?.operator.family !== 'string' || !isPositive(operator)) return;
    const owner = reading.effect === 'Allow' ? ownerOf(claim, reading) : undefined;
    const provider = owner?.catalogued;
    if (!owner || !provider) return;
    const { items, open } = condition.values;
    for (const value of items) {
      const [first] = ofEveryOption(value, (text) => {
        const audience = known(text);
        if (audience === undefined || mayStandFor(audience, operator, context.project)) return undefined;
        const fault = faultOf(provider, audience);
        if (!fault || mayBeMeant(provider, owner, audience, context.providers)) return undefined;
        if (fault === 'platform' && (open || items.some((other) => mayBeUsual(provider, other)))) return undefined;
        return { audience, fault, expected: expectedFor(provider, fault, audience) };
      });
      if (!first) continue;
      const { audience, fault, expected } = first.found;
      const others = first.options > 1 ? ', and so they are by any other that can stand here' : '';
      context.report(fault, value, {
        data: { value: audience, issuer: provider.name, expected: expected.join(' or '), others },
        fixes: () =>
          fault === 'other' || expected.length > 1 || first.options > 1
            ? []
            : fix(
                `Replace with "${expected[0]!}"`,
                fault === 'near' ? 'safe' : 'review',
                policy.editor.replaceString(value, expected[0]!),
              ),
      });
    }
  },
});

/** What is not the text of one audience, or is one of the project's own. */
function mayStandFor(text: string, { operator }: ParsedOperator, { audiences }: Project): boolean {
  return text.includes('${') || audiences.includes(text) || (operator.wildcards && /[*?]/.test(text));
}

/** Nothing where the issuer's audiences are not sourced, or the workload may ask for this one. */
function faultOf(provider: Provider, text: string): Fault | undefined {
  const known = knownAudience(provider, text);
  if (known)
    return known.usage === 'platform' && known.mark === 'S' && usualFor(provider).length > 0 ? 'platform' : undefined;
  if (isAwsAudience(text)) return isFixedByPlatform(provider) ? 'other' : undefined;
  if (nearestAudience(provider, text) !== undefined) return 'near';
  return isFixedByPlatform(provider) ? 'other' : undefined;
}

/** Whether the issuer sends the audiences of the catalogue and no other. */
function isFixedByPlatform({ audiences: { chosenBy, known } }: Provider): boolean {
  const isSourced = known.every(({ mark, pattern }) => mark === 'S' && pattern === undefined);
  return chosenBy === 'platform' && known.length > 0 && isSourced;
}

/** The audiences that are used with AWS, by the vendor's own documentation. */
function usualFor({ audiences }: Provider): readonly string[] {
  return audiences.known.flatMap(({ usage, mark, pattern, value }) =>
    usage === 'aws' && mark === 'S' && pattern === undefined ? [value] : [],
  );
}

function expectedFor(provider: Provider, fault: Fault, text: string): readonly string[] {
  if (fault === 'near') return [nearestAudience(provider, text)!];
  if (fault === 'platform') return usualFor(provider);
  return provider.audiences.known.map(({ value }) => `"${value}"`);
}

/** Whether a value could be one that the tools ask for. */
function mayBeUsual(provider: Provider, value: Value): boolean {
  return optionsOf(value).some((option) => {
    const text = knownString(option);
    return text === undefined || /[*?$]/.test(text) || isAwsAudience(text) || usualFor(provider).includes(text);
  });
}

/**
 * Whether a provider of the module may register the audience, which shows that it is meant where the issuer lets others choose
 * it. What the list lacks for certain is another rule's affair. A data source has no list of audiences.
 */
function mayBeMeant(provider: Provider, owner: Federation, text: string, all: readonly OidcProvider[]): boolean {
  const possible = all.filter(({ issuer, managed }) => managed && equals(issuer, owner.issuer!) !== 'no');
  if (possible.length === 0) return false;
  return !(isFixedByPlatform(provider) && owner.declared.some((declared) => registers(declared, text)));
}

function registers({ clientIds }: OidcProvider, text: string): boolean {
  return clientIds.is === 'present' && clientIds.value.items.some((id) => knownString(id) === text);
}
