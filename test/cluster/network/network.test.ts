// Where connections, names and requests go. Rules: the documentation of Service, the DNS specification of Kubernetes,
// the documentation of Ingress (its table of examples of path matching).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Prng } from '../../../server/src/base/prng.ts';
import type { Ingress, Pod, Service } from '../../../server/src/api/types.generated.ts';
import { SERVICE } from '../../../server/src/cluster/kinds.ts';
import { lookUp, resolveName } from '../../../server/src/cluster/network/dns.ts';
import { hostMatches, pathMatches, routeRequest } from '../../../server/src/cluster/network/ingress.ts';
import { connect, routesOf, type Sessions } from '../../../server/src/cluster/network/proxy.ts';
import { node, pod, TestCluster } from '../support.ts';

const service = (name: string, spec: Service['spec'], metadata: Service['metadata'] = {}): Service => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, ...metadata },
  spec: { selector: { app: 'web' }, ports: [{ name: 'http', port: 80, targetPort: 8080 }], ...spec },
});

const on = (name: string, host: string, more: Pod['spec'] = {}): Pod =>
  pod(name, { nodeSelector: { 'kubernetes.io/hostname': host }, ...more }, { labels: { app: 'web' } });

function withService(spec: Service['spec'] = {}): { cluster: TestCluster; get: () => Service } {
  const cluster = new TestCluster([
    node('a', { labels: { 'topology.kubernetes.io/zone': 'x' } }),
    node('b', { labels: { 'topology.kubernetes.io/zone': 'y' } }),
  ]);
  cluster.create(service('web', spec), on('p', 'a'), on('q', 'b'));
  cluster.settle();
  return { cluster, get: () => cluster.cluster.read.get<Service>(SERVICE, 'default', 'web') as Service };
}

const attempt = (address: string, more: object = {}) => ({
  address,
  port: 80,
  protocol: 'TCP',
  client: '10.9.9.9',
  node: 'a',
  ...more,
});

test('a cluster IP leads to every ready Pod, and is no machine', () => {
  const { cluster, get } = withService();
  const { read } = cluster.cluster;
  const ip = get().spec?.clusterIP ?? '';
  const seen = new Set<string>();
  const prng = new Prng('test');
  for (let round = 0; round < 40; round++) {
    const answer = connect(attempt(ip), new Map(), prng, read);
    assert.equal(answer.kind, 'connected');
    seen.add(`${answer.backend.pod}:${answer.backend.port}`);
  }
  assert.deepEqual([...seen].sort(), ['p:8080', 'q:8080']);
  const ping = connect(attempt(ip, { protocol: 'ICMP' }), new Map(), prng, read);
  assert.equal(ping.kind, 'timeout');
  assert.match(ping.reason, /cannot be pinged/);
  assert.equal(connect(attempt(ip, { port: 81 }), new Map(), prng, read).kind, 'refused');
  assert.equal(connect(attempt('10.254.77.77'), new Map(), prng, read).kind, 'timeout');
});

test('a Pod that is not ready gets nothing; without any, connections are refused', () => {
  const { cluster, get } = withService();
  for (const name of ['p', 'q']) {
    cluster.change<Pod>(
      cluster.pod(name),
      ({ metadata = {} }) => void (metadata.annotations = { 'drydock.dev/ready': 'false' }),
    );
    cluster.settle();
    const [route] = routesOf(get(), 'a', cluster.cluster.read);
    assert.deepEqual(
      route?.backends.map(({ pod: own }) => own),
      name === 'p' ? ['q'] : [],
    );
  }
  const answer = connect(attempt(get().spec?.clusterIP ?? ''), new Map(), new Prng('x'), cluster.cluster.read);
  assert.deepEqual(answer, { kind: 'refused', reason: 'no endpoint of the Service is ready' });
});

test('session affinity keeps a client for three hours', () => {
  const { cluster, get } = withService({ sessionAffinity: 'ClientIP' });
  const sessions: Sessions = new Map();
  const prng = new Prng('test');
  const ip = get().spec?.clusterIP ?? '';
  const pods = new Set<string | undefined>();
  for (let round = 0; round < 30; round++) {
    const answer = connect(attempt(ip), sessions, prng, cluster.cluster.read);
    assert.equal(answer.kind, 'connected');
    pods.add(answer.backend.pod);
  }
  assert.equal(pods.size, 1);
  assert.equal(routesOf(get(), 'a', cluster.cluster.read)[0]?.affinitySeconds, 10_800);
});

test('external traffic policy Local: only the Pods of the node that was asked', () => {
  const { cluster, get } = withService({ type: 'NodePort', externalTrafficPolicy: 'Local' });
  cluster.cluster.server.delete({ group: '', version: 'v1', kind: 'Pod' }, 'default', 'q');
  cluster.settle();
  const of = (name: string) => routesOf(get(), name, cluster.cluster.read).find(({ door }) => door === 'node-port');
  assert.deepEqual(
    of('a')?.backends.map(({ pod: own }) => own),
    ['p'],
  );
  assert.deepEqual(of('b')?.backends, []);
  assert.equal(of('b')?.empty?.drop, true);
  // Inside the cluster the policy does not count.
  assert.equal(routesOf(get(), 'b', cluster.cluster.read)[0]?.backends.length, 1);
});

test('traffic that should stay close stays in its zone', () => {
  const { cluster, get } = withService({ trafficDistribution: 'PreferClose' });
  const of = (name: string) => routesOf(get(), name, cluster.cluster.read)[0]?.backends.map(({ pod: own }) => own);
  assert.deepEqual(of('a'), ['p']);
  assert.deepEqual(of('b'), ['q']);
});

test('a load balancer stays pending where there is no cloud; a simulated one has an address', () => {
  const { cluster } = withService();
  cluster.create(service('pending', { type: 'LoadBalancer' }));
  cluster.create(
    service('given', { type: 'LoadBalancer' }, { annotations: { 'drydock.dev/load-balancer': 'simulated' } }),
  );
  cluster.settle();
  const ingress = (name: string) =>
    cluster.cluster.read.get<Service>(SERVICE, 'default', name)?.status?.loadBalancer?.ingress;
  assert.equal(ingress('pending'), undefined);
  assert.equal(ingress('given')?.[0]?.ip, '203.0.113.1');
  assert.ok(cluster.cluster.server.delete(SERVICE, 'default', 'given').ok);
  cluster.settle();
  assert.equal(cluster.cluster.read.get(SERVICE, 'default', 'given'), undefined);
});

test('names', () => {
  const { cluster, get } = withService();
  cluster.create(service('head', { clusterIP: 'None' }));
  cluster.create(service('out', { type: 'ExternalName', externalName: 'db.example.com', ports: [] }));
  cluster.create(on('named', 'a', { hostname: 'one', subdomain: 'head' }));
  cluster.settle();
  const { read } = cluster.cluster;
  const values = (name: string) =>
    resolveName(name, read)
      .records.map((record) => ('address' in record ? record.address : record.target))
      .sort();
  const ips = ['p', 'q', 'named'].map((name) => cluster.pod(name).status?.podIP ?? '').sort();
  assert.deepEqual(values('web.default.svc.cluster.local'), [get().spec?.clusterIP]);
  assert.deepEqual(values('head.default.svc.cluster.local'), ips);
  assert.deepEqual(values('one.head.default.svc.cluster.local'), [cluster.pod('named').status?.podIP]);
  assert.deepEqual(values('out.default.svc.cluster.local.'), ['db.example.com']);
  assert.deepEqual(values('_http._tcp.web.default.svc.cluster.local'), ['web.default.svc.cluster.local']);
  assert.deepEqual(values('10-1-0-7.default.pod.cluster.local'), ['10.1.0.7']);
  assert.ok(resolveName('nobody.default.svc.cluster.local', read).nxdomain);
  assert.equal(lookUp(cluster.pod('p'), 'web', read).name, 'web.default.svc.cluster.local');
  assert.equal(lookUp(cluster.pod('p'), 'web.default', read).name, 'web.default.svc.cluster.local');
  assert.ok(lookUp(cluster.pod('p'), 'web.other', read).nxdomain);
});

// The examples of https://kubernetes.io/docs/concepts/services-networking/ingress/#examples.
const PATHS: ReadonlyArray<readonly [string, string, string, boolean]> = [
  ['Prefix', '/', '/anything', true],
  ['Exact', '/foo', '/foo', true],
  ['Exact', '/foo', '/bar', false],
  ['Exact', '/foo', '/foo/', false],
  ['Exact', '/foo/', '/foo', false],
  ['Prefix', '/foo', '/foo', true],
  ['Prefix', '/foo', '/foo/', true],
  ['Prefix', '/foo/', '/foo', true],
  ['Prefix', '/foo/', '/foo/', true],
  ['Prefix', '/aaa/bb', '/aaa/bbb', false],
  ['Prefix', '/aaa/bbb', '/aaa/bbb', true],
  ['Prefix', '/aaa/bbb/', '/aaa/bbb', true],
  ['Prefix', '/aaa/bbb', '/aaa/bbb/', true],
  ['Prefix', '/aaa/bbb', '/aaa/bbb/ccc', true],
  ['Prefix', '/aaa/bbb', '/aaa/bbbxyz', false],
];

test('paths and hosts of an Ingress', () => {
  for (const [pathType, path, request, wanted] of PATHS) {
    assert.equal(pathMatches({ path, pathType }, request), wanted, `${pathType} ${path} ${request}`);
  }
  assert.equal(hostMatches('*.foo.com', 'bar.foo.com'), true);
  assert.equal(hostMatches('*.foo.com', 'baz.bar.foo.com'), false);
  assert.equal(hostMatches('*.foo.com', 'foo.com'), false);
});

test('an Ingress leads to a Service, or says why not', () => {
  const { cluster } = withService();
  const backend = (name: string, number = 80) => ({ service: { name, port: { number } } });
  const ingress: Ingress = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name: 'shop' },
    spec: {
      tls: [{ hosts: ['shop.example.com'], secretName: 'tls' }],
      rules: [
        {
          host: 'shop.example.com',
          http: {
            paths: [
              { path: '/', pathType: 'Prefix', backend: backend('web') },
              { path: '/api', pathType: 'Prefix', backend: backend('nobody') },
              { path: '/port', pathType: 'Exact', backend: backend('web', 81) },
            ],
          },
        },
      ],
    },
  };
  cluster.create(ingress);
  const of = (host: string, path: string) => routeRequest(host, path, cluster.cluster.read);
  assert.equal(of('shop.example.com', '/x')?.route?.backends.length, 2);
  assert.equal(of('shop.example.com', '/x')?.tls, true);
  assert.equal(of('shop.example.com', '/api/v1')?.fault, 'service "nobody" not found');
  assert.equal(of('shop.example.com', '/port')?.fault, 'service "web" has no port 81');
  assert.equal(of('other.example.com', '/'), undefined);
});
