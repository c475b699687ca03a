// Descriptions of what is no workload. Source: kubectl/pkg/describe/describe.go, 1.36.
import { compareText } from '../../../base/compare.ts';
import { base64Length } from '../../../api/base64.ts';
import { formatSelector } from '../../../api/labelSelector.ts';
import type {
  ConfigMap,
  EndpointSlice,
  Ingress,
  IngressBackend,
  PersistentVolume,
  PersistentVolumeClaim,
  Pod,
  PodDisruptionBudget,
  ResourceQuota,
  Secret,
  Service,
  StorageClass,
} from '../../../api/types.generated.ts';
import type { DeepReadonly, ReadApi } from '../../../cluster/controller.ts';
import { ENDPOINT_SLICE, POD, SERVICE } from '../../../cluster/kinds.ts';
import { SERVICE_NAME } from '../../../cluster/network/slices.ts';
import { ageOf } from '../times.ts';
import { accessModes, classOf, hostPort, ingressText, labelsText } from '../words.ts';
import { events, head, type Describer } from './page.ts';
import { describeSource } from './volumes.ts';

/** The ready addresses of a port, the first three of them. Source: formatEndpointSlices. */
function endpointsText(read: ReadApi, namespace: string, service: string, port: string): string {
  const slices = read
    .list<EndpointSlice>(ENDPOINT_SLICE, namespace)
    .filter(({ metadata }) => metadata?.labels?.[SERVICE_NAME] === service);
  if (slices.length === 0) return '<none>';
  const list = slices.flatMap((slice) => {
    const ready = (slice.endpoints ?? []).filter(({ conditions }) => conditions?.ready !== false);
    const addresses = ready.map((endpoint) => endpoint.addresses?.[0] ?? '');
    const ports = slice.ports ?? [];
    if (ports.length === 0) return addresses;
    return ports
      .filter(({ name = '' }) => name === port)
      .flatMap((one) => addresses.map((address) => hostPort(address, one.port ?? 0)));
  });
  const text = list.slice(0, 3).join(',');
  return list.length > 3 ? `${text} + ${list.length - 3} more...` : text;
}

/** A Service. Source: describeService. */
export const service: Describer<Service> = (page, object, context) => {
  const { metadata, spec } = object;
  head(page, object);
  page.field('Selector', labelsText(spec?.selector));
  page.field('Type', spec?.type);
  page.optional('IP Family Policy', spec?.ipFamilyPolicy);
  page.field('IP Families', (spec?.ipFamilies ?? []).join(',') || '<none>');
  page.field('IP', spec?.clusterIP);
  page.field('IPs', (spec?.clusterIPs ?? []).join(',') || '<none>');
  page.optional('External IPs', (spec?.externalIPs ?? []).join(','));
  page.optional('Desired LoadBalancer IP', spec?.loadBalancerIP);
  page.optional('External Name', spec?.externalName);
  const balanced = (object.status?.loadBalancer?.ingress ?? []).map(({ ip, hostname, ipMode }) =>
    ip === undefined ? (hostname ?? '') : ipMode === undefined ? ip : `${ip} (${ipMode})`,
  );
  page.optional('LoadBalancer Ingress', balanced.join(', '));
  for (const { name = '', port = 0, protocol = 'TCP', targetPort, nodePort, appProtocol } of spec?.ports ?? []) {
    const called = name === '' ? '<unset>' : name;
    page.line(0, `Port:\t${called}\t${port}/${protocol}`);
    page.field('TargetPort', `${targetPort ?? 0}/${protocol}`);
    page.optional('AppProtocol', appProtocol);
    if (nodePort) page.line(0, `NodePort:\t${called}\t${nodePort}/${protocol}`);
    page.field('Endpoints', endpointsText(context.read, metadata?.namespace ?? '', metadata?.name ?? '', name));
  }
  page.field('Session Affinity', spec?.sessionAffinity);
  page.optional('External Traffic Policy', spec?.externalTrafficPolicy);
  page.optional('Internal Traffic Policy', spec?.internalTrafficPolicy);
  if (spec?.healthCheckNodePort) page.field('HealthCheck NodePort', spec.healthCheckNodePort);
  page.optional('LoadBalancer Source Ranges', (spec?.loadBalancerSourceRanges ?? []).join(','));
  page.optional('Traffic Distribution', spec?.trafficDistribution);
  events(page, object, context);
};

function backendText(read: ReadApi, namespace: string, backend: DeepReadonly<IngressBackend>): string {
  const { resource } = backend;
  if (!backend.service) {
    const group = resource?.apiGroup ?? '<none>';
    return resource ? `APIGroup: ${group}, Kind: ${resource.kind ?? ''}, Name: ${resource.name ?? ''}` : '';
  }
  const { name = '', port } = backend.service;
  const label = `${name}:${port?.name ?? port?.number ?? ''}`;
  const stored = read.get<Service>(SERVICE, namespace, name);
  if (!stored) return `${label} (<error: services "${name}" not found>)`;
  const own = stored.spec?.ports?.findLast((one) =>
    port?.name === undefined ? one.port === port?.number : one.name === port.name,
  );
  return `${label} (${endpointsText(read, namespace, name, own?.name ?? '')})`;
}

/** An Ingress. Source: describeIngressV1. */
export const ingress: Describer<Ingress> = (page, object, context) => {
  const { metadata, spec } = object;
  const namespace = metadata?.namespace ?? '';
  const backend = (one: DeepReadonly<IngressBackend>): string => backendText(context.read, namespace, one);
  page.field('Name', metadata?.name);
  page.labels('Labels', metadata?.labels);
  page.field('Namespace', metadata?.namespace);
  page.field('Address', ingressText(object as DeepReadonly<Service>, true));
  page.field('Ingress Class', spec?.ingressClassName ?? '<none>');
  const fallback = spec?.defaultBackend ? backend(spec.defaultBackend) : '<default>';
  page.field('Default backend', fallback);
  if ((spec?.tls ?? []).length > 0) page.line(0, 'TLS:');
  for (const { secretName = '', hosts = [] } of spec?.tls ?? []) {
    page.line(1, secretName === '' ? `SNI routes ${hosts.join(',')}` : `${secretName} terminates ${hosts.join(',')}`);
  }
  page.line(0, 'Rules:\n  Host\tPath\tBackends');
  page.line(1, '----\t----\t--------');
  const rules = (spec?.rules ?? []).filter(({ http }) => http !== undefined);
  for (const { host, http } of rules) {
    page.line(1, `${host || '*'}\t`);
    for (const path of http?.paths ?? []) page.line(2, `\t${path.path ?? ''} \t${backend(path.backend ?? {})}`);
  }
  if (rules.length === 0) page.line(1, `*\t*\t${fallback}`);
  page.annotations('Annotations', metadata?.annotations);
  events(page, object, context);
};

/** A ConfigMap. Source: ConfigMapDescriber. */
export const configMap: Describer<ConfigMap> = (page, object, context) => {
  head(page, object);
  page.line(0, '\nData\n====');
  for (const key of Object.keys(object.data ?? {}).sort(compareText)) {
    page.line(0, `${key}:\n----`);
    page.line(0, object.data?.[key] ?? '');
    page.line(0, '');
  }
  page.line(0, '\nBinaryData\n====');
  for (const key of Object.keys(object.binaryData ?? {}).sort(compareText)) {
    page.line(0, `${key}: ${base64Length(object.binaryData?.[key] ?? '')} bytes`);
  }
  page.line(0, '');
  events(page, object, context);
};

/** A Secret: how long its values are, not what they say. Source: describeSecret. */
export const secret: Describer<Secret> = (page, object) => {
  head(page, object);
  page.line(0, '');
  page.field('Type', object.type);
  page.line(0, '\nData\n====');
  for (const key of Object.keys(object.data ?? {}).sort(compareText)) {
    page.field(key, `${base64Length(object.data?.[key] ?? '')} bytes`);
  }
};

/** A volume. Source: describePersistentVolume. */
export const persistentVolume: Describer<PersistentVolume> = (page, object, context) => {
  const { metadata, spec, status } = object;
  const { deletionTimestamp } = metadata ?? {};
  const ending = `Terminating (lasts ${ageOf(deletionTimestamp, context.now)})`;
  page.field('Name', metadata?.name);
  page.labels('Labels', metadata?.labels);
  page.annotations('Annotations', metadata?.annotations);
  page.field('Finalizers', `[${(metadata?.finalizers ?? []).join(' ')}]`);
  page.field('StorageClass', classOf(object));
  page.field('Status', deletionTimestamp === undefined ? status?.phase : ending);
  const claim = spec?.claimRef;
  page.field('Claim', claim ? `${claim.namespace ?? ''}/${claim.name ?? ''}` : '');
  page.field('Reclaim Policy', spec?.persistentVolumeReclaimPolicy);
  page.field('Access Modes', accessModes(spec?.accessModes));
  page.optional('VolumeMode', spec?.volumeMode);
  page.field('Capacity', spec?.capacity?.['storage'] ?? '0');
  const terms = spec?.nodeAffinity?.required?.nodeSelectorTerms;
  page.line(0, `Node Affinity:\t${terms ? '' : '<none>'}`);
  if (terms) page.line(1, 'Required Terms:\t');
  for (const [at, { matchExpressions = [] }] of (terms ?? []).entries()) {
    const [first = '<none>', ...others] = matchExpressions.map(
      ({ key = '', operator = '', values = [] }) =>
        `${key} ${operator.toLowerCase()}${values.length > 0 ? ` [${values.join(', ')}]` : ''}`,
    );
    page.line(2, `Term ${at}:\t${first}`);
    for (const text of others) page.line(2, `\t${text}`);
  }
  page.field('Message', status?.message);
  page.line(0, 'Source:');
  describeSource(page, spec ?? {});
  events(page, object, context);
};

/** A claim, and who uses it. Source: describePersistentVolumeClaim. */
export const persistentVolumeClaim: Describer<PersistentVolumeClaim> = (page, object, context) => {
  const { metadata, spec, status } = object;
  const { deletionTimestamp } = metadata ?? {};
  const bound = (spec?.volumeName ?? '') !== '';
  page.field('Name', metadata?.name);
  page.field('Namespace', metadata?.namespace);
  page.field('StorageClass', classOf(object));
  const ending = `Terminating (lasts ${ageOf(deletionTimestamp, context.now)})`;
  page.field('Status', deletionTimestamp === undefined ? status?.phase : ending);
  page.field('Volume', spec?.volumeName);
  page.labels('Labels', metadata?.labels);
  page.annotations('Annotations', metadata?.annotations);
  page.field('Finalizers', `[${(metadata?.finalizers ?? []).join(' ')}]`);
  page.field('Capacity', bound ? (status?.capacity?.['storage'] ?? '0') : '');
  page.field('Access Modes', bound ? accessModes(status?.accessModes) : '');
  page.optional('VolumeMode', spec?.volumeMode);
  if (spec?.dataSource) {
    page.line(0, 'DataSource:');
    if (spec.dataSource.apiGroup !== undefined) page.field('APIGroup', spec.dataSource.apiGroup, 1);
    page.field('Kind', spec.dataSource.kind, 1);
    page.field('Name', spec.dataSource.name, 1);
  }
  const users = context.read
    .list<Pod>(POD, metadata?.namespace)
    .filter((pod) => pod.spec?.volumes?.some((volume) => claimOf(pod, volume) === metadata?.name));
  page.list(
    'Used By',
    users.map((pod) => pod.metadata?.name ?? ''),
  );
  events(page, object, context);
};

const claimOf = (
  pod: DeepReadonly<Pod>,
  volume: NonNullable<NonNullable<DeepReadonly<Pod>['spec']>['volumes']>[number],
) => (volume.ephemeral ? `${pod.metadata?.name ?? ''}-${volume.name ?? ''}` : volume.persistentVolumeClaim?.claimName);

/** A budget. Source: describePodDisruptionBudgetV1. */
export const podDisruptionBudget: Describer<PodDisruptionBudget> = (page, object, context) => {
  const { metadata, spec, status } = object;
  page.field('Name', metadata?.name);
  page.field('Namespace', metadata?.namespace);
  if (spec?.minAvailable !== undefined) page.field('Min available', spec.minAvailable);
  else page.optional('Max unavailable', spec?.maxUnavailable);
  page.field('Selector', spec?.selector ? formatSelector(spec.selector) : '<unset>');
  page.line(0, 'Status:');
  page.field('Allowed disruptions', status?.disruptionsAllowed ?? 0, 2);
  page.field('Current', status?.currentHealthy ?? 0, 2);
  page.field('Desired', status?.desiredHealthy ?? 0, 2);
  page.field('Total', status?.expectedPods ?? 0, 2);
  events(page, object, context);
};

/** A quota. Source: describeQuota. */
export const resourceQuota: Describer<ResourceQuota> = (page, { metadata, spec, status }) => {
  page.field('Name', metadata?.name);
  page.field('Namespace', metadata?.namespace);
  page.optional('Scopes', [...(spec?.scopes ?? [])].sort(compareText).join(', '));
  page.line(0, 'Resource\tUsed\tHard');
  page.line(0, '--------\t----\t----');
  for (const name of Object.keys(status?.hard ?? {}).sort(compareText)) {
    page.line(0, `${name}\t${status?.used?.[name] ?? '0'}\t${status?.hard?.[name] ?? ''}`);
  }
};

/** A class of volumes. Source: describeStorageClass. */
export const storageClass: Describer<StorageClass> = (page, object, context) => {
  const { metadata, mountOptions = [], allowedTopologies, allowVolumeExpansion } = object;
  const keys = ['storageclass.kubernetes.io/is-default-class', 'storageclass.beta.kubernetes.io/is-default-class'];
  page.field('Name', metadata?.name);
  page.field('IsDefaultClass', keys.some((key) => metadata?.annotations?.[key] === 'true') ? 'Yes' : 'No');
  page.field('Annotations', labelsText(metadata?.annotations));
  page.field('Provisioner', object.provisioner);
  page.field('Parameters', labelsText(object.parameters));
  page.field(
    'AllowVolumeExpansion',
    allowVolumeExpansion === undefined ? '<unset>' : allowVolumeExpansion ? 'True' : 'False',
  );
  page.line(0, mountOptions.length === 0 ? 'MountOptions:\t<none>' : 'MountOptions:');
  for (const option of mountOptions) page.line(1, option);
  page.optional('ReclaimPolicy', object.reclaimPolicy);
  page.optional('VolumeBindingMode', object.volumeBindingMode);
  if (allowedTopologies) page.line(0, `AllowedTopologies:${allowedTopologies.length === 0 ? '\t<none>' : ''}`);
  for (const [at, { matchLabelExpressions = [] }] of (allowedTopologies ?? []).entries()) {
    const [first = '<none>', ...others] = matchLabelExpressions.map(
      ({ key = '', values = [] }) => `${key} in [${values.join(', ')}]`,
    );
    page.line(1, `Term ${at}:\t${first}`);
    for (const text of others) page.line(1, `\t${text}`);
  }
  events(page, object, context);
};
