// Objects as YAML and JSON, with their fields in the order of the alphabet, as kubectl prints them.
// Source: sigs.k8s.io/yaml v1.6.0 (goyaml.v2/{encode,emitterc}.go). Not modelled: folding of lines beyond 80 characters.
import { compareText } from '../../base/compare.ts';
import { resolvePlain } from '../../manifest/scalars.ts';
import { plainText } from './words.ts';

type Fields = Readonly<Record<string, unknown>>;

const isMap = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value with sorted fields; `managedFields` only where they are asked for. */
function tidy(value: unknown, managed: boolean): unknown {
  if (Array.isArray(value)) return value.map((item) => tidy(item, managed));
  if (!isMap(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, item]) => item !== undefined && (managed || key !== 'managedFields'))
      .sort(([a], [b]) => compareText(a, b))
      .map(([key, item]) => [key, tidy(item, managed)]),
  );
}

/** What a plain scalar may not begin with, and what may not stand inside. */
const INDICATOR = /^[-?:](?:\s|$)|^[,[\]{}#&*!|>'"%@`]|^\s|\s$|: |:$| #/;
// Characters that only an escape can write.
const UNPRINTABLE = /[^\t\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]/u;
/** A date alone reads as a time. */
const TIMESTAMP = /^\d{4}-\d{1,2}-\d{1,2}(?:[Tt ]|$)/;

function textLines(text: string): readonly string[] {
  if (UNPRINTABLE.test(text)) return [JSON.stringify(text)];
  if (text.includes('\n')) {
    if (/^[ \n]|[ \t]\n|[ \t]$/.test(text)) return [JSON.stringify(text)];
    const end = text.endsWith('\n\n') ? '|+' : text.endsWith('\n') ? '|' : '|-';
    const lines = text.replace(/\n$/, '').split('\n');
    return [end, ...lines.map((line) => (line === '' ? '' : `  ${line}`))];
  }
  if (resolvePlain(text) !== text || TIMESTAMP.test(text)) return [JSON.stringify(text)];
  return [INDICATOR.test(text) ? `'${text.replaceAll("'", "''")}'` : text];
}

/** A value as lines; the first may be put behind a key or a dash where `inline`. */
function linesOf(value: unknown): { readonly lines: readonly string[]; readonly inline: boolean } {
  if (Array.isArray(value)) {
    if (value.length === 0) return { lines: ['[]'], inline: true };
    const items = (value as readonly unknown[]).flatMap((item) => {
      const [first = '', ...others] = linesOf(item).lines;
      return [`- ${first}`, ...others.map((line) => (line === '' ? '' : `  ${line}`))];
    });
    return { lines: items, inline: false };
  }
  if (!isMap(value)) {
    return {
      lines: typeof value === 'string' ? textLines(value) : [plainText(value)],
      inline: true,
    };
  }
  const entries = Object.entries(value);
  if (entries.length === 0) return { lines: ['{}'], inline: true };
  const lines = entries.flatMap(([key, item]) => {
    const [name = ''] = textLines(key);
    const own = linesOf(item);
    const [first = '', ...others] = own.lines;
    if (own.inline) return [`${name}: ${first}`, ...others];
    return [
      `${name}:`,
      ...(Array.isArray(item) ? own.lines : own.lines.map((line) => (line === '' ? '' : `  ${line}`))),
    ];
  });
  return { lines, inline: false };
}

/** An object or a list as lines of YAML. */
export const yamlDocument = (value: unknown, managed: boolean): readonly string[] =>
  linesOf(tidy(value, managed)).lines;

/** The same as JSON. */
export const jsonLines = (value: unknown, managed: boolean): string[] =>
  JSON.stringify(tidy(value, managed), null, 4).split('\n');
