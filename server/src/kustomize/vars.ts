// vars: `$(NAME)` in certain fields becomes the value of another object's field. Deprecated, still common.
// Source: sigs.k8s.io/kustomize/api v0.21.1 (types/var.go, filters/refvar/, internal/accumulator/resaccumulator.go).
import { compareText } from '../base/compare.ts';
import { gvkOf } from '../api/gvk.ts';
import type { VarEntry } from './fields.ts';
import type { FieldSpecs } from './fieldSpecs.ts';
import { idText, isClusterScoped, sameId, sameTypeAndName, type Id } from './identity.ts';
import type { KustomizationFile } from './kustomization.ts';
import { isMissing, valueOf, type Place, type YamlNode } from './node.ts';
import { lookup } from './paths.ts';
import { Refusal } from './refusal.ts';
import { DEFAULT_PATH } from './replacements.ts';
import type { Resource } from './resource.ts';
import { applyFieldSpec, splitSmartly } from './walk.ts';

/** A var and where it is declared. */
export interface Var {
  readonly entry: VarEntry;
  readonly place: Place;
}

/** The vars of a build by name. */
export type Vars = Map<string, Var>;

/** Adds vars; no name may come twice. */
export function addVars(vars: Vars, more: Iterable<Var>): void {
  for (const { entry, place } of more) {
    const { name = '' } = entry;
    if (vars.has(name)) throw new Refusal(`var '${name}' already encountered`, place);
    vars.set(name, { entry, place });
  }
}

function targetOf({ objref = {} }: VarEntry): Id {
  const { apiVersion = '', group = '', version = '', kind = '', name = '', namespace = '' } = objref;
  return { gvk: apiVersion === '' ? { group, version, kind } : gvkOf(apiVersion, kind), name, namespace };
}

/** Notes the vars of a kustomization, and in the objects that they read. */
export function declareVars(list: readonly Resource[], vars: Vars, file: KustomizationFile): void {
  const declared = (file.fields.vars ?? []).map((entry, at) => ({ entry, place: file.place('vars', at) }));
  for (const { entry, place } of declared) {
    const target = targetOf(entry);
    const exact = target.namespace !== '' || isClusterScoped(target);
    const matches = (id: Id): boolean => (exact ? sameId(target, id) : sameTypeAndName(target, id));
    const found = list.filter((resource) => !resource.isGone && resource.ids.some(matches));
    if (found.length > 1) {
      const words = `found ${found.length} resId matches for var ${entry.name ?? ''} (unable to disambiguate)`;
      throw new Refusal(words, place);
    }
    found[0]?.vars.push(entry.name ?? '');
  }
  addVars(vars, declared);
}

type Primitive = string | number | bigint | boolean;

/** `ports[0]` is a list and a position. */
const steps = (path: string): string[] =>
  splitSmartly(path).flatMap((part) => {
    const match = /^(.*)\[(\d+)\]$/.exec(part);
    if (!match) return [part];
    return match[1] === '' ? [match[2] ?? ''] : [match[1] ?? '', match[2] ?? ''];
  });

function valuesOf(list: readonly Resource[], vars: Vars): ReadonlyMap<string, Primitive | undefined> {
  const out = new Map<string, Primitive | undefined>();
  for (const name of [...vars.keys()].sort(compareText)) {
    const { entry, place } = vars.get(name) as Var;
    const resource = list.find((each) => each.vars.includes(name));
    if (resource === undefined) {
      throw new Refusal(`var '${name}' cannot be mapped to a field in the set of known resources`, place);
    }
    const { fieldPath = '' } = entry.fieldref ?? {};
    let node: YamlNode | undefined;
    try {
      node = lookup(resource.node, steps(fieldPath === '' ? DEFAULT_PATH : fieldPath));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
    if (node === undefined) {
      throw new Refusal(
        `field specified in var '${name}' not found in corresponding resource ${idText(resource.id)}`,
        place,
      );
    }
    out.set(name, primitive(node));
  }
  return out;
}

function primitive(node: YamlNode): Primitive | undefined {
  if (node.kind !== 'scalar') return undefined;
  if (node.tag === 'str' || node.tag === '' || node.tag === 'null' || node.tag === 'timestamp') return node.text;
  return valueOf(node) as Primitive;
}

/** Puts values in for `$(NAME)`; `$$` stands for a dollar. The whole text may be a value of another kind. */
function expand(text: string, values: ReadonlyMap<string, Primitive | undefined>): Primitive {
  let out = '';
  let from = 0;
  for (let at = 0; at < text.length - 1; at++) {
    if (text.charAt(at) !== '$') continue;
    out += text.slice(from, at);
    const next = text.charAt(at + 1);
    const close = next === '(' ? text.indexOf(')', at + 2) : -1;
    if (next === '(' && close >= 0) {
      const name = text.slice(at + 2, close);
      const value = values.get(name);
      const mapped = value ?? `$(${name})`;
      if (text === `$(${name})`) return mapped;
      out += String(mapped);
      at = close;
    } else {
      out += next === '$' ? '$' : `$${next}`;
      at++;
    }
    from = at + 1;
  }
  return out + text.slice(from);
}

function setValue(node: YamlNode, values: ReadonlyMap<string, Primitive | undefined>): void {
  const value = expand(node.text, values);
  if (value === node.text) return;
  const tag = typeof value === 'string' ? 'str' : typeof value === 'boolean' ? 'bool' : numberTag(value);
  Object.assign(node, { text: String(value), tag, quoted: false });
}

const numberTag = (value: number | bigint): 'int' | 'float' =>
  typeof value === 'bigint' || Number.isInteger(value) ? 'int' : 'float';

const isText = (node: YamlNode): boolean => node.kind === 'scalar' && (node.tag === 'str' || node.tag === '');

function setAll(node: YamlNode, values: ReadonlyMap<string, Primitive | undefined>): void {
  if (isMissing(node)) return;
  if (node.kind === 'scalar') {
    if (isText(node)) setValue(node, values);
  } else if (node.kind === 'map') {
    for (const item of node.fields.values()) if (isText(item)) setValue(item, values);
  } else {
    for (const item of node.items) {
      if (!isText(item)) throw new Refusal('invalid value type expect a string', item.place);
      setValue(item, values);
    }
  }
}

/** Puts in the values of all vars. */
export function resolveVars(list: readonly Resource[], vars: Vars, specs: FieldSpecs): void {
  const values = valuesOf(list, vars);
  if (values.size === 0) return;
  for (const resource of list) {
    for (const spec of specs.varReference) applyFieldSpec(resource, spec, undefined, (node) => setAll(node, values));
  }
}
