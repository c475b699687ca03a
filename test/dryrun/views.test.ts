// The pages about one object: what they say is what proxy.ts, dns.ts and the scheduler say, whose own tests hold them
// against upstream; here it is that a person finds it, in words.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gvkOf } from '../../server/src/api/gvk.ts';
import { newCluster } from '../../server/src/dryrun/newCluster.ts';
import { finish, runStep } from '../../server/src/dryrun/plan.ts';
import { viewLines, type ViewName } from '../../server/src/dryrun/views/views.ts';
import { documents } from '../cluster/support.ts';

const MANIFESTS = `
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: web}
spec:
  replicas: 2
  serviceName: headless
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}, annotations: {drydock.dev/logs: hello}}
    spec: {containers: [{name: web, image: "nginx:1", ports: [{name: http, containerPort: 8080}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: front}
spec:
  type: NodePort
  externalTrafficPolicy: Local
  sessionAffinity: ClientIP
  selector: {app: web}
  ports: [{name: http, port: 80, nodePort: 30080, targetPort: http}, {name: bad, port: 81, nodePort: 30081, targetPort: nope}]
---
apiVersion: v1
kind: Service
metadata: {name: headless}
spec: {clusterIP: None, selector: {app: web}, ports: [{port: 80, targetPort: http}]}
---
apiVersion: v1
kind: Service
metadata: {name: nobody}
spec: {selector: {app: nobody}, ports: [{port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: elsewhere}
spec: {type: ExternalName, externalName: db.example.com}
---
apiVersion: v1
kind: Pod
metadata: {name: big}
spec: {containers: [{name: c, image: "nginx:1", resources: {requests: {cpu: "64"}}}]}
---
apiVersion: v1
kind: Pod
metadata: {name: gated}
spec: {schedulingGates: [{name: example.com/wait}], containers: [{name: c, image: "nginx:1"}]}
`;

const apply = documents(MANIFESTS).map((value, ordinal) => ({ value, origin: '', ordinal }));
const cluster = finish(runStep(newCluster(), { apply })).after;

function page(view: ViewName, kind: string, name: string): string[] {
  const object = cluster.read.get(gvkOf('v1', kind), 'default', name);
  assert.ok(object, `${kind} ${name}`);
  return (viewLines(view, object, cluster) ?? []).map((line) => line.trim().replace(/ {2,}/g, ' | '));
}

const ipOf = (name: string): string => {
  const pod = cluster.read.get(gvkOf('v1', 'Pod'), 'default', name) as { status?: { podIP?: string } } | undefined;
  return pod?.status?.podIP ?? '';
};
const nodeOf = (name: string): string => {
  const pod = cluster.read.get(gvkOf('v1', 'Pod'), 'default', name) as { spec?: { nodeName?: string } } | undefined;
  return pod?.spec?.nodeName ?? '';
};

test('routes of a Service with a node port: names, endpoints, doors, what becomes of a connection', () => {
  const lines = page('routes', 'Service', 'front');
  const ips = [ipOf('web-0'), ipOf('web-1')];
  assert.ok(lines.some((line) => line.startsWith('front.default.svc.cluster.local | A 10.254.')));
  assert.ok(lines.includes('_http._tcp.front.default.svc.cluster.local | SRV front.default.svc.cluster.local:80'));
  assert.ok(lines.includes(`${ips[0] ?? ''} | 8080 (http) | web-0 | ${nodeOf('web-0')} | ready`), lines.join('\n'));
  assert.ok(lines.includes('No Pod that is selected has a port named nope, which port 81 leads to.'));
  assert.ok(lines.some((line) => /^cluster IP \| 10\.254\.\S+:80\/TCP \| anywhere \| one of /.test(line)));
  // Each worker has one of the two; the control plane has none and drops.
  const doors = lines.filter((line) => line.startsWith('node port') && line.includes(':30080/TCP'));
  assert.deepEqual(
    doors.map((line) => line.split(' | ').at(-1)).sort(),
    [
      `${ips[0] ?? ''}:8080 (web-0)`,
      `${ips[1] ?? ''}:8080 (web-1)`,
      'no answer (dropped): the traffic policy is Local and node control-plane has no endpoint',
    ].sort(),
  );
  assert.ok(lines.some((line) => line.includes('silent for 10800 s (ClientIP)')));
});

test('routes of a headless Service, of one without Pods, and of a name only', () => {
  const headless = page('routes', 'Service', 'headless');
  assert.ok(headless.includes(`web-0.headless.default.svc.cluster.local | A ${ipOf('web-0')}`), headless.join('\n'));
  assert.ok(!headless.includes('Connections'));
  const nobody = page('routes', 'Service', 'nobody');
  assert.ok(nobody.includes('none: no Pod has the labels of the selector'));
  assert.ok(nobody.some((line) => line.endsWith('| refused: the Service has no endpoints')));
  assert.ok(
    page('routes', 'Service', 'elsewhere').includes('elsewhere.default.svc.cluster.local | CNAME db.example.com'),
  );
});

test('scheduling: why here, why nowhere, why not yet', () => {
  const placed = page('scheduling', 'Pod', 'web-0');
  assert.ok(
    placed.some((line) => new RegExp(`^→ \\| ${nodeOf('web-0')} \\| \\d+ \\|.*\\| fits$`).test(line)),
    placed.join('\n'),
  );
  assert.ok(placed.some((line) => line.startsWith('control-plane |') && line.includes('no (TaintToleration)')));
  const big = page('scheduling', 'Pod', 'big');
  assert.ok(big[2]?.startsWith('It waits for a node: 0/3 nodes are available:'));
  assert.ok(big.includes('worker-1 | no (NodeResourcesFit): Insufficient cpu'));
  assert.deepEqual(page('scheduling', 'Pod', 'gated').at(-1), 'Held back by its scheduling gates: example.com/wait');
});

test('logs of all containers; a view of another kind is none', () => {
  assert.deepEqual(page('logs', 'Pod', 'web-0').slice(-2), ['==> web <==', 'hello']);
  assert.match(page('logs', 'Pod', 'big').at(-1) ?? '', /no node yet/);
  assert.deepEqual(page('logs', 'Service', 'front'), []);
  assert.equal(page('describe', 'Service', 'front')[0], 'Name: | front');
});
