// JSON patches: reading them, and whose hand each field of the outcome shows.
// Source: sigs.k8s.io/kustomize/api v0.21.1 (filters/patchjson6902), gopkg.in/evanphx/json-patch.v4.
import { isObject } from '../api/strategicMerge.ts';
import { readPlainYaml } from '../manifest/plain.ts';
import { nodeOf, valueOf, type Place, type YamlNode } from './node.ts';
import { deepEqual } from '../base/compare.ts';
import { Refusal } from './refusal.ts';

/** The operations of a patch and where each stands. */
export interface Operations {
  readonly values: readonly unknown[];
  readonly places: readonly Place[];
}

function parse(text: string, place: Place): unknown {
  if (!text.startsWith('[')) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new Refusal('invalid character in JSON patch', place);
  }
}

/** Reads operations from YAML, or from JSON if the text begins with a bracket. Throws a Refusal. */
export function operationsOf(file: string, text: string, inline: ((place: Place) => Place) | undefined): Operations {
  const whole: Place = { file, range: { start: 0, end: text.length } };
  const placed = (place: Place): Place => (inline === undefined ? place : inline(place));
  if (text === '') throw new Refusal('empty json patch operations', placed(whole));
  const yaml = readPlainYaml(text);
  const problem = yaml.problems.find(({ code }) => code !== 'duplicate-key');
  const json = parse(text.trim(), placed(whole));
  if (json === undefined && problem !== undefined) {
    throw new Refusal(`yaml: ${problem.message}`, placed({ file, range: problem.range }));
  }
  const value = json ?? yaml.value ?? [];
  if (!Array.isArray(value) || !value.every(isObject)) {
    throw new Refusal('json: cannot unmarshal object into Go value of type jsonpatch.Patch', placed(whole));
  }
  const places = value.map((_, at) => placed({ file, range: yaml.rangeOf([at], 'value') ?? whole.range }));
  return { values: value, places };
}

const pointerOf = (operation: unknown): string => {
  const path = isObject(operation) ? operation['path'] : undefined;
  return typeof path === 'string' ? path : '';
};

/** The operation that has most to do with a field: the last one at it, around it or in it. */
function placeFor(pointer: string, { values, places }: Operations): Place | undefined {
  let found: Place | undefined;
  for (const [at, operation] of values.entries()) {
    const path = pointerOf(operation);
    if (pointer === path || pointer.startsWith(`${path}/`) || path.startsWith(`${pointer}/`) || path.endsWith('/-')) {
      found = places[at];
    }
  }
  return found ?? places[0];
}

const step = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');

/** The tree of a patched value: what has not changed keeps its place, the rest is the operations'. */
export function withOperations(old: YamlNode, value: unknown, operations: Operations): YamlNode {
  const made = nodeOf(value, undefined);
  const visit = (node: YamlNode, before: YamlNode | undefined, pointer: string): void => {
    const same = before?.kind === node.kind;
    if (node.kind === 'scalar') {
      const kept = same && deepEqual(valueOf(before), valueOf(node));
      node.place = kept ? before.place : placeFor(pointer, operations);
      return;
    }
    node.place = same ? before.place : placeFor(pointer, operations);
    if (node.kind === 'map') {
      for (const [key, item] of node.fields) visit(item, before?.fields.get(key), `${pointer}/${step(key)}`);
      return;
    }
    const shift = node.items.length - (before?.items.length ?? 0);
    for (const [at, item] of node.items.entries()) {
      // An item that was put in moves those behind it.
      const candidates = [before?.items[at], before?.items[at - shift]];
      const found = candidates.find((other) => other !== undefined && deepEqual(valueOf(other), valueOf(item)));
      visit(item, found ?? (shift === 0 ? before?.items[at] : undefined), `${pointer}/${at}`);
    }
  };
  visit(made, old, '');
  return made;
}
