// Where the names inside of a Pod are declared and used: containers and their ports, volumes, claims of devices.
import { containerPorts, containersOf } from '../workspace/resolve.ts';
import type { Field } from '../workspace/field.ts';
import type { GraphNode, Link, Reference, Workspace } from '../workspace/workspace.ts';
import type { Named } from './named.ts';
import { declaration, use, type Occurrence } from './occurrence.ts';

/** References to a port that are written in the same Pod: probes and life-cycle hooks of the same container. */
const ownPortReferences = (node: GraphNode, port: string | number): readonly Reference[] =>
  node.references.filter(({ target }) => target.type === 'own' && target.what === 'port' && target.name === port);

/** The objects whose Services mean the same port: a name of a port holds for all templates that a Service selects. */
export function portCircle(workspace: Workspace, start: readonly GraphNode[], port: string | number) {
  const nodes = new Set(start.flatMap((node) => workspace.family(node)));
  const links = new Set<Link>();
  for (const node of nodes) {
    for (const link of workspace.linksTo(node)) {
      const { target } = link.reference;
      if (target.type !== 'pods' || target.port !== port || links.has(link)) continue;
      links.add(link);
      for (const other of workspace.podsMeant(link.from, target)) {
        if (other.podSource === undefined || containerPorts(other.podSource.pod, port).length === 0) continue;
        for (const member of workspace.family(other)) nodes.add(member);
      }
    }
  }
  return { nodes, links };
}

/** Every place that says a container's port. */
export function ofContainerPort(
  workspace: Workspace,
  named: Named & { readonly what: 'containerPort' },
): readonly Occurrence[] {
  const { nodes, links } = portCircle(workspace, named.nodes, named.port);
  const field = typeof named.port === 'number' ? 'containerPort' : 'name';
  return [
    ...[...nodes].flatMap((node) =>
      node.podSource
        ? containersOf(node.podSource.pod)
            .flatMap((container) => container.items('ports'))
            .filter((item) => item.get(field).value === named.port)
            .map((item) => declaration(node, item.get(field).path))
        : [],
    ),
    ...[...nodes].flatMap((node) => ownPortReferences(node, named.port).map(({ path }) => use(node, path))),
    ...[...links].map(({ from, reference }) => use(from, reference.path)),
  ];
}

type InPod = Named & { readonly what: 'volume' | 'container' | 'resourceClaim' };

/** The fields that declare names of a sort in one object. */
export function declarationsIn(node: GraphNode, what: InPod['what']): readonly Field[] {
  const pod = node.podSource?.pod;
  switch (what) {
    case 'container':
      return (pod ? containersOf(pod) : []).map((container) => container.get('name'));
    case 'resourceClaim':
      return (pod?.items('spec', 'resourceClaims') ?? []).map((claim) => claim.get('name'));
    case 'volume':
      return [
        ...(pod?.items('spec', 'volumes') ?? []).map((volume) => volume.get('name')),
        ...node.root.items('spec', 'volumeClaimTemplates').map((claim) => claim.get('metadata', 'name')),
      ];
  }
}

/**
 * The objects in which a name holds: the object and its patches. A container's name also holds for whatever else an
 * autoscaler means by it.
 */
export function holdersOf(workspace: Workspace, { node, what, name }: InPod): readonly GraphNode[] {
  const found = new Set(workspace.family(node));
  if (what !== 'container') return [...found];
  for (const member of found) {
    for (const { from, reference } of workspace.linksTo(member)) {
      const { target } = reference;
      if (target.type !== 'object' || target.container !== name) continue;
      for (const other of workspace.objectsMeant(from, target)) {
        for (const patch of workspace.family(other)) found.add(patch);
      }
    }
  }
  return [...found];
}

/** Every place that says the name of a container, a volume or a claim of devices. */
export function ofNameInPod(workspace: Workspace, named: InPod): readonly Occurrence[] {
  const { what, name } = named;
  const family = holdersOf(workspace, named);
  const means = ({ target }: Reference): boolean =>
    target.type === 'own' &&
    (target.what === 'claimTemplate' ? 'volume' : target.what) === what &&
    target.name === name;
  const scalers = what === 'container' ? family.flatMap((member) => workspace.linksTo(member)) : [];
  return [
    ...family.flatMap((member) =>
      declarationsIn(member, what)
        .filter(({ value }) => value === name)
        .map(({ path }) => declaration(member, path)),
    ),
    ...family.flatMap((member) => member.references.filter(means).map(({ path }) => use(member, path))),
    ...scalers
      .filter(({ reference: { target } }) => target.type === 'object' && target.container === name)
      .map(({ from, reference }) => use(from, reference.path)),
  ];
}
