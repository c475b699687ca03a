// What stands behind the base64 text of `[]byte` fields. Decoding has made sure that the text is valid.
import { utf8Bytes } from '../base/utf8.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** How many bytes the text stands for; line breaks in it do not count, as Go reads it. */
export function base64Length(text: string): number {
  const digits = text.replace(/[\r\n=]/g, '').length;
  return Math.floor((digits * 6) / 8);
}

/** The bytes as characters U+0000–U+00FF: enough to see whether they are JSON. */
export function base64Text(text: string): string {
  let out = '';
  let buffer = 0;
  let bits = 0;
  for (const digit of text) {
    const value = ALPHABET.indexOf(digit);
    if (value < 0) continue;
    buffer = ((buffer << 6) | value) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    out += String.fromCharCode((buffer >> bits) & 0xff);
  }
  return out;
}

/** Base64 of bytes. */
export function bytesToBase64(bytes: ArrayLike<number>): string {
  let out = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const a = bytes[i] ?? 0;
    const b = bytes[i + 1];
    const c = bytes[i + 2];
    out += ALPHABET.charAt(a >> 2) + ALPHABET.charAt(((a & 3) << 4) | ((b ?? 0) >> 4));
    out += b === undefined ? '=' : ALPHABET.charAt(((b & 15) << 2) | ((c ?? 0) >> 6));
    out += c === undefined ? '=' : ALPHABET.charAt(c & 63);
  }
  return out;
}

/** Base64 of a text in UTF-8. */
export const toBase64 = (text: string): string => bytesToBase64(utf8Bytes(text));
