/** The world around a command: the terminal, the working directory, the environment. Tests give their own. */

/** Where a command writes. */
export interface Output {
  write(text: string): void;
  /** Whether a person reads it directly. */
  readonly isTTY: boolean;
  /** Width in characters, where it is known. */
  readonly columns?: number;
}

export interface Io {
  /** What was asked for. */
  readonly stdout: Output;
  /** Notes and complaints. */
  readonly stderr: Output;
  /** All of standard input; of a very long one at least so much that its reader finds it too long. */
  readonly stdin: () => Promise<Uint8Array>;
  /** Absolute; relative paths start here. */
  readonly cwd: string;
  readonly env: Environment;
}

/** The variables that commands read. */
export interface Environment {
  readonly NO_COLOR?: string | undefined;
  readonly TERM?: string | undefined;
  /** Prints stacks, as --debug does. */
  readonly OIDC_TRUST_DEBUG?: string | undefined;
  readonly [name: string]: string | undefined;
}

/** What a command's number means to the shell. The highest that applies is given. */
export const EXIT = {
  ok: 0,
  /** Findings at or above the threshold. */
  findings: 1,
  /** Wrong arguments or configuration, a path that cannot be read, or nothing to check. */
  usage: 2,
  /** A fault of the program itself. */
  internal: 3,
} as const;

/** The user asked for something that cannot be done; the message says what and what to do instead. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
