// What `kubectl create TYPE NAME …` makes. Source: staging/src/k8s.io/kubectl/pkg/cmd/create/create_*.go, 1.36.
import { cloneJson } from '../base/json.ts';
import type { Status } from '../api/status.ts';
import type { CronJob } from '../api/types.generated.ts';
import type { Flags } from './flags.ts';
import type { Made } from './make.ts';
import { namespaceFor } from './targets.ts';
import type { VerbContext } from './verb.ts';

/** Makes the object, or says what is missing. */
export type ObjectMaker = (
  context: VerbContext,
  flags: Flags,
  name: string,
  words: readonly string[],
) => Made | string | Status;

const CRON_JOB = { group: 'batch', version: 'v1', kind: 'CronJob' } as const;

/** `k=v` pairs of `--from-literal`. */
function literals(flags: Flags): Record<string, string> | string {
  const out: Record<string, string> = {};
  for (const pair of flags.raw('from-literal')) {
    const cut = pair.indexOf('=');
    if (cut <= 0) return `invalid literal source ${pair}, expected key=value`;
    out[pair.slice(0, cut)] = pair.slice(cut + 1).replace(/^(['"])(.*)\1$/, '$2');
  }
  return out;
}

const base64 = (text: string): string => {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  const bytes = utf8(text);
  let out = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const [a = 0, b, c] = bytes.slice(i, i + 3);
    out += alphabet.charAt(a >> 2) + alphabet.charAt(((a & 3) << 4) | ((b ?? 0) >> 4));
    out += b === undefined ? '=' : alphabet.charAt(((b & 15) << 2) | ((c ?? 0) >> 6));
    out += c === undefined ? '=' : alphabet.charAt(c & 63);
  }
  return out;
};

function utf8(text: string): number[] {
  const bytes: number[] = [];
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
  }
  return bytes;
}

/** `nginx:1.27` → `nginx`: the name that kubectl gives a container. */
const containerName = (image: string): string =>
  (image.split('/').at(-1) ?? '').split(/[:@]/)[0]?.toLowerCase().replaceAll('_', '-') ?? 'container';

const deployment: ObjectMaker = (_context, flags, name) => {
  const images = flags.all('image');
  if (images.length === 0) return 'required flag(s) "image" not set';
  const port = flags.int('port');
  const labels = { app: name };
  const containers = images.map((image) => ({
    name: containerName(image),
    image,
    resources: {},
    ...(port === undefined ? {} : { ports: [{ containerPort: port }] }),
    ...(flags.rest === undefined ? {} : { command: [...flags.rest] }),
  }));
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, labels },
    spec: {
      replicas: flags.int('replicas') ?? 1,
      selector: { matchLabels: labels },
      strategy: {},
      template: { metadata: { labels }, spec: { containers } },
    },
  };
};

const job: ObjectMaker = (context, flags, name) => {
  const from = flags.get('from');
  if (from === undefined) {
    const image = flags.get('image');
    if (image === undefined) return 'either --image or --from must be specified';
    const container = { name, image, resources: {}, ...(flags.rest === undefined ? {} : { command: [...flags.rest] }) };
    return {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name },
      spec: { template: { spec: { containers: [container], restartPolicy: 'Never' } } },
    };
  }
  const [type = '', source = ''] = from.split('/');
  if (!['cronjob', 'cronjobs', 'cj'].includes(type.split('.')[0] ?? '')) {
    return `from must be an existing cronjob: ${type}`;
  }
  const found = context.server.get(CRON_JOB, namespaceFor(context, flags), source);
  if (!found.ok) return found.error;
  const cronJob = found.value as unknown as CronJob;
  const template = cronJob.spec?.jobTemplate;
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name,
      annotations: { ...template?.metadata?.annotations, 'cronjob.kubernetes.io/instantiate': 'manual' },
      ...(template?.metadata?.labels === undefined ? {} : { labels: { ...template.metadata.labels } }),
      ownerReferences: [
        {
          apiVersion: 'batch/v1',
          kind: 'CronJob',
          name: cronJob.metadata?.name ?? '',
          uid: cronJob.metadata?.uid ?? '',
          controller: true,
        },
      ],
    },
    spec: cloneJson(template?.spec ?? {}),
  };
};

const cronJob: ObjectMaker = (_context, flags, name) => {
  const image = flags.get('image');
  const schedule = flags.get('schedule');
  if (image === undefined || schedule === undefined) return 'required flag(s) "image", "schedule" not set';
  const container = { name, image, resources: {}, ...(flags.rest === undefined ? {} : { command: [...flags.rest] }) };
  const restartPolicy = flags.get('restart') ?? 'OnFailure';
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name },
    spec: {
      schedule,
      jobTemplate: { metadata: { name }, spec: { template: { spec: { containers: [container], restartPolicy } } } },
    },
  };
};

const configMap: ObjectMaker = (_context, flags, name) => {
  const data = literals(flags);
  if (typeof data === 'string') return data;
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, ...(Object.keys(data).length > 0 ? { data } : {}) };
};

const secret: ObjectMaker = (_context, flags, name, words) => {
  const data = literals(flags);
  if (typeof data === 'string') return data;
  if (words[0] !== 'generic') return `unknown command "${words[0] ?? ''}" for "kubectl create secret"`;
  const encoded = Object.fromEntries(Object.entries(data).map(([key, value]) => [key, base64(value)]));
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name }, type: flags.get('type') ?? 'Opaque', data: encoded };
};

const SERVICE_TYPES: Readonly<Record<string, string>> = {
  clusterip: 'ClusterIP',
  nodeport: 'NodePort',
  loadbalancer: 'LoadBalancer',
  externalname: 'ExternalName',
};

/** `80:8080`: port and target port. */
function servicePort(text: string): Record<string, unknown> | undefined {
  const [port = '', target] = text.split(':');
  if (!/^\d+$/.test(port)) return undefined;
  const targetPort = target === undefined ? Number(port) : /^\d+$/.test(target) ? Number(target) : target;
  return { name: text.replace(':', '-'), port: Number(port), protocol: 'TCP', targetPort };
}

const service: ObjectMaker = (_context, flags, name, words) => {
  const type = SERVICE_TYPES[words[0] ?? ''];
  if (type === undefined) return `unknown command "${words[0] ?? ''}" for "kubectl create service"`;
  const ports = flags.all('tcp').map(servicePort);
  if (ports.includes(undefined)) return `invalid port format: ${flags.all('tcp').join(',')}`;
  const clusterIP = flags.get('clusterip');
  if (type !== 'ExternalName' && ports.length === 0 && clusterIP !== 'None')
    return 'at least one tcp port specifier must be provided';
  const nodePort = flags.int('node-port');
  const external = flags.get('external-name');
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, labels: { app: name } },
    spec: {
      type,
      selector: { app: name },
      ...(ports.length > 0
        ? { ports: ports.map((port) => ({ ...port, ...(nodePort === undefined ? {} : { nodePort }) })) }
        : {}),
      ...(clusterIP === undefined ? {} : { clusterIP }),
      ...(external === undefined ? {} : { externalName: external }),
    },
  };
};

const namespace: ObjectMaker = (_context, _flags, name) => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name },
});
const serviceAccount: ObjectMaker = (_context, _flags, name) => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name },
});

const priorityClass: ObjectMaker = (_context, flags, name) => ({
  apiVersion: 'scheduling.k8s.io/v1',
  kind: 'PriorityClass',
  metadata: { name },
  value: flags.int('value') ?? 0,
  globalDefault: flags.on('global-default'),
  description: flags.get('description') ?? '',
  preemptionPolicy: flags.get('preemption-policy') ?? 'PreemptLowerPriority',
});

const budget: ObjectMaker = (_context, flags, name) => {
  const amount = (flag: string): string | number | undefined => flags.int(flag) ?? flags.get(flag);
  const minAvailable = amount('min-available');
  const maxUnavailable = amount('max-unavailable');
  const selector = flags.get('selector') ?? '';
  const matchLabels = Object.fromEntries(selector.split(',').map((part) => part.split('=') as [string, string]));
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name },
    spec: {
      selector: { matchLabels },
      ...(minAvailable === undefined ? {} : { minAvailable }),
      ...(maxUnavailable === undefined ? {} : { maxUnavailable }),
    },
  };
};

const quota: ObjectMaker = (_context, flags, name) => ({
  apiVersion: 'v1',
  kind: 'ResourceQuota',
  metadata: { name },
  spec: { hard: Object.fromEntries(flags.all('hard').map((part) => part.split('=') as [string, string])) },
});

/** By the word behind `create`. */
export const generators: Readonly<Record<string, ObjectMaker>> = {
  deployment,
  deploy: deployment,
  job,
  cronjob: cronJob,
  cj: cronJob,
  configmap: configMap,
  cm: configMap,
  secret,
  service,
  svc: service,
  namespace,
  ns: namespace,
  serviceaccount: serviceAccount,
  sa: serviceAccount,
  priorityclass: priorityClass,
  pc: priorityClass,
  poddisruptionbudget: budget,
  pdb: budget,
  quota,
  resourcequota: quota,
};
