/** The command-line program. */
import { MAX_FILE_BYTES } from '../workspace/fileSystem.ts';
import { EXIT, type Io, type Output } from './io.ts';
import { isDebug, reportFault, run } from './run.ts';

const io: Io = {
  stdout: output(process.stdout),
  stderr: output(process.stderr),
  stdin: readInput,
  cwd: process.cwd(),
  env: process.env,
};

const args = process.argv.slice(2);

// Node's own code for it is 1, which means findings.
process.on('uncaughtException', (error) => {
  reportFault(error, isDebug(args, io), io);
  process.exit(EXIT.internal);
});

void run(args, io, __dirname).then(endWith);

/** The code is set and the process left to end by itself: process.exit() would cut off what is still being written. */
function endWith(code: number): void {
  process.exitCode = Math.max(code, Number(process.exitCode ?? EXIT.ok));
}

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
    if (error.code === 'EPIPE') return;
    endWith(EXIT.internal);
    if (stream !== process.stderr) process.stderr.write(`oidc-trust: the output cannot be written: ${error.message}\n`);
  });
  return {
    write: (text) => {
      if (!stream.destroyed) stream.write(text);
    },
    isTTY: Boolean(stream.isTTY),
    ...(stream.isTTY && { columns: stream.columns }),
  };
}
