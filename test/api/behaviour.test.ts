import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  behaviourFault,
  behaviourOf,
  behaviours,
  behaviourValue,
  probeScript,
} from '../../server/src/api/behaviour.ts';

// Names, defaults and meanings: the README of the recorded traces.
test('the recorded annotations are there with their defaults', () => {
  const ofPod = (name: string) => behaviourValue({}, name);
  assert.equal(ofPod('start-seconds'), '1');
  assert.equal(ofPod('ready-seconds'), '0');
  assert.equal(ofPod('exit-code'), '0');
  assert.equal(ofPod('stop-seconds'), '0');
  assert.equal(ofPod('exit-after-seconds'), undefined);
  assert.ok(behaviourOf('drydock.dev/missing-images', 'Pod', 'annotation'));
  assert.ok(behaviourOf('drydock.dev/ready', 'Node', 'annotation'));
  assert.ok(behaviourOf('drydock.dev/kubelet', 'Node', 'label'));
  assert.equal(behaviourOf('drydock.dev/kubelet', 'Node', 'annotation'), undefined);
});

test('a container has its own word before the Pod', () => {
  const annotations = { 'drydock.dev/exit-code': '1', 'sidecar.drydock.dev/exit-code': '2' };
  assert.equal(behaviourValue(annotations, 'exit-code', 'web'), '1');
  assert.equal(behaviourValue(annotations, 'exit-code', 'sidecar'), '2');
  assert.equal(behaviourOf('sidecar.drydock.dev/exit-code', 'Pod', 'annotation')?.container, 'sidecar');
  assert.equal(behaviourOf('sidecar.drydock.dev/start-seconds', 'Pod', 'annotation'), undefined);
});

test('a value that is not well written counts as absent', () => {
  assert.equal(behaviourValue({ 'drydock.dev/ready-seconds': 'soon' }, 'ready-seconds'), '0');
  const readySeconds = behaviours.find(({ name }) => name === 'ready-seconds');
  assert.ok(readySeconds);
  assert.match(behaviourFault(readySeconds, '-1') ?? '', /must be a number of seconds/);
  assert.equal(behaviourFault(readySeconds, 'never'), undefined);
});

test('probe scripts', () => {
  assert.deepEqual(probeScript('failure,10:success, 30:503'), [
    { fromMs: 0, outcome: 'failure' },
    { fromMs: 10000, outcome: 'success' },
    { fromMs: 30000, outcome: '503' },
  ]);
  assert.equal(probeScript('10:maybe'), undefined);
});
