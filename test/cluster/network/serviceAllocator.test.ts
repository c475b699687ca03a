// Cluster IPs and node ports. Sentences: a real API server 1.36.3.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Service } from '../../../server/src/api/types.generated.ts';
import { Cluster } from '../../../server/src/cluster/cluster.ts';
import { SERVICE } from '../../../server/src/cluster/kinds.ts';
import { decoder } from '../../../server/src/schema/decode.ts';
import { patchSchema } from '../../../server/src/schema/patchSchema.ts';

const make = () => Cluster.create({ decoder, patchSchema, actors: [] });

const service = (name: string, spec: Service['spec']): Service => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name },
  spec: { ports: [{ port: 80 }], ...spec },
});

function created(cluster: Cluster, wanted: Service): Service {
  const answer = cluster.server.create(SERVICE, 'default', wanted);
  assert.ok(answer.ok, JSON.stringify(answer));
  return answer.value.object as Service;
}

function refusal(cluster: Cluster, wanted: Service): string {
  const answer = cluster.server.create(SERVICE, 'default', wanted);
  assert.ok(!answer.ok);
  return answer.error.message;
}

test('addresses and ports are unique and lie in the upper band of their range', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'), {
        minLength: 1,
        maxLength: 40,
      }),
      (types) => {
        const cluster = make();
        types.forEach((type, at) =>
          created(
            cluster,
            service(`s${at}`, { type, ...(type === 'ExternalName' && { externalName: 'example.com' }) }),
          ),
        );
        const services = cluster.read.list<Service>(SERVICE);
        const ips = services.flatMap(({ spec }) => spec?.clusterIPs ?? []);
        const ports = services.flatMap(({ spec }) => (spec?.ports ?? []).flatMap(({ nodePort }) => nodePort ?? []));
        assert.equal(new Set(ips).size, types.filter((type) => type !== 'ExternalName').length);
        assert.equal(
          new Set(ports).size,
          types.filter((type) => type === 'NodePort' || type === 'LoadBalancer').length,
        );
        assert.ok(ports.every((port) => port >= 30086 && port <= 32767));
        // 10.254.0.0/16: the band for addresses that are asked for ends at 10.254.1.0.
        assert.ok(ips.every((ip) => ip.startsWith('10.254.') && !ip.startsWith('10.254.0.')));
      },
    ),
    { numRuns: 30 },
  );
});

test('what is asked for is given once', () => {
  const cluster = make();
  assert.equal(created(cluster, service('a', { clusterIP: '10.254.0.7' })).spec?.clusterIP, '10.254.0.7');
  assert.equal(
    refusal(cluster, service('b', { clusterIP: '10.254.0.7' })),
    'Service "b" is invalid: spec.clusterIPs: Invalid value: ["10.254.0.7"]: failed to allocate IP 10.254.0.7: provided IP is already allocated',
  );
  assert.equal(
    refusal(cluster, service('b', { clusterIP: '10.99.0.5' })),
    'Service "b" is invalid: spec.clusterIPs: Invalid value: ["10.99.0.5"]: failed to allocate IP 10.99.0.5: the provided network does not match the current range',
  );
  assert.equal(
    refusal(cluster, service('b', { type: 'NodePort', ports: [{ port: 80, nodePort: 20 }] })),
    'Service "b" is invalid: spec.ports[0].nodePort: Invalid value: 20: provided port is not in the valid range. The range of valid ports is 30000-32767',
  );
  assert.ok(cluster.server.delete(SERVICE, 'default', 'a').ok);
  assert.equal(created(cluster, service('b', { clusterIP: '10.254.0.7' })).spec?.clusterIP, '10.254.0.7');
});

test('a dry run looks at no range and takes nothing', () => {
  const cluster = make();
  const answer = cluster.server.create(SERVICE, 'default', service('a', { clusterIP: '10.99.0.5' }), { dryRun: true });
  assert.ok(answer.ok);
  assert.equal(cluster.read.list(SERVICE).length, 0);
});

test('headless and external names have no address', () => {
  const cluster = make();
  assert.equal(created(cluster, service('a', { clusterIP: 'None' })).spec?.clusterIP, 'None');
  const external = created(cluster, service('b', { type: 'ExternalName', externalName: 'example.com' }));
  assert.equal(external.spec?.clusterIP, undefined);
});

test('a change of type takes and gives back', () => {
  const cluster = make();
  const first = created(cluster, service('a', {}));
  const as = (type: string) => ({ ...first, metadata: { name: 'a' }, spec: { ports: [{ port: 80 }], type } });
  const nodePort = cluster.server.update(SERVICE, 'default', 'a', as('NodePort'));
  assert.ok(nodePort.ok);
  const port = (nodePort.value.object as Service).spec?.ports?.[0]?.nodePort ?? 0;
  assert.ok(port >= 30086);
  assert.equal((nodePort.value.object as Service).spec?.clusterIP, first.spec?.clusterIP);
  const back = cluster.server.update(SERVICE, 'default', 'a', as('ClusterIP'));
  assert.ok(back.ok);
  assert.equal((back.value.object as Service).spec?.ports?.[0]?.nodePort, undefined);
  created(cluster, service('b', { type: 'NodePort', ports: [{ port: 80, nodePort: port }] }));
});
