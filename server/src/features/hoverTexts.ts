/** What a hover says, as Markdown: pure functions over the catalogue, no positions and no protocol. */
import {
  actions,
  builtinProviders,
  expandAction,
  findAction,
  type PrincipalKind,
  type StsAction,
} from '../core/oidc/actions.ts';
import {
  findProvider,
  findProviderByKeyPrefix,
  matchIssuer,
  nearestIssuer,
  publishedClaim,
  requiredKey,
  splitConditionKey,
} from '../core/oidc/catalogue.ts';
import { findTokenClaim } from '../core/oidc/claims.ts';
import { type AwsKey, findAwsKey } from '../core/oidc/keys.ts';
import { operatorModifiers, type ParsedOperator, parseOperator } from '../core/oidc/operators.ts';
import type { Project } from '../core/oidc/project.ts';
import type { Provider, PublishedClaim } from '../core/oidc/provider.ts';
import { AWS, type Fact, type Mark, type Source } from '../core/oidc/sources.ts';

/** The issuers that the project describes itself. */
type Own = Project['issuers'];

/** A claim of the token: what it means, and the condition key that reads it. */
export function hoverForClaim(claim: string): string | undefined {
  const found = findTokenClaim(claim);
  if (!found) return undefined;
  const keys = found.keys.map((key) => `\`${key.startsWith(':') ? `ISSUER${key}` : key}\``);
  const readBy = keys.length === 0 ? 'No condition key reads it.' : `Condition key: ${keys.join(', ')}.`;
  return page(`**\`${claim}\`** (token claim)`, [found.what, readBy, trap(found.trap)], [found]);
}

/** A condition key of a provider: which claim it reads, of what type, since when. Undefined for an empty claim. */
export function hoverForConditionKey(prefix: string, claim: string, own: Own = []): string | undefined {
  if (claim === '') return undefined;
  const title = `**\`${prefix}:${claim}\`**`;
  const provider = findProviderByKeyPrefix(prefix, own);
  if (!provider) return hoverForUnknownIssuer(title, claim);
  const published = publishedClaim(provider, claim);
  if (!published) return hoverForIgnoredClaim(title, provider, claim);
  return page(`${title} (${provider.name})`, claimLines(published, provider), factsOf(published));
}

function factsOf(published: PublishedClaim): Fact[] {
  return published.form ? [published, published.form] : [published];
}

function claimLines(published: PublishedClaim, provider: Provider): (string | undefined)[] {
  const reads = published.tokenClaim ?? published.claim;
  const since = published.since === undefined ? '' : `, published by STS since ${published.since}`;
  const required = provider.requiredByAws.find(({ key }) => 'claim' in key && key.claim === published.claim);
  return [
    published.what,
    published.claim === 'aud' || reads === published.claim ? undefined : `Reads the claim \`${reads}\`.`,
    `Type: ${published.multivalued ? 'list of ' : ''}${published.type}${since}.`,
    published.presence === 'sometimes'
      ? 'Not every token has it: with `IfExists` it restricts nothing then.'
      : undefined,
    published.values && `Values: ${published.values.map((value) => `\`${value}\``).join(', ')}.`,
    published.form && `Always ${published.form.what}, such as \`${published.form.example}\`.`,
    published.stableTwin && `The name can change; \`${published.stableTwin}\` does not.`,
    required && 'IAM refuses a trust policy for this issuer that has no condition on it.',
    trap(published.trap),
  ];
}

function hoverForIgnoredClaim(title: string, provider: Provider, claim: string): string {
  const known = provider.unpublishedClaims.find((item) => item.claim.toLowerCase() === claim.toLowerCase());
  const fact: Fact = known ?? { mark: 'S', source: AWS.oidcKeys };
  const instead = known?.instead;
  return page(
    `${title} (${provider.name})`,
    [
      `STS publishes no \`${claim}\` for this issuer. A condition on it never matches; under \`ForAllValues:\`, \`IfExists\` or a negated operator it always does.`,
      instead && (publishedClaim(provider, instead) ? `Use \`:${instead}\`.` : `That is the job of ${instead}.`),
    ],
    [fact],
  );
}

function hoverForUnknownIssuer(title: string, claim: string): string | undefined {
  const found = findTokenClaim(claim);
  if (!found) return undefined;
  const read = found.claim === 'oaud' || found.keys.includes(`:${claim}`);
  return page(
    title,
    [
      claim === 'oaud' ? 'Reads the claim `aud`, also when the token has an `azp`.' : found.what,
      read
        ? trap(claim === 'oaud' ? undefined : found.trap)
        : 'No condition key reads this claim: the condition never matches.',
      'The part before the claim must be the URL of the provider without `https://`, slash at the end included.',
    ],
    [{ mark: 'S', source: AWS.oidcKeys }],
  );
}

/** Whatever condition key this is: `sts:` and `aws:` keys of AWS, or a claim of an issuer. */
export function hoverForKey(key: string): string | undefined {
  const parts = splitConditionKey(key);
  if (!parts) return undefined;
  return /^(?:aws|sts)$/i.test(parts.prefix) ? hoverForAwsKey(key) : hoverForConditionKey(parts.prefix, parts.claim);
}

const keyTypes: Readonly<Record<AwsKey['type'], string>> = {
  string: 'text',
  numeric: 'number',
  bool: 'boolean',
  date: 'date',
  ip: 'address range',
  arn: 'ARN',
};

/** A key of AWS itself, `sts:...` or `aws:...`. */
export function hoverForAwsKey(name: string): string | undefined {
  const key = findAwsKey(name);
  if (!key) return undefined;
  return page(
    `**\`${name}\`**`,
    [
      key.what,
      `Type: ${key.multivalued ? 'list of ' : ''}${keyTypes[key.type]}.`,
      key.actions === 'any' ? undefined : `Comes with ${key.actions.map((action) => `\`${action}\``).join(', ')}.`,
      key.needs && `Evaluated only where \`${key.needs}\` is allowed too.`,
      key.webIdentity === 'no' && key.actions === 'any' ? 'Absent in calls with a web identity.' : undefined,
      trap(key.trap),
    ],
    [key],
  );
}

/** An operator with its prefix and suffix, and what goes wrong with them. */
export function hoverForOperator(text: string): string | undefined {
  const parsed = parseOperator(text);
  if (!parsed) return undefined;
  const { operator, set, ifExists } = parsed;
  const parts: Fact[] = [operator];
  const lines: (string | undefined)[] = [summary(parsed), trap(operator.trap)];
  if (set) {
    parts.push(operatorModifiers[set]);
    lines.push(`\`${set}\`: ${operatorModifiers[set].meaning}`, trap(operatorModifiers[set].trap));
  }
  if (ifExists) {
    parts.push(operatorModifiers.IfExists);
    lines.push(`\`IfExists\`: ${operatorModifiers.IfExists.meaning}`, trap(operatorModifiers.IfExists.trap));
  }
  return page(`**\`${parsed.canonical}\`**`, lines, parts);
}

function summary({ operator }: ParsedOperator): string {
  const several = operator.negated
    ? 'Of several values in the policy, none may match.'
    : 'Of several values in the policy, one must match.';
  return `True when the key ${operator.compares}.${operator.family === 'null' ? '' : ` ${several}`}`;
}

const principalNames: Readonly<Record<PrincipalKind, string>> = {
  oidc: 'an OIDC provider',
  builtin: 'one of the built-in web identity providers',
  saml: 'a SAML provider',
  aws: 'an AWS principal',
  service: 'an AWS service',
};

/** An STS action; with wildcards, what it covers. */
export function hoverForAction(name: string): string | undefined {
  const action = findAction(name);
  if (action) return page(`**\`${action.name}\`**`, [action.what, place(action), trap(action.trap)], [action]);
  if (!/[*?]/.test(name)) return undefined;
  const covered = expandAction(name);
  if (covered.length === 0) return undefined;
  const all = covered.length === actions.length;
  const list = all ? 'all actions of STS' : covered.map((item) => `\`${item.name}\``).join(', ');
  return page(`**\`${name}\`**`, [`Covers ${list}.`], [{ mark: 'S', source: AWS.stsAuthorization }]);
}

function place(action: StsAction): string {
  if (action.role === 'other') return 'Has no place in a trust policy.';
  if (action.role === 'companion') return 'Goes along with one of the `AssumeRole` actions.';
  return `For ${action.principals.map((kind) => principalNames[kind]).join(' or ')}.`;
}

/** An issuer, with or without `https://`: who it is, its slash, audience, what IAM demands, thumbprints. */
export function hoverForIssuer(url: string, own: Own = []): string | undefined {
  const issuer = url.replace(/^https:\/\//i, '');
  const match = matchIssuer(issuer, own);
  if (!match) {
    const near = nearestIssuer(issuer, own);
    return near && page(`**\`${issuer}\`**`, [`Unknown issuer. Did you mean \`${near.issuer}\`?`], []);
  }
  const { provider, slash } = match;
  const right = slash === 'missing' ? `${issuer}/` : slash === 'extra' ? issuer.slice(0, -1) : issuer;
  const facts: Fact[] = [provider.issuer];
  const lines: (string | undefined)[] = [];
  if (slash === 'missing') lines.push('**The issuer ends in a slash**: without it no token matches.');
  else if (slash === 'extra') lines.push('**The issuer has no slash at the end**: with it no token matches.');
  else if (provider.issuer.trailingSlash === 'with')
    lines.push('The slash at the end belongs to the issuer, the ARN and the condition keys.');
  lines.push(tenancy(provider), audienceLine(provider));
  for (const requirement of provider.requiredByAws) {
    facts.push(requirement);
    const key = requiredKey(requirement, right);
    const rule = requirement.rule === 'not-only-wildcards' ? ', and not only with wildcards' : '';
    const also = requirement.alsoAtSts ? ' STS refuses tokens under older ones.' : '';
    lines.push(`IAM takes only trust policies with a condition on \`${key}\`${rule}.${also}`);
  }
  if (provider.principal === 'builtin') {
    lines.push(`Built in: the principal is \`${issuer}\` itself; create no IAM provider.`);
    facts.push({ mark: 'S', source: AWS.createProvider });
  } else {
    lines.push(thumbprintLine(provider));
  }
  for (const note of provider.notes.slice(0, 2)) {
    lines.push(note.text);
    facts.push(note);
  }
  return page(`**${provider.name}**`, lines, facts);
}

/** What stands under `Federated`: the ARN of an OIDC provider, or one of the built-in domain names. */
export function hoverForFederated(principal: string): string | undefined {
  const issuer = /^arn:[a-z-]+:iam::[^:]*:oidc-provider\/(.+)$/.exec(principal)?.[1];
  if (issuer !== undefined) return hoverForIssuer(issuer);
  return builtinProviders.includes(principal) ? hoverForIssuer(principal) : undefined;
}

function tenancy(provider: Provider): string {
  if (provider.tenancy === 'shared') return 'All its customers share this issuer: only the claims tell them apart.';
  if (provider.tenancy === 'per-tenant') return 'The issuer belongs to one customer.';
  return 'Runs at the customer.';
}

function audienceLine(provider: Provider): string | undefined {
  const { known, chosenBy } = provider.audiences;
  if (known.length === 0) return undefined;
  const list = known.map(
    ({ value, pattern, usage }) =>
      `${pattern === undefined ? '' : 'such as '}\`${value}\`${usage === 'platform' ? ' (the default of the platform)' : ''}`,
  );
  const free = chosenBy === 'workload' ? ' The workload may ask for another.' : '';
  return `Audience: ${list.join(', ')}.${free}`;
}

function thumbprintLine(provider: Provider | undefined): string {
  return provider?.certificate === 'public'
    ? 'Its certificate comes from a public authority, so AWS does not compare thumbprints.'
    : 'AWS compares thumbprints only when the certificate does not come from a public authority.';
}

/** `client_id_list` of a provider resource; the issuer, where known, adds its audiences. */
export function hoverForClientIdList(issuerUrl?: string, own: Own = []): string {
  const provider = providerOf(issuerUrl, own);
  return page(
    '**`client_id_list`**',
    [
      'The audiences that AWS accepts from this issuer. A token whose `azp`, or else `aud`, is not in the list is refused: `Incorrect token audience`.',
      'At least one, at most 100, each of 1 to 255 characters.',
      provider && audienceLine(provider),
      provider && builtinProviders.includes(issuerOf(issuerUrl))
        ? 'This issuer is built in and needs no provider resource.'
        : undefined,
    ],
    [
      { mark: 'S', source: AWS.createProvider },
      { mark: 'S', source: AWS.createProviderApi },
    ],
  );
}

/** `thumbprint_list` of a provider resource: which certificate is meant, and when AWS looks at it at all. */
export function hoverForThumbprintList(issuerUrl?: string, own: Own = []): string {
  const provider = providerOf(issuerUrl, own);
  return page(
    '**`thumbprint_list`**',
    [
      'SHA-1 of the top certificate that the server sends with its chain, as 40 hex digits without colons; at most 5. It is not the leaf, and not the root that no server sends.',
      'With `tls_certificate`, `certificates[0]` is the last certificate that was sent: that is the one. `certificates[length - 1]` is the leaf.',
      thumbprintLine(provider),
      'May be left out: IAM then fetches it. Taking it away later changes nothing, because IAM cannot clear the list.',
    ],
    [
      { mark: 'S', source: AWS.thumbprint },
      { mark: 'S', source: AWS.createProviderApi },
    ],
  );
}

/** `url` of a provider resource; says the general rules when the issuer is not in the catalogue. */
export function hoverForProviderUrl(url?: string, own: Own = []): string {
  const known = url === undefined ? undefined : hoverForIssuer(url, own);
  return (
    known ??
    page(
      '**`url`**',
      [
        'The issuer: begins with `https://` and is, letter by letter, the claim `iss` of the tokens, a slash at the end included.',
        'No query, no port, at most 255 characters. AWS must reach `/.well-known/openid-configuration` below it.',
        'One provider per URL and account.',
      ],
      [
        { mark: 'S', source: AWS.createProvider },
        { mark: 'S', source: AWS.createProviderApi },
      ],
    )
  );
}

function issuerOf(url: string | undefined): string {
  return (url ?? '').replace(/^https:\/\//i, '');
}

function providerOf(url: string | undefined, own: Own): Provider | undefined {
  return url === undefined ? undefined : findProvider(issuerOf(url), own);
}

const markNotes: Readonly<Record<Mark, string>> = {
  S: '',
  T: ' (observed by others)',
  I: ' (inferred)',
  M: ' (from memory, not verified)',
};

export function trap(text: string | undefined): string | undefined {
  return text === undefined ? undefined : `⚠ ${text}`;
}

/** Title, lines as paragraphs, and each source once. */
export function page(title: string, lines: readonly (string | undefined | false)[], facts: readonly Fact[]): string {
  const sources = new Map<string, string>();
  for (const { source, mark } of facts) {
    if (!sources.has(source.url)) sources.set(source.url, link(source) + markNotes[mark]);
  }
  const paragraphs = [title, ...lines.filter((line) => typeof line === 'string' && line !== '')];
  if (sources.size > 0) paragraphs.push([...sources.values()].join(' · '));
  return paragraphs.join('\n\n');
}

function link({ title, url, date }: Source): string {
  // What a project says of its own issuers has no address.
  return url === '' ? title : `[${title}](${url}), ${date}`;
}
