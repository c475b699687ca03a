// The containers of a Pod or of a template. Source: describeContainers in kubectl/pkg/describe/describe.go, 1.36.
import { compareText } from '../../../base/compare.ts';
import type {
  Container,
  ContainerState,
  ContainerStatus,
  EnvVar,
  Pod,
  Probe,
  ResourceRequirements,
} from '../../../api/types.generated.ts';
import type { DeepReadonly, ReadApi } from '../../../cluster/controller.ts';
import { fieldValue, resourceFieldValue } from '../../../cluster/kubelet/downward.ts';
import { hostPort } from '../words.ts';
import { longTime } from '../times.ts';
import type { Page } from './page.ts';

type ReadContainer = DeepReadonly<Container>;
type Status = DeepReadonly<ContainerStatus>;

/** Where the containers are: in a Pod, whose fields their variables may name, or in a template. */
export interface Place {
  readonly pod?: DeepReadonly<Pod>;
  readonly read?: ReadApi;
  readonly indent: '' | '  ';
}

/** The sections of several containers under one title. */
export function describeContainers(
  page: Page,
  title: string,
  containers: readonly ReadContainer[] | undefined,
  statuses: readonly Status[] | undefined,
  place: Place,
): void {
  page.line(0, `${place.indent}${title}:${(containers ?? []).length === 0 ? ' <none>' : ''}`);
  for (const container of containers ?? []) {
    const status = statuses?.find(({ name }) => name === container.name);
    basics(page, container, status, place.indent === '' ? '' : ' ');
    words(page, 'Command', container.command);
    words(page, 'Args', container.args);
    if (status) stateOf(page, status);
    describeResources(page, container.resources, 2);
    if (container.livenessProbe) page.field('Liveness', probeText(container.livenessProbe), 2);
    if (container.readinessProbe) page.field('Readiness', probeText(container.readinessProbe), 2);
    if (container.startupProbe) page.field('Startup', probeText(container.startupProbe), 2);
    environment(page, container, place);
    mounts(page, container);
  }
}

function basics(page: Page, container: ReadContainer, status: Status | undefined, indent: string): void {
  page.line(1, `${indent}${container.name ?? ''}:`);
  if (status) page.field('Container ID', status.containerID, 2);
  page.field('Image', container.image, 2);
  if (status) page.field('Image ID', status.imageID, 2);
  const ports = (of: (port: NonNullable<ReadContainer['ports']>[number]) => number): readonly string[] =>
    (container.ports ?? []).map(
      (port) => `${of(port)}/${port.protocol ?? 'TCP'}${port.name === undefined ? '' : ` (${port.name})`}`,
    );
  const own = ports(({ containerPort }) => containerPort ?? 0);
  const host = ports(({ hostPort: number }) => number ?? 0);
  page.field(own.length > 1 ? 'Ports' : 'Port', own.join(', ') || '<none>', 2);
  page.field(host.length > 1 ? 'Host Ports' : 'Host Port', host.join(', ') || '<none>', 2);
  const profile = container.securityContext?.seccompProfile;
  if (!profile) return;
  page.field('SeccompProfile', profile.type, 2);
  if (profile.type === 'Localhost') page.field('LocalhostProfile', profile.localhostProfile, 3);
}

function words(page: Page, title: string, list: readonly string[] | undefined): void {
  if ((list ?? []).length === 0) return;
  page.line(2, `${title}:`);
  for (const word of list ?? []) for (const line of word.split('\n')) page.line(3, line);
}

function stateOf(page: Page, status: Status): void {
  describeState(page, 'State', status.state);
  if (status.lastState?.terminated) describeState(page, 'Last State', status.lastState);
  page.field('Ready', status.ready === true ? 'True' : 'False', 2);
  page.field('Restart Count', status.restartCount ?? 0, 2);
}

function describeState(page: Page, name: string, state: DeepReadonly<ContainerState> | undefined): void {
  const { running, waiting, terminated } = state ?? {};
  if (running) {
    page.field(name, 'Running', 2);
    page.field('Started', longTime(running.startedAt), 3);
  } else if (terminated && !waiting) {
    page.field(name, 'Terminated', 2);
    if (terminated.reason) page.field('Reason', terminated.reason, 3);
    if (terminated.message) page.field('Message', terminated.message, 3);
    page.field('Exit Code', terminated.exitCode ?? 0, 3);
    if (terminated.signal) page.field('Signal', terminated.signal, 3);
    page.field('Started', longTime(terminated.startedAt), 3);
    page.field('Finished', longTime(terminated.finishedAt), 3);
  } else {
    page.field(name, 'Waiting', 2);
    if (waiting?.reason) page.field('Reason', waiting.reason, 3);
  }
}

/** Limits and requests. */
export function describeResources(
  page: Page,
  resources: DeepReadonly<ResourceRequirements> | undefined,
  level: number,
): void {
  for (const [title, amounts] of [
    ['Limits', resources?.limits],
    ['Requests', resources?.requests],
  ] as const) {
    const names = Object.keys(amounts ?? {}).sort(compareText);
    if (names.length > 0) page.line(level, `${title}:`);
    for (const name of names) page.field(name, amounts?.[name], level + 1);
  }
}

/** One line for a probe. Source: DescribeProbe. */
export function probeText(probe: DeepReadonly<Probe>): string {
  const {
    initialDelaySeconds = 0,
    timeoutSeconds = 1,
    periodSeconds = 10,
    successThreshold = 1,
    failureThreshold = 3,
  } = probe;
  const times = `delay=${initialDelaySeconds}s timeout=${timeoutSeconds}s period=${periodSeconds}s #success=${successThreshold} #failure=${failureThreshold}`;
  const { exec, httpGet, tcpSocket, grpc } = probe;
  if (exec) return `exec [${(exec.command ?? []).join(' ')}] ${times}`;
  if (httpGet) {
    const { scheme = 'HTTP', host = '', port = '', path = '' } = httpGet;
    const slash = path === '' || path.startsWith('/') ? '' : '/';
    return `http-get ${scheme.toLowerCase()}://${hostPort(host, port)}${slash}${encodeURI(path)} ${times}`;
  }
  if (tcpSocket) return `tcp-socket ${tcpSocket.host ?? ''}:${tcpSocket.port ?? ''} ${times}`;
  if (grpc) return `grpc <pod>:${grpc.port ?? 0} ${grpc.service ?? ''} ${times}`;
  return `unknown ${times}`;
}

function environment(page: Page, container: ReadContainer, place: Place): void {
  const sources = container.envFrom ?? [];
  if (sources.length > 0) page.line(2, 'Environment Variables from:');
  for (const { configMapRef, secretRef, prefix = '' } of sources) {
    const ref = configMapRef ?? secretRef;
    const kind = configMapRef ? 'ConfigMap' : 'Secret';
    const how = prefix === '' ? kind : `${kind} with prefix '${prefix}'`;
    page.line(3, `${ref?.name ?? ''}\t${how}\tOptional: ${String(ref?.optional === true)}`);
  }
  page.line(2, `Environment:${(container.env ?? []).length === 0 ? '\t<none>' : ''}`);
  for (const variable of container.env ?? []) page.line(3, variableText(variable, container, place));
}

function variableText(variable: DeepReadonly<EnvVar>, container: ReadContainer, { pod, read }: Place): string {
  const { name = '', value = '', valueFrom } = variable;
  if (!valueFrom) return `${name}:\t${value.replaceAll('\n', '\n      \t')}`;
  const { fieldRef, resourceFieldRef, secretKeyRef, configMapKeyRef } = valueFrom;
  if (fieldRef) {
    const known = pod ? fieldValue(pod, fieldRef.fieldPath ?? '') : '';
    return `${name}:\t${known} (${fieldRef.apiVersion ?? 'v1'}:${fieldRef.fieldPath ?? ''})`;
  }
  if (resourceFieldRef) {
    const resource = resourceFieldRef.resource ?? '';
    const [kind = '', what = ''] = resource.split('.');
    const amounts = kind === 'limits' ? container.resources?.limits : container.resources?.requests;
    const unlimited = amounts?.[what] === undefined;
    const own = unlimited
      ? '0'
      : read && pod
        ? resourceFieldValue(pod, container, resourceFieldRef, read)
        : amounts[what];
    const shown = unlimited && (resource === 'limits.cpu' || resource === 'limits.memory') ? 'node allocatable' : own;
    return `${name}:\t${shown ?? ''} (${resource})`;
  }
  const [ref, of] = secretKeyRef ? [secretKeyRef, 'in secret'] : [configMapKeyRef, 'of config map'];
  return `${name}:\t<set to the key '${ref?.key ?? ''}' ${of} '${ref?.name ?? ''}'>\tOptional: ${String(ref?.optional === true)}`;
}

function mounts(page: Page, container: ReadContainer): void {
  const list = (container.volumeMounts ?? []).toSorted((a, b) => compareText(a.mountPath ?? '', b.mountPath ?? ''));
  page.line(2, `Mounts:${list.length === 0 ? '\t<none>' : ''}`);
  for (const { mountPath = '', name = '', readOnly = false, subPath = '' } of list) {
    const flags = [readOnly ? 'ro' : 'rw', ...(subPath === '' ? [] : [`path=${JSON.stringify(subPath)}`])];
    page.line(3, `${mountPath} from ${name} (${flags.join(',')})`);
  }
  const devices = container.volumeDevices ?? [];
  if (devices.length > 0) page.line(2, 'Devices:');
  for (const { devicePath = '', name = '' } of devices) page.line(3, `${devicePath} from ${name}`);
}
