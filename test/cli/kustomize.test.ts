// `drydock kustomize` and `drydock dry-run -k`: the same objects, exit codes, where a build fails.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { runDryRun } from '../../server/src/cli/dryRun.ts';
import { UsageError } from '../../server/src/cli/io.ts';
import { runKustomize } from '../../server/src/cli/kustomize.ts';

const cwd = join(process.cwd(), 'test', 'kustomize', 'trees');

function run(command: typeof runKustomize, ...args: string[]) {
  let out = '';
  let err = '';
  const io = {
    out: (text: string) => void (out += text),
    err: (text: string) => void (err += text),
    stdin: () => '',
    cwd,
  };
  return { code: command(args, io), out, err };
}

test('a build is printed as kubectl prints it', () => {
  // The text of `kubectl kustomize odd/base-of-two`, kubectl 1.36.3.
  assert.deepEqual(run(runKustomize, 'odd/base-of-two'), {
    code: 0,
    out: `apiVersion: v1
data:
  a: b
kind: ConfigMap
metadata:
  name: conf-4h2mbtbbt6
---
apiVersion: v1
kind: Pod
metadata:
  name: pod
spec:
  containers:
  - envFrom:
    - configMapRef:
        name: conf-4h2mbtbbt6
    image: a
    name: a
`,
    err: '',
  });
});

test('a build that fails says where, and gives exit code 1', () => {
  const { code, err } = run(runKustomize, 'refused/unknown-field');
  assert.equal(code, 1);
  assert.match(err, /refused\/unknown-field\/kustomization\.yaml:2:12: invalid Kustomization: json: unknown field/);
  assert.equal(run(runKustomize, 'nowhere').code, 1);
  assert.throws(() => run(runKustomize, 'a', 'b'), UsageError);
});

test('a dry run applies, and deletes, what is built', () => {
  const { code, out } = run(runDryRun, '-k', 'odd/base-of-two', '--then', 'delete -k odd/base-of-two');
  assert.equal(code, 0);
  assert.match(out, /^\$ kubectl apply -k odd\/base-of-two\nconfigmap\/conf-4h2mbtbbt6 created\npod\/pod created\n/);
  assert.match(out, /configmap "conf-4h2mbtbbt6" deleted/);
  const refused = run(runDryRun, '-k', 'refused/twice');
  assert.equal(refused.code, 1);
  assert.match(refused.out, /error: .*may not add resource with an already registered id/);
  assert.match(
    run(runDryRun, '--then', 'apply -k odd/base-of-two -f x.yaml').out,
    /error: only one of -f or -k can be specified/,
  );
  assert.throws(() => run(runDryRun, '-k', 'a', 'b.yaml'), UsageError);
});
