// Source: plugin/pkg/admission/serviceaccount/admission.go, 1.36.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { admitServiceAccount } from '../../server/src/api/admission/serviceAccount.ts';
import type { ApiObject } from '../../server/src/api/kindRules.ts';
import type { Surroundings } from '../../server/src/api/surroundings.ts';
import type { Pod, PodSpec } from '../../server/src/api/types.generated.ts';

const around = (account?: ApiObject): Surroundings => ({
  find: (gvk) => (gvk.kind === 'ServiceAccount' ? account : undefined),
  all: () => [],
});
const pod = (spec: PodSpec, annotations?: Record<string, string>): Pod => ({
  metadata: { name: 'p', namespace: 'ns', ...(annotations ? { annotations } : {}) },
  spec: { containers: [{ name: 'c' }], ...spec },
});
const mirror = (spec: PodSpec): readonly string[] =>
  admitServiceAccount(pod(spec, { 'kubernetes.io/config.mirror': 'x' }), around()).map(({ message }) => message);

test('a mirror Pod may not name accounts, secrets or tokens, and stays as it is', () => {
  assert.deepEqual(mirror({ serviceAccountName: 'a' }), ['a mirror pod may not reference service accounts']);
  const secrets: readonly PodSpec[] = [
    { volumes: [{ name: 'v', secret: { secretName: 's' } }] },
    { volumes: [{ name: 'v', projected: { sources: [{ secret: { name: 's' } }] } }] },
    { imagePullSecrets: [{ name: 's' }] },
    { containers: [{ name: 'c', envFrom: [{ secretRef: { name: 's' } }] }] },
    { initContainers: [{ name: 'i', env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } }] }] },
  ];
  for (const spec of secrets) assert.deepEqual(mirror(spec), ['a mirror pod may not reference secrets']);
  assert.deepEqual(
    mirror({ volumes: [{ name: 'v', projected: { sources: [{ serviceAccountToken: { path: 't' } }] } }] }),
    ['a mirror pod may not use ServiceAccountToken volume projections'],
  );
  const plain = pod({}, { 'kubernetes.io/config.mirror': 'x' });
  assert.deepEqual(admitServiceAccount(plain, around()), []);
  assert.deepEqual(plain.spec, { containers: [{ name: 'c' }] });
});

test('the account’s wishes hold where the Pod has none', () => {
  const account: ApiObject & Record<string, unknown> = {
    automountServiceAccountToken: false,
    imagePullSecrets: [{ name: 'registry' }],
  };
  const silent = pod({});
  admitServiceAccount(silent, around(account));
  assert.deepEqual(silent.spec?.imagePullSecrets, [{ name: 'registry' }]);
  assert.equal(silent.spec?.volumes, undefined);
  assert.equal(silent.spec?.serviceAccount, 'default');
  const asking = pod({ automountServiceAccountToken: true, imagePullSecrets: [{ name: 'own' }] });
  admitServiceAccount(asking, around(account), () => 'abcde');
  assert.deepEqual(asking.spec?.imagePullSecrets, [{ name: 'own' }]);
  assert.equal(asking.spec?.volumes?.[0]?.name, 'kube-api-access-abcde');
  assert.deepEqual(asking.spec?.containers?.[0]?.volumeMounts, [
    { name: 'kube-api-access-abcde', readOnly: true, mountPath: '/var/run/secrets/kubernetes.io/serviceaccount' },
  ]);
});
