// The suffix of generated names: a digest of what is in a ConfigMap or Secret.
// Source: sigs.k8s.io/kustomize/api v0.21.1 (hasher/hasher.go).
import { sha256 } from '@noble/hashes/sha2.js';
import { compareText } from '../base/compare.ts';
import { utf8Bytes } from '../base/utf8.ts';
import { fieldOf, textOf, valueOf } from './node.ts';
import { Incomplete } from './refusal.ts';
import type { Resource } from './resource.ts';

const ESCAPES: Readonly<Record<string, string>> = {
  '<': '\\u003c',
  '>': '\\u003e',
  '&': '\\u0026',
  '\u2028': '\\u2028',
  '\u2029': '\\u2029',
};

/** JSON as Go writes it: keys in order, what HTML minds escaped. */
function goJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(goJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).sort(([a], [b]) => compareText(a, b));
    return `{${entries.map(([key, item]) => `${goJson(key)}:${goJson(item)}`).join(',')}}`;
  }
  if (typeof value === 'bigint') return String(value);
  return JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (char) => ESCAPES[char] ?? char);
}

/** Letters that make no words, instead of some digits. */
const LETTERS: Readonly<Record<string, string>> = { '0': 'g', '1': 'h', '3': 'k', a: 'm', e: 't' };

function shortDigest(text: string): string {
  const bytes = sha256(Uint8Array.from(utf8Bytes(text)));
  const hex = [...bytes.slice(0, 5)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return [...hex].map((digit) => LETTERS[digit] ?? digit).join('');
}

/** A field of the digest: what is missing counts as "". */
function part(resource: Resource, name: string): unknown {
  const node = fieldOf(resource.node, name);
  return node === undefined ? '' : node.kind === 'scalar' ? textOf(node) : valueOf(node);
}

/** The suffix for a generated object. The name does not count, as upstream looks for it where it is not. */
export function hashOf(resource: Resource): string {
  const { kind } = resource;
  if (kind !== 'ConfigMap' && kind !== 'Secret') {
    throw new Incomplete(`incomplete: the hash of a ${kind} is not supported`, resource.origin.place);
  }
  const content: Record<string, unknown> = { kind, name: '', data: part(resource, 'data') };
  if (kind === 'Secret') content['type'] = part(resource, 'type');
  const second = kind === 'Secret' ? 'stringData' : 'binaryData';
  if (fieldOf(resource.node, second)?.kind === 'map') content[second] = part(resource, second);
  return shortDigest(goJson(content));
}
