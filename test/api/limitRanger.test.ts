// Sentences: plugin/pkg/admission/limitranger/admission_test.go and admission.go, 1.36.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyLimitRanges, podLimitProblems } from '../../server/src/api/admission/limitRanger.ts';
import type { ApiObject } from '../../server/src/api/kindRules.ts';
import type { Surroundings } from '../../server/src/api/surroundings.ts';
import type { LimitRangeItem, Pod } from '../../server/src/api/types.generated.ts';

const around = (item: LimitRangeItem): Surroundings => {
  const range: ApiObject & { spec: unknown } = { metadata: { name: 'l', namespace: 'ns' }, spec: { limits: [item] } };
  return { find: () => undefined, all: (gvk) => (gvk.kind === 'LimitRange' ? [range] : []) };
};
const pod = (resources: object): Pod => ({
  metadata: { name: 'p', namespace: 'ns' },
  spec: { containers: [{ name: 'c', resources }] },
});

test('LimitRanger fills in defaults and says so', () => {
  const given = pod({ requests: { cpu: '100m' } });
  applyLimitRanges(
    given,
    around({
      type: 'Container',
      default: { cpu: '1', memory: '1Gi' },
      defaultRequest: { cpu: '500m', memory: '512Mi' },
    }),
  );
  assert.deepEqual(given.spec?.containers?.[0]?.resources, {
    requests: { cpu: '100m', memory: '512Mi' },
    limits: { cpu: '1', memory: '1Gi' },
  });
  assert.equal(
    given.metadata?.annotations?.['kubernetes.io/limit-ranger'],
    'LimitRanger plugin set: memory request for container c; cpu, memory limit for container c',
  );
});

test('LimitRanger refuses what is out of bounds', () => {
  const messages = (resources: object, item: LimitRangeItem): string[] =>
    podLimitProblems(pod(resources), around(item))
      .flat()
      .map((problem) => problem.message);
  assert.deepEqual(messages({ requests: { cpu: '40m' } }, { type: 'Container', min: { cpu: '50m' } }), [
    'minimum cpu usage per Container is 50m, but request is 40m',
  ]);
  assert.deepEqual(messages({}, { type: 'Container', min: { memory: '50Mi' } }), [
    'minimum memory usage per Container is 50Mi.  No request is specified',
  ]);
  assert.deepEqual(messages({ limits: { cpu: '2' } }, { type: 'Container', max: { cpu: '1' } }), [
    'maximum cpu usage per Container is 1, but limit is 2',
  ]);
  assert.deepEqual(
    messages(
      { requests: { cpu: '1' }, limits: { cpu: '2500m' } },
      { type: 'Container', maxLimitRequestRatio: { cpu: '2' } },
    ),
    ['cpu max limit to request ratio per Container is 2, but provided ratio is 2.500000'],
  );
  assert.deepEqual(messages({ limits: { cpu: '1' } }, { type: 'Pod', max: { cpu: '2' } }), []);
  assert.deepEqual(
    podLimitProblems(
      { ...pod({}), metadata: { namespace: 'other' } },
      around({ type: 'Container', min: { cpu: '1' } }),
    ),
    [],
  );
});

test('of several items for containers the later default counts, and amounts of the Pod count before those of its containers', () => {
  const given = pod({});
  const range = {
    metadata: { name: 'l', namespace: 'ns' },
    spec: {
      limits: [
        { type: 'Container', default: { cpu: '1', memory: '1Gi' } },
        { type: 'Container', default: { cpu: '2' }, defaultRequest: { cpu: '1' } },
      ],
    },
  };
  const both: Surroundings = { find: () => undefined, all: (gvk) => (gvk.kind === 'LimitRange' ? [range] : []) };
  applyLimitRanges(given, both);
  assert.deepEqual(given.spec?.containers?.[0]?.resources, {
    requests: { cpu: '1' },
    limits: { cpu: '2', memory: '1Gi' },
  });
  assert.equal(
    given.metadata?.annotations?.['kubernetes.io/limit-ranger'],
    'LimitRanger plugin set: cpu request for container c; cpu, memory limit for container c',
  );
  const whole: Pod = {
    ...pod({ limits: { cpu: '1' } }),
    spec: { containers: [{ name: 'c', resources: { limits: { cpu: '1' } } }], resources: { limits: { cpu: '4' } } },
  };
  const problems = podLimitProblems(whole, around({ type: 'Pod', max: { cpu: '2' } })).flat();
  assert.deepEqual(
    problems.map(({ message }) => message),
    ['maximum cpu usage per Pod is 2, but limit is 4'],
  );
  const costly: Pod = {
    ...whole,
    spec: { ...whole.spec, overhead: { cpu: '3' }, resources: { limits: { cpu: '1' } } },
  };
  assert.deepEqual(podLimitProblems(costly, around({ type: 'Pod', max: { cpu: '2' } })), []);
});
