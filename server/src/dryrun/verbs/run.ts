// kubectl run: one Pod. Source: staging/src/k8s.io/kubectl/pkg/cmd/run/run.go, pkg/generate/versioned/run.go, 1.36.
import { refuse } from '../change.ts';
import { labelsOf, sendNew } from '../make.ts';
import { Answering, type Verb } from '../verb.ts';

export const verb: Verb = {
  name: 'run',
  valueFlags: ['image', 'port', 'labels', 'env', 'restart', 'image-pull-policy', 'annotations', 'overrides'],
  switches: ['command', 'expose', 'stdin', 'tty', 'rm', 'attach', 'quiet', 'privileged'],

  *run(context, flags) {
    const [name, ...words] = flags.args;
    if (name === undefined) return refuse('NAME is required for run');
    const image = flags.get('image');
    if (image === undefined) return refuse('--image is required');
    const labels = flags.has('labels') ? labelsOf(flags.get('labels') ?? '') : { run: name };
    if (!labels) return refuse(`unexpected label spec: ${flags.get('labels') ?? ''}`);
    const args = [...words, ...(flags.rest ?? [])];
    const port = flags.int('port');
    const env = flags.raw('env').map((pair) => {
      const cut = pair.indexOf('=');
      return { name: pair.slice(0, cut), value: pair.slice(cut + 1) };
    });
    const pullPolicy = flags.get('image-pull-policy');
    const container = {
      name,
      image,
      ...(args.length > 0 ? { [flags.on('command') ? 'command' : 'args']: args } : {}),
      ...(env.length > 0 ? { env } : {}),
      ...(port === undefined ? {} : { ports: [{ containerPort: port }] }),
      ...(pullPolicy === undefined ? {} : { imagePullPolicy: pullPolicy }),
      resources: {},
    };
    const answering = new Answering();
    const spec = {
      containers: [container],
      dnsPolicy: 'ClusterFirst',
      restartPolicy: flags.get('restart') ?? 'Always',
    };
    const pairs = flags.raw('annotations').map((pair) => labelsOf(pair));
    const annotations = Object.assign({}, ...pairs) as Record<string, string>;
    const metadata = { name, labels, ...(Object.keys(annotations).length > 0 ? { annotations } : {}) };
    const made = sendNew(context, flags, answering, { apiVersion: 'v1', kind: 'Pod', metadata, spec });
    if (made && flags.on('expose') && port !== undefined) {
      const ports = [{ port, protocol: 'TCP', targetPort: port }];
      const service = { apiVersion: 'v1', kind: 'Service', metadata: { name }, spec: { selector: labels, ports } };
      sendNew(context, flags, answering, service);
    }
    return answering.done();
  },
};
