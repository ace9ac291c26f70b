/** Blocks of Terraform: those inside of a policy document, and whole trusts at the top of a file. */
import { assumeActionFor } from '../../core/oidc/actions.ts';
import { providers as catalogue } from '../../core/oidc/catalogue.ts';
import type { Provider } from '../../core/oidc/provider.ts';
import { issuerSkeletons, plainText, type Skeleton, subjectSkeletons } from '../../core/oidc/skeletons.ts';
import type { OidcProvider } from '../../core/policy/model.ts';
import { known } from '../../core/value/text.ts';
import { type NewTrust, newTrust } from '../newTrust.ts';
import { type CompletionSource, isReferable, type PolicyContext } from './context.ts';
import { guards, soleIssuer } from './elements.ts';
import { concatInserts, type Insert, mapInsert, type Offer } from './items.ts';
import { namesFor } from './names.ts';
import { defaultPrincipal } from './principals.ts';
import { usualAudiences } from './values.ts';

/** The blocks that may stand in a policy document, or in its `statement`. */
export function documentBlocks(context: PolicyContext, inside: 'data' | 'statement'): Offer[] {
  const principals = principalsBlock(context);
  const conditions = conditionBlocks(context);
  if (inside === 'data') {
    const inner: Insert[] = [
      [`actions = ["${assumeActionFor.oidc}"]`],
      principals,
      ...conditions.map(({ insert }) => insert),
    ];
    const spaced = inner.map((part, i): Insert => (i === 0 ? part : ['\n\n', ...part]));
    return [offer('statement', 'who may assume the role', braced('statement', concatInserts(spaced)))];
  }
  const empty = offer(
    'condition',
    'what has to be true of the call',
    conditionBlock('StringEquals', [{ stop: 1, text: '' }], [{ stop: 2, text: '' }]),
  );
  return [
    offer('principals', 'an OpenID Connect provider', principals),
    ...(conditions.length > 0 ? conditions : [empty]),
  ];
}

function principalsBlock(context: PolicyContext): Insert {
  const { reference, text } = defaultPrincipal(context, 'hcl');
  const identifier: Insert = reference === undefined ? ['"', ...text, '"'] : [reference];
  return braced('principals', ['type        = "Federated"\nidentifiers = [', ...identifier, ']']);
}

/** One for the audience and one for the subject, where it is known whose they are, and the statement does not have them. */
function conditionBlocks(context: PolicyContext): Offer[] {
  const use = soleIssuer(context, 'hcl');
  if (!use) return [];
  const written = (context.statement?.conditions ?? []).map(({ claim }) => claim?.name.toLowerCase());
  return guards(context, use, 'hcl').flatMap(({ operator, key, value }) => {
    const claim = key.slice(key.lastIndexOf(':') + 1);
    if (written.includes(claim)) return [];
    return offer(`condition ${claim}`, `${use.name}: ${key}`, conditionBlock(operator, [key], value));
  });
}

function conditionBlock(operator: string, key: Insert, value: Insert): Insert {
  return braced('condition', [`test     = "${operator}"\nvariable = "`, ...key, '"\nvalues   = ["', ...value, '"]']);
}

function braced(type: string, body: Insert): Insert {
  return [`${type} {\n  `, ...mapInsert(body, indented), '\n}'];
}

/** Lines after the first by one level; empty ones stay empty. */
function indented(text: string): string {
  return text.replaceAll(/\n(?!\n)/g, '\n  ');
}

function offer(label: string, detail: string, insert: Insert): Offer {
  return { label, kind: 'block', detail, insert };
}

const SURFACES = [
  ['policy-document', ''],
  ['jsonencode', '-jsonencode'],
] as const;

/** For each issuer of the catalogue an IAM provider and a role for it. A provider that the module has is taken. */
export function trustBlocks(source: CompletionSource, declared: readonly OidcProvider[]): Offer[] {
  return catalogue.flatMap((provider) =>
    SURFACES.map(([surface, suffix]): Offer => {
      const label = `oidc-${provider.id}${suffix}`;
      const insert = trustText(source, provider, surface, declared);
      return {
        label,
        kind: 'block',
        detail: `${provider.name}: a role for it`,
        insert,
        topic: { about: 'block', name: provider.id },
      };
    }),
  );
}

const ROLE: Skeleton = [{ blank: 'deploy' }];

function trustText(
  source: CompletionSource,
  provider: Provider,
  surface: NewTrust['surface'],
  declared: readonly OidcProvider[],
): Insert {
  const issuer = issuerSkeletons(provider)[0]!;
  const written = plainText(issuer);
  const subject = subjectSkeletons(provider, namesFor(provider, written, source.remote()))[0]?.pieces;
  const there = declared.find((each) => each.managed && isReferable(each) && known(each.issuer) === written);
  const encoder = new Encoder();
  const role = encoder.encode(ROLE);
  const texts = newTrust({
    issuer: encoder.encode(issuer),
    subject: encoder.encode(subject ?? [{ blank: 'SUBJECT' }]),
    audience: encoder.encode([{ blank: usualAudiences(provider, written)[0] ?? 'APPLICATION' }]),
    surface,
    names: { provider: provider.id.replaceAll('-', '_'), role, document: `${role}_trust` },
    ...(there ? { existing: there.address } : {}),
    others: provider.requiredByAws.flatMap(({ key }) =>
      'global' in key ? [{ key: key.global, value: encoder.encode([{ blank: key.global.replace(/^.*:/, '') }]) }] : [],
    ),
  });
  const blocks = [texts.provider, texts.document, texts.role];
  return encoder.decode(`${blocks.filter((block) => block !== undefined).join('\n\n')}`);
}

/** Writes blanks as characters that no text has, so that they come through whatever is written around them. */
class Encoder {
  readonly #blanks: string[] = [];

  encode(skeleton: Skeleton): string {
    return skeleton
      .map((piece) => (typeof piece === 'string' ? piece : `\ue000${this.#blanks.push(piece.blank)}\ue001`))
      .join('');
  }

  /** A blank that stands in several places is one stop. */
  decode(text: string): Insert {
    return text
      .split(/(\ue000\d+\ue001)/)
      .filter((piece) => piece !== '')
      .map((piece) => {
        const stop = /^\ue000(\d+)\ue001$/.exec(piece)?.[1];
        return stop === undefined ? piece : { stop: Number(stop), text: this.#blanks[Number(stop) - 1]! };
      });
  }
}
