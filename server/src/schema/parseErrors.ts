// What Go says of a text that is no time and no quantity.
// Source: Go's time.Parse; staging/src/k8s.io/apimachinery/pkg/api/resource/quantity.go (parseQuantityString), 1.36.

const FORMAT = `quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'`;
const SHAPE = /^[+-]?\d*(?:\.\d*)?[eEinumkKMGTP]*[-+]?\d*$/;

/** The sentence for a value that is no quantity. */
export function quantityError(value: unknown): string {
  const looksRight = typeof value === 'string' && /\d/.test(value) && SHAPE.test(value.trim());
  return looksRight ? "unable to parse quantity's suffix" : FORMAT;
}

const RFC3339 = '2006-01-02T15:04:05Z07:00';
const RFC3339_MICRO = '2006-01-02T15:04:05.000000Z07:00';

/** The layout's elements, what each takes, and the range that Go checks at once. */
const ELEMENTS: readonly (readonly [string, RegExp, (readonly [string, number, number])?])[] = [
  ['2006', /^\d{4}/],
  ['-', /^-/],
  ['01', /^\d{2}/, ['month', 1, 12]],
  ['-', /^-/],
  ['02', /^\d{2}/],
  ['T', /^T/],
  ['15', /^\d{2}/, ['hour', 0, 23]],
  [':', /^:/],
  ['04', /^\d{2}/, ['minute', 0, 59]],
  [':', /^:/],
  ['05', /^\d{2}/, ['second', 0, 59]],
];

/** The sentence for a text that is no time. */
export function timeError(text: string, micro: boolean): string {
  const layout = micro ? RFC3339_MICRO : RFC3339;
  const quoted = JSON.stringify(text);
  let rest = text;
  const cannot = (element: string): string =>
    `parsing time ${quoted} as ${JSON.stringify(layout)}: cannot parse ${JSON.stringify(rest)} as ${JSON.stringify(element)}`;
  for (const [element, pattern, range] of ELEMENTS) {
    const match = pattern.exec(rest);
    if (!match) return cannot(element);
    const value = Number(match[0]);
    if (range && (value < range[1] || value > range[2])) return `parsing time ${quoted}: ${range[0]} out of range`;
    rest = rest.slice(match[0].length);
  }
  const fraction = micro ? /^\.\d{6}/.exec(rest) : /^[.,]\d+/.exec(rest);
  if (micro && !fraction) return cannot('.000000');
  rest = rest.slice(fraction?.[0].length ?? 0);
  const zone = /^(?:Z|[+-]\d\d:\d\d)/.exec(rest);
  if (!zone) return cannot('Z07:00');
  rest = rest.slice(zone[0].length);
  if (rest !== '') return `parsing time ${quoted}: extra text: ${JSON.stringify(rest)}`;
  return `parsing time ${quoted}: day out of range`;
}
