/** `Numeric...`, `Bool` and `BinaryEquals`. */
import { type Match, matchIf } from './match.ts';

/** Compares two numbers digit by digit, so that nothing is rounded. */
export function matchNumber(actual: string, wanted: string, operator: string): Match {
  const [left, right] = [decimalOf(actual), decimalOf(wanted)];
  if (left && right) return matchIf(holdsOrder(operator.slice('Numeric'.length), compareDecimals(left, right)));
  const wrong = left ? wanted : actual;
  if (wrong.trim() !== '' && Number.isFinite(Number(wrong)))
    return { is: 'maybe', why: `whether AWS reads \`${wrong}\` as a number is not documented` };
  return { is: 'cannot', why: `\`${wrong}\` is no number` };
}

/** Whether an order (below, at or above zero) is the one that an operator's name asks for; negation is applied elsewhere. */
export function holdsOrder(relation: string, order: number): boolean {
  switch (relation) {
    case 'LessThan':
      return order < 0;
    case 'LessThanEquals':
      return order <= 0;
    case 'GreaterThan':
      return order > 0;
    case 'GreaterThanEquals':
      return order >= 0;
    default:
      return order === 0;
  }
}

interface Decimal {
  readonly negative: boolean;
  readonly whole: string;
  readonly fraction: string;
}

function decimalOf(text: string): Decimal | undefined {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  if (!match) return undefined;
  const whole = match[2]!.replace(/^0+/, '');
  const fraction = withoutZerosAtEnd(match[3] ?? '');
  return { negative: match[1] === '-' && whole + fraction !== '', whole, fraction };
}

function withoutZerosAtEnd(digits: string): string {
  let end = digits.length;
  while (digits[end - 1] === '0') end--;
  return digits.slice(0, end);
}

function compareDecimals(a: Decimal, b: Decimal): number {
  if (a.negative !== b.negative) return a.negative ? -1 : 1;
  const order = a.whole.length - b.whole.length || compareText(a.whole, b.whole) || compareText(a.fraction, b.fraction);
  return a.negative ? -order : order;
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Compares `true` and `false`, in any case. */
export function matchBool(actual: string, wanted: string): Match {
  const wrong = [actual, wanted].find((text) => !/^(true|false)$/i.test(text));
  if (wrong !== undefined) return { is: 'cannot', why: `\`${wrong}\` is neither true nor false` };
  return matchIf(actual.toLowerCase() === wanted.toLowerCase());
}

/** Compares base64 texts. */
export function matchBinary(actual: string, wanted: string): Match {
  const wrong = [actual, wanted].find((text) => text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text));
  if (wrong !== undefined) return { is: 'cannot', why: `\`${wrong}\` is no base64` };
  return matchIf(actual === wanted);
}
