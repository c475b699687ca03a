// Sentences and cases: k8s.io/pod-security-admission v0.36.3, policy/check_*_test.go.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  podSecurityProblems,
  podSecurityRefusal,
  podSecurityViolations,
} from '../../server/src/api/admission/podSecurity.ts';
import type { ApiObject } from '../../server/src/api/kindRules.ts';
import type { Container, Pod, PodSpec } from '../../server/src/api/types.generated.ts';
import type { Surroundings } from '../../server/src/api/surroundings.ts';

const texts = (spec: PodSpec, level = 'restricted', version = 'latest'): string[] =>
  podSecurityViolations({ metadata: {}, spec }, level, version).map(({ reason, detail }) => `${reason} (${detail})`);
const good: Container = {
  securityContext: {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    runAsNonRoot: true,
    seccompProfile: { type: 'RuntimeDefault' },
  },
};
const container = (name: string, more: object = {}): Container => ({
  ...good,
  name,
  securityContext: { ...good.securityContext, ...more },
});

test('PodSecurity: what is well written passes restricted', () => {
  assert.deepEqual(texts({ containers: [container('a')] }), []);
});

test('PodSecurity: the sentences of the checks', () => {
  const capabilities = (add: string[], drop: string[] = []): object => ({ capabilities: { add, drop } });
  assert.deepEqual(
    texts({
      containers: [
        container('a', capabilities(['FOO', 'BAR'])),
        container('b', capabilities(['BAR', 'BAZ'])),
        container('c', capabilities(['NET_BIND_SERVICE', 'CHOWN'], ['ALL', 'FOO'])),
      ],
    }),
    [
      'unrestricted capabilities (containers "a", "b" must set securityContext.capabilities.drop=["ALL"]; containers "a", "b", "c" must not include "BAR", "BAZ", "CHOWN", "FOO" in securityContext.capabilities.add)',
    ],
  );
  assert.deepEqual(texts({ hostNetwork: true, hostPID: true, containers: [container('a')] }, 'baseline'), [
    'host namespaces (hostNetwork=true, hostPID=true)',
  ]);
  assert.deepEqual(
    texts({
      containers: [container('a', { seccompProfile: undefined }), container('b', { seccompProfile: undefined })],
    }),
    [
      'seccompProfile (pod or containers "a", "b" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")',
    ],
  );
  assert.deepEqual(
    texts({
      securityContext: { seccompProfile: { type: 'Unconfined' } },
      containers: [container('a', { seccompProfile: undefined })],
    }),
    ['seccompProfile (pod must not set securityContext.seccompProfile.type to "Unconfined")'],
  );
  assert.deepEqual(texts({ volumes: [{ name: 'v', hostPath: { path: '/' } }], containers: [container('a')] }), [
    'restricted volume types (volume "v" uses restricted volume type "hostPath")',
  ]);
  assert.deepEqual(
    texts({ containers: [{ ...container('a'), ports: [{ hostPort: 80 }, { hostPort: 443 }] }] }, 'baseline'),
    ['hostPort (container "a" uses hostPorts 443, 80)'],
  );
  assert.deepEqual(texts({ containers: [container('a', { runAsUser: 0 })] }), [
    'runAsUser=0 (container "a" must not set runAsUser=0)',
  ]);
  assert.deepEqual(texts({ hostUsers: false, containers: [container('a', { runAsUser: 0 })] }), []);
});

test('PodSecurity: privileged and older versions ask for less', () => {
  assert.deepEqual(texts({ hostNetwork: true, containers: [{ name: 'a' }] }, 'privileged'), []);
  const probed: Container = { ...container('a'), livenessProbe: { httpGet: { port: 80, host: 'x' } } };
  assert.equal(texts({ containers: [probed] }).length, 1);
  assert.deepEqual(texts({ containers: [probed] }, 'restricted', 'v1.33'), []);
});

test("PodSecurity: the labels of the Pod's namespace decide", () => {
  const labels = { 'pod-security.kubernetes.io/enforce': 'baseline' };
  const namespace: ApiObject = { metadata: { name: 'strict', labels } };
  const around: Surroundings = { find: (_, __, name) => (name === 'strict' ? namespace : undefined), all: () => [] };
  const pod = (where: string): Pod => ({
    metadata: { name: 'p', namespace: where },
    spec: { hostIPC: true, containers: [{ name: 'a', securityContext: { privileged: true } }] },
  });
  assert.deepEqual(podSecurityProblems(pod('other'), around), []);
  assert.deepEqual(
    podSecurityProblems(pod('strict'), around).map((problem) => problem.path),
    [
      ['spec', 'hostIPC'],
      ['spec', 'containers', 0, 'securityContext', 'privileged'],
    ],
  );
  assert.equal(
    podSecurityRefusal(pod('strict'), around),
    'violates PodSecurity "baseline:latest": host namespaces (hostIPC=true), privileged (container "a" must not set securityContext.privileged=true)',
  );
});
