/** What a new trust can be made of: the answers to offer, the likeliest first, and what has to be filled in. */
import { providers as catalogue } from '../../core/oidc/catalogue.ts';
import type { Provider } from '../../core/oidc/provider.ts';
import {
  issuerSkeletons,
  plainText,
  type Blank as SkeletonBlank,
  type SubjectSkeleton,
  subjectSkeletons,
} from '../../core/oidc/skeletons.ts';
import { freeName } from '../../core/terraform/freeName.ts';
import { known } from '../../core/value/text.ts';
import { isReferable } from '../completion/context.ts';
import { namesFor } from '../completion/names.ts';
import { accountSubjects, audiencesOf } from '../completion/values.ts';
import type { NewTrust } from '../newTrust.ts';
import { type ChosenIssuer, type IssuerInUse, issuerInUse, issuersMade, type TrustScene } from './scene.ts';

/** A text that the person types. */
export interface Blank {
  readonly name: string;
  /** What stands there at first: only what is likely to be meant. */
  readonly text: string;
  readonly example?: string;
  /** What it can be, as a regular expression for the whole text. */
  readonly pattern?: string;
}

interface IssuerChoice {
  readonly label: string;
  readonly detail: string;
  readonly from: 'module' | 'catalogue' | 'elsewhere';
  readonly chosen: ChosenIssuer;
  /** The issuer is to be typed. */
  readonly blank?: Blank;
}

/** Those of the module, then those that the project says it has, then the catalogue's by name, then any other. */
export function issuerChoices(scene: TrustScene): IssuerChoice[] {
  const declared = scene.providers.filter(isReferable).map(({ address, issuer }): IssuerChoice => {
    return { label: address, detail: known(issuer) ?? '', from: 'module', chosen: { is: 'declared', address } };
  });
  const made = issuersMade(scene).map(({ address, use }): IssuerChoice => {
    return { label: address, detail: use.catalogued?.name ?? '', from: 'module', chosen: { is: 'made', address } };
  });
  const byName = [...catalogue].sort((a, b) => a.name.localeCompare(b.name, 'en'));
  const there = new Set(scene.providers.map(({ issuer }) => known(issuer)));
  const others = [...scene.project.issuers, ...byName].flatMap((provider) => issuersOf(provider, there));
  return [...declared, ...made, ...others, ANOTHER];
}

const URL_PATTERN = 'https://[^\\s/?#@]+(/[^\\s?#]*)?';

const ANOTHER: IssuerChoice = {
  label: 'Another issuer',
  detail: '',
  from: 'elsewhere',
  chosen: { is: 'written', issuer: '' },
  blank: { name: 'issuer', text: 'https://', example: 'https://id.example.com', pattern: URL_PATTERN },
};

function issuersOf(provider: Provider, there: ReadonlySet<string | undefined>): IssuerChoice[] {
  const { name, id, issuer } = provider;
  const choice = { label: name, from: 'catalogue' } as const;
  switch (issuer.kind) {
    case 'fixed':
      return issuer.urls
        .filter((url) => !there.has(url))
        .map((url) => ({ ...choice, detail: url, chosen: { is: 'written', issuer: url } }));
    case 'pattern':
    case 'any-host': {
      const detail = plainText(issuerSkeletons(provider)[0]!);
      const pattern = issuer.kind === 'pattern' ? `https://(?:${issuer.pattern})` : URL_PATTERN;
      const blank: Blank = { name: 'issuer', text: 'https://', example: `https://${detail}`, pattern };
      return [{ ...choice, detail, chosen: { is: 'written', issuer: '', like: id }, blank }];
    }
  }
}

interface SubjectChoice {
  readonly label: string;
  readonly detail: string;
  readonly pieces: readonly (string | Blank)[];
}

interface TrustChoices {
  readonly subjects: readonly SubjectChoice[];
  readonly audiences: readonly string[];
  /** Condition keys that AWS wants beside audience and subject. */
  readonly required: readonly Blank[];
  readonly surfaces: readonly NewTrust['surface'][];
  readonly role: Blank;
  /** Names that roles of the module have. */
  readonly takenRoles: readonly string[];
}

/** What there is to choose from once the issuer is chosen; undefined where it is gone. */
export function trustChoices(scene: TrustScene, chosen: ChosenIssuer): TrustChoices | undefined {
  const use = issuerInUse(scene, chosen);
  if (!use) return undefined;
  const takenRoles = scene.module.declarations
    .filter(({ address, type }) => type === 'aws_iam_role' && !address.startsWith('data.'))
    .map(({ address }) => address.slice(address.indexOf('.') + 1));
  return {
    subjects: subjectsOf(scene, use),
    audiences: audiences(scene, use),
    required: (use.catalogued?.requiredByAws ?? []).flatMap(({ key }) =>
      'global' in key ? [{ name: key.global, text: '' }] : [],
    ),
    surfaces: surfacesOf(scene),
    role: { name: 'role', text: freeName('deploy', (name) => takenRoles.includes(name)), pattern: ROLE_NAME },
    takenRoles,
  };
}

/** What IAM takes as name and Terraform as label. */
const ROLE_NAME = '[A-Za-z_][A-Za-z0-9_-]{0,63}';

function subjectsOf({ remote, serviceAccounts }: TrustScene, { issuer, catalogued }: IssuerInUse): SubjectChoice[] {
  if (!catalogued) return [];
  const accounts = accountSubjects(catalogued, serviceAccounts);
  const names = namesFor(catalogued, issuer, remote);
  return [
    ...accounts.map(({ subject, detail }) => ({ label: subject, detail, pieces: [subject] })),
    ...subjectSkeletons(catalogued, names).map((skeleton) => subjectChoice(skeleton, names)),
  ];
}

function subjectChoice(
  { pieces, form, wildcards }: SubjectSkeleton,
  names: ReadonlyMap<string, string>,
): SubjectChoice {
  return {
    label: plainText(pieces),
    detail: wildcards ? `any that matches: ${form.title}` : form.title,
    pieces: pieces.map((piece) => (typeof piece === 'string' ? piece : subjectBlank(piece, names))),
  };
}

/** An example of whose workload it is must not slip in: it may be somebody else's. */
function subjectBlank({ blank, part }: SkeletonBlank, names: ReadonlyMap<string, string>): Blank {
  if (!part) return { name: 'subject', text: '', example: blank };
  const isLikely = part.level === 'context' || names.get(part.part) === blank;
  return { name: part.part, text: isLikely ? blank : '', example: blank, pattern: part.pattern };
}

function audiences({ project }: TrustScene, { issuer, catalogued, declared }: IssuerInUse): string[] {
  const use = { issuer: issuer === undefined ? [] : [issuer], provider: catalogued, name: '' };
  // What the provider does not take admits nobody.
  if (declared) return [...audiencesOf({ ...use, declared: [declared] })];
  return [...new Set([...audiencesOf({ ...use, declared: [] }), ...project.audiences])];
}

/** The one that the module uses most first. */
function surfacesOf({ surfaces }: TrustScene): NewTrust['surface'][] {
  const uses = (surface: NewTrust['surface']): number => surfaces.filter((each) => each === surface).length;
  return (['policy-document', 'jsonencode'] as const).toSorted((a, b) => uses(b) - uses(a));
}
