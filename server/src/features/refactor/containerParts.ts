// What a container of a production workload should say: probes and resources.
import { addField } from '../../workspace/edit.ts';
import type { Field } from '../../workspace/field.ts';
import { containerAt } from './containerAt.ts';
import { editsOf, type Refactoring, type RefactorPlace } from './refactoring.ts';

const RESOURCES = { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '128Mi' } };

/** A probe of the container's first TCP port: by HTTP where the port's name or number says so, else by connecting. */
function probeOf(container: Field): Readonly<Record<string, unknown>> | undefined {
  const port = container.items('ports').find((item) => (item.text('protocol') ?? 'TCP') === 'TCP');
  const number = port?.number('containerPort');
  if (port === undefined || number === undefined) return undefined;
  const name = port.text('name');
  const target = name ?? number;
  const http = /^(https?|web)\b/.test(name ?? '') || [80, 443, 3000, 5000, 8000, 8080, 8443].includes(number);
  const scheme = /^https/.test(name ?? '') || number === 443 || number === 8443 ? { scheme: 'HTTPS' } : {};
  return http ? { httpGet: { path: '/', port: target, ...scheme } } : { tcpSocket: { port: target } };
}

/** Offered within a container that lacks them. */
export function containerParts(place: RefactorPlace): Refactoring[] {
  const container = containerAt(place);
  if (!container) return [];
  const { node } = place;
  const offers: Refactoring[] = [];
  const add = (id: string, title: string, field: string, value: unknown) =>
    offers.push({
      id,
      title,
      kind: 'refactor.rewrite',
      edits: () => editsOf(node, [addField(node.resource, container.path, field, value)]),
    });
  const isInit = container.path.includes('initContainers') && container.text('restartPolicy') !== 'Always';
  const probe = isInit ? undefined : probeOf(container);
  if (probe && !container.get('readinessProbe').exists) {
    add('add-readiness-probe', 'Add a readiness probe', 'readinessProbe', probe);
  }
  if (probe && !container.get('livenessProbe').exists) {
    add('add-liveness-probe', 'Add a liveness probe', 'livenessProbe', { ...probe, initialDelaySeconds: 10 });
  }
  if (!container.get('resources').exists)
    add('add-resources', 'Add resource requests and limits', 'resources', RESOURCES);
  return offers;
}
