// JSON values as YAML text, in the plain style of manifests. Not a parser, and not a formatter of what is written.
import { resolvePlain } from '../manifest/scalars.ts';

/** Plain scalars that YAML 1.1 reads as a text and nothing else. */
const PLAIN = /^(?:-{1,2}|\.\.?\/)?[A-Za-z_/][\w./@-]*(?:[ :][\w./@(),-]+)*$/;
const RESERVED = /^(?:y|n|yes|no|on|off|true|false|null|~|\.inf|\.nan)$/i;

/** `100m`, `128Mi`: digits and a unit that no reader takes for a number. */
const isPlainAmount = (text: string): boolean => /^\d+[A-Za-z]+$/.test(text) && resolvePlain(text) === text;

/** A text as a YAML scalar, quoted only where it must be. */
export function yamlScalar(value: unknown): string {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'string') return JSON.stringify(value) ?? 'null';
  const plain = (PLAIN.test(value) || isPlainAmount(value)) && !RESERVED.test(value) && !/: |:$| #/.test(value);
  return plain ? value : JSON.stringify(value);
}

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A value as lines of block YAML without indentation. */
export function yamlLines(value: unknown): string[] {
  if (Array.isArray(value)) {
    return value.length === 0 ? ['[]'] : value.flatMap((item: unknown) => nested('- ', yamlLines(item)));
  }
  if (!isMap(value)) return [yamlScalar(value)];
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return entries.length === 0 ? ['{}'] : entries.flatMap(([key, item]) => yamlEntry(key, item));
}

const nested = (dash: string, lines: readonly string[]): string[] =>
  lines.map((line, index) => (index === 0 ? dash : '  ') + line);

/** `key: value` as lines of block YAML. */
export function yamlEntry(key: string, value: unknown): string[] {
  const name = yamlScalar(key);
  const lines = yamlLines(value);
  const block = isMap(value) ? Object.keys(value).length > 0 : Array.isArray(value) && value.length > 0;
  return block ? [`${name}:`, ...lines.map((line) => `  ${line}`)] : [`${name}: ${lines.join('')}`];
}

/** A value on one line, as YAML flow or, with `json`, as JSON. */
export function flowText(value: unknown, json: boolean): string {
  if (Array.isArray(value)) return `[${value.map((item: unknown) => flowText(item, json)).join(', ')}]`;
  if (!isMap(value)) return json ? (JSON.stringify(value) ?? 'null') : flowScalar(value);
  const entries = Object.entries(value).map(
    ([key, item]) => `${json ? JSON.stringify(key) : flowScalar(key)}: ${flowText(item, json)}`,
  );
  return `{${entries.join(', ')}}`;
}

/** In flow context commas and brackets end a plain scalar. */
const flowScalar = (value: unknown): string => {
  const text = yamlScalar(value);
  return /[,[\]{}]/.test(text) && !text.startsWith('"') ? JSON.stringify(value) : text;
};
