import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hashOfData } from '../../server/src/cluster/workloads/history.ts';

/** The template of the scenario sts-rolling; its two revisions have recorded names. */
const template = (image: string): unknown => ({
  metadata: { labels: { app: 'db' } },
  spec: {
    containers: [
      {
        image,
        imagePullPolicy: 'IfNotPresent',
        name: 'db',
        ports: [{ containerPort: 6379, protocol: 'TCP' }],
        resources: {},
        terminationMessagePath: '/dev/termination-log',
        terminationMessagePolicy: 'File',
      },
    ],
    dnsPolicy: 'ClusterFirst',
    restartPolicy: 'Always',
    schedulerName: 'default-scheduler',
    securityContext: {},
    terminationGracePeriodSeconds: 30,
  },
});

test("a StatefulSet's revision gets the hash that a real 1.36.3 controller gave it", () => {
  const data = { spec: { template: { ...(template('redis:7') as object), $patch: 'replace' } } };
  assert.equal(hashOfData(data, 0), '7fb5ff5fc');
});
