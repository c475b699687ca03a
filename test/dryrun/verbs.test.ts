// The verbs in kubectl's words. Lines and exit codes are those that kubectl 1.36 printed against a real server
// (test/conformance/traces has them in full); here each verb is met once, with what it does to the cluster.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConfigMap, Deployment, Node, Pod, Service } from '../../server/src/api/types.generated.ts';
import type { Cluster } from '../../server/src/cluster/cluster.ts';
import { podTemplateHash } from '../../server/src/cluster/podTemplateHash.ts';
import { CONFIG_MAP, NODE, POD, SERVICE } from '../../server/src/cluster/types.ts';
import { newCluster } from '../../server/src/dryrun/newCluster.ts';
import { finish, runStep, verbNames } from '../../server/src/dryrun/plan.ts';
import type { StepOutcome } from '../../server/src/dryrun/step.ts';

const DEPLOYMENT = { group: 'apps', version: 'v1', kind: 'Deployment' } as const;

const web = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', labels: { app: 'web' } },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: { containers: [{ name: 'web', image: 'nginx:1.27', ports: [{ containerPort: 80 }] }] },
    },
  },
};
const settings = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, data: { a: '1' } };
const files: Readonly<Record<string, readonly unknown[]>> = { 'web.yaml': [web], 'c.yaml': [settings] };

/** A cluster that commands are given to, one after the other. */
class Session {
  cluster: Cluster = newCluster();

  run(command: string): StepOutcome {
    const readObjects = (path: string): ReturnType<typeof objectsOf> | undefined =>
      files[path] === undefined ? undefined : objectsOf(path);
    const outcome = finish(runStep(this.cluster, { command }, { readObjects }));
    assert.deepEqual(outcome.faults, []);
    this.cluster = outcome.after;
    return outcome;
  }

  says(command: string, ...lines: string[]): StepOutcome {
    const outcome = this.run(command);
    assert.deepEqual({ out: outcome.stdout, err: outcome.stderr }, { out: lines, err: [] });
    assert.equal(outcome.exitCode, 0);
    return outcome;
  }

  refuses(command: string, ...lines: string[]): void {
    const outcome = this.run(command);
    assert.deepEqual(outcome.stderr, lines);
    assert.equal(outcome.exitCode, 1);
  }

  deployment(): Deployment | undefined {
    return this.cluster.read.get<Deployment>(DEPLOYMENT, 'default', 'web') as Deployment | undefined;
  }
}

const objectsOf = (path: string) => (files[path] ?? []).map((value, ordinal) => ({ value, origin: path, ordinal }));

test('apply creates, leaves alone, configures', () => {
  const session = new Session();
  session.says('apply -f c.yaml', 'configmap/c created');
  session.says('kubectl apply -f c.yaml', 'configmap/c unchanged');
  session.says('patch configmap c --type=merge -p \'{"data":{"a":"2","b":"3"}}\'', 'configmap/c patched');
  session.says('apply -f c.yaml', 'configmap/c configured');
  const stored = session.cluster.read.get<ConfigMap>(CONFIG_MAP, 'default', 'c');
  assert.deepEqual(stored?.data, { a: '1', b: '3' }, 'what others added stays');
  session.refuses('apply -f missing.yaml', 'error: the path "missing.yaml" does not exist');
});

test('scale, set image, pause, resume, restart, undo and history', () => {
  const session = new Session();
  session.run('apply -f web.yaml');
  session.says('scale deployment/web --replicas=5', 'deployment.apps/web scaled');
  session.refuses('scale deployment/web --current-replicas=2 --replicas=4', 'error: Expected replicas to be 2, was 5');
  session.refuses(
    'scale deployment/nope --replicas=1',
    'Error from server (NotFound): deployments.apps "nope" not found',
  );
  session.says('set image deployment/web web=nginx:1.28', 'deployment.apps/web image updated');
  session.says('set image deployment/web web=nginx:1.28');
  session.refuses('set image deployment/web other=x', 'error: unable to find container named "other"');
  session.says('rollout pause deployment/web', 'deployment.apps/web paused');
  session.says('rollout resume deployment/web', 'deployment.apps/web resumed');
  const undo = session.run('rollout undo deployment/web');
  assert.deepEqual(undo.stdout, ['deployment.apps/web rolled back']);
  assert.equal(session.deployment()?.spec?.template?.spec?.containers?.[0]?.image, 'nginx:1.27');
  session.says(
    'rollout history deployment/web',
    'deployment.apps/web',
    'REVISION  CHANGE-CAUSE',
    '2         <none>',
    '3         <none>',
  );
  session.says(
    'rollout history deployment/web --revision=3',
    'deployment.apps/web with revision #3',
    'Pod Template:',
    '  Labels:\tapp=web',
    `\tpod-template-hash=${podTemplateHash(session.deployment()?.spec?.template ?? {}, undefined)}`,
    '  Containers:',
    '   web:',
    '    Image:\tnginx:1.27',
    '    Port:\t80/TCP',
    '    Host Port:\t0/TCP',
    '    Environment:\t<none>',
    '    Mounts:\t<none>',
    '  Volumes:\t<none>',
    '  Node-Selectors:\t<none>',
    '  Tolerations:\t<none>',
  );
  session.says('rollout restart deployment/web', 'deployment.apps/web restarted');
  session.says('rollout status deployment/web', 'deployment "web" successfully rolled out');
});

test('set env, resources and serviceaccount change the template and roll it out', () => {
  const session = new Session();
  session.run('apply -f web.yaml');
  session.says('set env deployment/web A=1 B=2', 'deployment.apps/web env updated');
  session.says('set env deployment/web B-', 'deployment.apps/web env updated');
  session.says('set resources deployment/web --requests=cpu=100m', 'deployment.apps/web resource requirements updated');
  session.says('set serviceaccount deployment/web default', 'deployment.apps/web serviceaccount updated');
  const spec = session.deployment()?.spec?.template?.spec;
  assert.deepEqual(spec?.containers?.[0]?.env, [{ name: 'A', value: '1' }]);
  assert.deepEqual(spec?.containers?.[0]?.resources, { requests: { cpu: '100m' } });
  assert.equal(spec?.serviceAccountName, 'default');
});

test('label, annotate, delete by label, replace', () => {
  const session = new Session();
  session.run('apply -f c.yaml');
  session.says('label configmap c tier=x', 'configmap/c labeled');
  session.refuses('label configmap c tier=y', "error: 'tier' already has a value (x), and --overwrite is false");
  session.says('annotate configmap c note=hello', 'configmap/c annotated');
  session.says('delete configmap -l tier=x', 'configmap "c" deleted from default namespace');
  session.refuses('delete configmap c', 'Error from server (NotFound): configmaps "c" not found');
  session.refuses(
    'replace -f c.yaml',
    'Error from server (NotFound): error when replacing "c.yaml": configmaps "c" not found',
  );
});

test('create, expose and run make what kubectl makes', () => {
  const session = new Session();
  session.says('create deployment web --image=nginx:1.27 --replicas=2 --port=80', 'deployment.apps/web created');
  session.says('expose deployment web --port=80 --target-port=8080', 'service/web exposed');
  session.says('run box --image=busybox:1 --labels=app=box', 'pod/box created');
  session.says('create configmap c --from-literal=a=1', 'configmap/c created');
  const service = session.cluster.read.get<Service>(SERVICE, 'default', 'web');
  assert.deepEqual(service?.spec?.selector, { app: 'web' });
  assert.equal(service?.spec?.ports?.[0]?.targetPort, 8080);
  assert.equal(session.cluster.read.get<Pod>(POD, 'default', 'box')?.status?.phase, 'Running');
});

test('cordon, drain, uncordon and taint move Pods as they should', () => {
  const session = new Session();
  session.run('apply -f web.yaml');
  session.says('cordon worker-1', 'node/worker-1 cordoned');
  session.says('cordon worker-1', 'node/worker-1 already cordoned');
  session.says('uncordon worker-1', 'node/worker-1 uncordoned');
  const drained = session.run('drain worker-1');
  assert.equal(drained.stdout.at(-1), 'node/worker-1 drained');
  assert.ok(session.cluster.read.list<Pod>(POD, 'default').every(({ spec }) => spec?.nodeName === 'worker-2'));
  session.says('taint node worker-2 team=a:NoSchedule', 'node/worker-2 tainted');
  assert.equal(session.cluster.read.get<Node>(NODE, '', 'worker-2')?.spec?.taints?.[0]?.key, 'team');
  session.says('taint node worker-2 team-', 'node/worker-2 untainted');
});

test('deleting a Deployment takes its Pods along, or leaves them', () => {
  const session = new Session();
  session.run('apply -f web.yaml');
  session.says('delete deployment web --cascade=orphan', 'deployment.apps "web" deleted from default namespace');
  assert.equal(session.cluster.read.list(POD, 'default').length, 2);
  session.run('apply -f web.yaml');
  assert.equal(session.cluster.read.list(POD, 'default').length, 2, 'the new one adopts them');
  session.says('delete deployment web --cascade=foreground', 'deployment.apps "web" deleted from default namespace');
  assert.equal(session.cluster.read.list(POD, 'default').length, 0);
});

test('wait lets virtual time pass; words that are no command are refused', () => {
  const session = new Session();
  const before = session.cluster.now;
  session.says('wait 90');
  assert.ok(session.cluster.now - before >= 90_000);
  session.refuses('frobnicate', 'error: unknown command "frobnicate" for "kubectl"');
  session.refuses('scale deployment/web --repliques=3', 'error: unknown flag: --repliques');
  assert.ok(verbNames.length >= 25);
});

test('a rollout that cannot get on is explained', () => {
  const session = new Session();
  session.run('apply -f web.yaml');
  const outcome = session.run('scale deployment/web --replicas=300');
  assert.equal(outcome.settled, false);
  assert.equal(outcome.unsettled[0]?.reason, 'Unschedulable');
  assert.match(outcome.unsettled[0]?.message ?? '', /^0\/3 nodes are available: /);
  assert.equal(outcome.unsettled[0]?.count, 80);
});
