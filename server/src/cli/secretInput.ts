/** Input that must not be repeated: it is read from a file or from standard input, never from the command line. */
import { closeSync, openSync, readSync } from 'node:fs';
import path from 'node:path';
import { type Io, UsageError } from './io.ts';
import { reasonOf } from './selection.ts';

/** Far above what AWS takes as a token, and above any error text. In bytes. */
const MAX_BYTES = 262_144;

/** `file`: a path, or `-` for standard input. `option` is what named it. */
export async function readInput(option: string, file: string, io: Io): Promise<string> {
  const bytes = file === '-' ? await io.stdin() : readStart(option, path.resolve(io.cwd, file));
  if (bytes.length > MAX_BYTES) throw new UsageError(`what ${option} names is longer than ${MAX_BYTES} bytes`);
  return Buffer.from(bytes).toString('utf8');
}

/** Reads no more than is needed to see that it is too long. */
function readStart(option: string, file: string): Uint8Array {
  let handle: number | undefined;
  try {
    handle = openSync(file, 'r');
    const buffer = Buffer.alloc(MAX_BYTES + 1);
    let length = 0;
    for (let read = -1; read !== 0 && length < buffer.length; length += read)
      read = readSync(handle, buffer, length, buffer.length - length, null);
    return buffer.subarray(0, length);
  } catch (error) {
    throw new UsageError(`the file of ${option} cannot be read: ${reasonOf(error)}`);
  } finally {
    if (handle !== undefined) closeSync(handle);
  }
}

/** Refuses a token among the arguments, where shells and process lists keep it, and does not repeat it. */
export function refuseTokens(command: string, args: readonly string[]): void {
  if (!args.some((arg) => /eyJ[\w-]+\./.test(arg))) return;
  throw new UsageError(
    `${command} takes no token on the command line, where the shell's history keeps it: write it into a file for --token-file, or pipe it in with --token-file -. Fetch a new one: this one is known now.`,
  );
}
