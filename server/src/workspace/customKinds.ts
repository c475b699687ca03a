// The kinds that the CustomResourceDefinitions of a workspace make known. Where files say different things of one kind,
// nothing is known of it: which of them a cluster has cannot be told.
import { deepEqual } from '../base/compare.ts';
import { DEFINITION, readDefinition, type CustomDefinition } from '../api/customResources/definition.ts';
import type { GroupVersionKind, KnownKind } from '../api/gvk.ts';
import { resourceOf } from '../api/resource.ts';
import { typeKey, type GraphNode } from './graphNode.ts';

const DEFINITION_TYPE = typeKey(DEFINITION);

/** What a definition says but for how objects are converted, which deployments change. */
function contentOf(node: GraphNode): unknown {
  const spec = node.root.get('spec').value;
  return typeof spec === 'object' && spec !== null ? { ...spec, conversion: undefined } : spec;
}

/** The definitions and what they come to. */
export class CustomKinds {
  readonly #nodes = new Set<GraphNode>();
  #byType: ReadonlyMap<string, CustomDefinition> = new Map();

  /** Takes in a change of objects; gives the types (`stable.example.com/CronTab`) of which something else is known now. */
  change(added: Iterable<GraphNode>, removed: Iterable<GraphNode>): ReadonlySet<string> {
    let touched = false;
    for (const node of removed) touched = this.#nodes.delete(node) || touched;
    for (const node of added) {
      if (node.type !== DEFINITION_TYPE) continue;
      this.#nodes.add(node);
      touched = true;
    }
    if (!touched) return new Set();
    const before = this.#byType;
    this.#byType = this.#read();
    const types = [...before.keys(), ...this.#byType.keys()];
    return new Set(types.filter((type) => before.get(type) !== this.#byType.get(type)));
  }

  #read(): ReadonlyMap<string, CustomDefinition> {
    const byName = new Map<string, GraphNode[]>();
    for (const node of this.#nodes) {
      const name = node.resource.name ?? '';
      byName.set(name, [...(byName.get(name) ?? []), node]);
    }
    const found = new Map<string, CustomDefinition | undefined>();
    for (const nodes of byName.values()) {
      const definition = agreed(nodes);
      if (definition === undefined) continue;
      const type = typeKey(definition);
      // Two definitions that want one kind: a cluster would take the first and no more.
      found.set(type, found.has(type) ? undefined : definition);
    }
    return new Map([...found].flatMap(([type, definition]) => (definition === undefined ? [] : [[type, definition]])));
  }

  /** What is known of a group's kind. */
  definition(gvk: Pick<GroupVersionKind, 'group' | 'kind'>): CustomDefinition | undefined {
    return this.#byType.get(typeKey(gvk));
  }

  /** All definitions that count, by the names of their types. */
  get definitions(): Iterable<CustomDefinition> {
    return this.#byType.values();
  }

  /** A type with what is known of it. */
  kindOf({ group, version, kind }: GroupVersionKind): KnownKind {
    const custom = this.definition({ group, kind })?.versions.get(version);
    const gvk = { group, version, kind };
    return custom?.served === true && resourceOf(gvk) === undefined ? { ...gvk, custom } : gvk;
  }
}

/** Read once for each version of a text. */
const read = new WeakMap<object, CustomDefinition | { readonly none: true }>();

function definitionOf(node: GraphNode): CustomDefinition | undefined {
  const { value } = node.resource;
  if (typeof value !== 'object' || value === null) return undefined;
  const known = read.get(value) ?? readDefinition(value) ?? { none: true };
  read.set(value, known);
  return 'none' in known ? undefined : known;
}

/** What the objects of one name say, if they say the same. A patch that goes into the versions may say anything. */
function agreed(nodes: readonly GraphNode[]): CustomDefinition | undefined {
  const whole = nodes.filter((node) => !node.fragment);
  if (nodes.some((node) => node.fragment && node.root.get('spec', 'versions').exists)) return undefined;
  const [first, ...others] = whole;
  // What could not be read may say more than what could.
  if (first === undefined || whole.some((node) => node.resource.manifest.problems.length > 0)) return undefined;
  const content = others.length === 0 ? undefined : contentOf(first);
  return others.every((other) => deepEqual(contentOf(other), content)) ? definitionOf(first) : undefined;
}
