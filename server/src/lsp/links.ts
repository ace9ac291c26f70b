import type { DocumentLink, DocumentLinkParams } from 'vscode-languageserver';
import { type FoundLink, linksOf } from '../features/links.ts';
import { OPEN_DISCOVERY_COMMAND } from '../protocol.ts';
import type { ServerContext } from './context.ts';
import { filesOf } from './files.ts';
import { scopeOf, toLocation } from './navigation.ts';

export function registerLinks(context: ServerContext): void {
  const { connection, guard } = context;
  connection.onDocumentLinks(
    guard.request<DocumentLinkParams, DocumentLink[]>('textDocument/documentLink', [], ({ textDocument }) => {
      const scope = scopeOf(context, textDocument);
      return scope ? linksOf(scope, filesOf(context)).map((link) => toLink(context, link)) : [];
    }),
  );
}

/** An editor that cannot ask first gets the page of AWS. */
function toLink(context: ServerContext, { at, page, discovery }: FoundLink): DocumentLink {
  const { range } = toLocation(context, at);
  if (discovery === undefined || !context.client.opensDiscovery)
    return { range, target: page.url, tooltip: page.title };
  const argument = encodeURIComponent(JSON.stringify([discovery]));
  return { range, target: `command:${OPEN_DISCOVERY_COMMAND}?${argument}`, tooltip: `Open ${discovery}` };
}
