/** Colours, or none. */
import type { Severity, Verdict } from '../../core/analysis/report.ts';
import type { Io } from '../io.ts';

/** Wraps a text that is already safe to print. */
export type Paint = (text: string) => string;

export interface Style {
  readonly bold: Paint;
  readonly dim: Paint;
  readonly frame: Paint;
  readonly severity: Readonly<Record<Severity, Paint>>;
}

/** Colour is for people: only on a terminal, and not where NO_COLOR asks for none. */
export function styleFor(io: Io): Style {
  const coloured = io.stdout.isTTY && !io.env.NO_COLOR && io.env.TERM !== 'dumb';
  const ansi = (open: number, close: number): Paint =>
    coloured ? (text) => `\u001b[${open}m${text}\u001b[${close}m` : (text) => text;
  return {
    bold: ansi(1, 22),
    dim: ansi(2, 22),
    frame: ansi(34, 39),
    severity: { error: ansi(31, 39), warning: ansi(33, 39), information: ansi(36, 39), hint: ansi(32, 39) },
  };
}

/** Strangers and nobody are what a person must see first. */
export function verdictPaint(verdict: Verdict, style: Style): Paint {
  if (verdict === 'anyone' || verdict === 'nobody') return style.severity.error;
  return verdict === 'unknown' ? style.dim : (text) => text;
}
