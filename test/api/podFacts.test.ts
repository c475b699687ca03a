// What is worked out from parts of a Pod or a Job: the tag of an image, the quality of service, schedules, index lists.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultPullPolicy, imageTag } from '../../server/src/api/defaults/image.ts';
import { qosClass } from '../../server/src/api/defaults/qosClass.ts';
import { judge } from '../../server/src/api/judge.ts';
import type { Container, PodSpec } from '../../server/src/api/types.generated.ts';
import { scheduleFault } from '../../server/src/api/validation/cronSchedule.ts';
import { decoder } from '../../server/src/schema/decode.ts';

const DIGEST = '@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

// Source: pkg/util/parsers/parsers_test.go, 1.36. What cannot be read has no tag, and is pulled if it is not there.
const IMAGES: ReadonlyArray<readonly [image: string, tag: string]> = [
  ['root', 'latest'],
  ['root:tag', 'tag'],
  [`root${DIGEST}`, ''],
  ['user/repo', 'latest'],
  ['user/repo:tag', 'tag'],
  [`user/repo${DIGEST}`, ''],
  ['url:5000/repo', 'latest'],
  ['url:5000/repo:tag', 'tag'],
  [`url:5000/repo${DIGEST}`, ''],
  [`url:5000/repo:latest${DIGEST}`, 'latest'],
];

test('imageTag and defaultPullPolicy', () => {
  for (const [image, tag] of IMAGES) {
    assert.equal(imageTag(image) ?? '', tag, image);
    assert.equal(defaultPullPolicy(image), tag === 'latest' ? 'Always' : 'IfNotPresent', image);
  }
  for (const image of ['ROOT', 'http://root', DIGEST.slice(8)]) {
    assert.equal(defaultPullPolicy(image), 'IfNotPresent', image);
  }
});

type Amounts = readonly [cpu: string, memory: string];
const list = ([cpu, memory]: Amounts): Record<string, string> => ({
  ...(cpu === '' ? {} : { cpu }),
  ...(memory === '' ? {} : { memory }),
});
const container = (requests: Amounts, limits: Amounts): Container => ({
  name: 'c',
  resources: { requests: list(requests), limits: list(limits) },
});
const NONE: Amounts = ['', ''];
const SMALL: Amounts = ['100m', '100Mi'];
const LARGE: Amounts = ['200m', '200Mi'];
const idle = container(NONE, NONE);
const guaranteed = container(SMALL, SMALL);

// Source: pkg/apis/core/v1/helper/qos/qos_test.go, 1.36.
const QOS: ReadonlyArray<readonly [expected: string, spec: PodSpec]> = [
  ['Guaranteed', { containers: [guaranteed] }],
  ['Guaranteed', { containers: [guaranteed, guaranteed] }],
  ['BestEffort', { containers: [idle] }],
  ['BestEffort', { containers: [idle, idle] }],
  ['Burstable', { containers: [idle, container(['1', ''], ['2', ''])] }],
  ['Burstable', { containers: [idle, container(['10m', '100Mi'], ['10m', '100Mi'])] }],
  ['Burstable', { containers: [container(['', '100Mi'], ['', '100Mi'])] }],
  ['Burstable', { containers: [container(SMALL, NONE)] }],
  ['Burstable', { containers: [container(['1', '100Mi'], ['2', '100Mi']), guaranteed] }],
  ['Burstable', { containers: [container(SMALL, LARGE), container(SMALL, NONE)] }],
  ['Burstable', { containers: [container(['0', '0'], ['100m', '200Mi'])] }],
  ['BestEffort', { containers: [{ resources: { requests: { cpu: '0', memory: '0', 'hugepages-2Mi': '1Gi' } } }] }],
  ['Burstable', { containers: [idle], initContainers: [container(SMALL, LARGE)] }],
  ['Guaranteed', { containers: [idle], resources: { requests: list(SMALL), limits: list(SMALL) } }],
  [
    'Guaranteed',
    {
      containers: [container(['3m', '10Mi'], ['5m', '20Mi'])],
      resources: { requests: list(SMALL), limits: list(SMALL) },
    },
  ],
  ['Burstable', { containers: [idle], resources: { requests: list(SMALL), limits: list(LARGE) } }],
  ['Burstable', { containers: [guaranteed], resources: { requests: list(SMALL), limits: list(LARGE) } }],
  ['Burstable', { containers: [container(SMALL, NONE)], resources: { requests: list(LARGE) } }],
];

test('qosClass', () => {
  for (const [expected, spec] of QOS) assert.equal(qosClass(spec), expected, JSON.stringify(spec));
});

// Source: github.com/robfig/cron/v3 parser_test.go, doc.go; pkg/apis/batch/validation/validation_test.go.
const SCHEDULES = [
  ...['* * * * *', '0 0 * * *', '5 5-6 * * *', '5-7/2 * * * *', '*/2 * * * *', '1,5-7/2,3 * * * *', '5/15 * * * *'],
  ...['0 0 * jan-mar *', '0 0 * * MON-FRI', '0 0 ? * ?', '@hourly', '@daily', '@midnight', '@weekly', '@monthly'],
  ...['@annually', '@yearly', '@every 1h30m', '@every 5m'],
];
const NO_SCHEDULES = [
  ...['', '* * * *', '* * * * * *', '5--5 * * * *', '* * * jan-x *', '2-x * * * *', '*/-12 * * * *', '*//2 * * * *'],
  ...['60 * * * *', '* 24 * * *', '* * 0 * *', '* * 32 * *', '* * * 13 *', '* * * * 7', '5-3 * * * *', '*/0 * * * *'],
  ...['@unrecognized', '@every', '@every 1z', '1 a * * *'],
];

test('scheduleFault', () => {
  for (const schedule of SCHEDULES) assert.equal(scheduleFault(schedule), undefined, schedule);
  for (const schedule of NO_SCHEDULES) assert.notEqual(scheduleFault(schedule), undefined, schedule);
});

// Source: TestValidateIndexesString in pkg/apis/batch/validation/validation_test.go, 1.36.
const INDEXES: ReadonlyArray<readonly [indexes: string, completions: number, fault: string]> = [
  ['1', 6, ''],
  ['1-3', 6, ''],
  ['0,1-3,5,7-10', 12, ''],
  ['0,1-3, 5', 6, 'cannot convert string to integer for index: " 5"'],
  ['0,1-3,5', 5, 'too large index: "5"'],
  ['1-3,0,5', 6, 'non-increasing order, previous: 3, current: 0'],
  ['0,0,5', 6, 'non-increasing order, previous: 0, current: 0'],
  ['0,1-1,5', 6, 'non-increasing order, previous: 1, current: 1'],
  ['-1,0', 6, 'cannot convert string to integer for index: ""'],
  ['0,1-', 6, 'cannot convert string to integer for index: ""'],
];

test('succeededIndexes of a Job', () => {
  for (const [succeededIndexes, completions, fault] of INDEXES) {
    const job = {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'job', namespace: 'default' },
      spec: {
        completions,
        completionMode: 'Indexed',
        successPolicy: { rules: [{ succeededIndexes }] },
        template: { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'i' }] } },
      },
    };
    const { problems } = judge(decoder, { group: 'batch', version: 'v1', kind: 'Job' }, job);
    const wanted = `Invalid value: ${JSON.stringify(succeededIndexes)}: error parsing succeededIndexes: ${fault}`;
    assert.deepEqual(
      problems.map(({ message }) => message),
      fault === '' ? [] : [wanted],
    );
  }
});
