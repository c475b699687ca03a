// Defaults of Pods and Pod templates.
// Source: pkg/apis/core/v1/defaults.go, zz_generated.defaults.go and conversion.go, 1.36.
import { formatQuantity } from '../quantity.ts';
import type {
  Container,
  EphemeralContainer,
  HTTPGetAction,
  Pod,
  PodSpec,
  PodTemplateSpec,
  Probe,
} from '../types.generated.ts';
import { defaultPullPolicy } from './image.ts';
import { aggregate, roundToMilli } from './resourceList.ts';
import { setFieldSelectorDefaults, setVolumeDefaults } from './volume.ts';

/** A Pod's defaults. Source: SetObjectDefaults_Pod, Convert_v1_Pod_To_core_Pod. */
export function setPodDefaults(pod: Pod): void {
  const spec = (pod.spec ??= {});
  requestsFromLimits(spec.containers);
  requestsFromLimits(spec.initContainers);
  hugePageLimits(spec);
  podRequests(spec);
  spec.enableServiceLinks ??= true;
  if (spec.hostNetwork === true) {
    hostPortsFromContainerPorts(spec.containers);
    hostPortsFromContainerPorts(spec.initContainers);
  }
  setPodSpecDefaults(spec);
  roundToMilli(spec.overhead);
  if ((spec.terminationGracePeriodSeconds ?? 0) < 0) spec.terminationGracePeriodSeconds = 1;
  dropInitContainerAnnotations(pod.metadata);
}

/** The defaults of a template, as every workload has one. Source: SetDefaults_PodSpec and what is generated around it. */
export function setPodTemplateDefaults(template: PodTemplateSpec | undefined): void {
  if (template === undefined) return;
  setPodSpecDefaults((template.spec ??= {}));
  dropInitContainerAnnotations(template.metadata);
}

const INIT_CONTAINER_ANNOTATIONS = [
  'pod.beta.kubernetes.io/init-containers',
  'pod.alpha.kubernetes.io/init-containers',
  'pod.beta.kubernetes.io/init-container-statuses',
  'pod.alpha.kubernetes.io/init-container-statuses',
];

/** Source: dropInitContainerAnnotations. */
function dropInitContainerAnnotations(meta: { annotations?: Record<string, string> | undefined } | undefined): void {
  if (meta?.annotations === undefined) return;
  for (const key of INIT_CONTAINER_ANNOTATIONS) delete meta.annotations[key];
}

function setPodSpecDefaults(spec: PodSpec): void {
  spec.dnsPolicy ||= 'ClusterFirst';
  spec.restartPolicy ||= 'Always';
  spec.securityContext ??= {};
  spec.terminationGracePeriodSeconds ??= 30;
  spec.schedulerName ||= 'default-scheduler';
  aliasServiceAccount(spec);
  spec.volumes?.forEach(setVolumeDefaults);
  spec.initContainers?.forEach(setContainerDefaults);
  spec.containers?.forEach(setContainerDefaults);
  spec.ephemeralContainers?.forEach(setContainerDefaults);
  if (spec.resources !== undefined) {
    roundToMilli(spec.resources.limits);
    roundToMilli(spec.resources.requests);
  }
  roundToMilli(spec.overhead);
}

/** `serviceAccount` is an old name of `serviceAccountName`; both are stored. Source: Convert_v1_PodSpec_To_core_PodSpec. */
function aliasServiceAccount(spec: PodSpec): void {
  const name = (spec.serviceAccountName ?? '') === '' ? (spec.serviceAccount ?? '') : (spec.serviceAccountName ?? '');
  if (name === '') return;
  spec.serviceAccountName = name;
  spec.serviceAccount = name;
}

/** Source: SetDefaults_Pod: limits that stand alone are requests too. In a template this is left to the Pod. */
function requestsFromLimits(containers: readonly Container[] | undefined): void {
  for (const { resources } of containers ?? []) {
    if (resources?.limits === undefined) continue;
    const requests = (resources.requests ??= {});
    for (const name of Object.keys(resources.limits)) {
      if (!Object.hasOwn(requests, name)) define(requests, name, resources.limits[name] ?? '0');
    }
  }
}

/** Sets a key as an own property, whatever its name (`__proto__` included). */
function define(list: Record<string, string>, name: string, value: string): void {
  Object.defineProperty(list, name, { value, writable: true, enumerable: true, configurable: true });
}

/** Source: defaultHostNetworkPorts. */
function hostPortsFromContainerPorts(containers: readonly Container[] | undefined): void {
  for (const { ports } of containers ?? []) {
    for (const port of ports ?? []) {
      if ((port.hostPort ?? 0) === 0 && (port.containerPort ?? 0) !== 0) port.hostPort = port.containerPort;
    }
  }
}

const isHugePage = (name: string): boolean => name.startsWith('hugepages-');
const isPodLevelResource = (name: string): boolean => name === 'cpu' || name === 'memory' || isHugePage(name);

/** Source: defaultHugePagePodLimits. */
function hugePageLimits(spec: PodSpec): void {
  const resources = spec.resources;
  if (resources === undefined) return;
  if (isEmptyList(resources.limits) && isEmptyList(resources.requests)) return;
  for (const [name, quantity] of aggregate(spec, 'limits')) {
    if (!isHugePage(name) || Object.hasOwn(resources.requests ?? {}, name)) continue;
    const limits = (resources.limits ??= {});
    if (!Object.hasOwn(limits, name)) define(limits, name, formatQuantity(quantity));
  }
}

/** Source: defaultPodRequests. */
function podRequests(spec: PodSpec): void {
  const resources = spec.resources;
  if (resources?.limits === undefined || isEmptyList(resources.limits)) return;
  const requests: Record<string, string> = resources.requests ?? {};
  for (const [name, quantity] of aggregate(spec, 'requests')) {
    if (isPodLevelResource(name) && !isHugePage(name) && !Object.hasOwn(requests, name)) {
      define(requests, name, formatQuantity(quantity));
    }
  }
  for (const name of Object.keys(resources.limits)) {
    if (isPodLevelResource(name) && !Object.hasOwn(requests, name))
      define(requests, name, resources.limits[name] ?? '0');
  }
  if (!isEmptyList(requests)) resources.requests = requests;
}

const isEmptyList = (list: Readonly<Record<string, string>> | undefined): boolean =>
  list === undefined || Object.keys(list).length === 0;

/** Source: SetDefaults_Container and what is generated around it. */
function setContainerDefaults(container: Container | EphemeralContainer): void {
  container.imagePullPolicy ||= defaultPullPolicy(container.image);
  container.terminationMessagePath ||= '/dev/termination-log';
  container.terminationMessagePolicy ||= 'File';
  for (const port of container.ports ?? []) port.protocol ||= 'TCP';
  for (const { valueFrom } of container.env ?? []) {
    if (valueFrom === undefined) continue;
    if (valueFrom.fieldRef !== undefined) setFieldSelectorDefaults(valueFrom.fieldRef);
    if (valueFrom.fileKeyRef !== undefined) valueFrom.fileKeyRef.optional ??= false;
    // A divisor is a quantity, which is never absent: "0" means that none is given.
    if (valueFrom.resourceFieldRef !== undefined) valueFrom.resourceFieldRef.divisor ??= '0';
  }
  const resources = (container.resources ??= {});
  roundToMilli(resources.limits);
  roundToMilli(resources.requests);
  if (container.livenessProbe !== undefined) setProbeDefaults(container.livenessProbe);
  if (container.readinessProbe !== undefined) setProbeDefaults(container.readinessProbe);
  if (container.startupProbe !== undefined) setProbeDefaults(container.startupProbe);
  const lifecycle = container.lifecycle;
  if (lifecycle === undefined) return;
  setHttpGetDefaults(lifecycle.postStart?.httpGet);
  setHttpGetDefaults(lifecycle.preStop?.httpGet);
}

/** Source: SetDefaults_Probe. Zero is absent. */
function setProbeDefaults(probe: Probe): void {
  probe.timeoutSeconds ||= 1;
  probe.periodSeconds ||= 10;
  probe.successThreshold ||= 1;
  probe.failureThreshold ||= 3;
  setHttpGetDefaults(probe.httpGet);
  if (probe.grpc !== undefined) probe.grpc.service ??= '';
}

/** Source: SetDefaults_HTTPGetAction. */
function setHttpGetDefaults(action: HTTPGetAction | undefined): void {
  if (action === undefined) return;
  action.path ||= '/';
  action.scheme ||= 'HTTP';
}
