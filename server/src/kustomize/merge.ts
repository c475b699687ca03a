// Kustomize's strategic merge: a patch's tree laid over an object's. It is not the API server's: items of the patch come
// first, empty nulls of the object go, and of the directives it knows `$patch` alone. Changes the object in place.
// Source: sigs.k8s.io/kustomize/kyaml v0.21.1 (yaml/merge2/, yaml/walk/).
import { compareText } from '../base/compare.ts';
import { fieldOf, isMissing, sequence, type YamlNode } from './node.ts';
import {
  appendRest,
  completeValues,
  findElement,
  keyValues,
  scalarValues,
  setElement,
  usedKeys,
  withKeys,
} from './mergeLists.ts';
import { schemaOfField, schemaOfObject, type MergeSchema } from './mergeSchema.ts';
import { Refusal } from './refusal.ts';
import { kindName } from './walk.ts';

const DIRECTIVE = '$patch';

/** The outcome at one field; a null with `keep` was written so and stays. */
interface Merged {
  readonly node: YamlNode | undefined;
  readonly keep?: boolean;
}

type Directive = 'merge' | 'replace' | 'delete';

function directiveOf(text: string, node: YamlNode): Directive {
  if (text === 'merge' || text === 'replace' || text === 'delete') return text;
  throw new Refusal(`unknown patch strategy '${text}'`, node.place);
}

/** What the patch says is to be done with a value; the word itself is taken out. */
function takeDirective(patch: YamlNode | undefined): Directive {
  if (patch === undefined) return 'merge';
  if (patch.kind === 'map') {
    const found = patch.fields.get(DIRECTIVE);
    if (found === undefined) return 'merge';
    const directive = directiveOf(found.text, found);
    patch.fields.delete(DIRECTIVE);
    return directive;
  }
  if (patch.kind === 'scalar') {
    throw new Refusal(`no implemented strategic merge patch strategy for '${patch.text}'`, patch.place);
  }
  const item = patch.items.find((each) => fieldOf(each, DIRECTIVE) !== undefined);
  const found = fieldOf(item, DIRECTIVE);
  if (item === undefined || found === undefined || item.fields.size > 1) return 'merge';
  const directive = directiveOf(found.text, found);
  setElement(patch, [DIRECTIVE], [directive]);
  return directive;
}

const kindOf = (nodes: readonly (YamlNode | undefined)[]): YamlNode['kind'] | undefined =>
  nodes.find((node) => !isMissing(node))?.kind;

function walk(object: YamlNode | undefined, patch: YamlNode | undefined, known: MergeSchema | undefined): Merged {
  const kind = kindOf([object, patch]);
  for (const node of [object, patch]) {
    if (kind !== undefined && node !== undefined && !isMissing(node) && node.kind !== kind) {
      const wanted = kind === 'map' ? 'MappingNode' : kind === 'seq' ? 'SequenceNode' : 'ScalarNode';
      throw new Refusal(`wrong node kind: expected ${wanted} but got ${kindName(node)}`, patch?.place ?? node.place);
    }
  }
  if (kind === 'scalar') return { node: patch ?? object };
  const schema = known ?? schemaOfObject([object, patch]);
  if (kind !== 'seq') return walkMap(object, patch, schema);
  if (schema?.merges !== true) return { node: patch ?? object };
  return { node: walkList(object, patch, schema) };
}

/** What a mapping begins as: the object's, the patch's, or nothing. */
function startOfMap(object: YamlNode | undefined, patch: YamlNode | undefined): Merged {
  if (isMissing(object)) {
    if (patch?.kind === 'map' && takeDirective(patch) === 'delete') return { node: undefined };
    // A null that the object spells out is meant, one that is left empty goes.
    if (patch === undefined && object !== undefined && object.text !== '') return { node: object, keep: true };
    return { node: patch };
  }
  if (patch !== undefined && isMissing(patch)) return { node: undefined };
  const directive = takeDirective(patch);
  if (directive === 'delete') return { node: undefined };
  return { node: directive === 'replace' ? patch : object };
}

function walkMap(object: YamlNode | undefined, patch: YamlNode | undefined, schema: MergeSchema | undefined): Merged {
  const start = startOfMap(object, patch);
  const target = start.node;
  if (target?.kind !== 'map') return start;
  const names = new Set([...target.fields.keys(), ...(patch?.kind === 'map' ? patch.fields.keys() : [])]);
  for (const name of [...names].sort(compareText)) {
    const { node, keep } = walk(target.fields.get(name), fieldOf(patch, name), schemaOfField(schema, name));
    if (node === undefined || (isMissing(node) && keep !== true)) target.fields.delete(name);
    else target.fields.set(name, node);
  }
  return { node: target };
}

function walkList(
  object: YamlNode | undefined,
  patch: YamlNode | undefined,
  schema: MergeSchema,
): YamlNode | undefined {
  let target = object;
  if (isMissing(object)) target = patch;
  else if (patch !== undefined) {
    if (isMissing(patch)) return undefined;
    const directive = takeDirective(patch);
    if (directive === 'delete') return undefined;
    if (directive === 'replace') target = patch;
  }
  if (target === undefined) return undefined;
  const sources = [patch, target];
  const list = keyValues(sources, schema.keys);
  return list.length > 0 || schema.keys.length > 0
    ? mergeItems(target, patch, list, schema.keys, schema)
    : mergeItems(target, patch, scalarValues(sources), [''], schema);
}

function mergeItems(
  target: YamlNode,
  patch: YamlNode | undefined,
  values: string[][],
  keys: readonly string[],
  schema: MergeSchema,
): YamlNode | undefined {
  const all = keys.length > 1 ? completeValues(values) : values;
  const itemSchema: MergeSchema | undefined = schema.type === undefined ? undefined : { ...schema, merges: false };
  const merged = sequence([], target.place);
  let lastKeys: readonly string[] = [];
  for (const item of all) {
    const used = usedKeys(all, item, keys);
    lastKeys = used.keys;
    const own = usedKeys([used.values], used.values, used.keys);
    const { node } = walk(
      findElement(target, own.keys, own.values),
      findElement(patch, own.keys, own.values),
      itemSchema,
    );
    if (node === undefined || isMissing(node) || (node.kind === 'map' && node.fields.size === 0)) {
      setElement(target, used.keys, used.values);
      continue;
    }
    withKeys(node, used.keys, used.values);
    setElement(merged, used.keys, used.values, node);
  }
  if (all.length === 0) return target;
  appendRest(merged, target, lastKeys);
  return merged;
}

/** Lays a patch over an object; the outcome, or undefined where the patch deletes it. Both are used up. */
export const strategicMerge = (object: YamlNode, patch: YamlNode): YamlNode | undefined =>
  walk(object, patch, undefined).node;
