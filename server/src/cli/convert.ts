/** `oidc-trust convert`: writes the policies of a Terraform file another way, with the same meaning. */
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { convertFile, type Target } from '../core/convert/conversions.ts';
import { DiskFileSystem } from '../workspace/diskFileSystem.ts';
import { Workspace } from '../workspace/workspace.ts';
import { oneOf, strictly } from './args.ts';
import { CONVERT_HELP } from './help.ts';
import { EXIT, type Io, UsageError } from './io.ts';
import { escapeControls } from './report/escape.ts';
import { SourceTexts } from './report/place.ts';
import { replaceText } from './writeFile.ts';

interface ConvertArguments {
  readonly file: string;
  readonly to: Target;
  readonly write: boolean;
}

export async function convertCommand(args: readonly string[], io: Io): Promise<number> {
  const options = convertArguments(args);
  if (!options) {
    io.stdout.write(CONVERT_HELP);
    return EXIT.ok;
  }
  const file = path.resolve(io.cwd, options.file);
  if (!fs.existsSync(file)) throw new UsageError(`there is no file ${options.file}`);
  const workspace = new Workspace(new DiskFileSystem());
  const sources = workspace.sources(file);
  if (!sources) throw new UsageError(`${options.file} is no Terraform file, or cannot be read`);
  const { files, kept } = convertFile(sources, file, options.to);
  const texts = new SourceTexts((id) => files.find((one) => one.id === id)?.text ?? workspace.text(id), io.cwd);
  for (const { start, why } of kept) {
    const place = texts.place({ file, start, end: start });
    io.stderr.write(`${escapeControls(`note: ${place.file}:${place.start.line} stays as it is: ${why}`)}\n`);
  }
  if (options.write) for (const one of files) replaceText(one.id, workspace.text(one.id) ?? '', one.text);
  else {
    const others = files.filter(({ id }) => id !== file).map(({ id }) => path.relative(io.cwd, id));
    if (others.length > 0) throw new UsageError(`this also changes ${others.join(', ')}: use --write`);
    io.stdout.write(files[0]?.text ?? workspace.text(file) ?? '');
  }
  return EXIT.ok;
}

/** Undefined where help is wanted. */
function convertArguments(args: readonly string[]): ConvertArguments | undefined {
  const { values, positionals } = strictly('convert', () =>
    parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        to: { type: 'string' },
        write: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }),
  );
  if (values.help) return undefined;
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) {
    throw new UsageError('convert needs one file, for example: oidc-trust convert --to jsonencode main.tf');
  }
  if (values.to === undefined) throw new UsageError('convert needs --to jsonencode, policy-document or heredoc');
  const to = oneOf('--to', values.to, ['jsonencode', 'policy-document', 'heredoc'] as const);
  return { file, to, write: values.write };
}
