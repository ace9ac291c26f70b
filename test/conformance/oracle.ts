/** HashiCorp's own parser, and where it cannot be asked. */
import { parse } from '@cdktf/hcl2json';

export interface Verdict {
  readonly accepted: boolean;
  /** The lines it complains about, from 1. */
  readonly lines: readonly number[];
}

/** It converts to JSON as well, and evaluates a little for that: those complaints are not about syntax. */
export async function verdict(text: string): Promise<Verdict> {
  try {
    await parse('main.tf', text);
  } catch (error) {
    const message = String(error);
    if (message.includes('parse config'))
      return { accepted: false, lines: [...message.matchAll(/main\.tf:(\d+),/g)].map((found) => Number(found[1])) };
  }
  return { accepted: true, lines: [] };
}

/**
 * Where our first problem stands on another line than HashiCorp's, on purpose. It points at the end of the file for what
 * is not closed, and for an index at wherever it went on reading; we point at what was opened, and at the fault.
 */
export const OTHER_PLACE: readonly RegExp[] = [
  /^this is not closed/,
  /^this heredoc is not ended/,
  /^a closing brace `}` is expected at the end of this template expression/,
  /^a closing bracket `]` is expected/,
];
