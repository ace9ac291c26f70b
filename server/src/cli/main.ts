/** The command-line program. */
import { MAX_FILE_BYTES } from '../workspace/fileSystem.ts';
import type { Io, Output } from './io.ts';
import { run } from './run.ts';

const io: Io = {
  stdout: output(process.stdout),
  stderr: output(process.stderr),
  stdin: readInput,
  cwd: process.cwd(),
  env: process.env,
};

// The code is set and the process left to end by itself: process.exit() would cut off what is still being written.
run(process.argv.slice(2), io, __dirname).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.exitCode = 3;
    throw error;
  },
);

/** Stops behind the limit of a file: whoever pours in more gets a message instead of filling the memory. */
async function readInput(): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > MAX_FILE_BYTES) break;
  }
  return Buffer.concat(chunks);
}

function output(stream: NodeJS.WriteStream): Output {
  // A reader that has seen enough, such as `head`, closes the pipe; that is no fault.
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  return {
    write: (text) => {
      if (!stream.destroyed) stream.write(text);
    },
    isTTY: Boolean(stream.isTTY),
    ...(stream.isTTY && { columns: stream.columns }),
  };
}
