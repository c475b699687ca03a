// Cutting a file into `---` sections, and telling which of them are ours. Works on text alone, before any parsing.
// Source: staging/src/k8s.io/apimachinery/pkg/util/yaml/decoder.go (YAMLReader), 1.36.
import { textRange, type TextRange } from '../base/textRange.ts';

/** A section's place in the file, without its `---` line, and what is wrong with that line. */
export interface Cut {
  readonly range: TextRange;
  /** What stands behind `---` though nothing but a comment may: kubectl refuses the file there. */
  readonly badSeparator?: TextRange;
}

/** The end of the line that begins at `start`, without its line break. */
function lineEnd(text: string, start: number): number {
  const newline = text.indexOf('\n', start);
  if (newline < 0) return text.length;
  return text.charCodeAt(newline - 1) === 13 && newline > start ? newline - 1 : newline;
}

/** The sections of a text. A byte order mark at a section's beginning belongs to none. */
export function cutSections(text: string): readonly Cut[] {
  const cuts: Cut[] = [];
  let start = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  let bad: TextRange | undefined;
  const push = (end: number): void => {
    const from = start < end && text.charCodeAt(start) === 0xfeff ? start + 1 : start;
    cuts.push({ range: textRange(from, end), ...(bad === undefined ? {} : { badSeparator: bad }) });
  };
  let at = text.startsWith('---', start) ? start : nextSeparator(text, start);
  while (at >= 0) {
    if (at > start || cuts.length > 0 || bad !== undefined) push(at);
    const end = lineEnd(text, at);
    const rest = text.slice(at + 3, end).trim();
    bad = rest === '' || rest.startsWith('#') ? undefined : textRange(at, end);
    const newline = text.indexOf('\n', at);
    start = newline < 0 ? text.length : newline + 1;
    at = newline < 0 ? -1 : text.startsWith('---', start) ? start : nextSeparator(text, start);
  }
  push(text.length);
  return cuts;
}

function nextSeparator(text: string, from: number): number {
  const found = text.indexOf('\n---', Math.max(0, from - 1));
  return found < 0 ? -1 : found + 1;
}

/** Cheap: whether the text could be ours at all. Decides for most foreign YAML without parsing it. */
export const mentionsKind = (text: string): boolean => text.includes('apiVersion') || text.includes('kind');

/** `apiVersion:` or `kind:` at the beginning of a line (also glued, also quoted), for texts that do not parse. */
const TOP_LEVEL = /^[ \t]*(?:- +)?(["']?)(apiVersion|kind)\1[ \t]*:(?!\/)/m;

/** Whether a text that did not parse to a mapping looks like a manifest. */
export function looksLikeManifest(text: string): boolean {
  const match = TOP_LEVEL.exec(text);
  if (!match) return false;
  // Only a key of the outermost level counts: nothing but comments may stand less indented before it.
  const indent = match[0].search(/[^ \t]/);
  return indent === 0 || /^[ \t\r\n]*$/.test(text.slice(0, match.index));
}

const FOREIGN_FILES = [
  /^kustomization\.ya?ml$/i,
  /^Kustomization$/,
  /^Chart\.ya?ml$/i,
  /^Chart\.lock$/i,
  /^(.*[-_.])?values([-_.].*)?\.ya?ml$/i,
  /^(docker-)?compose([-_.].*)?\.ya?ml$/i,
];

/** Files of other tools, by name. */
export function isForeignFile(uri: string): boolean {
  const path = uri.replace(/[?#].*$/, '');
  const name = path.slice(path.lastIndexOf('/') + 1);
  return FOREIGN_FILES.some((pattern) => pattern.test(name));
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const has = (value: Readonly<Record<string, unknown>>, key: string): boolean => Object.hasOwn(value, key);

/** Whether a parsed section is ours: `apiVersion` or `kind`, and not the file of another tool that has them too. */
export function isManifestValue(value: unknown, json: boolean): boolean {
  if (!isRecord(value)) return false;
  const hasVersion = has(value, 'apiVersion');
  const hasKind = has(value, 'kind');
  if (!hasVersion && !hasKind) return false;
  if (json && !(hasVersion && hasKind)) return false;
  const { apiVersion, kind } = value as { apiVersion?: unknown; kind?: unknown };
  if (typeof apiVersion === 'string') {
    // Built-in generators and transformers of kustomize.
    if (apiVersion === 'builtin') return false;
    if (
      /^(kustomize\.config\.k8s\.io|skaffold|kind\.x-k8s\.io|kubeadm\.k8s\.io|kubelet\.config\.k8s\.io)\//.test(
        apiVersion,
      )
    )
      return false;
    // A chart: `apiVersion: v2`, a name and a version at the top, and no kind.
    if (!hasKind && /^v[12]$/.test(apiVersion) && has(value, 'name') && has(value, 'version')) return false;
    // A kubeconfig is read by clients and never sent to a server.
    if (apiVersion === 'v1' && kind === 'Config' && (has(value, 'clusters') || has(value, 'contexts'))) return false;
  } else if (hasVersion && !hasKind && !has(value, 'metadata') && apiVersion !== null) return false;
  // `kind` is a common word: alone, beside none of a manifest's other keys, it is somebody else's.
  if (
    !hasVersion &&
    !has(value, 'metadata') &&
    !has(value, 'spec') &&
    !(typeof kind === 'string' && /^[A-Z]/.test(kind))
  )
    return false;
  return true;
}
