// kubectl expose: a Service for what is there. Source: staging/src/k8s.io/kubectl/pkg/cmd/expose/expose.go, 1.36.
import type { ContainerPort, LabelSelector, ServicePort } from '../../api/types.generated.ts';
import type { Stored } from '../../cluster/store.ts';
import { podSpecOf, reject, type ContainerDraft, type Draft } from '../change.ts';
import { labelsOf, sendNew } from '../make.ts';
import type { Flags } from '../flags.ts';
import { targetsOf } from '../targets.ts';
import { Answering, type Verb } from '../verb.ts';

/** The labels that a Service needs to select the object's Pods; a text says why there are none. */
function selectorOf(object: Stored): Record<string, string> | string {
  const kind = object.kind ?? '';
  const spec = (object as { readonly spec?: { readonly selector?: unknown } }).spec;
  const own = { ...object.metadata?.labels };
  switch (kind) {
    case 'ReplicationController':
    case 'Service':
      return { ...(spec?.selector as Record<string, string> | undefined) };
    case 'Pod':
      return Object.keys(own).length === 0 ? 'the pod has no labels and cannot be exposed' : own;
    case 'Deployment':
    case 'ReplicaSet': {
      const selector = (spec?.selector ?? {}) as LabelSelector;
      if ((selector.matchExpressions ?? []).length > 0) {
        return `couldn't convert expressions - "${JSON.stringify(selector.matchExpressions)}" to map-based selector format`;
      }
      return { ...selector.matchLabels };
    }
    default:
      return `cannot expose a ${kind}`;
  }
}

/** The ports of an object: a Service's own, or its containers'. */
function portsOf(object: Stored): ReadonlyArray<{ readonly port: number; readonly protocol: string }> {
  const draft = object as unknown as Draft;
  if (object.kind === 'Service') {
    const ports = (draft.spec?.['ports'] ?? []) as ServicePort[];
    return ports.map(({ port = 0, protocol = 'TCP' }) => ({ port, protocol }));
  }
  const containers = (podSpecOf(draft)?.['containers'] ?? []) as Array<ContainerDraft & { ports?: ContainerPort[] }>;
  return containers
    .flatMap(({ ports }) => ports ?? [])
    .map(({ containerPort = 0, protocol = 'TCP' }) => ({ port: containerPort, protocol }));
}

const numberOrName = (text: string): number | string => (/^\d+$/.test(text) ? Number(text) : text);

function servicePorts(object: Stored, flags: Flags): ServicePort[] | string {
  const known = portsOf(object);
  const given = flags.get('port');
  const ports = given === undefined ? [...new Set(known.map(({ port }) => String(port)))] : given.split(',');
  if (ports.length === 0) return "couldn't find port via --port flag or introspection";
  const target = flags.get('target-port') ?? flags.get('container-port');
  return ports.map((port, at) => ({
    ...(ports.length > 1 ? { name: `port-${at + 1}` } : flags.has('port-name') ? { name: flags.get('port-name') } : {}),
    port: Number(port),
    protocol: flags.get('protocol') ?? known.find((one) => String(one.port) === port)?.protocol ?? 'TCP',
    targetPort: target === undefined ? Number(port) : numberOrName(target),
  }));
}

export const verb: Verb = {
  name: 'expose',
  valueFlags: [
    'port',
    'target-port',
    'container-port',
    'protocol',
    'name',
    'type',
    'labels',
    'external-ip',
    'session-affinity',
    'cluster-ip',
    'load-balancer-ip',
    'port-name',
    'overrides',
  ],
  switches: [],

  *run(context, flags) {
    const answering = new Answering();
    const { targets, errors } = targetsOf(context, flags);
    for (const error of errors) answering.fail(error);
    for (const target of targets) {
      const found = context.server.get(target.gvk, target.namespace, target.name);
      if (!found.ok) {
        reject(answering, target, found.error);
        continue;
      }
      const selector = flags.has('selector') ? labelsOf(flags.get('selector') ?? '') : selectorOf(found.value);
      const ports = servicePorts(found.value, flags);
      if (selector === undefined || typeof selector === 'string') {
        answering.fail(`couldn't retrieve selectors via --selector flag or introspection: ${selector ?? ''}`);
      } else if (typeof ports === 'string') answering.fail(ports);
      else {
        const labels = flags.has('labels') ? labelsOf(flags.get('labels') ?? '') : { ...found.value.metadata?.labels };
        const type = flags.get('type');
        const affinity = flags.get('session-affinity');
        const ip = flags.get('external-ip');
        const clusterIP = flags.get('cluster-ip');
        const spec = {
          selector,
          ports,
          ...(type === undefined ? {} : { type }),
          ...(affinity === undefined ? {} : { sessionAffinity: affinity }),
          ...(ip === undefined ? {} : { externalIPs: [ip] }),
          ...(clusterIP === undefined ? {} : { clusterIP }),
        };
        const name = flags.get('name') ?? target.name.slice(0, 63);
        const metadata = { name, ...(Object.keys(labels ?? {}).length > 0 ? { labels } : {}) };
        sendNew(context, flags, answering, { apiVersion: 'v1', kind: 'Service', metadata, spec }, 'exposed');
      }
    }
    return answering.done();
  },
};
