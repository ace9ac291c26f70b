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
  /** The client has the command that looks thumbprints up, so the server may offer it. */
  readonly fetchThumbprint?: boolean;
  /** The client understands `oidcTrust/problem`. */
  readonly problemNotifications?: boolean;
}

/** The editor command behind "Fetch issuer thumbprint"; its arguments are a document's URI and an `LspPosition`. */
export const FETCH_THUMBPRINT_COMMAND = 'oidcTrust.fetchThumbprint';

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
}

/** Request: the workspace edit that writes `thumbprint_list`, or null when no provider block is there. */
export const THUMBPRINT_EDIT = 'oidcTrust/thumbprintEdit';

export interface ThumbprintEditParams extends ProviderAtParams {
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

/** Notification from the server: it could not answer a request. */
export const PROBLEM = 'oidcTrust/problem';

export interface ProblemParams {
  readonly method: string;
  readonly message: string;
}
