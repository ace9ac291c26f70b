/**
 * What our server and our editor client say to each other beyond the Language Server Protocol. Positions and edits are
 * the protocol's; they are spelled out here so that the client needs no package of the server.
 */
export interface LspPosition {
  readonly line: number;
  readonly character: number;
}

interface LspRange {
  readonly start: LspPosition;
  readonly end: LspPosition;
}

/** What the client says about itself when it starts the server; other editors may leave all of it out. */
export interface InitializationOptions {
  /** URI of the folder with the rules' pages; without it a finding's code is no link. */
  readonly docsRoot?: string;
  /** Those of `OFFERED_COMMANDS` that the client has, so the server may offer them. */
  readonly commands?: readonly string[];
  /** The client understands `oidcTrust/problem`. */
  readonly problemNotifications?: boolean;
  /** The client understands `oidcTrust/learned`. */
  readonly learnedNotifications?: boolean;
  /** The client has the command behind a lens, and shows VS Code's icons in its title. */
  readonly showAccess?: boolean;
  /** The client has the command that asks before it opens an issuer's configuration. */
  readonly opensDiscovery?: boolean;
}

/** The editor command behind a lens that says who gets in; its arguments are a document's URI and an `LspPosition`. */
export const SHOW_ACCESS_COMMAND = 'oidcTrust.showAccess';

/** Request: why the role, document or policy around a position can be assumed by whom; or null. */
export const ACCESS = 'oidcTrust/access';

export interface AccessParams {
  readonly textDocument: { readonly uri: string };
  readonly position: LspPosition;
}

export interface AccessResult extends TextResult {
  /** The Terraform address, or what stands for one. */
  readonly title: string;
  /** The places that the text names, and how it names them: `main.tf:12:3`. */
  readonly places: readonly { readonly name: string; readonly uri: string; readonly position: LspPosition }[];
  /** Code actions of the protocol, to be resolved when one is chosen. */
  readonly fixes: readonly { readonly title: string }[];
}

/** Request: what most deserves a look in a document; null where nothing trusts a web identity. */
export const FILE_ACCESS = 'oidcTrust/fileAccess';

export interface FileAccessParams {
  readonly textDocument: { readonly uri: string };
}

export interface FileAccessResult {
  readonly verdict: 'anyone' | 'tenant' | 'resource' | 'context' | 'exact' | 'nobody' | 'not-federated' | 'unknown';
  readonly summary: string;
  /** How many roles, documents and policies trust web identities. */
  readonly count: number;
  /** Where the one is that is told of. */
  readonly position: LspPosition;
}

/** Editor commands that the server offers at their place; the arguments are a document's URI and an `LspPosition`. */
export const FETCH_THUMBPRINT_COMMAND = 'oidcTrust.fetchThumbprint';
export const PROBE_ISSUER_COMMAND = 'oidcTrust.probeIssuer';
export const COMPARE_WITH_AWS_COMMAND = 'oidcTrust.compareWithAws';
export const EXPLAIN_TOKEN_COMMAND = 'oidcTrust.explainToken';
export const OFFERED_COMMANDS: readonly string[] = [
  FETCH_THUMBPRINT_COMMAND,
  PROBE_ISSUER_COMMAND,
  COMPARE_WITH_AWS_COMMAND,
  EXPLAIN_TOKEN_COMMAND,
];

/** The editor command behind the links of issuers; its argument is the https URL of the issuer's configuration. */
export const OPEN_DISCOVERY_COMMAND = 'oidcTrust.openDiscovery';

/** Request: the `aws_iam_openid_connect_provider` block around a position, or null. */
export const PROVIDER_AT = 'oidcTrust/providerAt';

export interface ProviderAtParams {
  readonly textDocument: { readonly uri: string };
  readonly position: LspPosition;
}

export interface ProviderAtResult {
  /** The whole block. */
  readonly range: LspRange;
  /** The full https URL, where it is written out. */
  readonly issuer?: string;
  /** The value of `thumbprint_list`, where there is one. */
  readonly thumbprintListRange?: LspRange;
  /** What is configured now, in lower case; empty where there is no list, left out where not all of it is known. */
  readonly thumbprints?: readonly string[];
}

/** Request: the workspace edit that writes `thumbprint_list`, or null where that cannot be done. */
export const THUMBPRINT_EDIT = 'oidcTrust/thumbprintEdit';

export interface ThumbprintEditParams extends ProviderAtParams {
  /** None: the list is taken out. */
  readonly thumbprints: readonly string[];
}

/** Request: the trust policy of the role, or the policy document, around a position as AWS gets it; or null. */
export const RENDERED_POLICY = 'oidcTrust/renderedPolicy';

export interface RenderedPolicyParams {
  readonly textDocument: { readonly uri: string };
  readonly position: LspPosition;
}

export interface RenderedPolicyResult {
  /** The Terraform address; a file's name where there is none. */
  readonly title: string;
  /** JSON, with comments above it where something is not known. */
  readonly text: string;
}

/** Request: how a JSON policy can be written as Terraform at a place. */
export const PASTE_POLICY = 'oidcTrust/pastePolicy';

export interface PastePolicyParams {
  readonly textDocument: { readonly uri: string };
  /** What is selected is replaced. */
  readonly range: LspRange;
  readonly json: string;
}

/** The edits are workspace edits of the protocol; `problem` says in a sentence why there is none. */
export type PastePolicyResult =
  | { readonly choices: readonly { readonly as: 'jsonencode' | 'policy-document'; readonly edit: unknown }[] }
  | { readonly problem: string };

/** Request: the policy at a position as JSON, or null where there is none or not all of it is known. */
export const POLICY_JSON = 'oidcTrust/policyJson';

export interface PolicyJsonParams {
  readonly textDocument: { readonly uri: string };
  readonly position: LspPosition;
}

export interface PolicyJsonResult {
  readonly json: string;
}

/** Request: what became of the roles of a document since some files were as they are given here. */
export const DIFFERENCE = 'oidcTrust/difference';

export interface DifferenceParams {
  readonly textDocument: { readonly uri: string };
  /** The files that were otherwise; null for one that was not there. */
  readonly before: readonly { readonly uri: string; readonly text: string | null }[];
}

/** One for each role that changed; `text` is a sentence without a full stop. */
export type DifferenceResult = { readonly range: LspRange; readonly text: string }[];

/** Where a new trust goes. */
export interface NewTrustPlace {
  /** The module's directory. */
  readonly directory: string;
  /** The document that somebody is working at, if it is one of the module. */
  readonly textDocument?: { readonly uri: string };
}

/** A text that the person types; `text` stands there at first, `pattern` is a regular expression for the whole of it. */
export interface TrustBlank {
  readonly name: string;
  readonly text: string;
  readonly example?: string;
  readonly pattern?: string;
}

/** `features/createTrust/scene.ts` says what each is. */
export type TrustIssuer =
  | { readonly is: 'declared'; readonly address: string }
  | { readonly is: 'made'; readonly address: string }
  | { readonly is: 'written'; readonly issuer: string; readonly like?: string };

/** Request: the issuers that a new trust may be about. */
export const TRUST_ISSUERS = 'oidcTrust/trustIssuers';

export type TrustIssuersResult = readonly {
  readonly label: string;
  readonly detail: string;
  readonly from: 'module' | 'catalogue' | 'elsewhere';
  readonly chosen: TrustIssuer;
  /** The issuer's URL is to be typed. */
  readonly blank?: TrustBlank;
}[];

/** Request: what else there is to choose, once the issuer is; null where the module does not have it any more. */
export const TRUST_CHOICES = 'oidcTrust/trustChoices';

export interface TrustChoicesParams extends NewTrustPlace {
  readonly issuer: TrustIssuer;
}

export interface TrustChoicesResult {
  readonly subjects: readonly {
    readonly label: string;
    readonly detail: string;
    readonly pieces: readonly (string | TrustBlank)[];
  }[];
  readonly audiences: readonly string[];
  /** Condition keys that AWS wants beside audience and subject. */
  readonly required: readonly TrustBlank[];
  readonly surfaces: readonly ('policy-document' | 'jsonencode')[];
  readonly role: TrustBlank;
  readonly takenRoles: readonly string[];
}

/** Request: the new trust, judged, and the edit that writes it. */
export const NEW_TRUST = 'oidcTrust/newTrust';

export interface NewTrustParams extends TrustChoicesParams {
  readonly subject: string;
  readonly audience: string;
  readonly required: readonly { readonly name: string; readonly text: string }[];
  readonly surface: 'policy-document' | 'jsonencode';
  readonly role: string;
}

/** `edit` is a workspace edit of the protocol; `problem` says in a sentence why there is none. */
export type NewTrustResult =
  | {
      readonly verdict: string;
      readonly summary: string;
      /** The claims of a token that is let in. */
      readonly witness: Readonly<Record<string, string>>;
      readonly findings: readonly { readonly severity: string; readonly rule: string; readonly message: string }[];
      readonly files: readonly {
        readonly uri: string;
        readonly isNew: boolean;
        /** The addresses of the blocks that it gets. */
        readonly added: readonly string[];
      }[];
      readonly edit: unknown;
    }
  | { readonly problem: string };

/** The documents of the workspace that may hold roles and providers, and where the cursor is. */
export interface WorkspaceQuestion {
  readonly textDocument?: { readonly uri: string };
  readonly position?: LspPosition;
  readonly files: readonly string[];
}

/** A text for a read-only document. */
export interface TextResult {
  readonly text: string;
}

/**
 * Request: what becomes of a token. Its claims are sent and nothing else of it; the client does not send them while messages
 * are written to the log.
 */
export const EXPLAIN_TOKEN = 'oidcTrust/explainToken';

export interface ExplainTokenParams extends WorkspaceQuestion {
  readonly header: { readonly alg: string; readonly kid: string | null; readonly typ: string | null };
  /** Name and value of each claim. */
  readonly claims: readonly (readonly [string, unknown])[];
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly signature:
    | { readonly is: 'valid'; readonly reason: string }
    | { readonly is: 'not checked' }
    | { readonly is: 'wrong'; readonly reason: string; readonly errorId: string };
}

export interface ExplainTokenResult extends TextResult {
  /** Changes that would let the token in, each at the place that it is about. */
  readonly fixes: readonly {
    readonly title: string;
    readonly uri: string;
    readonly range: LspRange;
    /** A workspace edit of the protocol. */
    readonly edit: object;
  }[];
}

/** Request: the likely causes of an error of AWS. */
export const EXPLAIN_ERROR = 'oidcTrust/explainError';

export interface ExplainErrorParams extends WorkspaceQuestion {
  readonly text: string;
}

/** Request: what the issuer is called, if it is a public one that everybody knows; or null. */
export const ISSUER_NAME = 'oidcTrust/issuerName';

export interface IssuerNameParams {
  readonly issuer: string;
}

/** Request: every provider that the files declare. */
export const PROVIDERS = 'oidcTrust/providers';

export type ProvidersResult = readonly {
  readonly address: string;
  readonly uri: string;
  readonly position: LspPosition;
  /** The full https URL, where it is known. */
  readonly issuer?: string;
  /** As configured; left out where they are not all known. */
  readonly thumbprints?: readonly string[];
}[];

/**
 * Request: who can assume the roles of the files, as a graph: from issuers to the subjects that are accepted, to the roles.
 * `features/trustMap.ts` says what each part is.
 */
export const TRUST_MAP = 'oidcTrust/trustMap';

/** The source behind a node. */
export interface TrustMapPlace {
  readonly uri: string;
  readonly range: LspRange;
}

export interface TrustMapIssuer extends TrustMapPlace {
  readonly id: string;
  readonly name: string;
  readonly issuer: string;
}

export interface TrustMapSubject extends TrustMapPlace {
  readonly id: string;
  /** By id. */
  readonly issuer: string;
  readonly text: string;
  readonly verdict: string;
}

export interface TrustMapRole extends TrustMapPlace {
  readonly id: string;
  readonly title: string;
  readonly verdict: string;
  readonly summary: string;
}

export interface TrustMapResult {
  readonly issuers: readonly TrustMapIssuer[];
  readonly subjects: readonly TrustMapSubject[];
  readonly roles: readonly TrustMapRole[];
  /** By ids. */
  readonly edges: readonly { readonly subject: string; readonly role: string }[];
  /** Roles that are left out, because no web identity can assume them. */
  readonly notFederated: number;
}

/** Request: the provider or role around a position, as AWS knows it; or null. */
export const DEPLOYABLE_AT = 'oidcTrust/deployableAt';

export interface DeployableAtParams {
  readonly textDocument: { readonly uri: string };
  readonly position: LspPosition;
}

/** `name`: of a role, where it is written out. */
export interface DeployableAtResult {
  readonly kind: 'provider' | 'role';
  readonly address: string;
  readonly name?: string;
}

/** Request: how the block around a position differs from what is deployed; or null. */
export const COMPARE_DEPLOYED = 'oidcTrust/compareDeployed';

export interface CompareDeployedParams extends DeployableAtParams {
  readonly providers: readonly DeployedProvider[];
  /** Null where AWS has no such role. */
  readonly role?: DeployedRole | null;
}

/** Request: what is deployed as Terraform. */
export const DEPLOYED_HCL = 'oidcTrust/deployedHcl';

export type DeployedHclParams = { readonly provider: DeployedProvider } | { readonly role: DeployedRole };

/** What AWS IAM gave back: `live` reads it, the server compares it. `core/analysis/deployed.ts` says what each part is. */
export interface DeployedProvider {
  readonly arn: string;
  readonly url: string;
  readonly clientIds: readonly string[];
  readonly thumbprints: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
}

export interface DeployedRole {
  readonly arn: string;
  readonly name: string;
  readonly path: string;
  readonly description: string;
  readonly maxSessionDuration: number;
  readonly permissionsBoundary: string;
  readonly trustPolicy: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** Request: the policies of the role, or the trust policy, around a position, as AWS would get them; or null. */
export const POLICIES_AT = 'oidcTrust/policiesAt';

export interface PoliciesAtParams {
  readonly textDocument: { readonly uri: string };
  readonly position: LspPosition;
}

export interface PoliciesAtResult {
  /** The Terraform address; a file's name where there is none. */
  readonly title: string;
  /** Several where a role may have one of them. */
  readonly texts: readonly string[];
  /** Why they are not to be sent, without a full stop: not all of them is known. */
  readonly problem?: string;
}

/** What IAM Access Analyzer says of a policy: `live` asks for it, the server knows the places. */
export interface AnalyzerFinding {
  readonly type: 'ERROR' | 'SECURITY_WARNING' | 'WARNING' | 'SUGGESTION';
  readonly code: string;
  readonly details: string;
  readonly link: string;
  readonly locations: readonly AnalyzerLocation[];
}

/** `path`: see `core/analysis/policyPath.ts`. `span`: as AWS counts the characters of the text that was sent, half-open. */
export interface AnalyzerLocation {
  readonly path: readonly (
    | { readonly index: number }
    | { readonly key: string }
    | { readonly value: string }
    | { readonly substring: { readonly start: number; readonly length: number } }
  )[];
  readonly span: { readonly start: number; readonly end: number };
}

/** Request: where those findings stand; null where the policies are not what was sent any more. */
export const ANALYZER_PLACES = 'oidcTrust/analyzerPlaces';

export interface AnalyzerPlacesParams extends PoliciesAtParams {
  /** For each of the texts, in their order. */
  readonly answers: readonly { readonly text: string; readonly findings: readonly AnalyzerFinding[] }[];
}

export type AnalyzerPlacesResult = readonly {
  readonly uri: string;
  readonly range: LspRange;
  readonly type: AnalyzerFinding['type'];
  readonly code: string;
  readonly details: string;
  readonly link: string;
  /** The rule of ours that looks for the same. */
  readonly rule?: string;
}[];

/**
 * Request: what is known, as plain JSON in the form of `oidc-trust check --format json` and `diff --format json`; for assistants.
 * `root` is the URI of the folder to which paths are relative.
 */
export const FACTS = 'oidcTrust/facts';

export type FactsParams = { readonly files: readonly string[]; readonly root: string } & (
  | { readonly about: 'roles'; readonly role?: string }
  | { readonly about: 'findings'; readonly rule?: string; readonly file?: string; readonly line?: number }
  | { readonly about: 'changes'; readonly before: DifferenceParams['before'] }
);

/** Notification: files as they are now, for a server that has no disk; null for a file or directory that is gone. */
export const SENT_FILES = 'oidcTrust/sentFiles';

export interface SentFilesParams {
  readonly files: readonly { readonly uri: string; readonly text: string | null }[];
}

/**
 * Notification from the server: it has looked through the workspace folders, so that answers about other files than those that
 * were edited may be different now. It has no parameters.
 */
export const LEARNED = 'oidcTrust/learned';

/** Notification from the server: it could not answer a request. */
export const PROBLEM = 'oidcTrust/problem';

export interface ProblemParams {
  readonly method: string;
  readonly message: string;
}
