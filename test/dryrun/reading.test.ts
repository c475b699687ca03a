// Commands that only look, on the engine's own cluster: logs and exec, which no real cluster of fake kubelets answers.
// Words: kubectl/pkg/cmd/{logs,exec}, pkg/polymorphichelpers/logsforobject.go, validateContainerLogStatus in
// pkg/kubelet/kubelet_pods.go, 1.36.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Cluster } from '../../server/src/cluster/cluster.ts';
import { newCluster } from '../../server/src/dryrun/newCluster.ts';
import { finish, isReadOnly, look, runStep } from '../../server/src/dryrun/plan.ts';

const settings = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'settings' },
  data: { 'a.conf': 'x=1\ny=2\n' },
};
const web = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' }, annotations: { 'drydock.dev/logs': 'one\ntwo\nthree\n' } },
      spec: {
        containers: [
          {
            name: 'web',
            image: 'nginx:1',
            env: [{ name: 'MODE', value: 'fast' }],
            volumeMounts: [{ name: 'conf', mountPath: '/etc/conf' }],
          },
          { name: 'side', image: 'busybox:1' },
        ],
        volumes: [{ name: 'conf', configMap: { name: 'settings' } }],
      },
    },
  },
};
const alone = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'alone', annotations: { 'drydock.dev/logs': 'hello' } },
  spec: { containers: [{ name: 'c', image: 'nginx:1' }] },
};
const broken = { ...alone, metadata: { name: 'broken', annotations: { 'drydock.dev/image': 'missing' } } };

function cluster(): Cluster {
  const apply = [settings, web, alone, broken].map((value, ordinal) => ({ value, origin: '', ordinal }));
  return finish(runStep(newCluster(), { apply })).after;
}

const it = cluster();
const answer = (command: string) => {
  const { stdout, stderr, exitCode } = look(it, command);
  return { stdout, stderr, exitCode };
};
const podOf = (deployment: string): string =>
  (look(it, `get pods -l app=${deployment} -o name`).stdout[0] ?? '').replace('pod/', '');

test('logs of a Pod, a container, a Deployment', () => {
  assert.deepEqual(answer('logs alone'), { stdout: ['hello'], stderr: [], exitCode: 0 });
  assert.deepEqual(answer('logs pod/alone c'), { stdout: ['hello'], stderr: [], exitCode: 0 });
  assert.deepEqual(answer('logs deployment/web --tail=1'), {
    stdout: ['three'],
    stderr: [`Found 2 pods, using pod/${podOf('web')}`, 'Defaulted container "web" out of: web, side'],
    exitCode: 0,
  });
  assert.deepEqual(answer('logs -l app=web -c side --tail=1 --prefix').stdout.length, 2);
  assert.deepEqual(answer(`logs ${podOf('web')} -c nobody`).stderr, [
    `error: container nobody is not valid for pod ${podOf('web')} out of: web, side`,
  ]);
  assert.deepEqual(answer('logs broken').stderr, [
    'Error from server (BadRequest): container "c" in pod "broken" is waiting to start: ImagePullBackOff',
  ]);
  assert.deepEqual(answer('logs alone -p').stderr, [
    'Error from server (BadRequest): previous terminated container "c" in pod "alone" not found',
  ]);
});

test('exec answers what follows from the manifests', () => {
  const pod = podOf('web');
  assert.deepEqual(answer(`exec -it ${pod} -c web -- cat /etc/conf/a.conf`).stdout, ['x=1', 'y=2']);
  assert.deepEqual(answer(`exec ${pod} -c web -- ls /etc/conf/`).stdout, ['a.conf']);
  assert.deepEqual(answer(`exec deploy/web -c web -- printenv MODE`).stdout, ['fast']);
  assert.ok(answer('exec alone -- env').stdout.includes('HOSTNAME=alone'));
  assert.deepEqual(answer('exec alone -- hostname').stdout, ['alone']);
  assert.deepEqual(answer('exec alone -- cat /nope'), {
    stdout: [],
    stderr: ['cat: /nope: No such file or directory', 'error: command terminated with exit code 1'],
    exitCode: 1,
  });
  assert.match(answer('exec alone -- rm -rf /').stderr[0] ?? '', /^error: no program runs in a dry run/);
  assert.deepEqual(answer('exec broken -- env').stderr, [
    'error: unable to upgrade connection: container not found ("c")',
  ]);
});

test('who only looks changes nothing', () => {
  const before = it.journalHash;
  for (const command of ['get all', 'describe pods', 'logs alone', 'exec alone -- env']) {
    assert.ok(isReadOnly(command), command);
    answer(command);
  }
  assert.ok(isReadOnly('kubectl get pods'));
  assert.ok(!isReadOnly('delete pod alone'));
  assert.ok(!isReadOnly('nonsense'));
  assert.equal(it.journalHash, before);
});

test('what a manifest says stays one cell and one line', () => {
  const value = { ...alone, metadata: { name: 'odd', annotations: { a: 'x\u001b[31mred\ty' } } };
  const { after } = finish(runStep(it, { apply: [{ value, origin: '', ordinal: 0 }] }));
  const lines = look(after, 'describe pod odd').stdout;
  assert.ok(lines.every((line) => !line.includes('\u001b')));
});

test('a custom kind shows its age; other kinds without columns of their own when they were made', () => {
  const definition = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'things.example.com' },
    spec: {
      group: 'example.com',
      scope: 'Namespaced',
      names: { plural: 'things', singular: 'thing', kind: 'Thing', listKind: 'ThingList' },
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
    },
  };
  const thing = { apiVersion: 'example.com/v1', kind: 'Thing', metadata: { name: 'one' } };
  const step = (value: object) => ({ apply: [{ value, origin: '', ordinal: 0 }] });
  const defined = finish(runStep(newCluster(), step(definition))).after;
  const { after } = finish(runStep(defined, step(thing)));
  assert.match(look(after, 'get things').stdout.join('\n'), /^NAME +AGE\none +\d+s$/);
  assert.match(
    look(after, 'get crds').stdout.join('\n'),
    /^NAME +CREATED AT\nthings\.example\.com +2026-01-01T00:00:\d\dZ$/,
  );
});

test('-o shows what a create would send, or what the server made of it', () => {
  const says = (command: string) => finish(runStep(it, { command })).stdout;
  // As kubectl 1.36.3 prints it.
  assert.deepEqual(says('create configmap zz --from-literal=a=1 --dry-run=client -o yaml'), [
    'apiVersion: v1',
    'data:',
    '  a: "1"',
    'kind: ConfigMap',
    'metadata:',
    '  name: zz',
  ]);
  assert.deepEqual(says('create deployment zz --image=a --dry-run=client -o yaml'), [
    ...['apiVersion: apps/v1', 'kind: Deployment', 'metadata:', '  labels:', '    app: zz', '  name: zz', 'spec:'],
    ...['  replicas: 1', '  selector:', '    matchLabels:', '      app: zz', '  strategy: {}', '  template:'],
    ...['    metadata:', '      labels:', '        app: zz', '    spec:', '      containers:', '      - image: a'],
    ...['        name: a', '        resources: {}', 'status: {}'],
  ]);
  assert.deepEqual(says('create configmap zz --from-literal=a=1 -o name'), ['configmap/zz']);
});
