// What a container would see: its environment, command line and files; and what it has written. For people.
// Source: pkg/kubelet/kubelet_pods.go, pkg/kubelet/container/helpers.go (ExpandContainerCommandAndArgs), 1.36.
import { behaviourValue } from '../../api/behaviour.ts';
import type { Container, Pod } from '../../api/types.generated.ts';
import type { DeepReadonly, ReadApi } from '../controller.ts';
import { expand, resolveEnvironment, type ResolvedVariable } from './references.ts';
import { resolveVolume, type ResolvedFile } from './volumes.ts';

type ReadPod = DeepReadonly<Pod>;

/** A volume in its place. */
export interface MountView {
  readonly path: string;
  readonly volume: string;
  readonly kind: string;
  readonly readOnly: boolean;
  /** The files as the container has them; undefined where only the running Pod decides. */
  readonly files?: readonly ResolvedFile[];
  readonly fault?: string;
}

/** What a container would see. */
export interface ContainerView {
  readonly name: string;
  readonly variables: readonly ResolvedVariable[];
  /** Why it could not be made. */
  readonly fault?: string;
  readonly command: readonly string[];
  readonly args: readonly string[];
  readonly mounts: readonly MountView[];
}

/** `subPath` shows one file, or the part of a volume below a folder. */
function below(files: readonly ResolvedFile[], subPath: string): readonly ResolvedFile[] {
  if (subPath === '') return files;
  return files.flatMap((file) => {
    if (file.path === subPath) return [{ ...file, path: '' }];
    return file.path.startsWith(`${subPath}/`) ? [{ ...file, path: file.path.slice(subPath.length + 1) }] : [];
  });
}

function mountsOf(pod: ReadPod, container: DeepReadonly<Container>, values: ReadonlyMap<string, string>, api: ReadApi) {
  return (container.volumeMounts ?? []).map((mount): MountView => {
    const { name = '', mountPath = '', readOnly = false } = mount;
    const volume = (pod.spec?.volumes ?? []).find((one) => one.name === name);
    if (!volume) return { path: mountPath, volume: name, kind: '', readOnly, fault: `there is no volume ${name}` };
    const { kind, files, fault } = resolveVolume(pod, volume, api);
    const subPath = mount.subPathExpr === undefined ? (mount.subPath ?? '') : expand(mount.subPathExpr, values);
    return {
      path: mountPath,
      volume: name,
      kind,
      readOnly,
      ...(files && { files: below(files, subPath) }),
      ...(fault !== undefined && { fault }),
    };
  });
}

/** The view of a container of a Pod, as the cluster stands now. */
export function containerView(pod: ReadPod, container: DeepReadonly<Container>, api: ReadApi): ContainerView {
  const { variables, fault } = resolveEnvironment(pod, container, api);
  const values = new Map(variables.map(({ name, value }) => [name, value]));
  const expandAll = (texts: readonly string[] | undefined) => (texts ?? []).map((text) => expand(text, values));
  return {
    name: container.name ?? '',
    variables,
    ...(fault !== undefined && { fault }),
    command: expandAll(container.command),
    args: expandAll(container.args),
    mounts: mountsOf(pod, container, values, api),
  };
}

/** What `kubectl logs` would show: the scripted lines, or why there are none. `previous`: of the run before. */
export function logsOf(
  pod: ReadPod,
  container: string,
  previous = false,
): { readonly lines: readonly string[] } | { readonly fault: string } {
  const name = pod.metadata?.name ?? '';
  const statuses = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])];
  const known = [...(pod.spec?.initContainers ?? []), ...(pod.spec?.containers ?? [])];
  if (!known.some((one) => one.name === container))
    return { fault: `container ${container} is not valid for pod ${name}` };
  const status = statuses.find((one) => one.name === container);
  if (previous && status?.lastState?.terminated === undefined) {
    return { fault: `previous terminated container "${container}" in pod "${name}" not found` };
  }
  const { waiting } = status?.state ?? {};
  const hasRun = status?.state?.running ?? status?.state?.terminated ?? status?.lastState?.terminated;
  if (!hasRun) {
    const reason = waiting?.reason ?? 'ContainerCreating';
    return { fault: `container "${container}" in pod "${name}" is waiting to start: ${reason}` };
  }
  const text = behaviourValue(pod.metadata?.annotations, 'logs', container);
  return { lines: text === undefined ? [] : text.replace(/\n$/, '').split('\n') };
}
