/** `oidc-trust render`: prints the trust policies of roles as the JSON that AWS gets. */
import { parseArgs } from 'node:util';
import type { RenderedTrust } from '../core/analysis/report.ts';
import { nearestName } from '../core/oidc/nearest.ts';
import { oneOf, strictly } from './args.ts';
import { Checker } from './checker.ts';
import { configurationSource, refuseMistakes } from './configFile.ts';
import { RENDER_HELP } from './help.ts';
import { EXIT, type Io, UsageError } from './io.ts';
import { escapeControls, safeJson, safeJsonText } from './report/escape.ts';
import { type Place, SourceTexts } from './report/place.ts';
import { type Selection, select } from './selection.ts';

interface RenderArguments {
  readonly paths: readonly string[];
  readonly role: string | undefined;
  readonly format: 'text' | 'json';
  readonly help: boolean;
}

interface Found {
  readonly policy: RenderedTrust;
  readonly place: Place;
}

export async function renderCommand(args: readonly string[], io: Io): Promise<number> {
  const options = renderArguments(args);
  if (options.help) {
    io.stdout.write(RENDER_HELP);
    return EXIT.ok;
  }
  const selection = select(options.paths, io.cwd);
  const { found, complaints } = policiesOf(selection, io);
  const chosen = options.role === undefined ? found : found.filter(({ policy }) => policy.address === options.role);
  if (chosen.length === 0 && complaints.length === 0) complaints.push(nothingFound(found, options.role));
  if (options.format === 'json') io.stdout.write(asJson(chosen));
  else if (options.role !== undefined && chosen.length === 1) writeAlone(chosen[0]!, io);
  else if (chosen.length > 0) io.stdout.write(`${chosen.map(withHeading).join('\n\n')}\n`);
  for (const complaint of complaints) io.stderr.write(`oidc-trust: ${escapeControls(complaint)}\n`);
  return complaints.length > 0 ? EXIT.usage : EXIT.ok;
}

function renderArguments(args: readonly string[]): RenderArguments {
  const { values, positionals } = strictly('render', () =>
    parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        role: { type: 'string' },
        format: { type: 'string', default: 'text' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }),
  );
  if (positionals.length === 0 && !values.help) {
    throw new UsageError('render needs a file or directory, for example: oidc-trust render .');
  }
  const format = oneOf('--format', values.format, ['text', 'json'] as const);
  return { paths: positionals, role: values.role, format, help: values.help };
}

function policiesOf(selection: Selection, io: Io): { found: Found[]; complaints: string[] } {
  const checker = new Checker(selection, configurationSource(io.cwd));
  refuseMistakes(checker, io.cwd);
  const texts = new SourceTexts((file) => checker.text(file), io.cwd);
  const complaints = [...selection.unusable, ...selection.unreadable].map(({ message }) => message);
  const found = checker
    .trustPolicies()
    .map((policy) => ({ policy, place: texts.place(policy.range) }))
    .sort((a, b) => order(a.place.file, b.place.file) || a.policy.range.start - b.policy.range.start);
  return { found, complaints };
}

function nothingFound(found: readonly Found[], role: string | undefined): string {
  if (role === undefined || found.length === 0) return 'nothing to render: no role and no JSON trust policy was found';
  const addresses = [...new Set(found.flatMap(({ policy }) => policy.address ?? []))];
  const nearest = nearestName(role, addresses, 4);
  const advice = nearest ? `Did you mean "${nearest}"?` : `Found are: ${addresses.join(', ') || 'none'}.`;
  return `there is no role "${role}". ${advice}`;
}

function asJson(found: readonly Found[]): string {
  const roles = found.map(({ policy: { address, surface, text, unknown }, place: { file, start, end } }) => ({
    file,
    range: { start, end },
    address,
    surface,
    complete: unknown.length === 0,
    unknown,
    policy: text ?? null,
  }));
  return `${safeJson({ version: 1, roles })}\n`;
}

/** The text alone, so that it can go into a file. */
function writeAlone({ policy }: Found, io: Io): void {
  if (policy.text !== undefined) io.stdout.write(`${safeJsonText(policy.text)}\n`);
  const note = noteOf(policy);
  if (note) io.stderr.write(`note: ${escapeControls(note)}\n`);
}

function withHeading({ policy, place }: Found): string {
  const note = noteOf(policy);
  const heading = `# ${policy.address ?? 'trust policy'} (${place.file}:${place.start.line}, ${policy.surface})`;
  const lines = [heading, ...(note ? [`# ${note}`] : [])].map(escapeControls);
  return [...lines, ...(policy.text === undefined ? [] : [safeJsonText(policy.text)])].join('\n');
}

function noteOf({ text, unknown }: RenderedTrust): string | undefined {
  if (unknown.length === 0) return undefined;
  return `${text === undefined ? 'not known' : 'not fully known'}: ${unknown.join(', ')}`;
}

/** By UTF-16 code units, the same on every machine. */
function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
