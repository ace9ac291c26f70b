/**
 * Live look-ups. In comes an issuer URL that a person asked about; out comes what its servers say. This folder is the only
 * one that opens sockets, is loaded on an explicit command, and knows nothing of Terraform, policies or the editor.
 */
export type { ChainEntry } from './chain.ts';
export { type FailureJson, LookupError, type Step } from './error.ts';
export { type IssuerProbe, probeIssuer } from './issuer.ts';
export { probeText } from './issuerText.ts';
export type { IssuerOptions, LookupOptions } from './options.ts';
export { proxyFromEnvironment } from './proxy.ts';
export type { Warning } from './remarks.ts';
export type { Lookup } from './resolve.ts';
export { hostsToContact, parseIssuer, targetOf } from './target.ts';
export { fetchThumbprint, type ThumbprintResult, type ThumbprintUse, thumbprintUse } from './thumbprint.ts';
export { type DecodedToken, issuerOf, readToken, type SignatureAnswer, TokenError, verifyToken } from './token.ts';
