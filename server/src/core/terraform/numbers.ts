/**
 * Terraform's numbers. It holds them as binary fractions of 512 bits and shows the shortest decimal that reads back the same.
 * Here a number is that decimal. An operation is done exactly and once more with 512 bits; where Terraform would show
 * other digits than the exact ones the result stays unknown.
 */

/** `digits` times ten to the power of minus `scale`. */
interface Decimal {
  readonly digits: bigint;
  readonly scale: number;
}

/** Nothing tells a negative zero from zero here, so that results that may be one stay unknown. Longer numbers stay unread: 512 bits hold any decimal of this length without loss of its digits. */
const MAX_DIGITS = 100;
const PRECISION = 512;

/** The canonical decimal text of a written number (`1.50` is `1.5`, `1e3` is `1000`), or undefined when it is none or too long. */
export function canonicalNumber(written: string): string | undefined {
  const decimal = read(written);
  return decimal && show(decimal);
}

/** A whole number that JavaScript holds exactly, or undefined. */
export function wholeNumber(written: string): number | undefined {
  return /^-?\d{1,15}$/.test(written) ? Number(written) : undefined;
}

/** A canonical text from a whole number. */
export function bigNumber(value: bigint): string | undefined {
  return show({ digits: value, scale: 0 });
}

export function compareNumbers(left: string, right: string): number | undefined {
  const [a, b] = aligned(left, right);
  if (!a || !b) return undefined;
  return a.digits < b.digits ? -1 : a.digits > b.digits ? 1 : 0;
}

/** The result of an operation on canonical numbers; undefined where it is not certain. */
export function calculate(operator: '+' | '-' | '*' | '/' | '%', left: string, right: string): string | undefined {
  const [a, b] = aligned(left, right);
  if (!a || !b) return undefined;
  // Terraform goes on with an infinite number, and has a negative zero.
  if ((operator === '/' || operator === '%') && b.digits === 0n) return undefined;
  if ('*/%'.includes(operator) && mayBeNegativeZero(a, b)) return undefined;
  switch (operator) {
    case '+':
      return settled({ digits: a.digits + b.digits, scale: a.scale }, a, b, (x, y) => plus(x, y));
    case '-':
      return settled({ digits: a.digits - b.digits, scale: a.scale }, a, b, (x, y) =>
        plus(x, { ...y, digits: -y.digits }),
      );
    case '*':
      return settled({ digits: a.digits * b.digits, scale: a.scale * 2 }, a, b, (x, y) => ({
        digits: x.digits * y.digits,
        power: x.power + y.power,
      }));
    case '/':
      return divide(a, b);
    case '%':
      return remainder(a, b);
  }
}

/** The largest whole number that is not above (`floor`), or the smallest that is not below (`ceil`). */
export function toWhole(text: string, direction: 'floor' | 'ceil'): string | undefined {
  const decimal = read(text);
  if (!decimal) return undefined;
  const unit = 10n ** BigInt(decimal.scale);
  const truncated = decimal.digits / unit;
  const rest = decimal.digits % unit;
  if (direction === 'floor') return show({ digits: rest < 0n ? truncated - 1n : truncated, scale: 0 });
  return show({ digits: rest > 0n ? truncated + 1n : truncated, scale: 0 });
}

/** With so many digits behind the point, halves to even as binary fractions that are exact round. Undefined for other halves. */
export function fixed(text: string, places: number): string | undefined {
  const decimal = read(text);
  if (!decimal || places > MAX_DIGITS) return undefined;
  const { digits, scale } = decimal;
  const negative = digits < 0n;
  let magnitude = negative ? -digits : digits;
  if (scale > places) {
    const unit = 10n ** BigInt(scale - places);
    const rest = magnitude % unit;
    // A half is exact in binary only when few digits follow the point; then Go rounds it to even.
    if (rest * 2n === unit && !isBinary(decimal)) return undefined;
    magnitude /= unit;
    if (rest * 2n > unit || (rest * 2n === unit && magnitude % 2n === 1n)) magnitude += 1n;
  } else magnitude *= 10n ** BigInt(places - scale);
  const shown = magnitude.toString().padStart(places + 1, '0');
  const point = places === 0 ? shown : `${shown.slice(0, -places)}.${shown.slice(-places)}`;
  return negative ? `-${point}` : point;
}

function isBinary({ digits, scale }: Decimal): boolean {
  return digits % 5n ** BigInt(scale) === 0n;
}

function read(written: string): Decimal | undefined {
  const match = /^(-?)(\d{1,100})(?:\.(\d{1,100}))?(?:[eE]([+-]?\d{1,3}))?$/.exec(written);
  if (!match || /^-[0.]+(?:e|$)/i.test(written)) return undefined;
  const fraction = match[3] ?? '';
  let digits = BigInt(match[2]! + fraction);
  let scale = fraction.length - Number(match[4] ?? 0);
  if (scale < 0) {
    if (scale < -MAX_DIGITS) return undefined;
    digits *= 10n ** BigInt(-scale);
    scale = 0;
  }
  return reduced({ digits: match[1] === '-' ? -digits : digits, scale });
}

function reduced({ digits, scale }: Decimal): Decimal {
  let [left, places] = [digits, scale];
  while (places > 0 && left % 10n === 0n) {
    left /= 10n;
    places--;
  }
  return { digits: left, scale: places };
}

function show(decimal: Decimal): string | undefined {
  const { digits, scale } = reduced(decimal);
  if (scale > MAX_DIGITS) return undefined;
  const shown = (digits < 0n ? -digits : digits).toString().padStart(scale + 1, '0');
  if (shown.length > MAX_DIGITS) return undefined;
  const text = scale === 0 ? shown : `${shown.slice(0, -scale)}.${shown.slice(-scale)}`;
  return digits < 0n ? `-${text}` : text;
}

function aligned(left: string, right: string): [Decimal | undefined, Decimal | undefined] {
  const [a, b] = [read(left), read(right)];
  if (!a || !b) return [undefined, undefined];
  const scale = Math.max(a.scale, b.scale);
  const scaled = (d: Decimal): Decimal => ({ digits: d.digits * 10n ** BigInt(scale - d.scale), scale });
  return [scaled(a), scaled(b)];
}

function mayBeNegativeZero(a: Decimal, b: Decimal): boolean {
  return (a.digits === 0n && b.digits < 0n) || (b.digits === 0n && a.digits < 0n);
}

function divide(a: Decimal, b: Decimal): string | undefined {
  // Both have the same scale, so that it drops out.
  for (let scale = 0; scale <= MAX_DIGITS; scale++) {
    const raised = a.digits * 10n ** BigInt(scale);
    if (raised % b.digits !== 0n) continue;
    return settled({ digits: raised / b.digits, scale }, a, b, quotient);
  }
  return undefined;
}

/** Only of whole numbers that are not large: for others Terraform's way through rounded quotients is not followed. */
function remainder(a: Decimal, b: Decimal): string | undefined {
  const [x, y] = [reduced(a), reduced(b)];
  const limit = 1n << 60n;
  const large = [x, y].some((d) => d.scale > 0 || d.digits > limit || d.digits < -limit);
  const rest = large ? 0n : x.digits % y.digits;
  return large || (rest === 0n && x.digits < 0n) ? undefined : show({ digits: rest, scale: 0 });
}

/** A binary fraction: `digits` times two to a power. */
interface Binary {
  readonly digits: bigint;
  readonly power: number;
}

/** The exact result where Terraform's rounded operation gives the number that the exact result is read as. */
function settled(exact: Decimal, a: Decimal, b: Decimal, operation: (x: Binary, y: Binary) => Binary) {
  const done = rounded(operation(toBinary(a), toBinary(b)));
  const wanted = toBinary(exact);
  return same(done, wanted) ? show(exact) : undefined;
}

function same(x: Binary, y: Binary): boolean {
  return x.digits === y.digits && (x.power === y.power || x.digits === 0n);
}

function plus(x: Binary, y: Binary): Binary {
  const power = Math.min(x.power, y.power);
  return {
    digits: (x.digits << BigInt(x.power - power)) + (y.digits << BigInt(y.power - power)),
    power,
  };
}

function quotient(x: Binary, y: Binary): Binary {
  const shift = PRECISION * 2 + 64;
  const raised = x.digits << BigInt(shift);
  // One more bit says whether something is left over, so that a half is told from more than a half.
  const sticky = raised % y.digits === 0n ? 0n : 1n;
  const whole = raised / y.digits;
  return { digits: (whole << 1n) + (whole < 0n ? -sticky : sticky), power: x.power - y.power - shift - 1 };
}

function toBinary({ digits, scale }: Decimal): Binary {
  if (scale === 0) return rounded({ digits, power: 0 });
  return rounded(quotient({ digits, power: 0 }, { digits: 10n ** BigInt(scale), power: 0 }));
}

/** To 512 bits, halves to even, without zeros at the end. */
function rounded({ digits, power }: Binary): Binary {
  if (digits === 0n) return { digits, power: 0 };
  let magnitude = digits < 0n ? -digits : digits;
  let exponent = power;
  const extra = magnitude.toString(2).length - PRECISION;
  if (extra > 0) {
    const unit = 1n << BigInt(extra);
    const rest = magnitude % unit;
    magnitude >>= BigInt(extra);
    exponent += extra;
    if (rest * 2n > unit || (rest * 2n === unit && magnitude % 2n === 1n)) magnitude += 1n;
  }
  const zeros = /0*$/.exec(magnitude.toString(2))![0].length;
  return {
    digits: (digits < 0n ? -1n : 1n) * (magnitude >> BigInt(zeros)),
    power: exponent + zeros,
  };
}
