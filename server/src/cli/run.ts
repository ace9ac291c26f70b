/** Finds the command and runs it; turns every failure into a message and an exit code. */
import path from 'node:path';
import { nearestName } from '../core/oidc/nearest.ts';
import { checkCommand } from './check.ts';
import { convertCommand } from './convert.ts';
import { diffCommand } from './diff.ts';
import { HELP } from './help.ts';
import { iamCommand } from './iam.ts';
import { EXIT, type Io, UsageError } from './io.ts';
import { issuerCommand } from './issuer.ts';
import { lspCommand } from './lsp.ts';
import { predictCommand } from './predict.ts';
import { renderCommand } from './render.ts';
import { escapeControls } from './report/escape.ts';
import { explainCommand, rulesCommand } from './rulesCommand.ts';
import { thumbprintCommand } from './thumbprint.ts';
import { tokenCommand } from './token.ts';
import { packageVersion } from './version.ts';
import { whoCommand } from './who.ts';

type Command = (args: readonly string[], io: Io) => Promise<number>;

/** `home` is the directory of the running bundle, which has the language server beside it. */
export async function run(args: readonly string[], io: Io, home: string): Promise<number> {
  const commands: Readonly<Record<string, Command>> = {
    check: (checkArgs, own) => checkCommand(checkArgs, own, packageVersion(home)),
    who: whoCommand,
    diff: diffCommand,
    render: renderCommand,
    convert: convertCommand,
    rules: rulesCommand,
    explain: explainCommand,
    issuer: issuerCommand,
    iam: iamCommand,
    token: tokenCommand,
    predict: predictCommand,
    thumbprint: (lookUpArgs, { stdout, stderr }) =>
      thumbprintCommand([...lookUpArgs], {
        stdout: (text) => stdout.write(text),
        stderr: (text) => stderr.write(text),
      }),
    lsp: (lspArgs, own) => lspCommand(lspArgs, own, path.join(home, 'server.js')),
  };
  const { rest } = withoutDebug(args);
  try {
    return await dispatch(rest, io, home, commands);
  } catch (error) {
    if (error instanceof UsageError) {
      for (const line of error.message.split('\n')) io.stderr.write(`oidc-trust: ${escapeControls(line)}\n`);
      return EXIT.usage;
    }
    reportFault(error, isDebug(args, io), io);
    return EXIT.internal;
  }
}

/** Whether stacks are wanted. */
export function isDebug(args: readonly string[], { env }: Pick<Io, 'env'>): boolean {
  return withoutDebug(args).debug || Boolean(env.OIDC_TRUST_DEBUG);
}

/** Every command takes `--debug`; behind `--` it is a file's name. */
function withoutDebug(args: readonly string[]): { debug: boolean; rest: readonly string[] } {
  const end = args.includes('--') ? args.indexOf('--') : args.length;
  const rest = args.filter((arg, i) => arg !== '--debug' || i > end);
  return { debug: rest.length < args.length, rest };
}

async function dispatch(
  args: readonly string[],
  io: Io,
  home: string,
  commands: Readonly<Record<string, Command>>,
): Promise<number> {
  const [name, ...rest] = args;
  if (name === '--version' || name === '-V') {
    io.stdout.write(`${packageVersion(home)}\n`);
    return EXIT.ok;
  }
  if (name === '--help' || name === '-h' || name === 'help') {
    io.stdout.write(HELP);
    return EXIT.ok;
  }
  if (name === undefined) throw new UsageError('a command is missing. See: oidc-trust --help');
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command) return command(rest, io);
  const nearest = nearestName(name, Object.keys(commands));
  const advice = nearest ? `Did you mean "${nearest}"?` : 'See: oidc-trust --help';
  throw new UsageError(`there is no ${name.startsWith('-') ? 'option' : 'command'} "${name}". ${advice}`);
}

/** Says that the program itself is at fault. */
export function reportFault(error: unknown, debug: boolean, io: Io): void {
  const chain = causesOf(error);
  io.stderr.write(`oidc-trust: internal error: ${escapeControls(chain.map(messageOf).join(': '))}\n`);
  for (const one of debug ? chain : []) {
    const stack = one instanceof Error ? (one.stack ?? '') : '';
    for (const line of stack.split('\n')) io.stderr.write(`${escapeControls(line)}\n`);
  }
  io.stderr.write(
    `This is a fault in oidc-trust, not in your files. Please report it with this message, the command${
      debug ? ' and the stack' : ', the stack (run it again with --debug)'
    } and, if you can, the file that was checked.\n`,
  );
}

/** An error and what led to it, outermost first. */
function causesOf(error: unknown): unknown[] {
  const chain = [error];
  let current = error;
  while (current instanceof Error && current.cause !== undefined && chain.length < 10) {
    current = current.cause;
    chain.push(current);
  }
  return chain;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
