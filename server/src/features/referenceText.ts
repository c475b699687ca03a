// What references lead to, in words: for hovers, lenses and hints.
import { behaviours, BEHAVIOUR_DOMAIN } from '../api/behaviour.ts';
import { stepOf, type FieldPath } from '../api/fieldPath.ts';
import { compareText } from '../base/compare.ts';
import { containerPorts, servicePorts } from '../workspace/resolve.ts';
import type { GraphNode, Link, Reference, Workspace } from '../workspace/workspace.ts';
import { titleOf } from './outline.ts';
import { uriOf } from './spot.ts';

const code = (text: string): string => `\`${text.replaceAll('`', "'")}\``;

/** `1 template: web`, `2 templates: web, web-canary`, `3 templates: a, b, … `. */
function listed(nodes: readonly GraphNode[], one: string, many: string): string {
  const names = [...new Set(nodes.map(({ resource }) => resource.name ?? '?'))].sort(compareText);
  const shown = names.length > 8 ? [...names.slice(0, 8), '…'] : names;
  return `${nodes.length} ${nodes.length === 1 ? one : many}: ${shown.join(', ')}`;
}

/** `selects 2 templates: web, web-canary`. */
export function selectionText(nodes: readonly GraphNode[]): string {
  const pods = nodes.filter(({ type }) => type === '/Pod');
  const templates = nodes.filter(({ type }) => type !== '/Pod');
  const parts = [
    ...(templates.length > 0 ? [listed(templates, 'template', 'templates')] : []),
    ...(pods.length > 0 ? [listed(pods, 'Pod', 'Pods')] : []),
  ];
  return parts.length === 0 ? 'selects nothing in the workspace' : `selects ${parts.join('; ')}`;
}

const fileOf = (node: GraphNode): string => decodeURIComponentSafe(uriOf(node).slice(uriOf(node).lastIndexOf('/') + 1));

function decodeURIComponentSafe(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** `8080/TCP of web (container main)`. */
function portsText(nodes: readonly GraphNode[], port: string | number): string {
  const found = nodes.flatMap((node) =>
    node.podSource
      ? containerPorts(node.podSource.pod, port).map((item) => {
          const number = item.number('containerPort') ?? '?';
          const container = node.root.walk(item.path.slice(0, -2)).text('name') ?? '?';
          return `port ${number}/${item.text('protocol') ?? 'TCP'} of ${titleOf(node.resource)} (container ${container})`;
        })
      : [],
  );
  return found.length > 0 ? found.join('\n\n') : 'no container declares this port';
}

/** What a reference means, in a sentence or two of markdown. */
export function referenceText(workspace: Workspace, node: GraphNode, reference: Reference): string {
  const { target } = reference;
  switch (target.type) {
    case 'pods': {
      const nodes = workspace.podsMeant(node, target);
      return target.port === undefined ? selectionText(nodes) : portsText(nodes, target.port);
    }
    case 'labelled': {
      const names = workspace.objectsLabelled(target).map(({ resource }) => resource.name ?? '?');
      if (names.length === 0) return `selects no ${target.kind} of the workspace`;
      const shown = names.length > 8 ? [...names.slice(0, 8), '…'] : names;
      return `selects ${names.length} of kind ${target.kind}: ${shown.join(', ')}`;
    }
    case 'own': {
      const places = workspace.resolve(node, reference);
      if (places.length === 0) return `there is no ${OWN_WORDS[target.what]} of this name here`;
      if (target.what === 'port') return portsText([node], target.name);
      if (target.what === 'container' || target.what === 'resourceClaim')
        return `a ${OWN_WORDS[target.what]} of this Pod`;
      return volumeText(node, places[0]?.path ?? []);
    }
    case 'object': {
      const found = workspace.objectsMeant(node, target);
      const [first] = found;
      if (!first)
        return `${target.kind} ${code(target.name)} is not in the workspace${reference.optional ? '; it is optional' : ''}`;
      const where = `${target.kind} ${code(target.name)} in ${fileOf(first)}`;
      if (target.key !== undefined) return keyText(first, target.key, where);
      if (target.port !== undefined) return servicePortText(workspace, first, target.port, where);
      if (target.container !== undefined) return `container ${code(target.container)} of ${where}`;
      return [where, ...contentText(workspace, first)].join('\n\n');
    }
  }
}

const OWN_WORDS = {
  volume: 'volume',
  claimTemplate: 'volume',
  port: 'port',
  container: 'container',
  resourceClaim: 'resource claim',
} as const;

function volumeText(node: GraphNode, namePath: FieldPath): string {
  const volume = node.root.walk(namePath.slice(0, -1));
  const source = volume.entries().find(([key]) => key !== 'name');
  return source ? `a volume of type ${code(source[0])}` : 'a volume';
}

function keyText(node: GraphNode, key: string, where: string): string {
  const value = node.root.get('data', key).text();
  const known =
    node.root.get('data', key).exists ||
    node.root.get('binaryData', key).exists ||
    node.root.get('stringData', key).exists;
  if (!known) return `${where} has no key ${code(key)}`;
  // What a Secret holds is not shown on a screen that others may see.
  if (node.type !== '/ConfigMap' || value === undefined) return `key ${code(key)} of ${where}`;
  return `key ${code(key)} of ${where}\n\n\`\`\`\n${value.slice(0, 600).replaceAll('```', "'''")}\n\`\`\``;
}

function servicePortText(workspace: Workspace, service: GraphNode, port: string | number, where: string): string {
  const [found] = servicePorts(service, port);
  if (!found) return `${where} has no port ${code(String(port))}`;
  return `port ${found.number('port') ?? '?'} of ${where}, which ${serviceSelection(workspace, service)}`;
}

const serviceSelection = (workspace: Workspace, service: GraphNode): string => {
  const selector = service.references.find(({ role, target }) => role === 'selector' && target.type === 'pods');
  return selector?.target.type === 'pods'
    ? selectionText(workspace.podsMeant(service, selector.target))
    : 'has no selector';
};

/** What is in an object, for somebody who refers to it. */
function contentText(workspace: Workspace, node: GraphNode): readonly string[] {
  if (node.type === '/ConfigMap' || node.type === '/Secret') {
    const keys = ['data', 'stringData', 'binaryData'].flatMap((field) =>
      node.root.entries(field).map(([key]) => code(key)),
    );
    return [
      keys.length === 0 ? 'without keys' : `keys: ${keys.slice(0, 30).join(', ')}${keys.length > 30 ? ', …' : ''}`,
    ];
  }
  return node.type === '/Service' ? [serviceSelection(workspace, node)] : [];
}

/** The references from other objects to an object, each object once per role. */
export function usersOf(workspace: Workspace, node: GraphNode): readonly Link[] {
  const seen = new Set<string>();
  return workspace.linksTo(node).filter(({ from, reference }) => {
    if (from === node || reference.role === 'namespace' || reference.target.type === 'own') return false;
    // The selector of another workload that happens to match is a quarrel over Pods, not a use.
    if (reference.role === 'selector' && from.podSource) return false;
    const key = `${from.type}\0${from.resource.namespace ?? ''}\0${from.resource.name ?? ''}\0${reference.role}`;
    return !seen.has(key) && seen.add(key);
  });
}

/** `used by Deployment web (env), Pod job (volume)`. */
export function usersText(workspace: Workspace, node: GraphNode): string | undefined {
  const users = usersOf(workspace, node).map(({ from, reference }) => `${titleOf(from.resource)} (${reference.role})`);
  const all = [...new Set(users)].sort(compareText);
  if (all.length === 0) return undefined;
  return `used by ${all.slice(0, 12).join(', ')}${all.length > 12 ? `, … (${all.length})` : ''}`;
}

/** What a `drydock.dev/…` annotation or label does. */
export function behaviourText(path: FieldPath): string | undefined {
  const parent = path.at(-2);
  const last = path.at(-1);
  if (last === undefined || (parent !== 'annotations' && parent !== 'labels')) return undefined;
  const key = String(stepOf(last));
  const row = behaviours.find(
    ({ name }) => key === `${BEHAVIOUR_DOMAIN}/${name}` || key.endsWith(`.${BEHAVIOUR_DOMAIN}/${name}`),
  );
  if (!row) return undefined;
  const defaults = row.default === undefined ? '' : ` Default: ${code(row.default)}.`;
  return `**${code(key)}**: for dry runs only; no real cluster reads it.\n\n${row.meaning}${defaults}`;
}
