// Tables of everything that is no workload. Source: pkg/printers/internalversion/printers.go, 1.36.
import { compareText } from '../../base/compare.ts';
import { formatSelector } from '../../api/labelSelector.ts';
import type {
  ConfigMap,
  Endpoints,
  EndpointSlice,
  Event,
  Ingress,
  IngressClass,
  Lease,
  Namespace,
  NetworkPolicy,
  Node,
  PersistentVolume,
  PersistentVolumeClaim,
  PriorityClass,
  ResourceQuota,
  RoleBinding,
  RuntimeClass,
  Secret,
  Service,
  ServiceAccount,
  StorageClass,
} from '../../api/types.generated.ts';
import type { DeepReadonly, Instant } from '../../cluster/controller.ts';
import { tableOf, type Cell, type TableKind } from './tableKind.ts';
import { ageOf } from './times.ts';
import { accessModes, classOf, firstThree, hostPort, ingressText, labelsText, rolesOf } from './words.ts';

const DEFAULT_CLASS = [
  'storageclass.kubernetes.io/is-default-class',
  'storageclass.beta.kubernetes.io/is-default-class',
];

function externalOf(service: DeepReadonly<Service>, wide: boolean): string {
  const { type, externalIPs = [], externalName = '' } = service.spec ?? {};
  if (type === 'ExternalName') return externalName;
  const balanced = type === 'LoadBalancer' ? ingressText(service, wide) : '';
  const all = [...(balanced === '' ? [] : [balanced]), ...externalIPs].join(',');
  return all || (type === 'LoadBalancer' ? '<pending>' : '<none>');
}

const servicePorts = (service: DeepReadonly<Service>): string =>
  (service.spec?.ports ?? [])
    .map(({ port, nodePort, protocol = 'TCP' }) => `${port}${nodePort ? `:${nodePort}` : ''}/${protocol}`)
    .join(',') || '<none>';

function nodeCells(node: DeepReadonly<Node>, now: Instant): readonly Cell[] {
  const ready = node.status?.conditions?.find(({ type }) => type === 'Ready');
  const state = ready === undefined ? 'Unknown' : ready.status === 'True' ? 'Ready' : 'NotReady';
  const info = node.status?.nodeInfo;
  const address = (wanted: string): string =>
    node.status?.addresses?.find(({ type }) => type === wanted)?.address ?? '<none>';
  const architecture = info?.architecture ? ` (${info.architecture})` : '';
  return [
    node.metadata?.name,
    node.spec?.unschedulable === true ? `${state},SchedulingDisabled` : state,
    rolesOf(node),
    ageOf(node.metadata?.creationTimestamp, now),
    info?.kubeletVersion,
    address('InternalIP'),
    address('ExternalIP'),
    info?.osImage || '<unknown>',
    `${info?.kernelVersion || '<unknown>'}${architecture}`,
    info?.containerRuntimeVersion || '<unknown>',
  ];
}

function eventCells(event: DeepReadonly<Event>, now: Instant): readonly Cell[] {
  const { involvedObject: about = {}, series, source } = event;
  const first = ageOf(event.firstTimestamp ?? event.eventTime, now);
  const last = series
    ? ageOf(series.lastObservedTime, now)
    : event.lastTimestamp
      ? ageOf(event.lastTimestamp, now)
      : first;
  const kind = (about.kind ?? '').toLowerCase();
  const component = source?.component || (event.reportingComponent ?? '');
  const instance = source?.host || (event.reportingInstance ?? '');
  return [
    last,
    event.type,
    event.reason,
    about.name ? `${kind}/${about.name}` : kind,
    about.fieldPath,
    instance === '' ? component : `${component}, ${instance}`,
    (event.message ?? '').trim(),
    first,
    series?.count ?? (event.count || 1),
    event.metadata?.name,
  ];
}

function quotaCells(quota: DeepReadonly<ResourceQuota>, now: Instant): readonly Cell[] {
  const { hard = {}, used = {} } = quota.status ?? {};
  const names = Object.keys(hard).sort(compareText);
  const text = (limits: boolean): string =>
    names
      .filter((name) => name.startsWith('limits.') === limits)
      .map((name) => `${name}: ${used[name] ?? '0'}/${hard[name] ?? ''}`)
      .join(', ');
  return [quota.metadata?.name, text(false), text(true), ageOf(quota.metadata?.creationTimestamp, now)];
}

function endpointsText(endpoints: DeepReadonly<Endpoints>): string {
  const list = (endpoints.subsets ?? []).flatMap(({ addresses = [], ports = [] }) =>
    ports.length === 0
      ? addresses.map(({ ip = '' }) => ip)
      : ports.flatMap(({ port = 0 }) => addresses.map(({ ip = '' }) => hostPort(ip, port))),
  );
  return (endpoints.subsets ?? []).length === 0 ? '<none>' : list.length === 0 ? '' : firstThree(list);
}

const subjectsOf = (binding: DeepReadonly<RoleBinding>, kind: string): string =>
  (binding.subjects ?? [])
    .filter((subject) => subject.kind === kind)
    .map(({ name = '', namespace = '' }) => (kind === 'ServiceAccount' ? `${namespace}/${name}` : name))
    .join(', ');

const bindingTable = tableOf<RoleBinding>(
  ['Name', 'Role', 'Age', '+Users', '+Groups', '+ServiceAccounts'],
  (binding, now) => [
    binding.metadata?.name,
    `${binding.roleRef?.kind ?? ''}/${binding.roleRef?.name ?? ''}`,
    ageOf(binding.metadata?.creationTimestamp, now),
    subjectsOf(binding, 'User'),
    subjectsOf(binding, 'Group'),
    subjectsOf(binding, 'ServiceAccount'),
  ],
);

function hostsText(ingress: DeepReadonly<Ingress>): string {
  const rules = ingress.spec?.rules ?? [];
  const hosts = rules.map(({ host = '' }) => host).filter((host) => host !== '');
  if (hosts.length === 0) return '*';
  return hosts.length > 3 ? `${hosts.slice(0, 3).join(',')} + ${rules.length - 3} more...` : hosts.join(',');
}

/** By group and kind. */
export const otherTables: Readonly<Record<string, TableKind>> = {
  '/Service': tableOf<Service>(
    ['Name', 'Type', 'Cluster-IP', 'External-IP', 'Port(s)', 'Age', '+Selector'],
    (service, now, wide) => [
      service.metadata?.name,
      service.spec?.type,
      service.spec?.clusterIPs?.[0] ?? '<none>',
      externalOf(service, wide),
      servicePorts(service),
      ageOf(service.metadata?.creationTimestamp, now),
      labelsText(service.spec?.selector),
    ],
  ),
  '/Node': tableOf<Node>(
    [
      ...['Name', 'Status', 'Roles', 'Age', 'Version'],
      ...['+Internal-IP', '+External-IP', '+OS-Image', '+Kernel-Version', '+Container-Runtime'],
    ],
    nodeCells,
  ),
  '/Event': tableOf<Event>(
    [
      ...['Last Seen', 'Type', 'Reason', 'Object', '+Subobject', '+Source', 'Message'],
      ...['+First Seen', '+Count', '+Name'],
    ],
    eventCells,
  ),
  '/Namespace': tableOf<Namespace>(['Name', 'Status', 'Age'], ({ metadata, status }, now) => [
    metadata?.name,
    status?.phase,
    ageOf(metadata?.creationTimestamp, now),
  ]),
  '/Secret': tableOf<Secret>(['Name', 'Type', 'Data', 'Age'], ({ metadata, type, data }, now) => [
    metadata?.name,
    type,
    Object.keys(data ?? {}).length,
    ageOf(metadata?.creationTimestamp, now),
  ]),
  '/ConfigMap': tableOf<ConfigMap>(['Name', 'Data', 'Age'], ({ metadata, data, binaryData }, now) => [
    metadata?.name,
    Object.keys(data ?? {}).length + Object.keys(binaryData ?? {}).length,
    ageOf(metadata?.creationTimestamp, now),
  ]),
  '/ServiceAccount': tableOf<ServiceAccount>(['Name', 'Age'], ({ metadata }, now) => [
    metadata?.name,
    ageOf(metadata?.creationTimestamp, now),
  ]),
  '/PersistentVolume': tableOf<PersistentVolume>(
    [
      ...['Name', 'Capacity', 'Access Modes', 'Reclaim Policy', 'Status', 'Claim', 'StorageClass'],
      ...['VolumeAttributesClass', 'Reason', 'Age', '+VolumeMode'],
    ],
    (volume, now) => {
      const { metadata, spec, status } = volume;
      const claim = spec?.claimRef;
      return [
        metadata?.name,
        spec?.capacity?.['storage'] ?? '0',
        accessModes(spec?.accessModes),
        spec?.persistentVolumeReclaimPolicy,
        metadata?.deletionTimestamp === undefined ? status?.phase : 'Terminating',
        claim ? `${claim.namespace ?? ''}/${claim.name ?? ''}` : '',
        classOf(volume),
        spec?.volumeAttributesClassName ?? '<unset>',
        status?.reason,
        ageOf(metadata?.creationTimestamp, now),
        spec?.volumeMode ?? '<unset>',
      ];
    },
  ),
  '/PersistentVolumeClaim': tableOf<PersistentVolumeClaim>(
    [
      ...['Name', 'Status', 'Volume', 'Capacity', 'Access Modes', 'StorageClass', 'VolumeAttributesClass', 'Age'],
      '+VolumeMode',
    ],
    (claim, now) => {
      const { metadata, spec, status } = claim;
      const named = (spec?.volumeName ?? '') !== '';
      return [
        metadata?.name,
        metadata?.deletionTimestamp === undefined ? status?.phase : 'Terminating',
        spec?.volumeName,
        named ? (status?.capacity?.['storage'] ?? '0') : '',
        named ? accessModes(status?.accessModes) : '',
        classOf(claim),
        spec?.volumeAttributesClassName ?? '<unset>',
        ageOf(metadata?.creationTimestamp, now),
        spec?.volumeMode ?? '<unset>',
      ];
    },
  ),
  '/ResourceQuota': tableOf<ResourceQuota>(['Name', 'Request', 'Limit', 'Age'], quotaCells),
  '/Endpoints': tableOf<Endpoints>(['Name', 'Endpoints', 'Age'], (endpoints, now) => [
    endpoints.metadata?.name,
    endpointsText(endpoints),
    ageOf(endpoints.metadata?.creationTimestamp, now),
  ]),
  'discovery.k8s.io/EndpointSlice': tableOf<EndpointSlice>(
    ['Name', 'AddressType', 'Ports', 'Endpoints', 'Age'],
    ({ metadata, addressType, ports, endpoints }, now) => [
      metadata?.name,
      addressType,
      firstThree((ports ?? []).map(({ port, name }) => String(port ?? name ?? '*'))),
      firstThree((endpoints ?? []).flatMap(({ addresses }) => addresses ?? [])),
      ageOf(metadata?.creationTimestamp, now),
    ],
  ),
  'networking.k8s.io/Ingress': tableOf<Ingress>(
    ['Name', 'Class', 'Hosts', 'Address', 'Ports', 'Age'],
    (ingress, now, wide) => [
      ingress.metadata?.name,
      ingress.spec?.ingressClassName ?? '<none>',
      hostsText(ingress),
      ingressText(ingress as DeepReadonly<Service>, wide),
      (ingress.spec?.tls ?? []).length > 0 ? '80, 443' : '80',
      ageOf(ingress.metadata?.creationTimestamp, now),
    ],
  ),
  'networking.k8s.io/IngressClass': tableOf<IngressClass>(
    ['Name', 'Controller', 'Parameters', 'Age'],
    ({ metadata, spec }, now) => {
      const { kind = '', apiGroup, name = '' } = spec?.parameters ?? {};
      const isDefault = metadata?.annotations?.['ingressclass.kubernetes.io/is-default-class'] === 'true';
      return [
        `${metadata?.name ?? ''}${isDefault ? ' (default)' : ''}`,
        spec?.controller,
        spec?.parameters ? `${kind}${apiGroup === undefined ? '' : `.${apiGroup}`}/${name}` : '<none>',
        ageOf(metadata?.creationTimestamp, now),
      ];
    },
  ),
  'networking.k8s.io/NetworkPolicy': tableOf<NetworkPolicy>(
    ['Name', 'Pod-Selector', 'Age'],
    ({ metadata, spec }, now) => [
      metadata?.name,
      formatSelector(spec?.podSelector),
      ageOf(metadata?.creationTimestamp, now),
    ],
  ),
  'storage.k8s.io/StorageClass': tableOf<StorageClass>(
    ['Name', 'Provisioner', 'ReclaimPolicy', 'VolumeBindingMode', 'AllowVolumeExpansion', 'Age'],
    (object, now) => {
      const isDefault = DEFAULT_CLASS.some((key) => object.metadata?.annotations?.[key] === 'true');
      return [
        `${object.metadata?.name ?? ''}${isDefault ? ' (default)' : ''}`,
        object.provisioner,
        object.reclaimPolicy ?? 'Delete',
        object.volumeBindingMode ?? 'Immediate',
        object.allowVolumeExpansion ?? false,
        ageOf(object.metadata?.creationTimestamp, now),
      ];
    },
  ),
  'rbac.authorization.k8s.io/RoleBinding': bindingTable,
  'rbac.authorization.k8s.io/ClusterRoleBinding': bindingTable,
  'scheduling.k8s.io/PriorityClass': tableOf<PriorityClass>(
    ['Name', 'Value', 'Global-Default', 'Age', '+PreemptionPolicy'],
    (object, now) => [
      object.metadata?.name,
      object.value ?? 0,
      object.globalDefault ?? false,
      ageOf(object.metadata?.creationTimestamp, now),
      object.preemptionPolicy,
    ],
  ),
  'node.k8s.io/RuntimeClass': tableOf<RuntimeClass>(['Name', 'Handler', 'Age'], ({ metadata, handler }, now) => [
    metadata?.name,
    handler,
    ageOf(metadata?.creationTimestamp, now),
  ]),
  'coordination.k8s.io/Lease': tableOf<Lease>(['Name', 'Holder', 'Age'], ({ metadata, spec }, now) => [
    metadata?.name,
    spec?.holderIdentity,
    ageOf(metadata?.creationTimestamp, now),
  ]),
};
