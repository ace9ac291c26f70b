import type { Environment, Io } from '../../server/src/cli/io.ts';

/** A terminal that remembers. */
export function fakeIo(
  cwd: string,
  options: { env?: Environment; isTTY?: boolean; columns?: number; stdin?: string | Uint8Array } = {},
): { io: Io; out: () => string; err: () => string } {
  const written = { stdout: '', stderr: '' };
  const isTTY = options.isTTY ?? false;
  const output = (name: 'stdout' | 'stderr') => ({
    write: (text: string) => {
      written[name] += text;
    },
    isTTY,
    ...(options.columns !== undefined && { columns: options.columns }),
  });
  const stdin = async () => Buffer.from(options.stdin ?? '');
  const io = { stdout: output('stdout'), stderr: output('stderr'), stdin, cwd, env: options.env ?? {} };
  return { io, out: () => written.stdout, err: () => written.stderr };
}
