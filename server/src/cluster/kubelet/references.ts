// What a container gets from ConfigMaps, Secrets, the Pod's own fields and Services: its environment, and what keeps it
// from being made. Source: pkg/kubelet/kubelet_pods.go (makeEnvironmentVariables), pkg/kubelet/envvars/envvars.go,
// third_party/forked/golang/expansion, 1.36.
import { compareText } from '../../base/compare.ts';
import type { ConfigMap, Container, EnvVar, Pod, Secret, Service } from '../../api/types.generated.ts';
import type { DeepReadonly, ReadApi } from '../controller.ts';
import { CONFIG_MAP, SECRET, SERVICE } from '../kinds.ts';
import { decodeBase64 } from './base64.ts';
import { fieldValue, resourceFieldValue } from './downward.ts';

type ReadPod = DeepReadonly<Pod>;

/** One variable with where it is from, in a few words for a person. */
export interface ResolvedVariable {
  readonly name: string;
  readonly value: string;
  readonly from: string;
}

/** An environment, or why the container cannot be made. */
export interface ResolvedEnvironment {
  readonly variables: readonly ResolvedVariable[];
  readonly fault?: string;
}

/** The data of a ConfigMap as texts; binary data is left out, as it is no use in an environment. */
export const configMapData = (api: ReadApi, namespace: string, name: string) =>
  api.get<ConfigMap>(CONFIG_MAP, namespace, name)?.data;

/** The data of a Secret as texts; undefined if there is no such Secret. */
export function secretData(api: ReadApi, namespace: string, name: string): Map<string, string> | undefined {
  const secret = api.get<Secret>(SECRET, namespace, name);
  if (!secret) return undefined;
  return new Map(Object.entries(secret.data ?? {}).map(([key, value]) => [key, decodeBase64(value)]));
}

type Source =
  | { readonly kind: 'value'; readonly value: string; readonly from: string }
  | { readonly kind: 'none' }
  | { readonly kind: 'fault'; readonly fault: string };

function fromConfigMap(
  ref: NonNullable<DeepReadonly<EnvVar>['valueFrom']>['configMapKeyRef'],
  pod: ReadPod,
  api: ReadApi,
): Source {
  const { name = '', key = '', optional = false } = ref ?? {};
  const namespace = pod.metadata?.namespace ?? '';
  const map = api.get<ConfigMap>(CONFIG_MAP, namespace, name);
  if (!map) return optional ? { kind: 'none' } : { kind: 'fault', fault: `configmap "${name}" not found` };
  const data = map.data ?? {};
  if (Object.hasOwn(data, key)) {
    return { kind: 'value', value: data[key] ?? '', from: `ConfigMap ${name}, key ${key}` };
  }
  if (optional) return { kind: 'none' };
  return { kind: 'fault', fault: `couldn't find key ${key} in ConfigMap ${namespace}/${name}` };
}

function fromSecret(
  ref: NonNullable<DeepReadonly<EnvVar>['valueFrom']>['secretKeyRef'],
  pod: ReadPod,
  api: ReadApi,
): Source {
  const { name = '', key = '', optional = false } = ref ?? {};
  const namespace = pod.metadata?.namespace ?? '';
  const data = secretData(api, namespace, name);
  if (!data) return optional ? { kind: 'none' } : { kind: 'fault', fault: `secret "${name}" not found` };
  const value = data.get(key);
  if (value !== undefined) return { kind: 'value', value, from: `Secret ${name}, key ${key}` };
  if (optional) return { kind: 'none' };
  return { kind: 'fault', fault: `couldn't find key ${key} in Secret ${namespace}/${name}` };
}

function sourceOf(
  variable: DeepReadonly<EnvVar>,
  container: DeepReadonly<Container>,
  pod: ReadPod,
  api: ReadApi,
): Source {
  const from = variable.valueFrom;
  if (from?.configMapKeyRef) return fromConfigMap(from.configMapKeyRef, pod, api);
  if (from?.secretKeyRef) return fromSecret(from.secretKeyRef, pod, api);
  if (from?.fieldRef) {
    const path = from.fieldRef.fieldPath ?? '';
    return { kind: 'value', value: fieldValue(pod, path), from: `field ${path}` };
  }
  if (from?.resourceFieldRef) {
    const resource = from.resourceFieldRef.resource ?? '';
    return { kind: 'value', value: resourceFieldValue(pod, container, from.resourceFieldRef, api), from: resource };
  }
  return { kind: 'none' };
}

/** `$(NAME)` becomes the variable's value, `$$(NAME)` stays `$(NAME)`; what is not there stays as it is written. */
export function expand(text: string, variables: ReadonlyMap<string, string>): string {
  return text.replace(/\$\$|\$\(([^()]*)\)/g, (match, name: string | undefined) =>
    name === undefined ? '$' : (variables.get(name) ?? match),
  );
}

/** `WEB_SERVICE_HOST` and its like for the Services of the namespace. Source: FromServices. */
export function serviceVariables(pod: ReadPod, api: ReadApi): ResolvedVariable[] {
  if (pod.spec?.enableServiceLinks === false) return [];
  const out: ResolvedVariable[] = [];
  for (const service of api.list<Service>(SERVICE, pod.metadata?.namespace ?? '')) {
    const ip = service.spec?.clusterIP;
    const [first] = service.spec?.ports ?? [];
    if (!ip || ip === 'None' || !first) continue;
    const name = service.metadata?.name ?? '';
    const prefix = name.toUpperCase().replaceAll('-', '_');
    const add = (suffix: string, value: string) =>
      out.push({ name: `${prefix}_${suffix}`, value, from: `Service ${name}` });
    add('SERVICE_HOST', ip);
    add('SERVICE_PORT', String(first.port ?? ''));
    for (const port of service.spec?.ports ?? []) {
      if (port.name) add(`SERVICE_PORT_${port.name.toUpperCase().replaceAll('-', '_')}`, String(port.port ?? ''));
    }
    add('PORT', `${(first.protocol ?? 'TCP').toLowerCase()}://${ip}:${first.port ?? ''}`);
    for (const { protocol = 'TCP', port = 0 } of service.spec?.ports ?? []) {
      const own = `PORT_${port}_${protocol}`;
      add(own, `${protocol.toLowerCase()}://${ip}:${port}`);
      add(`${own}_PROTO`, protocol.toLowerCase());
      add(`${own}_PORT`, String(port));
      add(`${own}_ADDR`, ip);
    }
  }
  return out;
}

/** The environment of a container, in the order in which the kubelet makes it: Services, `envFrom`, `env`. */
export function resolveEnvironment(
  pod: ReadPod,
  container: DeepReadonly<Container>,
  api: ReadApi,
): ResolvedEnvironment {
  const found = new Map<string, ResolvedVariable>(serviceVariables(pod, api).map((one) => [one.name, one]));
  const namespace = pod.metadata?.namespace ?? '';
  const done = (fault?: string): ResolvedEnvironment => ({
    variables: [...found.values()],
    ...(fault !== undefined && { fault }),
  });
  for (const { prefix = '', configMapRef, secretRef } of container.envFrom ?? []) {
    const ref = configMapRef ?? secretRef;
    if (!ref) continue;
    const name = ref.name ?? '';
    const kind = configMapRef ? 'ConfigMap' : 'Secret';
    const data = configMapRef
      ? api.get<ConfigMap>(CONFIG_MAP, namespace, name) &&
        new Map(Object.entries(configMapData(api, namespace, name) ?? {}))
      : secretData(api, namespace, name);
    if (!data) {
      if (ref.optional) continue;
      return done(`${kind.toLowerCase()} "${name}" not found`);
    }
    for (const key of [...data.keys()].sort(compareText)) {
      const variable = { name: `${prefix}${key}`, value: data.get(key) ?? '', from: `${kind} ${name}` };
      found.set(variable.name, variable);
    }
  }
  for (const variable of container.env ?? []) {
    const name = variable.name ?? '';
    if (variable.valueFrom) {
      const source = sourceOf(variable, container, pod, api);
      if (source.kind === 'fault') return done(source.fault);
      if (source.kind === 'value') found.set(name, { name, value: source.value, from: source.from });
    } else {
      const values = new Map([...found].map(([key, { value }]) => [key, value]));
      found.set(name, { name, value: expand(variable.value ?? '', values), from: 'manifest' });
    }
  }
  return done();
}

/** Why a container cannot be made for want of what its environment names. Cheap where it names nothing. */
export function environmentFault(pod: ReadPod, container: DeepReadonly<Container>, api: ReadApi): string | undefined {
  const namesSomething =
    (container.envFrom ?? []).length > 0 ||
    (container.env ?? []).some(({ valueFrom }) => valueFrom?.configMapKeyRef ?? valueFrom?.secretKeyRef);
  return namesSomething ? resolveEnvironment(pod, container, api).fault : undefined;
}
