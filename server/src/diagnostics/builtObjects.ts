// The objects of one build, judged as the API server would judge them when they are applied. They have no text of their
// own: what is wrong with them is told by path, and the build knows where each path was made.
import { jsonText } from '../base/json.ts';
import { textRange } from '../base/textRange.ts';
import { gvkOf, type GroupVersionKind } from '../api/gvk.ts';
import { valueAt } from '../api/fieldPath.ts';
import type { BuiltObject } from '../kustomize/build.ts';
import type { Manifest, Resource } from '../manifest/manifest.ts';
import type { Source } from '../manifest/source.ts';
import { Workspace } from '../workspace/workspace.ts';
import { Checker, type CheckOptions } from './check.ts';
import type { Finding } from './finding.ts';

const textAt = (value: unknown, ...path: string[]): string | undefined => {
  const found = valueAt(value, path);
  return typeof found === 'string' ? found : undefined;
};

/** A built object as the checks know objects. */
class BuiltResource implements Resource {
  readonly apiVersion: string;
  readonly kind: string;
  readonly gvk: GroupVersionKind;
  readonly name: string | undefined;
  readonly namespace: string | undefined;
  readonly manifest: Manifest;
  readonly value: unknown;
  readonly at = [];
  readonly built: BuiltObject;

  constructor(manifest: Manifest, value: unknown, built: BuiltObject) {
    this.apiVersion = textAt(value, 'apiVersion') ?? '';
    this.kind = textAt(value, 'kind') ?? '';
    this.gvk = gvkOf(this.apiVersion, this.kind);
    this.name = textAt(value, 'metadata', 'name');
    this.namespace = textAt(value, 'metadata', 'namespace');
    this.manifest = manifest;
    this.value = value;
    this.built = built;
  }

  rangeOf() {
    return undefined;
  }
  nearestRange() {
    return textRange(0, 0);
  }
  pathAt() {
    return undefined;
  }
  scalarAt() {
    return undefined;
  }
}

/** An error of a built object. */
export interface BuiltError {
  readonly object: BuiltObject;
  readonly finding: Finding;
}

/** Judges the builds of one kustomization, one after the other: what is the same again is not judged again. */
export class BuiltObjects {
  readonly #uri: string;
  readonly #workspace = new Workspace();
  readonly #checker: Checker;
  /** The values of the last build by their text. */
  #values = new Map<string, unknown>();

  constructor(uri: string, options: Pick<CheckOptions, 'decoder' | 'settings'>) {
    this.#uri = uri;
    this.#checker = new Checker(this.#workspace, { ...options, rules: [] });
  }

  /** The errors of a build's objects. */
  errors(objects: readonly BuiltObject[]): readonly BuiltError[] {
    const source: Source = { uri: this.#uri, languageId: 'yaml', version: null, text: '' };
    const values = new Map<string, unknown>();
    const resources: BuiltResource[] = [];
    const manifest: Manifest = {
      source,
      identity: source,
      ordinal: 0,
      range: textRange(0, 0),
      isKubernetes: true,
      value: undefined,
      problems: [],
      resources,
    };
    for (const object of objects) {
      const text = jsonText(object.value);
      const value = this.#values.get(text) ?? object.value;
      values.set(text, value);
      resources.push(new BuiltResource(manifest, value, object));
    }
    this.#values = values;
    this.#checker.apply(this.#workspace.apply([{ uri: this.#uri, parsed: { source, manifests: [manifest] } }]));
    return this.#checker.findingsOf(this.#uri).flatMap((finding): BuiltError[] => {
      const { resource, severity } = finding;
      if (severity !== 'error' || !(resource instanceof BuiltResource)) return [];
      return [{ object: resource.built, finding }];
    });
  }
}
