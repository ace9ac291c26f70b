/**
 * What is known about one identity provider, as data.
 *
 * Patterns (issuers, subject parts, audiences) are written in the small language of `pattern.ts`: literals, classes,
 * groups, alternatives and repeats, always meant for the whole text. No anchors, look-around or back-references.
 */
import type { Fact } from './sources.ts';

/** How much a part of a subject narrows: whose it is, which project or workload of theirs, or in which situation it runs. */
export type Level = 'tenant' | 'resource' | 'context';

/** Plain text that every subject of the form has at this place. */
export interface LiteralPart {
  readonly literal: string;
  /** Stands in the subjects of pull requests only: of code that nobody has merged yet. */
  readonly isPullRequest?: true;
}

/** A named stretch that differs from subject to subject. */
export interface NamedPart {
  readonly part: string;
  readonly level: Level;
  /** What it can be, in the pattern language. */
  readonly pattern: string;
  /** Longest text of the part; a compiler may ignore it and accept longer text. */
  readonly maxLength?: number;
  /** The part is a new one on each run, so an exact value never matches twice. `likely` where no source says so. */
  readonly changesEachRun?: 'sourced' | 'likely';
  /** A branch of the code: who may push any of them may push what nobody has reviewed. */
  readonly isRef?: true;
  /** The part is a name that can be given up and taken by somebody else; this claim has the id that stays. */
  readonly stableClaim?: string;
}

/** One of several sequences. An empty sequence makes the choice optional. */
interface ChoicePart {
  readonly oneOf: readonly (readonly SubjectPart[])[];
}

/** One or more sequences out of `listOf`, in any order and number, with `separator` between them. */
interface ListPart {
  readonly listOf: readonly (readonly SubjectPart[])[];
  readonly separator: string;
}

/** A subject is a sequence of these. */
export type SubjectPart = LiteralPart | NamedPart | ChoicePart | ListPart;

export interface SubjectForm extends Fact {
  readonly id: string;
  /** A few words for messages: "a workflow of a repository". */
  readonly title: string;
  readonly parts: readonly SubjectPart[];
  /** Subjects of this form; at least one. */
  readonly examples: readonly string[];
  /**
   * `default`: what the provider sends unless told otherwise. `custom`: only after the tenant configured a template.
   * `legacy`: no longer issued to new tenants.
   */
  readonly kind: 'default' | 'custom' | 'legacy';
  /** The day, month or product version from which the form exists. */
  readonly since?: string;
  /** Ids instead of names: safe against renaming. The form that this one replaces. */
  readonly immutableTwinOf?: string;
}

export interface SubjectGrammar {
  /**
   * Whether the forms together cover every subject the provider can send, by its own documentation. Only then does
   * "matches no form" mean "no token can have it".
   */
  readonly complete: boolean;
  readonly forms: readonly SubjectForm[];
}

/** `shared`: all customers have one issuer. `per-tenant`: the issuer names the customer. `self-hosted`: the customer runs it. */
type Tenancy = 'shared' | 'per-tenant' | 'self-hosted';

/**
 * Whether the issuer URL ends in a slash. It is part of the issuer, of the provider's ARN and of the condition keys.
 */
type TrailingSlash = 'with' | 'without' | 'either';

/** Which URLs are this provider; all without `https://`, spelled as in the token, the slash included. */
type Issuer =
  | { readonly kind: 'fixed'; readonly urls: readonly [string, ...string[]]; readonly trailingSlash: TrailingSlash }
  | {
      readonly kind: 'pattern';
      readonly pattern: string;
      readonly examples: readonly [string, ...string[]];
      /** Issuers that look similar and are not this provider. */
      readonly nearMisses: readonly string[];
      readonly trailingSlash: TrailingSlash;
    }
  /** Any host: only the subject tells. `example` shows what one looks like. */
  | { readonly kind: 'any-host'; readonly example: string; readonly trailingSlash: TrailingSlash };

export interface Audience extends Fact {
  /** The text, or an example of it where `pattern` is given. */
  readonly value: string;
  readonly pattern?: string;
  /** `aws`: what is used with AWS. `platform`: what the platform sends when nobody asks for another. */
  readonly usage: 'aws' | 'platform';
}

/**
 * The values of a claim that everybody can give to tokens of their own, such as a branch: asking for one keeps no stranger
 * out. Where a part is a tenant's, everybody has only those values in which it is their own.
 */
export interface EverybodysValues extends Fact {
  readonly parts: readonly SubjectPart[];
  /** The usual subjects of tokens with such a value, in the pattern language; of a pair, the value stands between the two. */
  readonly subjects: readonly (string | readonly [before: string, after: string])[];
}

/** How every value of a claim looks. Whatever does not look so admits nobody, so only what a source says in so many words. */
export interface ClaimForm extends Fact {
  readonly mark: 'S';
  /** In the pattern language. */
  readonly pattern: string;
  /** What it is, with its article: "a number". */
  readonly what: string;
  readonly example: string;
  /** What values begin with and people leave out, the shortest first. */
  readonly starts?: readonly string[];
}

/** A claim that STS offers as condition key `ISSUER:claim`. */
export interface PublishedClaim extends Fact {
  readonly claim: string;
  readonly type: 'string' | 'numeric' | 'bool';
  readonly multivalued: boolean;
  /** The claim of the token, where it has another name. `sub` under `:sub` needs none. */
  readonly tokenClaim?: string;
  /** The claim that STS reads instead where the token has it. */
  readonly insteadIfPresent?: string;
  /** Month in which AWS began to publish it, where known. */
  readonly since?: string;
  /** Whether every token has it; missing where no source says. */
  readonly presence?: 'always' | 'sometimes';
  /** What a condition on it narrows; missing when it narrows none of these. */
  readonly level?: Level;
  /** The claim with the unchanging id of what this one names. */
  readonly stableTwin?: string;
  /** All the values there are. */
  readonly values?: readonly string[];
  /** Where they cannot be listed. */
  readonly form?: ClaimForm;
  /** Missing where some values are one tenant's own, or where no source says. */
  readonly everybodys?: EverybodysValues;
  readonly what: string;
  readonly trap?: string;
}

/** A claim that the token carries and STS ignores: a key on it never matches. */
export interface UnpublishedClaim extends Fact {
  readonly claim: string;
  /** A published claim, or other means, that serves instead. */
  readonly instead?: string;
  /** The key of `instead` compares the same text, so that only the name of the key is wrong. */
  readonly sameValue?: true;
}

/** A key that IAM wants evaluated before it accepts a trust policy for this issuer. */
export interface RequiredKey extends Fact {
  /** A claim stands for `ISSUER:claim` of the issuer in use; a key stands for itself. */
  readonly key: { readonly claim: string } | { readonly global: string };
  /** `evaluated`: some condition names it. `not-only-wildcards`: and its value is not empty and not only `*` and `?`. */
  readonly rule: 'evaluated' | 'not-only-wildcards';
  /** STS refuses the token as well when the policy (perhaps an older one) does not evaluate the key. */
  readonly alsoAtSts: boolean;
}

/** Where the code lies whose workloads get tokens: the path of a repository there gives parts of their subjects. */
export interface CodeHost extends Fact {
  /** A pattern for the host of a git remote; `issuer` where it is the issuer itself. */
  readonly host: { readonly pattern: string } | 'issuer';
  /** The parts that the first step of the path and the last one are; between them, where there are three, all others. */
  readonly path: readonly [string, string] | readonly [string, string, string];
}

/** A Terraform resource, or data source, whose attribute is an issuer of this provider. */
interface IssuerResource extends Fact {
  readonly type: string;
  readonly attribute: string;
}

interface Note extends Fact {
  readonly text: string;
}

export interface Provider {
  /** Lower case with dashes; the name of its file. */
  readonly id: string;
  readonly name: string;
  readonly issuer: Issuer & Fact;
  /** Lower comes first when several patterns match; 0 when not given. Fixed issuers precede all patterns. */
  readonly matchOrder?: number;
  readonly tenancy: Tenancy;
  /**
   * What one issuer is for, in a word: `cluster`. A tenant part of that name is the same in all its subjects. Missing where all
   * customers share the issuer.
   */
  readonly realm?: string;
  /** `arn`: an IAM provider is created. `builtin`: the bare domain name is the principal, no IAM provider exists. */
  readonly principal: 'arn' | 'builtin';
  /** Whether the issuer's certificate comes from a public authority, so that AWS ignores thumbprints. */
  readonly certificate: 'public' | 'unknown';
  readonly audiences: {
    /** Whether the workload that asks for a token names its audience. */
    readonly chosenBy: 'workload' | 'tenant' | 'platform' | 'unknown';
    readonly known: readonly Audience[];
  };
  readonly publishedClaims: readonly PublishedClaim[];
  readonly unpublishedClaims: readonly UnpublishedClaim[];
  /** Missing when nothing certain is known about its subjects. */
  readonly subject?: SubjectGrammar;
  readonly codeHost?: CodeHost;
  readonly issuerResource?: IssuerResource;
  readonly requiredByAws: readonly RequiredKey[];
  readonly notes: readonly Note[];
}
