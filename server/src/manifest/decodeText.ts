// Bytes of a file → text, as kubectl reads them: a byte order mark decides between UTF-8 and UTF-16.
// Source: k8s.io/cli-runtime (BOMOverride), golang.org/x/text/encoding/unicode, 1.36.

/** One code point of UTF-8 at `at` and how many bytes it takes; U+FFFD for what is no UTF-8. */
function codePointAt(bytes: Uint8Array, at: number): readonly [number, number] {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return [first, 1];
  const length = first >= 0xf0 && first < 0xf5 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0;
  if (length === 0 || first >= 0xf5) return [0xfffd, 1];
  let value = first & (0xff >> (length + 1));
  for (let i = 1; i < length; i++) {
    const next = bytes[at + i];
    if (next === undefined || (next & 0xc0) !== 0x80) return [0xfffd, i];
    value = (value << 6) | (next & 0x3f);
  }
  const shortest = length === 2 ? 0x80 : length === 3 ? 0x800 : 0x10000;
  return value < shortest || value > 0x10ffff || (value >= 0xd800 && value < 0xe000)
    ? [0xfffd, length]
    : [value, length];
}

function fromUtf16(bytes: Uint8Array, littleEndian: boolean): string {
  const parts: string[] = [];
  for (let at = 2; at + 1 < bytes.length; at += 2) {
    const [a, b] = [bytes[at] ?? 0, bytes[at + 1] ?? 0];
    parts.push(String.fromCharCode(littleEndian ? a | (b << 8) : (a << 8) | b));
  }
  return parts.join('');
}

/** The text of a file's bytes, byte order mark removed. What is not UTF-8 becomes U+FFFD. */
export function decodeText(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return fromUtf16(bytes, true);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return fromUtf16(bytes, false);
  let at = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  const parts: string[] = [];
  let codes: number[] = [];
  while (at < bytes.length) {
    const [code, length] = codePointAt(bytes, at);
    codes.push(code);
    at += length;
    if (codes.length === 4096) {
      parts.push(String.fromCodePoint(...codes));
      codes = [];
    }
  }
  parts.push(String.fromCodePoint(...codes));
  return parts.join('');
}
