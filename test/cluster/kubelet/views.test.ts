// What a container would see and has written; static Pods and their mirrors.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConfigMap, Node } from '../../../server/src/api/types.generated.ts';
import { POD } from '../../../server/src/cluster/kinds.ts';
import { containerView, logsOf } from '../../../server/src/cluster/kubelet/containerView.ts';
import { node, pod, TestCluster } from '../support.ts';

test('environment, command line and files of a container', () => {
  const cluster = new TestCluster();
  const settings: ConfigMap = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'settings' },
    data: { 'app.conf': 'a=1', 'log.conf': 'b=2' },
  };
  cluster.create(
    settings,
    pod('p', {
      containers: [
        {
          name: 'web',
          image: 'nginx:1.27',
          command: ['run', '$(WHO)'],
          args: ['--as=$(WHO)', '$$(WHO)'],
          env: [{ name: 'WHO', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }],
          volumeMounts: [
            { name: 'v', mountPath: '/etc/app' },
            { name: 'v', mountPath: '/etc/log.conf', subPath: 'log.conf' },
          ],
        },
      ],
      volumes: [{ name: 'v', configMap: { name: 'settings' } }],
    }),
  );
  cluster.settle();
  const [container] = cluster.pod('p').spec?.containers ?? [];
  assert.ok(container);
  const view = containerView(cluster.pod('p'), container, cluster.cluster.read);
  assert.deepEqual(view.command, ['run', 'p']);
  assert.deepEqual(view.args, ['--as=p', '$(WHO)']);
  const files = view.mounts.map(({ path, files: own }) => [
    path,
    (own ?? []).map((file) => `${file.path}:${file.content}`),
  ]);
  assert.deepEqual(files.slice(0, 2), [
    ['/etc/app', ['app.conf:a=1', 'log.conf:b=2']],
    ['/etc/log.conf', [':b=2']],
  ]);
});

test('logs by script', () => {
  const cluster = new TestCluster();
  cluster.create(pod('p', {}, { annotations: { 'drydock.dev/logs': 'one\ntwo\n' } }));
  assert.deepEqual(logsOf(cluster.pod('p'), 'web'), {
    fault: 'container "web" in pod "p" is waiting to start: ContainerCreating',
  });
  cluster.settle();
  assert.deepEqual(logsOf(cluster.pod('p'), 'web'), { lines: ['one', 'two'] });
  assert.deepEqual(logsOf(cluster.pod('p'), 'web', true), {
    fault: 'previous terminated container "web" in pod "p" not found',
  });
  assert.deepEqual(logsOf(cluster.pod('p'), 'nobody'), { fault: 'container nobody is not valid for pod p' });
});

test('a static Pod has a mirror, that comes back when it is deleted and goes when its file goes', () => {
  const cluster = new TestCluster([node('a')]);
  const write = (pods: unknown[]) =>
    cluster.change<Node>(cluster.node('a'), ({ metadata = {} }) => {
      metadata.annotations = { ...metadata.annotations, 'drydock.dev/static-pods': JSON.stringify(pods) };
    });
  write([{ metadata: { name: 'etcd' }, spec: { containers: [{ name: 'web', image: 'etcd:3' }] } }]);
  cluster.settle();
  assert.equal(cluster.container('etcd-a'), 'running');
  assert.equal(cluster.pod('etcd-a').metadata?.annotations?.['kubernetes.io/config.source'], 'file');
  const uid = cluster.pod('etcd-a').metadata?.uid;
  assert.ok(cluster.cluster.server.delete(POD, 'default', 'etcd-a').ok);
  cluster.settle();
  assert.notEqual(cluster.pod('etcd-a').metadata?.uid, uid);
  assert.equal(cluster.container('etcd-a'), 'running');
  write([]);
  cluster.settle();
  assert.equal(cluster.has('etcd-a'), false);
  // What leans on the API is refused.
  write([
    {
      metadata: { name: 'x' },
      spec: { containers: [{ name: 'web', image: 'a', envFrom: [{ configMapRef: { name: 'y' } }] }] },
    },
  ]);
  cluster.settle();
  assert.equal(cluster.has('x-a'), false);
});
