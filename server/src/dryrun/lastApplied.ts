// The annotation in which `kubectl apply` keeps what it applied.
// Source: staging/src/k8s.io/kubectl/pkg/util/apply.go (GetModifiedConfiguration), 1.36.
import { cloneJson } from '../base/json.ts';
import { goJson, LAST_APPLIED } from '../api/lastApplied.ts';
import { isObject } from '../api/strategicMerge.ts';

type Json = Record<string, unknown>;

/** The object as it is written in the manifest, in its namespace, with its own text in the annotation. */
export function withLastApplied(value: unknown, namespace: string): Json {
  const object = cloneJson(value) as Json;
  const metadata = isObject(object['metadata']) ? { ...object['metadata'] } : {};
  const annotations: Json = isObject(metadata['annotations']) ? { ...metadata['annotations'] } : {};
  delete annotations[LAST_APPLIED];
  metadata['annotations'] = annotations;
  if (namespace !== '') metadata['namespace'] ??= namespace;
  object['metadata'] = metadata;
  const text = goJson(object);
  return { ...object, metadata: { ...metadata, annotations: { ...annotations, [LAST_APPLIED]: text } } };
}

/** What was applied last; undefined where nothing was, or nobody can read it. */
export function lastApplied(annotations: Readonly<Record<string, string>> | undefined): unknown {
  const text = annotations?.[LAST_APPLIED];
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
