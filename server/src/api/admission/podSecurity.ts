// The Pod Security Standards: what a namespace's `pod-security.kubernetes.io/enforce` label keeps out.
// Source: k8s.io/pod-security-admission/policy/check_*.go and admission/admission.go, 1.36. Checks that a namespace
// pins to an older version than the check's own are left out; older wordings of a check are not modelled.
import type { FieldPath } from '../fieldPath.ts';
import { gvkOf } from '../gvk.ts';
import type { Problem } from '../problem.ts';
import type { Surroundings } from '../surroundings.ts';
import type { Container, Pod, PodSpec, Probe, LifecycleHandler, SELinuxOptions, Volume } from '../types.generated.ts';

/** One violated check. */
interface Violation {
  readonly reason: string;
  readonly detail: string;
  readonly path: FieldPath;
}
/** A container with the place where it stands. */
interface Placed {
  readonly name: string;
  readonly at: FieldPath;
  readonly container: Container;
}
interface Check {
  /** The minor version of 1.x from which on the check exists. */
  readonly since: number;
  readonly find: (pod: Pod, containers: readonly Placed[]) => Violation | undefined;
}

const placed = (spec: PodSpec): readonly Placed[] =>
  (['initContainers', 'containers', 'ephemeralContainers'] as const).flatMap((field) =>
    (spec[field] ?? []).map((container, index) => ({
      name: container.name ?? '',
      at: ['spec', field, index],
      container,
    })),
  );

const quoted = (items: Iterable<string>): string => [...items].map((item) => `"${item}"`).join(', ');
const sorted = (items: Iterable<string>): readonly string[] => [...new Set(items)].sort();
const plural = (one: string, many: string, count: number): string => (count === 1 ? one : many);
const containersWord = (list: readonly Placed[]): string =>
  `${plural('container', 'containers', list.length)} ${quoted(list.map((item) => item.name))}`;
const context = ['spec', 'securityContext'] as const;
const inUserNamespace = ({ spec }: Pod): boolean => spec?.hostUsers === false;
const isWindows = ({ spec }: Pod): boolean => spec?.os?.name === 'windows';

/** The place of a field of the first container of a list. */
const within = (list: readonly Placed[], ...fields: readonly string[]): FieldPath => [
  ...(list[0]?.at ?? []),
  ...fields,
];

/** A check that only looks at containers. */
const ofContainers =
  (
    reason: string,
    isBad: (container: Container, pod: Pod) => boolean,
    detail: (bad: readonly Placed[]) => string,
    ...field: readonly string[]
  ): Check['find'] =>
  (pod, containers) => {
    const bad = containers.filter(({ container }) => isBad(container, pod));
    return bad.length === 0 ? undefined : { reason, detail: detail(bad), path: within(bad, ...field) };
  };

/** A check of a value that Pod and containers can set; `undefined` from `valueOf` means that it is not set. */
function setters(
  pod: Pod,
  containers: readonly Placed[],
  podIsBad: boolean,
  isBad: (container: Container) => boolean,
  field: string,
): { readonly words: string; readonly path: FieldPath; readonly bad: readonly Placed[] } | undefined {
  const bad = containers.filter(({ container }) => isBad(container));
  if (!podIsBad && bad.length === 0) return undefined;
  const words = [...(podIsBad ? ['pod'] : []), ...(bad.length > 0 ? [containersWord(bad)] : [])].join(' and ');
  return { words, bad, path: podIsBad ? [...context, field] : within(bad, 'securityContext', field) };
}

const GOOD_PROFILES: readonly (string | undefined)[] = ['RuntimeDefault', 'Localhost'];
const APPARMOR_PREFIX = 'container.apparmor.security.beta.kubernetes.io/';

const appArmor: Check['find'] = (pod, containers) => {
  const isBad = (type: { readonly type?: string | undefined } | undefined): boolean =>
    type !== undefined && !GOOD_PROFILES.includes(type.type);
  const own = pod.spec?.securityContext?.appArmorProfile;
  const found = setters(
    pod,
    containers,
    isBad(own),
    (c) => isBad(c.securityContext?.appArmorProfile),
    'appArmorProfile',
  );
  const annotations = Object.entries(pod.metadata?.annotations ?? {})
    .filter(([key, value]) => key.startsWith(APPARMOR_PREFIX) && !/^$|^runtime\/default$|^localhost\//.test(value))
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    .sort();
  if (found === undefined && annotations.length === 0) return undefined;
  const types = [
    ...(isBad(own) ? [own?.type ?? ''] : []),
    ...(found?.bad ?? []).map(({ container }) => container.securityContext?.appArmorProfile?.type ?? ''),
  ];
  const values = [...sorted(types), ...annotations];
  const words = [
    ...(found ? [found.words] : []),
    ...(annotations.length > 0 ? [plural('annotation', 'annotations', annotations.length)] : []),
  ].join(' and ');
  return {
    reason: plural('forbidden AppArmor profile', 'forbidden AppArmor profiles', values.length),
    detail: `${words} must not set AppArmor profile type to ${quoted(values)}`,
    path: found?.path ?? ['metadata', 'annotations'],
  };
};

const DEFAULT_CAPABILITIES: ReadonlySet<string> = new Set(
  'AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE SETFCAP SETGID SETPCAP SETUID SYS_CHROOT'.split(
    ' ',
  ),
);
const added = (container: Container): readonly string[] => container.securityContext?.capabilities?.add ?? [];
const ADD = ['securityContext', 'capabilities', 'add'];

const baselineCapabilities = ofContainers(
  'non-default capabilities',
  (container) => added(container).some((name) => !DEFAULT_CAPABILITIES.has(name)),
  (bad) => {
    const names = bad.flatMap(({ container }) => added(container).filter((name) => !DEFAULT_CAPABILITIES.has(name)));
    return `${containersWord(bad)} must not include ${quoted(sorted(names))} in securityContext.capabilities.add`;
  },
  ...ADD,
);

const restrictedCapabilities: Check['find'] = (pod, containers) => {
  if (isWindows(pod)) return undefined;
  const keeps = containers.filter(
    ({ container }) => !(container.securityContext?.capabilities?.drop ?? []).includes('ALL'),
  );
  const adds = containers.filter(({ container }) => added(container).some((name) => name !== 'NET_BIND_SERVICE'));
  const names = adds.flatMap(({ container }) => added(container).filter((name) => name !== 'NET_BIND_SERVICE'));
  const details = [
    ...(keeps.length > 0 ? [`${containersWord(keeps)} must set securityContext.capabilities.drop=["ALL"]`] : []),
    ...(adds.length > 0
      ? [`${containersWord(adds)} must not include ${quoted(sorted(names))} in securityContext.capabilities.add`]
      : []),
  ];
  if (details.length === 0) return undefined;
  const path = keeps.length > 0 ? within(keeps, 'securityContext', 'capabilities', 'drop') : within(adds, ...ADD);
  return { reason: 'unrestricted capabilities', detail: details.join('; '), path };
};

const hostNamespaces: Check['find'] = ({ spec }) => {
  const used = (['hostNetwork', 'hostPID', 'hostIPC'] as const).filter((field) => spec?.[field] === true);
  if (used.length === 0) return undefined;
  return {
    reason: 'host namespaces',
    detail: used.map((field) => `${field}=true`).join(', '),
    path: ['spec', used[0] ?? ''],
  };
};

const hostPathVolumes: Check['find'] = ({ spec }) => {
  const volumes = spec?.volumes ?? [];
  const bad = volumes.filter((volume) => volume.hostPath !== undefined);
  if (bad.length === 0) return undefined;
  const detail = `${plural('volume', 'volumes', bad.length)} ${quoted(bad.map((volume) => volume.name ?? ''))}`;
  return { reason: 'hostPath volumes', detail, path: ['spec', 'volumes', volumes.indexOf(bad[0] ?? {}), 'hostPath'] };
};

const hostPortsOf = (container: Container): readonly string[] =>
  (container.ports ?? []).filter((port) => (port.hostPort ?? 0) !== 0).map((port) => String(port.hostPort));
const hostPorts = ofContainers(
  'hostPort',
  (container) => hostPortsOf(container).length > 0,
  (bad) => {
    const ports = sorted(bad.flatMap(({ container }) => hostPortsOf(container)));
    const uses = `${plural('uses', 'use', bad.length)} ${plural('hostPort', 'hostPorts', ports.length)}`;
    return `${containersWord(bad)} ${uses} ${ports.join(', ')}`;
  },
  'ports',
);

const handlerHosts = (handler: Probe | LifecycleHandler | undefined): readonly string[] =>
  [handler?.httpGet?.host ?? '', handler?.tcpSocket?.host ?? ''].filter((host) => host !== '');
const hostsOf = (container: Container): readonly string[] =>
  [
    container.livenessProbe,
    container.readinessProbe,
    container.startupProbe,
    container.lifecycle?.postStart,
    container.lifecycle?.preStop,
  ].flatMap(handlerHosts);
const probeHosts = ofContainers(
  'probe or lifecycle host',
  (container) => hostsOf(container).length > 0,
  (bad) => {
    const hosts = sorted(bad.flatMap(({ container }) => hostsOf(container)));
    const names = sorted(bad.map((item) => item.name));
    const what = plural('probe or lifecycle host', 'probe or lifecycle hosts', hosts.length);
    return `${plural('container', 'containers', names.length)} ${quoted(names)} ${plural('uses', 'use', names.length)} ${what} ${quoted(hosts)}`;
  },
);

const privileged = ofContainers(
  'privileged',
  (container) => container.securityContext?.privileged === true,
  (bad) => `${containersWord(bad)} must not set securityContext.privileged=true`,
  'securityContext',
  'privileged',
);

const isMasked = (container: Container): boolean => (container.securityContext?.procMount ?? 'Default') === 'Default';
const procMount = ofContainers(
  'procMount',
  (container) => !isMasked(container),
  (bad) => {
    const types = sorted(bad.map(({ container }) => container.securityContext?.procMount ?? ''));
    return `${containersWord(bad)} must not set securityContext.procMount to ${quoted(types)}`;
  },
  'securityContext',
  'procMount',
);

const SELINUX_TYPES = ['', 'container_t', 'container_init_t', 'container_kvm_t', 'container_engine_t'];
const badSeLinux = (options: SELinuxOptions | undefined): boolean =>
  options !== undefined && (!SELINUX_TYPES.includes(options.type ?? '') || !!options.user || !!options.role);

const seLinux: Check['find'] = (pod, containers) => {
  const own = pod.spec?.securityContext?.seLinuxOptions;
  const found = setters(
    pod,
    containers,
    badSeLinux(own),
    (c) => badSeLinux(c.securityContext?.seLinuxOptions),
    'seLinuxOptions',
  );
  if (found === undefined) return undefined;
  const all = [own, ...containers.map(({ container }) => container.securityContext?.seLinuxOptions)];
  const types = sorted(all.map((options) => options?.type ?? '').filter((type) => !SELINUX_TYPES.includes(type)));
  const bad = [
    ...(types.length > 0 ? [`${plural('type', 'types', types.length)} ${quoted(types)}`] : []),
    ...(all.some((options) => options?.user) ? ['user may not be set'] : []),
    ...(all.some((options) => options?.role) ? ['role may not be set'] : []),
  ];
  const detail = `${found.words} set forbidden securityContext.seLinuxOptions: ${bad.join('; ')}`;
  return { reason: 'seLinuxOptions', detail, path: found.path };
};

/** Seccomp: a bad value set somewhere, or in `restricted` nothing good set anywhere. */
const seccomp =
  (mustSet: boolean): Check['find'] =>
  (pod, containers) => {
    if (mustSet && isWindows(pod)) return undefined;
    const own = pod.spec?.securityContext?.seccompProfile;
    const isBad = (profile: { readonly type?: string | undefined } | undefined): boolean =>
      profile !== undefined && !GOOD_PROFILES.includes(profile.type);
    const found = setters(
      pod,
      containers,
      isBad(own),
      (c) => isBad(c.securityContext?.seccompProfile),
      'seccompProfile',
    );
    if (found !== undefined) {
      const values = sorted([
        ...(isBad(own) ? [own?.type ?? ''] : []),
        ...found.bad.map(({ container }) => container.securityContext?.seccompProfile?.type ?? ''),
      ]);
      const detail = `${found.words} must not set securityContext.seccompProfile.type to ${quoted(values)}`;
      return { reason: 'seccompProfile', detail, path: [...found.path, 'type'] };
    }
    const unset = containers.filter(({ container }) => container.securityContext?.seccompProfile === undefined);
    if (!mustSet || own !== undefined || unset.length === 0) return undefined;
    const detail = `pod or ${containersWord(unset)} must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"`;
    return { reason: 'seccompProfile', detail, path: [...context, 'seccompProfile'] };
  };

const SYSCTLS: ReadonlySet<string> = new Set([
  'kernel.shm_rmid_forced',
  ...'ip_local_port_range tcp_syncookies ping_group_range ip_unprivileged_port_start ip_local_reserved_ports'
    .split(' ')
    .map((name) => `net.ipv4.${name}`),
  ...'tcp_keepalive_time tcp_fin_timeout tcp_keepalive_intvl tcp_keepalive_probes tcp_rmem tcp_wmem'
    .split(' ')
    .map((name) => `net.ipv4.${name}`),
]);
const sysctls: Check['find'] = ({ spec }) => {
  const bad = (spec?.securityContext?.sysctls ?? [])
    .map((item) => item.name ?? '')
    .filter((name) => !SYSCTLS.has(name));
  return bad.length === 0
    ? undefined
    : { reason: 'forbidden sysctls', detail: bad.join(', '), path: [...context, 'sysctls'] };
};

const hostProcess: Check['find'] = (pod, containers) => {
  const own = pod.spec?.securityContext?.windowsOptions?.hostProcess === true;
  const found = setters(
    pod,
    containers,
    own,
    (c) => c.securityContext?.windowsOptions?.hostProcess === true,
    'windowsOptions',
  );
  if (found === undefined) return undefined;
  const detail = `${found.words} must not set securityContext.windowsOptions.hostProcess=true`;
  return { reason: 'hostProcess', detail, path: [...found.path, 'hostProcess'] };
};

const allowPrivilegeEscalation = ofContainers(
  'allowPrivilegeEscalation != false',
  (container, pod) => !isWindows(pod) && container.securityContext?.allowPrivilegeEscalation !== false,
  (bad) => `${containersWord(bad)} must set securityContext.allowPrivilegeEscalation=false`,
  'securityContext',
  'allowPrivilegeEscalation',
);

const ALLOWED_VOLUMES =
  'configMap csi downwardAPI emptyDir ephemeral image persistentVolumeClaim projected secret'.split(' ');
const typeOfVolume = (volume: Volume): string =>
  Object.keys(volume).find((key) => key !== 'name' && volume[key as keyof Volume] !== undefined) ?? 'unknown';

const restrictedVolumes: Check['find'] = ({ spec }) => {
  const volumes = spec?.volumes ?? [];
  const bad = volumes.filter((volume) => !ALLOWED_VOLUMES.includes(typeOfVolume(volume)));
  if (bad.length === 0) return undefined;
  const types = sorted(bad.map(typeOfVolume));
  const names = quoted(bad.map((volume) => volume.name ?? ''));
  const what = plural('restricted volume type', 'restricted volume types', types.length);
  return {
    reason: 'restricted volume types',
    detail: `${plural('volume', 'volumes', bad.length)} ${names} ${plural('uses', 'use', bad.length)} ${what} ${quoted(types)}`,
    path: ['spec', 'volumes', volumes.indexOf(bad[0] ?? {}), typeOfVolume(bad[0] ?? {})],
  };
};

const runAsNonRoot: Check['find'] = (pod, containers) => {
  if (inUserNamespace(pod)) return undefined;
  const own = pod.spec?.securityContext?.runAsNonRoot;
  const reason = 'runAsNonRoot != true';
  const found = setters(
    pod,
    containers,
    own === false,
    (c) => c.securityContext?.runAsNonRoot === false,
    'runAsNonRoot',
  );
  if (found)
    return { reason, detail: `${found.words} must not set securityContext.runAsNonRoot=false`, path: found.path };
  const unset = containers.filter(({ container }) => container.securityContext?.runAsNonRoot === undefined);
  if (own === true || unset.length === 0) return undefined;
  const detail = `pod or ${containersWord(unset)} must set securityContext.runAsNonRoot=true`;
  return { reason, detail, path: [...context, 'runAsNonRoot'] };
};

const runAsUser: Check['find'] = (pod, containers) => {
  if (inUserNamespace(pod)) return undefined;
  const own = pod.spec?.securityContext?.runAsUser === 0;
  const found = setters(pod, containers, own, (c) => c.securityContext?.runAsUser === 0, 'runAsUser');
  return found && { reason: 'runAsUser=0', detail: `${found.words} must not set runAsUser=0`, path: found.path };
};

/** In the order in which the server lists them. */
const BASELINE: readonly Check[] = [
  { since: 0, find: appArmor },
  { since: 0, find: baselineCapabilities },
  { since: 0, find: hostNamespaces },
  { since: 0, find: hostPathVolumes },
  { since: 0, find: hostPorts },
  { since: 34, find: probeHosts },
  { since: 0, find: privileged },
  { since: 0, find: (pod, containers) => (inUserNamespace(pod) ? undefined : procMount(pod, containers)) },
  { since: 0, find: seLinux },
  { since: 0, find: seccomp(false) },
  { since: 0, find: sysctls },
  { since: 0, find: hostProcess },
];
/** What `restricted` says more exactly than `baseline`. */
const REPLACED: ReadonlySet<Check['find']> = new Set([baselineCapabilities, hostPathVolumes]);
const RESTRICTED: readonly Check[] = [
  ...BASELINE.filter(({ find }, index) => !REPLACED.has(find) && index !== 7 && index !== 9),
  { since: 8, find: allowPrivilegeEscalation },
  { since: 22, find: restrictedCapabilities },
  { since: 0, find: procMount },
  { since: 0, find: restrictedVolumes },
  { since: 0, find: runAsNonRoot },
  { since: 23, find: runAsUser },
  { since: 19, find: seccomp(true) },
];

/** What a level has against a Pod. `version` is `latest` or `v1.N`. Source: EvaluatePod. */
export function podSecurityViolations(pod: Pod, level: string, version: string): readonly Violation[] {
  const checks = level === 'baseline' ? BASELINE : level === 'restricted' ? RESTRICTED : [];
  const minor = /^v1\.(\d+)$/.exec(version)?.[1];
  const containers = placed(pod.spec ?? {});
  return checks.flatMap(({ since, find }) =>
    minor !== undefined && Number(minor) < since ? [] : (find(pod, containers) ?? []),
  );
}

const NAMESPACE = gvkOf('v1', 'Namespace');
const LABEL = 'pod-security.kubernetes.io/enforce';

/** What the Pod's namespace enforces; undefined where it says nothing or is not known. */
function enforcedOn(pod: Pod, around: Surroundings): { readonly level: string; readonly version: string } | undefined {
  const labels = around.find(NAMESPACE, '', pod.metadata?.namespace ?? 'default')?.metadata?.labels;
  const level = labels?.[LABEL];
  return level === undefined ? undefined : { level, version: labels?.[`${LABEL}-version`] ?? 'latest' };
}

/** What the namespace of a new Pod has against it, a problem for each violated check, at its place. */
export function podSecurityProblems(pod: Pod, around: Surroundings): Problem[] {
  const enforced = enforcedOn(pod, around);
  if (enforced === undefined) return [];
  return podSecurityViolations(pod, enforced.level, enforced.version).map(({ reason, detail, path }) => ({
    stage: 'admit',
    reason: 'Forbidden',
    path,
    message: `violates PodSecurity "${enforced.level}:${enforced.version}": ${reason} (${detail})`,
  }));
}

/** The server's own sentence, which lists all violations; undefined where there are none. */
export function podSecurityRefusal(pod: Pod, around: Surroundings): string | undefined {
  const enforced = enforcedOn(pod, around);
  if (enforced === undefined) return undefined;
  const violations = podSecurityViolations(pod, enforced.level, enforced.version);
  if (violations.length === 0) return undefined;
  const list = violations.map(({ reason, detail }) => `${reason} (${detail})`).join(', ');
  return `violates PodSecurity "${enforced.level}:${enforced.version}": ${list}`;
}
