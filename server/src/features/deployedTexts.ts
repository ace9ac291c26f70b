/** What AWS has deployed, and how it differs from the files, in words: for a terminal and a document alike. */
import type { Difference } from '../core/access/difference.ts';
import type { ProviderComparison } from '../core/analysis/compareDeployed.ts';
import type { DeployedProvider } from '../core/analysis/deployed.ts';
import { tokenText } from './changeTexts.ts';

/** What came of comparing one block. */
export interface ComparedBlock {
  readonly address: string;
  readonly place: string;
  readonly outcome:
    | { readonly kind: 'provider'; readonly arn: string; readonly comparison: ProviderComparison }
    | { readonly kind: 'role'; readonly arn: string; readonly difference: Difference }
    /** AWS has none of this URL or name. */
    | { readonly kind: 'missing'; readonly what: string }
    /** What it is called in AWS is not known. */
    | { readonly kind: 'nameless'; readonly why: string };
}

export function providerListLines(providers: readonly DeployedProvider[]): string[] {
  if (providers.length === 0) return ['The account has no OpenID Connect provider.'];
  return providers.flatMap(({ arn, url, clientIds, thumbprints, tags }) => [
    url,
    `  arn          ${arn}`,
    `  client ids   ${clientIds.join(', ') || '(none)'}`,
    `  thumbprints  ${thumbprints.join(', ') || '(none)'}`,
    ...(Object.keys(tags).length > 0
      ? [
          `  tags         ${Object.entries(tags)
            .map(([key, value]) => `${key} = ${value}`)
            .join(', ')}`,
        ]
      : []),
  ]);
}

export function isDifferent({ outcome }: ComparedBlock): boolean {
  switch (outcome.kind) {
    case 'provider':
      return outcome.comparison.differences.length > 0;
    case 'role':
      return outcome.difference.change !== 'same';
    case 'missing':
      return true;
    case 'nameless':
      return false;
  }
}

export function comparedLines({ address, place, outcome }: ComparedBlock): string[] {
  return [`${address}  ${place}`, ...outcomeLines(outcome).map((line) => `  ${line}`)];
}

function outcomeLines(outcome: ComparedBlock['outcome']): string[] {
  switch (outcome.kind) {
    case 'missing':
      return [`not deployed: the account has no ${outcome.what}`];
    case 'nameless':
      return [`not compared: ${outcome.why}`];
    case 'role':
      return [outcome.arn, ...differenceLines(outcome.difference)];
    case 'provider':
      return [outcome.arn, ...comparisonLines(outcome.comparison)];
  }
}

function comparisonLines({ differences, unknown }: ProviderComparison): string[] {
  return [
    ...differences.flatMap(({ field, onlyHere, onlyDeployed }) => [
      ...(onlyHere.length > 0 ? [`${field}: only in the file: ${onlyHere.join(', ')}`] : []),
      ...(onlyDeployed.length > 0 ? [`${field}: only in AWS: ${onlyDeployed.join(', ')}`] : []),
    ]),
    ...(unknown.length > 0 ? [`not compared, because the file's value is not known: ${unknown.join(', ')}`] : []),
    ...(differences.length === 0 ? ['the same'] : []),
  ];
}

function differenceLines({ change, gained, lost }: Difference): string[] {
  const lines = {
    same: ['the same: whoever gets in now does so after applying the file too'],
    unknown: ['not certain who gets in after applying the file'],
    widens: ['applying the file lets somebody in who does not get in now'],
    narrows: ['applying the file keeps somebody out who gets in now'],
    moves: ['applying the file lets somebody in, and keeps somebody out'],
  }[change];
  return [
    ...lines,
    ...(gained ? [`gets in then:  ${gained.issuer}: ${tokenText(gained)}`] : []),
    ...(lost ? [`no longer:     ${lost.issuer}: ${tokenText(lost)}`] : []),
  ];
}
