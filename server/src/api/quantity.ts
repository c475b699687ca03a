// Quantities: `100m`, `1.5Gi`, `1e3`. Exact arithmetic on bigint.
// Source: staging/src/k8s.io/apimachinery/pkg/api/resource/quantity.go, suffix.go, 1.36.

/** The suffix families; a quantity prints in the family that it was written in. */
export type QuantityFormat = 'DecimalSI' | 'BinarySI' | 'DecimalExponent';

/** A quantity in whole nano-units (1e-9), the finest that upstream keeps. */
export interface Quantity {
  readonly nano: bigint;
  readonly format: QuantityFormat;
}

const NANO = 1_000_000_000n;
const DECIMAL: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const BINARY: Readonly<Record<string, number>> = { Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 };
/** The greatest binary value: 2^63-1, above which upstream caps. Decimal ones are not capped. */
const MAX = (2n ** 63n - 1n) * NANO;

const PATTERN = /^([+-]?)(\d*)(?:\.(\d*))?([eE][+-]?\d+|[A-Za-z]*)$/;

/** Reads a quantity; undefined if the text is none. Fractions finer than nano round up (away from zero), as upstream. */
export function parseQuantity(text: string): Quantity | undefined {
  if (text.length > 256) return undefined;
  const match = PATTERN.exec(text);
  if (!match) return undefined;
  const [, sign = '', whole = '', fraction = '', suffix = ''] = match;
  if (whole === '' && fraction === '') return undefined;
  let digits = BigInt(`${whole}${fraction}` || '0');
  let format: QuantityFormat = 'DecimalSI';
  let exponent = -fraction.length + 9;
  let shift = 0;
  if (/^[eE][+-]?\d/.test(suffix)) {
    format = 'DecimalExponent';
    const power = Number(suffix.slice(1));
    if (!Number.isFinite(power) || Math.abs(power) > 10_000) return undefined;
    exponent += power;
  } else if (Object.hasOwn(BINARY, suffix)) {
    format = 'BinarySI';
    shift = BINARY[suffix] ?? 0;
  } else if (Object.hasOwn(DECIMAL, suffix)) {
    exponent += DECIMAL[suffix] ?? 0;
  } else return undefined;
  digits <<= BigInt(shift);
  if (exponent >= 0) digits *= 10n ** BigInt(Math.min(exponent, 64));
  else {
    const divisor = 10n ** BigInt(Math.min(-exponent, 600));
    digits = (digits + divisor - 1n) / divisor;
  }
  if (format === 'BinarySI' && digits > MAX) digits = MAX;
  return { nano: sign === '-' ? -digits : digits, format };
}

/**
 * The text that the server keeps of a quantity: mostly the canonical one, but a text that looks canonical to its fast
 * reader stays as it is, with its plus sign, leading zeros or `1.500`. Undefined if the text is none.
 * Source: ParseQuantity ("if the number is in canonical form, reuse the string").
 */
export function storedQuantity(text: string): string | undefined {
  const quantity = parseQuantity(text);
  if (quantity === undefined) return undefined;
  return looksCanonical(text, quantity.format) ? text : formatQuantity(quantity);
}

/** The fast reader takes up to 18 decimal digits. */
const FAST_DIGITS = 18;

function looksCanonical(text: string, format: QuantityFormat): boolean {
  const [, , whole = '', fraction = '', suffix = ''] = PATTERN.exec(text) ?? [];
  const digits = `${whole.replace(/^0+/, '') || '0'}${fraction}`;
  if (format === 'BinarySI') {
    // A number that 8 does not divide has no shorter form with a greater suffix.
    const room = 15 - digits.length - Math.trunc(((BINARY[suffix] ?? 0) * 3) / 10) - 1;
    return fraction === '' && room >= 0 && Number(digits) % 8 !== 0;
  }
  const exponent = format === 'DecimalSI' ? (DECIMAL[suffix] ?? 0) : Number(suffix.slice(1));
  const scale = exponent - fraction.length;
  return (
    digits.length <= FAST_DIGITS && scale >= -9 && scale % 3 === 0 && !digits.endsWith('000') && !digits.startsWith('0')
  );
}

/** The quantity of a field that has passed decoding; 0 where it is absent or no quantity. */
export const quantityOf = (text: string | number | undefined): Quantity =>
  (text === undefined ? undefined : parseQuantity(String(text))) ?? ZERO;

/** Nothing, in decimal notation. */
export const ZERO: Quantity = { nano: 0n, format: 'DecimalSI' };

/** Orders by value. */
export const compareQuantity = (a: Quantity, b: Quantity): number => (a.nano < b.nano ? -1 : a.nano > b.nano ? 1 : 0);

/** The sum, printed in the format of the first that is not zero, as `Quantity.Add`. */
export const addQuantity = (a: Quantity, b: Quantity): Quantity => ({
  nano: a.nano + b.nano,
  format: a.nano === 0n ? b.format : a.format,
});

/** The difference, printed in the format of `a`. */
export const subtractQuantity = (a: Quantity, b: Quantity): Quantity => ({
  nano: a.nano - b.nano,
  format: a.nano === 0n ? b.format : a.format,
});

const divideUp = (value: bigint, by: bigint): bigint => (value >= 0n ? (value + by - 1n) / by : value / by);

/** Whole units, rounded up. Source: Quantity.Value. */
export const wholeUnits = (quantity: Quantity): number => Number(exactWholeUnits(quantity));

/** The same without loss. */
export const exactWholeUnits = (quantity: Quantity): bigint => divideUp(quantity.nano, NANO);

/** Thousandths, rounded up. Source: Quantity.MilliValue. */
export const milliUnits = (quantity: Quantity): number => Number(divideUp(quantity.nano, 1_000_000n));

/** The canonical text, as the server stores it: `0.5` → `500m`, `1024Mi` → `1Gi`, `1000` → `1k`. */
export function formatQuantity(quantity: Quantity): string {
  const { nano } = quantity;
  if (nano === 0n) return '0';
  const sign = nano < 0n ? '-' : '';
  const value = nano < 0n ? -nano : nano;
  // Binary quantities below 1024, or with a fraction, print as decimal ones.
  if (quantity.format === 'BinarySI' && value % NANO === 0n && value >= 1024n * NANO) {
    let units = value / NANO;
    let step = 0;
    while (step < 6 && units % 1024n === 0n) {
      units /= 1024n;
      step++;
    }
    return `${sign}${units}${['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'][step] ?? ''}`;
  }
  let units = value;
  let exponent = -9;
  while (exponent < 18 && units % 1000n === 0n) {
    units /= 1000n;
    exponent += 3;
  }
  if (quantity.format === 'DecimalExponent') return exponent === 0 ? `${sign}${units}` : `${sign}${units}e${exponent}`;
  const suffix = Object.keys(DECIMAL).find((key) => DECIMAL[key] === exponent) ?? '';
  return `${sign}${units}${suffix}`;
}
