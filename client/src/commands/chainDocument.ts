/** A look-up's result as Markdown. */
import * as vscode from 'vscode';
import type { LookupAnswer } from './issuerLookup.ts';

/**
 * What a server sent is set as code, so that it cannot pose as our own words. `configured`: in the file now; undefined where
 * that is not known.
 */
export function chainDocument({ result, use }: LookupAnswer, configured: readonly string[] | undefined): string {
  const certificates = result.chain.map(({ role, subject, notAfter, sha1, sha256 }, index) =>
    [
      `${index + 1}. **${role}**, ${code(subject)}`,
      `   - ${vscode.l10n.t('valid until {0}', notAfter.slice(0, 10))}`,
      `   - SHA-1 ${code(sha1)}`,
      `   - SHA-256 ${code(sha256)}`,
    ].join('\n'),
  );
  const thumbprints = result.thumbprints.map(({ host, sha1 }) => `- ${code(host)}: ${code(sha1)}`);
  const warnings = result.warnings.map(({ message }) => `- ${message}`);
  return [
    `# ${vscode.l10n.t('Certificates of {0}', code(result.issuer))}`,
    result.jwksUri === null
      ? vscode.l10n.t('The key set is not known.')
      : vscode.l10n.t('The key set is at {0}.', code(result.jwksUri)),
    `## ${vscode.l10n.t('Thumbprints')}`,
    vscode.l10n.t('The SHA-1 of the last certificate that the host of the keys sends.'),
    useText(use),
    thumbprints.join('\n'),
    ...(configured === undefined ? [] : [`## ${vscode.l10n.t('Configured now')}`, configuredText(configured, result)]),
    `## ${vscode.l10n.t('Chain, as sent')}`,
    certificates.join('\n'),
    ...(warnings.length > 0 ? [`## ${vscode.l10n.t('Worth knowing')}`, warnings.join('\n')] : []),
    '',
  ].join('\n\n');
}

function useText(use: LookupAnswer['use']): string {
  switch (use) {
    case 'compared':
      return vscode.l10n.t('AWS compares it when it fetches the keys.');
    case 'not compared':
      return vscode.l10n.t(
        'AWS verifies this chain with its own public roots and does not compare thumbprints while it can.',
      );
    case 'not known':
      return vscode.l10n.t('What AWS sees is not known: the chain was replaced on its way here.');
  }
}

function configuredText(configured: readonly string[], result: LookupAnswer['result']): string {
  if (configured.length === 0) return vscode.l10n.t('No thumbprint: AWS takes its own when the provider is made.');
  return configured.map((sha1) => `- ${code(sha1)}: ${belongsTo(sha1, result)}`).join('\n');
}

function belongsTo(sha1: string, { chain, thumbprints }: LookupAnswer['result']): string {
  const host = thumbprints.find((one) => one.sha1 === sha1)?.host;
  if (host !== undefined) return vscode.l10n.t('the last certificate that {0} sends, as AWS takes it', code(host));
  const index = chain.findIndex((entry) => entry.sha1 === sha1);
  if (index < 0) return vscode.l10n.t('of no certificate that is sent now');
  return vscode.l10n.t('number {0} of the chain, {1}; AWS takes the last one', index + 1, chain[index]!.role);
}

function code(text: string): string {
  return `\`${text.replaceAll('`', "'")}\``;
}
