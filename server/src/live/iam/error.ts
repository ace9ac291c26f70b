/** Why AWS could not be asked, in words that a person can act on. */
import { codeOf, LookupError, messageOf, printable } from '../error.ts';

export type IamFailure =
  | 'NO_CREDENTIALS'
  | 'SSO_EXPIRED'
  | 'CREDENTIALS_EXPIRED'
  | 'UNKNOWN_KEY'
  | 'DENIED'
  | 'THROTTLED'
  | 'WRONG_REGION'
  | 'NOT_FOUND'
  | 'OFFLINE'
  | 'TIMEOUT'
  | 'CANCELLED'
  | 'BAD_ENDPOINT'
  | 'BAD_ANSWER';

export class IamError extends Error {
  override readonly name = 'IamError';
  readonly code: IamFailure;

  constructor(code: IamFailure, message: string) {
    super(message);
    this.code = code;
  }

  toJSON(): { readonly error: { readonly code: IamFailure; readonly message: string } } {
    return { error: { code: this.code, message: this.message } };
  }
}

const OFFLINE = [
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'ETIMEDOUT',
  'EPIPE',
];

/** `action`: what was asked for, as IAM names it. `profile`, `service`: in words. */
export function iamError(error: unknown, action: string, profile: string, service: string): IamError {
  if (error instanceof IamError) return error;
  if (error instanceof LookupError) return new IamError('OFFLINE', error.message);
  const name = error instanceof Error ? error.name : '';
  const said = messageOf(error);
  const failure = (code: IamFailure, message: string) => new IamError(code, message);
  if (/^(CredentialsProviderError|TokenProviderError|ProviderError)$/.test(name))
    return credentialsError(said, profile);
  if (/^AccessDenied/.test(name) || name === 'UnauthorizedOperation')
    return failure(
      'DENIED',
      `AWS denies ${action} to ${profile}. Allow it in the policy of who asks. AWS says: ${said}`,
    );
  if (/^(ExpiredToken|RequestExpired)/.test(name))
    return failure(
      'CREDENTIALS_EXPIRED',
      `The credentials of ${profile} are expired. Fetch new ones; with a single sign-on: aws sso login.`,
    );
  if (/^(Throttling|TooManyRequests|RequestLimitExceeded|SlowDown)/.test(name))
    return failure(
      'THROTTLED',
      `AWS gets too many requests from this account just now (${name}). Wait a minute and try again.`,
    );
  if (/^(SignatureDoesNotMatch|InvalidSignature|AuthorizationHeaderMalformed)/.test(name) || /valid region/i.test(said))
    return failure(
      'WRONG_REGION',
      `The endpoint does not take this signature: the region or the endpoint is another than the account's partition has, or the secret key is wrong. AWS says: ${said}`,
    );
  if (/^(InvalidClientTokenId|UnrecognizedClient)/.test(name))
    return failure(
      'UNKNOWN_KEY',
      `AWS does not know the access key of ${profile}: it is deleted, or of another partition (China and GovCloud need a region of theirs).`,
    );
  if (/^NoSuchEntity/.test(name))
    return failure('NOT_FOUND', `AWS has no such thing in the account of ${profile}. AWS says: ${said}`);
  const code = codeOf(error, name);
  if (OFFLINE.includes(code) || name === 'TimeoutError')
    return failure(
      'OFFLINE',
      `The endpoint of ${service} cannot be reached (${code}). Check the network, the VPN and the endpoint.`,
    );
  return failure('BAD_ANSWER', `${service} cannot be asked (${printable(name, 60)}): ${said}`);
}

/** The SDK looks in many places and says only of the last what was wrong. */
function credentialsError(said: string, profile: string): IamError {
  if (/sso/i.test(said) || /token.*(expired|refresh)/i.test(said))
    return new IamError(
      'SSO_EXPIRED',
      `The single sign-on of ${profile} is expired or was never done. Run: aws sso login${profile.startsWith('profile ') ? ` --profile ${profile.slice('profile '.length)}` : ''}`,
    );
  return new IamError(
    'NO_CREDENTIALS',
    `There are no AWS credentials for ${profile}: looked for in the environment, in the files of the AWS CLI and with the machine's role. Name a profile, or log in.`,
  );
}
