/** The prediction for an error of AWS in words, for a terminal and a document alike. */
import type { Prediction } from '../core/analysis/predictError.ts';
import type { ErrorLayer } from '../core/oidc/awsErrors.ts';
import type { SourceRange } from '../core/text/range.ts';

const LAYERS: Readonly<Record<ErrorLayer, string>> = {
  token: 'the token itself',
  provider: 'the IAM provider of the issuer',
  audience: 'the audiences of the IAM provider',
  keys: 'fetching the keys of the issuer',
  certificate: 'the certificate of the host of the keys',
  time: 'the time of the token',
  trust: 'the role and its trust policy',
  document: 'what IAM takes as a policy or provider',
  request: 'the request',
};

const MARKS = { S: 'documented', T: 'observed by others', I: 'concluded', M: 'from memory' } as const;

/** `placeOf` names a place: `main.tf:12:3`. */
export function predictionLines(
  { error, notes, causes }: Prediction,
  placeOf: (range: SourceRange) => string,
): string[] {
  return [
    `${error.code === '' ? '' : `${error.code}: `}${error.message}`,
    `Layer: ${LAYERS[error.layer]}. ${error.meaning}`,
    ...notes.map(({ text, place }) => `Here: ${text}${place ? ` (${placeOf(place)})` : ''}`),
    '',
    'Causes, the likeliest first:',
    ...causes.flatMap(({ text, findings }, index) => [
      `  ${index + 1}. ${text}`,
      ...findings.map(({ rule, message, range }) => `     ${placeOf(range)}  ${rule}: ${message}`),
    ]),
    '',
    `Source (${MARKS[error.mark]}): ${error.source.title}, ${error.source.url}`,
  ];
}
