// A field that is missing: added where its value follows from the rest of the object, offered where a value is usual.
import type { FieldPath } from '../../api/fieldPath.ts';
import { parseApiVersion } from '../../api/gvk.ts';
import { resources } from '../../api/resource.ts';
import { addField, removeField, replaceValue } from '../../workspace/edit.ts';
import type { Fix } from '../finding.ts';
import { fixOf, type RepairContext } from './repair.ts';

/** What is added, and whether it is the one obvious value. */
interface Addition {
  readonly value: unknown;
  readonly obvious: boolean;
  readonly after?: string;
}

const RBAC = 'rbac.authorization.k8s.io';

/** A name that an object or a part of it can have, from what is written in it. */
export const nameFrom = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .replace(/-+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 63)
    .replace(/-$/, '');

function objectName({ node }: RepairContext): Addition | undefined {
  const labels = node.root.textMap('metadata', 'labels') ?? node.podSource?.labels;
  const from = labels?.['app.kubernetes.io/name'] ?? labels?.['app'] ?? labels?.['name'] ?? node.resource.kind;
  const name = nameFrom(from);
  return name === '' ? undefined : { value: name, obvious: false };
}

function containerName({ node }: RepairContext, container: FieldPath): Addition | undefined {
  const image = node.root.walk(container).text('image');
  const base = image
    ?.replace(/@.*$/, '')
    .replace(/:[^/]*$/, '')
    .split('/')
    .at(-1);
  const name = nameFrom(base ?? '');
  const taken = node.root
    .walk(container.slice(0, -1))
    .items()
    .some((item) => item.get('name').value === name);
  return name === '' || taken ? undefined : { value: name, obvious: true };
}

function portName({ node }: RepairContext, port: FieldPath): Addition | undefined {
  const field = node.root.walk(port);
  const number = field.number('port') ?? field.number('containerPort');
  const taken = new Set(
    node.root
      .walk(port.slice(0, -1))
      .items()
      .map((item) => item.get('name').value),
  );
  const target = field.text('targetPort');
  const name = target !== undefined && !taken.has(target) ? target : `port-${number ?? ''}`;
  return number === undefined || taken.has(name) ? undefined : { value: name, obvious: true };
}

/** The groups of the resources that a role's rule names, if all of them are built in. */
function groupsOf(names: unknown): Addition | undefined {
  const list: unknown[] = Array.isArray(names) ? names : [names];
  const rows = list.map((name) => resources.filter(({ plural }) => plural === String(name).split('/')[0]));
  if (rows.some((found) => found.length === 0)) return undefined;
  const groups = new Set(rows.map(([row]) => parseApiVersion(row?.apiVersion ?? '').group));
  return { value: [...groups], obvious: true };
}

const TEXTS: Readonly<Record<string, Addition>> = {
  pathType: { value: 'Prefix', obvious: true },
  topologyKey: { value: 'kubernetes.io/hostname', obvious: true },
  accessModes: { value: ['ReadWriteOnce'], obvious: false },
  apiGroup: { value: RBAC, obvious: true },
  maxSkew: { value: 1, obvious: true },
  whenUnsatisfiable: { value: 'DoNotSchedule', obvious: false },
  restartPolicy: { value: 'OnFailure', obvious: false },
};

/** What to add at `path`. */
function additionFor(context: RepairContext, path: FieldPath): Addition | undefined {
  const { node } = context;
  const last = path.at(-1);
  const list = path.at(-3);
  const labels = node.podSource?.labels ?? {};
  const hasLabels = Object.keys(labels).length > 0;
  if (last === 'name' && path.at(-2) === 'metadata') return objectName(context);
  if (last === 'name' && (list === 'containers' || list === 'initContainers')) {
    return containerName(context, path.slice(0, -1));
  }
  if (last === 'name' && list === 'ports') return portName(context, path.slice(0, -1));
  if (last === 'image' && typeof list === 'string') {
    const name = node.root.walk(path.slice(0, -1)).text('name');
    return name === undefined ? undefined : { value: name, obvious: false, after: 'name' };
  }
  if (last === 'selector' && path.length === 2 && hasLabels) return { value: { matchLabels: labels }, obvious: true };
  if (last === 'apiGroups') return groupsOf(node.root.walk(path.slice(0, -1)).get('resources').value);
  if (last === 'storage' || (typeof last === 'object' && last.key === 'storage'))
    return { value: '1Gi', obvious: false };
  return typeof last === 'string' && Object.hasOwn(TEXTS, last) ? TEXTS[last] : undefined;
}

/** Adds what is required. */
export function requiredFixes(context: RepairContext, path: FieldPath): readonly Fix[] {
  const { resource } = context.node;
  const last = path.at(-1);
  if (last === undefined || typeof last === 'number') return [];
  const key = typeof last === 'object' ? last.key : last;
  const addition = additionFor(context, path);
  if (addition === undefined) return emptyItemFix(context, path);
  const { value, obvious, after } = addition;
  const written = resource.rangeOf(path, 'value') !== undefined;
  const edit = written ? replaceValue(resource, path, value) : addField(resource, path.slice(0, -1), key, value, after);
  const shown = typeof value === 'string' || typeof value === 'number' ? `: ${value}` : '';
  return fixOf(resource, `Add ${key}${shown}`, edit, obvious);
}

/** `- ` with nothing behind it: an item that lacks everything can go. */
function emptyItemFix({ node }: RepairContext, path: FieldPath): readonly Fix[] {
  const item = path.slice(0, -1);
  if (typeof item.at(-1) !== 'number' || node.root.walk(item).exists) return [];
  return fixOf(node.resource, 'Remove the empty item', removeField(node.resource, item), true);
}
