// What the server warns about in Pods and templates that it takes.
// Source: pkg/api/pod/warnings.go, pkg/api/node/util.go, pkg/api/persistentvolumeclaim/util.go, 1.36.
import { formatPath, type FieldPath } from '../../fieldPath.ts';
import { quantityOf } from '../../quantity.ts';
import type {
  ContainerPort,
  NodeSelectorTerm,
  ObjectMeta,
  PersistentVolumeClaimSpec,
  PodAffinity,
  PodSpec,
  PodTemplateSpec,
  Volume,
} from '../../types.generated.ts';
import { semanticallyEqual } from '../fields.ts';
import { warningsForIp } from '../ip.ts';
import { isDns1123Label, isLabelValue } from '../strings.ts';
import { appArmorOf } from './annotations.ts';
import { eachContainer } from './containersOf.ts';
import { overlapWarnings } from './overlaps.ts';

const DEPRECATED_NODE_LABELS: Readonly<Record<string, string>> = {
  'beta.kubernetes.io/arch': 'deprecated since v1.14; use "kubernetes.io/arch" instead',
  'beta.kubernetes.io/os': 'deprecated since v1.14; use "kubernetes.io/os" instead',
  'failure-domain.beta.kubernetes.io/region': 'deprecated since v1.17; use "topology.kubernetes.io/region" instead',
  'failure-domain.beta.kubernetes.io/zone': 'deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
  'beta.kubernetes.io/instance-type': 'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead',
  'app.kubernetes.io/created-by': 'deprecated since v1.9',
  'scheduler.alpha.kubernetes.io/preferAvoidPods': 'deprecated since v1.22; use Taints and Tolerations instead',
  'node-role.kubernetes.io/master': 'use "node-role.kubernetes.io/control-plane" instead',
};

/** What speaks against a node label of old. Source: GetNodeLabelDeprecatedMessage. */
export const deprecatedNodeLabel = (key: string): string | undefined =>
  Object.hasOwn(DEPRECATED_NODE_LABELS, key) ? DEPRECATED_NODE_LABELS[key] : undefined;

const DEPRECATED_ANNOTATIONS: ReadonlyArray<readonly [key: string, message: string]> = [
  ['scheduler.alpha.kubernetes.io/critical-pod', 'non-functional in v1.16+; use the "priorityClassName" field instead'],
  ['security.alpha.kubernetes.io/sysctls', 'non-functional in v1.11+; use the "sysctls" field instead'],
  ['security.alpha.kubernetes.io/unsafe-sysctls', 'non-functional in v1.11+; use the "sysctls" field instead'],
];

/** In the order in which the server looks at them, with the name that it gives them. */
const DEPRECATED_VOLUMES: ReadonlyArray<readonly [type: keyof Volume, name: string, message: string]> = [
  ['photonPersistentDisk', 'photonPersistentDisk', 'deprecated in v1.11, non-functional in v1.16+'],
  ['gitRepo', 'gitRepo', 'deprecated in v1.11, and disabled by default in v1.33+'],
  ['scaleIO', 'scaleIO', 'deprecated in v1.16, non-functional in v1.22+'],
  ['flocker', 'flocker', 'deprecated in v1.22, non-functional in v1.25+'],
  ['storageos', 'storageOS', 'deprecated in v1.22, non-functional in v1.25+'],
  ['quobyte', 'quobyte', 'deprecated in v1.22, non-functional in v1.25+'],
  ['glusterfs', 'glusterfs', 'deprecated in v1.25, non-functional in v1.26+'],
  ['cephfs', 'cephfs', 'deprecated in v1.28, non-functional in v1.31+'],
  ['rbd', 'rbd', 'deprecated in v1.28, non-functional in v1.31+'],
];

/** Collects sentences that begin with a field. */
class Warnings {
  readonly list: string[] = [];

  at(path: FieldPath, message: string): void {
    this.list.push(`${formatPath(path)}: ${message}`);
  }
}

/** The name of a Pod, or of what makes Pods, is part of host names. */
export function hostNameWarnings(name: string, use: 'the Pod' | 'Pods'): string[] {
  const complaints = isDns1123Label(name);
  if (complaints.length === 0) return [];
  const where = use === 'the Pod' ? "the Pod's hostname" : 'Pod names and hostnames';
  return [
    `metadata.name: this is used in ${where}, which can result in surprising behavior; a DNS label is recommended: [${complaints.join(' ')}]`,
  ];
}

/** Source: GetWarningsForPodTemplate. */
export const templateWarnings = (template: PodTemplateSpec | undefined, path: FieldPath): string[] =>
  template === undefined ? [] : podWarnings(template.spec ?? {}, template.metadata ?? {}, path);

/** `base` is where the template stands, [] for a Pod. Source: warningsForPodSpecAndMeta. */
export function podWarnings(spec: PodSpec, meta: ObjectMeta, base: FieldPath): string[] {
  const warnings = new Warnings();
  const path: FieldPath = [...base, 'spec'];
  warnAboutNodes(warnings, spec, path);
  warnAboutSpread(warnings, spec, path);
  const annotations = meta.annotations ?? {};
  for (const [key, message] of DEPRECATED_ANNOTATIONS) {
    if (Object.hasOwn(annotations, key)) warnings.at([...base, 'metadata', 'annotations', { key }], message);
  }
  warnAboutVolumes(warnings, spec.volumes ?? [], path);
  warnings.list.push(...overlapWarnings(spec.volumes ?? []));
  warnAboutDuplicates(warnings, spec, path);
  for (const name of ['memory', 'ephemeral-storage']) {
    warnAboutFraction(warnings, spec.overhead, name, [...path, 'overhead']);
  }
  warnAboutProfiles(warnings, spec, annotations, base);
  warnAboutContainers(warnings, spec, path);
  warnAboutPorts(warnings, spec, path);
  if ((spec.terminationGracePeriodSeconds ?? 0) < 0) {
    const message = 'must be >= 0; negative values are invalid and will be treated as 1';
    warnings.at([...path, 'terminationGracePeriodSeconds'], message);
  }
  warnAboutAffinity(warnings, spec.affinity?.podAffinity, [...path, 'affinity', 'podAffinity']);
  warnAboutAffinity(warnings, spec.affinity?.podAntiAffinity, [...path, 'affinity', 'podAntiAffinity']);
  spec.dnsConfig?.nameservers?.forEach((address, index) => {
    warnings.list.push(...warningsForIp(formatPath([...path, 'dnsConfig', 'nameservers', index]), address));
  });
  spec.hostAliases?.forEach(({ ip = '' }, index) => {
    warnings.list.push(...warningsForIp(formatPath([...path, 'hostAliases', index, 'ip']), ip));
  });
  return warnings.list;
}

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';

function warnAboutNodes(warnings: Warnings, spec: PodSpec, path: FieldPath): void {
  for (const key of Object.keys(spec.nodeSelector ?? {})) {
    const message = deprecatedNodeLabel(key);
    if (message !== undefined) warnings.at([...path, 'nodeSelector', { key }], message);
  }
  const affinity = spec.affinity?.nodeAffinity;
  const at = [...path, 'affinity', 'nodeAffinity'];
  affinity?.[REQUIRED]?.nodeSelectorTerms?.forEach((term, index) => {
    warnAboutTerm(warnings, term, false, [...at, REQUIRED, 'nodeSelectorTerms', index]);
  });
  affinity?.[PREFERRED]?.forEach((term, index) => {
    if (term.preference !== undefined) {
      warnAboutTerm(warnings, term.preference, true, [...at, PREFERRED, index, 'preference']);
    }
  });
}

/** Source: GetWarningsForNodeSelectorTerm. */
function warnAboutTerm(warnings: Warnings, term: NodeSelectorTerm, checkValues: boolean, path: FieldPath): void {
  term.matchExpressions?.forEach(({ key = '', values }, index) => {
    const at = [...path, 'matchExpressions', index];
    const message = deprecatedNodeLabel(key);
    if (message !== undefined) warnings.at([...at, 'key'], `${key} is ${message}`);
    if (!checkValues) return;
    values?.forEach((value, position) => {
      for (const complaint of isLabelValue(value)) {
        warnings.at([...at, 'values', position], `${value} is invalid, ${complaint}`);
      }
    });
  });
}

const NO_SELECTOR = 'a null labelSelector results in matching no pod';

function warnAboutSpread(warnings: Warnings, spec: PodSpec, path: FieldPath): void {
  spec.topologySpreadConstraints?.forEach(({ topologyKey = '', labelSelector }, index) => {
    const at = [...path, 'topologySpreadConstraints', index];
    const message = deprecatedNodeLabel(topologyKey);
    if (message !== undefined) warnings.at([...at, 'topologyKey'], `${topologyKey} is ${message}`);
    if (labelSelector === undefined) warnings.at([...at, 'labelSelector'], NO_SELECTOR);
  });
}

function warnAboutAffinity(warnings: Warnings, affinity: PodAffinity | undefined, path: FieldPath): void {
  affinity?.[REQUIRED]?.forEach(({ labelSelector }, index) => {
    if (labelSelector === undefined) warnings.at([...path, REQUIRED, index, 'labelSelector'], NO_SELECTOR);
  });
  affinity?.[PREFERRED]?.forEach(({ podAffinityTerm }, index) => {
    if (podAffinityTerm?.labelSelector !== undefined) return;
    warnings.at([...path, PREFERRED, index, 'podAffinityTerm', 'labelSelector'], NO_SELECTOR);
  });
}

function warnAboutVolumes(warnings: Warnings, volumes: readonly Volume[], path: FieldPath): void {
  volumes.forEach((volume, index) => {
    for (const [type, name, message] of DEPRECATED_VOLUMES) {
      if (volume[type] !== undefined) warnings.at([...path, 'volumes', index, name], message);
    }
    const claim = volume.ephemeral?.volumeClaimTemplate?.spec;
    if (claim === undefined) return;
    const at = [...path, 'volumes', index, 'ephemeral', 'volumeClaimTemplate', 'spec'];
    warnings.list.push(...claimSpecWarnings(claim, at));
  });
}

/** Source: GetWarningsForPersistentVolumeClaimSpec. */
export function claimSpecWarnings(spec: PersistentVolumeClaimSpec, path: FieldPath): string[] {
  const warnings = new Warnings();
  for (const which of ['requests', 'limits'] as const) {
    warnAboutFraction(warnings, spec.resources?.[which], 'storage', [...path, 'resources', which]);
  }
  return warnings.list;
}

/** Bytes come whole. */
function warnAboutFraction(
  warnings: Warnings,
  list: Readonly<Record<string, string>> | undefined,
  name: string,
  path: FieldPath,
): void {
  const text = list !== undefined && Object.hasOwn(list, name) ? list[name] : undefined;
  if (text === undefined || quantityOf(text).nano % 1_000_000_000n === 0n) return;
  const message = `fractional byte value ${JSON.stringify(text)} is invalid, must be an integer`;
  warnings.at([...path, { key: name }], message);
}

function warnAboutDuplicates(warnings: Warnings, { hostAliases, imagePullSecrets }: PodSpec, path: FieldPath): void {
  const addresses = new Set<string>();
  hostAliases?.forEach(({ ip = '' }, index) => {
    if (addresses.has(ip)) warnings.at([...path, 'hostAliases', index, 'ip'], `duplicate ip ${JSON.stringify(ip)}`);
    addresses.add(ip);
  });
  const names = new Set<string>();
  imagePullSecrets?.forEach(({ name = '' }, index) => {
    const at = [...path, 'imagePullSecrets', index, 'name'];
    if (names.has(name)) warnings.at(at, `duplicate name ${JSON.stringify(name)}`);
    names.add(name);
  });
  imagePullSecrets?.forEach(({ name = '' }, index) => {
    if (name === '') warnings.at([...path, 'imagePullSecrets', index, 'name'], 'invalid empty name ""');
  });
}

const SECCOMP_POD = 'seccomp.security.alpha.kubernetes.io/pod';
const SECCOMP_CONTAINER = 'container.seccomp.security.alpha.kubernetes.io/';
const APP_ARMOR = 'container.apparmor.security.beta.kubernetes.io/';
const USE_SECCOMP = 'non-functional in v1.27+; use the "seccompProfile" field instead';

/** Annotations of old without the field of today. A Pod's AppArmor annotations are turned into fields by the server. */
function warnAboutProfiles(
  warnings: Warnings,
  spec: PodSpec,
  annotations: Readonly<Record<string, string>>,
  base: FieldPath,
): void {
  const at = (key: string): FieldPath => [...base, 'metadata', 'annotations', { key }];
  const context = spec.securityContext;
  if (context?.seccompProfile === undefined && Object.hasOwn(annotations, SECCOMP_POD)) {
    warnings.at(at(SECCOMP_POD), USE_SECCOMP);
  }
  eachContainer(spec, [], ({ name = '', securityContext }) => {
    const seccomp = SECCOMP_CONTAINER + name;
    if (securityContext?.seccompProfile === undefined && Object.hasOwn(annotations, seccomp)) {
      warnings.at(at(seccomp), USE_SECCOMP);
    }
    const key = APP_ARMOR + name;
    if (securityContext?.appArmorProfile !== undefined || !Object.hasOwn(annotations, key)) return;
    const profile = context?.appArmorProfile;
    if (profile !== undefined && semanticallyEqual(profile, appArmorOf(annotations, name))) return;
    warnings.at(at(key), 'deprecated since v1.30; use the "appArmorProfile" field instead');
  });
}

function warnAboutContainers(warnings: Warnings, spec: PodSpec, path: FieldPath): void {
  eachContainer(spec, path, ({ resources, env }, at) => {
    for (const name of ['memory', 'ephemeral-storage']) {
      warnAboutFraction(warnings, resources?.limits, name, [...at, 'resources', 'limits']);
      warnAboutFraction(warnings, resources?.requests, name, [...at, 'resources', 'requests']);
    }
    if (env === undefined || env.length < 2) return;
    const names = new Set<string>();
    env.forEach(({ name = '', value = '', valueFrom }, index) => {
      const reference = `$(${name})`;
      // A later definition may build on the earlier one: PATH="$(PATH):/more".
      const hides = valueFrom !== undefined || value === reference || !value.includes(reference);
      if (names.has(name) && hides) {
        const message = `hides previous definition of ${JSON.stringify(name)}, which may be dropped when using apply`;
        warnings.list.push(`${formatPath([...at, 'env', index])}: ${message}`);
      }
      names.add(name);
    });
  });
}

/** Ports as Go prints a struct of theirs. */
const showPort = ({ name = '', hostPort = 0, containerPort = 0, protocol = '', hostIP = '' }: ContainerPort): string =>
  `{Name:${name} HostPort:${hostPort} ContainerPort:${containerPort} Protocol:${protocol} HostIP:${hostIP}}`;

const MOST_NAMED = 20;

function warnAboutPorts(warnings: Warnings, spec: PodSpec, path: FieldPath): void {
  const known = new Map<string, Array<{ readonly at: string; readonly port: ContainerPort }>>();
  const names = new Map<string, string>();
  const duplicateNames: string[] = [];
  eachContainer(spec, path, ({ ports }, containerPath) => {
    ports?.forEach((port, index) => {
      const at = formatPath([...containerPath, 'ports', index]);
      const { name = '', hostPort = 0, hostIP = '' } = port;
      if (hostIP !== '' && hostPort === 0) {
        warnings.list.push(`${at}: hostIP set without hostPort: ${showPort(port)}`);
      }
      const key = `${port.containerPort ?? 0}/${port.protocol ?? ''}`;
      const others = known.get(key) ?? [];
      for (const other of others) {
        const conflict = portConflict(port, other.port);
        if (conflict !== undefined) warnings.list.push(`${at}: ${conflict} port definition with ${other.at}`);
      }
      // Nobody reads more warnings about one port.
      if (others.length < MOST_NAMED) others.push({ at, port });
      known.set(key, others);
      if (name === '') return;
      const first = names.get(name);
      if (first === undefined) names.set(name, at);
      else {
        duplicateNames.push(
          `${at}: duplicate port name ${JSON.stringify(name)} with ${first}, services and probes that select ports by name will use ${first}`,
        );
      }
    });
  });
  warnings.list.push(...duplicateNames);
}

/** How two definitions of the same container port are in each other's way. */
function portConflict(a: ContainerPort, b: ContainerPort): string | undefined {
  const hostPortA = a.hostPort ?? 0;
  const hostPortB = b.hostPort ?? 0;
  const hostA = a.hostIP ?? '';
  const hostB = b.hostIP ?? '';
  if (hostA === hostB && hostPortA === hostPortB) return 'duplicate';
  if (hostPortA === 0 || hostPortB === 0) return 'overlapping';
  return hostPortA === hostPortB && (hostA === '') !== (hostB === '') ? 'dangerously ambiguous' : undefined;
}
