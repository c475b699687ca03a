// Writes a text as a YAML or JSON scalar, in the style that the place already has.
import { resolvePlain } from '../manifest/scalars.ts';

/** How a scalar is quoted. */
export type ScalarStyle = 'plain' | 'single' | 'double';

/** The style of a scalar as written. */
export function styleOf(source: string): ScalarStyle {
  if (source.startsWith('"')) return 'double';
  return source.startsWith("'") ? 'single' : 'plain';
}

/** Whether a plain scalar would be read back as this very text, also inside of a flow collection. */
export const isPlainSafe = (text: string): boolean =>
  text !== '' &&
  resolvePlain(text) === text &&
  !/^[\s\-?:,[\]{}#&*!|>'"%@`]/.test(text) &&
  !/[,[\]{}\n\r\t]|: |:$| #|\s$/.test(text);

/** The text as a scalar in a style; plain texts that would be read as something else are quoted. */
export function scalarText(text: string, style: ScalarStyle): string {
  if (style === 'plain' && isPlainSafe(text)) return text;
  if (style === 'single' && !/[\n\r]/.test(text)) return `'${text.replaceAll("'", "''")}'`;
  return JSON.stringify(text);
}
