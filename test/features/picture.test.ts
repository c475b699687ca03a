// The picture of a workspace: what is drawn, what is missing, and how a large workspace is cut down.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MAX_OBJECTS, pictureOf, type Picture } from '../../server/src/features/picture.ts';
import { workspaceOf } from '../workspace/build.ts';

const deployment = (name: string, app: string, configMap: string): string => `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}}
spec:
  selector: {matchLabels: {app: ${app}}}
  template:
    metadata: {labels: {app: ${app}}}
    spec:
      containers:
      - name: c
        image: nginx:1.27
        envFrom:
        - configMapRef: {name: ${configMap}}
`;
const service = (name: string, app: string): string => `apiVersion: v1
kind: Service
metadata: {name: ${name}}
spec: {selector: {app: ${app}}, ports: [{port: 80}]}
`;
const configMap = (name: string): string => `apiVersion: v1
kind: ConfigMap
metadata: {name: ${name}}
data: {a: b}
`;

const shown = ({ objects, links }: Picture): string[] => {
  const title = (id: number): string => `${objects[id]?.kind ?? ''}/${objects[id]?.name ?? ''}`;
  return links.map(({ from, to, roles }) => `${title(from)} -${roles.join('+')}-> ${title(to)}`).sort();
};

test('objects and their references', () => {
  const workspace = workspaceOf({
    'a.yaml': deployment('web', 'web', 'settings'),
    'b.yaml': service('web', 'web'),
    'c.yaml': configMap('settings'),
  });
  const picture = pictureOf(workspace);
  assert.deepEqual(shown(picture), [
    'Deployment/web -envFrom-> ConfigMap/settings',
    'Service/web -selector-> Deployment/web',
  ]);
  assert.equal(picture.leftOut, 0);
  assert.ok(picture.objects.every(({ uri }) => uri !== undefined));
});

test('what is referred to and is not there is drawn, too, and leads nowhere', () => {
  const picture = pictureOf(workspaceOf({ 'a.yaml': deployment('web', 'web', 'nowhere') }));
  assert.deepEqual(shown(picture), ['Deployment/web -envFrom-> ConfigMap/nowhere']);
  const missing = picture.objects.find(({ name }) => name === 'nowhere');
  assert.equal(missing?.uri, undefined);
});

test('a query draws what it finds with its neighbours', () => {
  const workspace = workspaceOf({
    'a.yaml': deployment('web', 'web', 'settings'),
    'b.yaml': service('web', 'web'),
    'c.yaml': configMap('settings'),
    'd.yaml': deployment('other', 'other', 'else'),
  });
  const picture = pictureOf(workspace, { query: 'settings' });
  assert.deepEqual(
    picture.objects.map(({ kind, name }) => `${kind}/${name}`),
    ['Deployment/web', 'ConfigMap/settings'],
  );
  assert.equal(picture.leftOut, 2);
});

test('a large workspace is drawn around the file that is open', () => {
  const files: Record<string, string> = {};
  for (let at = 0; at < 400; at++) files[`f${String(at).padStart(3, '0')}.yaml`] = configMap(`c${at}`);
  files['web.yaml'] = deployment('web', 'web', 'c399');
  const picture = pictureOf(workspaceOf(files), { uri: 'web.yaml' });
  assert.ok(picture.objects.length <= MAX_OBJECTS);
  assert.deepEqual(shown(picture), ['Deployment/web -envFrom-> ConfigMap/c399']);
  assert.equal(picture.leftOut, 401 - picture.objects.length);
});
