// Volumes that show a part of the node which gives power over it.
import { podSpecOf } from '../podSecurity.ts';
import { simpleRule } from '../rule.ts';

const SENSITIVE = [
  '/',
  '/boot',
  '/dev',
  '/etc',
  '/lib',
  '/proc',
  '/root',
  '/run',
  '/sys',
  '/usr',
  '/var',
  '/var/lib',
  '/var/lib/kubelet',
  '/var/run',
];

/** Folders of the system, and the sockets of container runtimes. */
const isSensitive = (path: string): boolean =>
  SENSITIVE.includes(path.replace(/(.)\/+$/, '$1')) || /\/(?:docker|containerd|crio)(?:\/[\w.-]+)?\.sock$/.test(path);

export const rule = simpleRule({
  code: 'sensitive-host-path',
  group: 'practice',
  level: 'recommended',
  severity: 'warning',
  kinds: 'pods',
  scope: 'resource',
  covers: ['KL sensitive-host-mounts', 'KL docker-sock', 'MO KSV006', 'MO KBP101'],
  *find(node) {
    for (const volume of podSpecOf(node)?.items('volumes') ?? []) {
      const path = volume.get('hostPath', 'path');
      const text = path.text();
      if (text === undefined || !isSensitive(text)) continue;
      const what = /\.sock$/.test(text)
        ? 'is the container runtime: whoever reaches it controls the node'
        : 'gives power over the node';
      yield { path: path.path, message: `"${text}" ${what}.` };
    }
  },
});
