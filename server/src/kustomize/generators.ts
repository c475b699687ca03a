// configMapGenerator and secretGenerator.
// Source: sigs.k8s.io/kustomize/api v0.21.1 (internal/generators/, kv/kv.go), kyaml v0.21.1 (yaml/datamap.go).
import { bytesToBase64 } from '../api/base64.ts';
import { compareText } from '../base/compare.ts';
import type { GeneratorEntry, GeneratorOptions } from './fields.ts';
import { bytesOf, type Files } from './files.ts';
import type { KustomizationFile } from './kustomization.ts';
import { mapping, scalar, textNode, type Place, type YamlNode } from './node.ts';
import { Refusal, within } from './refusal.ts';
import { Resource, type Behavior } from './resource.ts';

type Content = string | Uint8Array;
type Pair = readonly [key: string, content: Content, place: Place];

/** One generator of a kustomization and where it stands. */
class Generator {
  readonly #files: Files;
  readonly #file: KustomizationFile;
  readonly #entry: GeneratorEntry;
  readonly #field: 'configMapGenerator' | 'secretGenerator';
  readonly #index: number;

  constructor(
    files: Files,
    file: KustomizationFile,
    field: 'configMapGenerator' | 'secretGenerator',
    index: number,
    entry: GeneratorEntry,
  ) {
    this.#files = files;
    this.#file = file;
    this.#field = field;
    this.#index = index;
    this.#entry = entry;
  }

  place(...path: (string | number)[]): Place {
    return this.#file.place(this.#field, this.#index, ...path);
  }

  #literal(source: string, place: Place): Pair {
    const at = source.indexOf('=');
    if (at <= 0) throw new Refusal(`literal sources: invalid literal source ${source}, expected key=value`, place);
    const value = source.slice(at + 1);
    const quoted = value.length >= 2 && /^["']/.test(value) && value.endsWith(value.charAt(0));
    return [source.slice(0, at), quoted ? value.slice(1, -1) : value, place];
  }

  #file1(source: string, place: Place): Pair {
    const parts = source.split('=');
    const [first = '', second = ''] = parts;
    if (parts.length === 1) {
      const base = source.slice(source.replaceAll('\\', '/').lastIndexOf('/') + 1);
      return [base, this.#files.load(this.#file, source, place), place];
    }
    if (parts.length > 2) throw new Refusal(`source "${source}" key name or file path contains '='`, place);
    if (first === '') throw new Refusal(`missing key name for file path "${second}" in source "${source}"`, place);
    if (second === '') throw new Refusal(`missing file path for key name "${first}" in source "${source}"`, place);
    return [first, this.#files.load(this.#file, second, place), place];
  }

  /** The lines of an env file; those that are empty or begin with `#` say nothing. */
  #env(path: string, place: Place): Pair[] {
    const content = this.#files.load(this.#file, path, place);
    if (typeof content !== 'string') throw new Refusal(`env source files: ${path} has invalid utf8 bytes`, place);
    const lines = content.replace(/^\ufeff/, '').split('\n');
    return lines.flatMap((whole): Pair[] => {
      const line = whole.replace(/\r$/, '').trimStart();
      if (line === '' || line.startsWith('#')) return [];
      const at = line.indexOf('=');
      const [key, value] = at < 0 ? [line, ''] : [line.slice(0, at), line.slice(at + 1)];
      return key === '' ? [] : [[key, value, place]];
    });
  }

  /** Everything that is to go in, by key. */
  pairs(): Map<string, Pair> {
    const { envs = [], env = '', literals = [], files = [], name = '' } = this.#entry;
    const all = [
      ...envs.flatMap((path, at) => this.#env(path, this.place('envs', at))),
      ...(env === '' ? [] : this.#env(env, this.place('env'))),
      ...literals.map((source, at) => this.#literal(source, this.place('literals', at))),
      ...files.map((source, at) => this.#file1(source, this.place('files', at))),
    ];
    const out = new Map<string, Pair>();
    for (const pair of all) {
      const [key, , place] = pair;
      if (out.has(key)) throw new Refusal(`configmap ${name} illegally repeats the key \`${key}\``, place);
      out.set(key, pair);
    }
    return new Map([...out].sort(([a], [b]) => compareText(a, b)));
  }
}

/** Base64 in lines of 70, as kustomize breaks it up. */
function base64Lines(content: Content): string {
  const text = bytesToBase64(bytesOf(content));
  if (text.length < 70) return text;
  return (text.match(/.{1,70}/g) ?? []).map((line) => `${line}\n`).join('');
}

function dataOf(kind: 'ConfigMap' | 'Secret', pairs: ReadonlyMap<string, Pair>): Map<string, YamlNode> {
  const data = new Map<string, YamlNode>();
  const binary = new Map<string, YamlNode>();
  for (const [key, [, content, place]] of pairs) {
    if (kind === 'Secret') data.set(key, textNode(base64Lines(content), place));
    else if (typeof content === 'string') data.set(key, textNode(content, place));
    else binary.set(key, textNode(base64Lines(content), place));
  }
  const out = new Map<string, YamlNode>();
  if (data.size > 0 || kind === 'Secret') out.set('data', mapping(data));
  if (binary.size > 0) out.set('binaryData', mapping(binary));
  return out;
}

/** Options of all generators below those of one. */
function mergedOptions(own: GeneratorOptions | undefined, all: GeneratorOptions | undefined): GeneratorOptions {
  return {
    labels: { ...all?.labels, ...own?.labels },
    annotations: { ...all?.annotations, ...own?.annotations },
    disableNameSuffixHash: own?.disableNameSuffixHash === true || all?.disableNameSuffixHash === true,
    immutable: own?.immutable === true || all?.immutable === true,
  };
}

const textsNode = (texts: Readonly<Record<string, string>>, place: Place): YamlNode =>
  mapping(new Map(Object.entries(texts).map(([key, text]) => [key, textNode(text, place)])), place);

const behaviorOf = (text: string): Behavior =>
  text === 'create' || text === 'replace' || text === 'merge' ? text : '';

function generate(
  files: Files,
  file: KustomizationFile,
  kind: 'ConfigMap' | 'Secret',
  index: number,
  entry: GeneratorEntry,
): Resource {
  const field = kind === 'ConfigMap' ? 'configMapGenerator' : 'secretGenerator';
  const generator = new Generator(files, file, field, index, entry);
  const place = generator.place();
  const { name = '', namespace = '', type = '' } = entry;
  if (name === '') throw new Refusal('a configmap must have a name', place);
  const options = mergedOptions(entry.options, file.fields.generatorOptions);
  const metadata = new Map<string, YamlNode>([['name', textNode(name, generator.place('name'))]]);
  if (namespace !== '') metadata.set('namespace', textNode(namespace, generator.place('namespace')));
  for (const part of ['labels', 'annotations'] as const) {
    const texts = options[part] ?? {};
    if (Object.keys(texts).length > 0) metadata.set(part, textsNode(texts, place));
  }
  const fields = new Map<string, YamlNode>([
    ['apiVersion', textNode('v1', place)],
    ['kind', textNode(kind, place)],
    ['metadata', mapping(metadata, place)],
  ]);
  if (kind === 'Secret') fields.set('type', textNode(type === '' ? 'Opaque' : type, generator.place('type')));
  const data = within('loading KV pairs', place, () => dataOf(kind, generator.pairs()));
  for (const [key, value] of data) fields.set(key, value);
  if (options.immutable === true) fields.set('immutable', scalar('true', 'bool', place));
  const made = new Resource(mapping(fields, place), { file: file.path, section: undefined, item: undefined, place });
  made.needsHash = options.disableNameSuffixHash !== true;
  made.behavior = behaviorOf(entry.behavior ?? '');
  return made;
}

/** What the generators of a kustomization make, in order. */
export function generated(files: Files, file: KustomizationFile): readonly Resource[] {
  const { configMapGenerator = [], secretGenerator = [] } = file.fields;
  return [
    ...configMapGenerator.map((entry, at) => generate(files, file, 'ConfigMap', at, entry)),
    ...secretGenerator.map((entry, at) => generate(files, file, 'Secret', at, entry)),
  ];
}
