/** What an assistant in the editor asks: who can assume roles, what a finding means, and what a change does. */
import path from 'node:path';
import type { Finding } from '../core/analysis/report.ts';
import { rules } from '../core/rules/index.ts';
import type { FileId, SourceRange } from '../core/text/range.ts';
import { type At, changeFacts, findingFacts, roleFacts } from '../features/facts.ts';
import { FACTS, type FactsParams } from '../protocol.ts';
import { compareRoles } from '../workspace/compareRoles.ts';
import { fileIdOf } from '../workspace/fileId.ts';
import type { ServerContext } from './context.ts';
import { toRange } from './convert.ts';

export function registerFacts(context: ServerContext): void {
  const { connection, guard } = context;
  connection.onRequest(
    FACTS,
    guard.request<FactsParams, object | null>(FACTS, null, (params) => {
      const files = filesOf(context, params);
      const at = (range: SourceRange): At => placeOf(context, range, params.root);
      switch (params.about) {
        case 'roles':
          return { roles: roles(context, files, params, at) };
        case 'findings':
          return { findings: findings(context, files, params, at) };
        case 'changes':
          return { changes: changes(context, files, params, at) };
      }
    }),
  );
}

function filesOf({ workspace }: ServerContext, { files }: FactsParams): FileId[] {
  const all = files.map(fileIdOf).filter((file) => workspace.kindOf(file) !== 'none');
  return [...new Set(all)].filter((file) => workspace.text(file) !== undefined);
}

function placeOf({ documents }: ServerContext, range: SourceRange, root: string): At {
  const { start, end } = toRange(documents.lines(range.file), range);
  return {
    file: path.relative(fileIdOf(root), range.file).split(path.sep).join('/'),
    start: { line: start.line + 1, column: start.character + 1 },
    end: { line: end.line + 1, column: end.character + 1 },
  };
}

/** `role`: a Terraform address, or a part of one. */
function roles(
  { workspace }: ServerContext,
  files: readonly FileId[],
  { role }: { role?: string },
  at: (range: SourceRange) => At,
): object[] {
  return files
    .flatMap((file) => workspace.report(file).roles)
    .filter(({ address }) => role === undefined || (address ?? 'trust policy').includes(role))
    .map((one) => ({
      ...roleFacts(one, at(one.range)),
      statements: one.statements.map(({ range, verdict, summary }) => ({ ...at(range), verdict, summary })),
    }));
}

/** With what the rule's page says. `file` is a path or its end, `line` counts from 1. */
function findings(
  { workspace }: ServerContext,
  files: readonly FileId[],
  wanted: { rule?: string; file?: string; line?: number },
  at: (range: SourceRange) => At,
): object[] {
  return files
    .flatMap((file) => workspace.report(file).findings)
    .map((finding) => ({ finding, place: at(finding.range) }))
    .filter(({ finding, place }) => {
      const isRule = wanted.rule === undefined || finding.rule === wanted.rule;
      const isFile = wanted.file === undefined || place.file.endsWith(wanted.file);
      const { line } = wanted;
      return isRule && isFile && (line === undefined || (place.start.line <= line && line <= place.end.line));
    })
    .map(({ finding, place }) => ({
      ...findingFacts(finding, place),
      related: finding.related.map(({ range, message }) => ({ ...at(range), message })),
      ...explanationOf(finding),
    }));
}

function explanationOf({ rule }: Finding): object {
  const docs = rules.find(({ id }) => id === rule)?.docs;
  if (!docs) return {};
  const { what, why, fix, sources } = docs;
  return { explanation: { what, why, fix, sources: sources.map(({ title, url }) => ({ title, url })) } };
}

function changes(
  { workspace, earlier }: ServerContext,
  files: readonly FileId[],
  { before }: { before: readonly { uri: string; text: string | null }[] },
  at: (range: SourceRange) => At,
): object[] {
  if (before.length === 0) return [];
  const then = earlier.with(new Map(before.map(({ uri, text }) => [fileIdOf(uri), text])));
  const state = (one: typeof workspace) => ({ workspace: one, files, root: '/' });
  return compareRoles(state(then), state(workspace))
    .map((role) => ({ role, facts: changeFacts(role, at((role.after ?? role.before)!.range)) }))
    .filter(({ facts }) => 'change' in facts && facts.change !== 'same')
    .map(({ facts }) => facts);
}
