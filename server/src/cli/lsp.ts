/** `oidc-trust lsp`: the language server for editors other than VS Code, from the bundle beside this one. */
import fs from 'node:fs';
import { createRequire } from 'node:module';
import { LSP_HELP } from './help.ts';
import { EXIT, type Io, UsageError } from './io.ts';

/** Starts the server and returns; it keeps the process alive until its client leaves. */
export async function lspCommand(args: readonly string[], io: Io, serverFile: string): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    io.stdout.write(LSP_HELP);
    return EXIT.ok;
  }
  if (args.length !== 1 || args[0] !== '--stdio')
    throw new UsageError('the language server is started with: oidc-trust lsp --stdio');
  if (!fs.existsSync(serverFile)) throw new UsageError(`the language server is not there: ${serverFile}`);
  // The server reads `--stdio` from this process's own arguments.
  createRequire(serverFile)(serverFile);
  return EXIT.ok;
}
