/** A look-up's result as Markdown. */
import * as vscode from 'vscode';
import type { LookupAnswer } from './issuerLookup.ts';

/** What a server sent is set as code, so that it cannot pose as our own words. */
export function chainDocument({ result, awsCompares }: LookupAnswer): string {
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
    awsCompares
      ? vscode.l10n.t('AWS compares it when it fetches the keys.')
      : vscode.l10n.t(
          'AWS verifies this chain with its own public roots and does not compare thumbprints while it can.',
        ),
    thumbprints.join('\n'),
    `## ${vscode.l10n.t('Chain, as sent')}`,
    certificates.join('\n'),
    ...(warnings.length > 0 ? [`## ${vscode.l10n.t('Worth knowing')}`, warnings.join('\n')] : []),
    '',
  ].join('\n\n');
}

function code(text: string): string {
  return `\`${text.replaceAll('`', "'")}\``;
}
