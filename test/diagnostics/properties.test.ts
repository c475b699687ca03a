// What holds whatever the manifests say: keeping findings current gives what checking anew gives, a fix removes its
// finding and adds none, and nothing that anybody writes takes the check down.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { BuildFindings } from '../../server/src/diagnostics/buildFindings.ts';
import { Builds } from '../../server/src/diagnostics/builds.ts';
import { Checker } from '../../server/src/diagnostics/check.ts';
import type { Finding } from '../../server/src/diagnostics/finding.ts';
import { rules } from '../../server/src/diagnostics/rules/rules.generated.ts';
import { Workspace } from '../../server/src/workspace/workspace.ts';
import { put } from '../workspace/build.ts';
import { anyStep, changesOf } from '../workspace/steps.ts';
import { applyFix, findingsIn, findingsOf, show } from './support.ts';

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 2
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
        - name: web
          image: nginx:1.27
          ports:
            - name: http
              containerPort: 80
          envFrom:
            - configMapRef:
                name: settings
          resources:
            limits:
              memory: 128Mi
          readinessProbe:
            httpGet:
              path: /
              port: http
          volumeMounts:
            - name: files
              mountPath: /files
      volumes:
        - name: files
          configMap:
            name: settings
`;
const SERVICE = `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  type: ClusterIP
  selector:
    app: web
  ports:
    - name: http
      port: 80
      targetPort: http
`;
const SETTINGS = `apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
data:
  colour: blue
`;
const DEFINITION = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: crontabs.example.com
spec:
  group: example.com
  scope: Namespaced
  names:
    plural: crontabs
    kind: CronTab
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
              type: object
              required: [image]
              properties:
                image:
                  type: string
                replicas:
                  type: integer
                  maximum: 3
`;
const CUSTOM = `apiVersion: example.com/v1
kind: CronTab
metadata:
  name: web
  namespace: default
spec:
  image: nginx:1.27
  replicas: 2
`;
const SECTIONS = [DEPLOYMENT, SERVICE, SETTINGS, DEFINITION, CUSTOM];

/** One slip of the pen in a text: a line that is lost, a word that is changed, quotes or digits that come and go. */
const slip = fc.tuple(
  fc.nat(),
  fc.nat(),
  fc.constantFrom('drop', 'rename', 'repeat', 'number', 'yes', 'null', 'list', 'upper', 'indent'),
);

function withSlip(text: string, [at, letter, how]: readonly [number, number, string]): string {
  const lines = text.split('\n');
  const index = at % (lines.length - 1);
  const line = lines[index] ?? '';
  const value = /^(\s*(?:- )?[\w.]+: )(.*)$/.exec(line);
  const key = /^(\s*(?:- )?)([\w.]+)(:.*)$/.exec(line);
  const replaced = (): string => {
    switch (how) {
      case 'drop':
        return '';
      case 'rename': {
        const name = key?.[2] ?? '';
        const cut = letter % Math.max(1, name.length);
        return key ? `${key[1]}${name.slice(0, cut)}${name.slice(cut + 1) || 'x'}${key[3]}` : line;
      }
      case 'repeat':
        return `${line}\n${line}`;
      case 'upper':
        return value ? `${value[1]}${(value[2] ?? '').toUpperCase()}` : line;
      case 'indent':
        return ` ${line}`;
      default:
        return value ? `${value[1]}${how === 'number' ? '1.20' : how === 'list' ? '[a]' : how}` : line;
    }
  };
  lines[index] = replaced();
  return lines.join('\n');
}

const text = fc
  .tuple(fc.subarray(SECTIONS, { minLength: 1 }), fc.array(slip, { maxLength: 2 }))
  .map(([sections, slips]) => slips.reduce(withSlip, sections.join('---\n')));

const picture = (finding: Finding): string =>
  JSON.stringify([
    finding.uri,
    finding.code,
    finding.severity,
    finding.range,
    finding.message,
    finding.followUp,
    finding.path,
  ]);

test('keeping findings current gives what checking from scratch gives', () => {
  const step = fc.record({
    uri: fc.constantFrom('w/a.yaml', 'w/b.yaml', 'w/c.yaml'),
    text: fc.option(text, { nil: undefined }),
  });
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 5 }), (steps) => {
      const workspace = new Workspace();
      const checker = new Checker(workspace, { rules });
      const files: Record<string, string> = {};
      const published: Record<string, readonly Finding[]> = {};
      for (const { uri, text } of steps) {
        const change = text === undefined ? { uri, parsed: undefined } : put(uri, text, workspace);
        for (const touched of checker.apply(workspace.apply([change])))
          published[touched] = checker.findingsOf(touched);
        if (text === undefined) delete files[uri];
        else files[uri] = text;
      }
      const now = Object.values(published)
        .flat()
        .filter((finding) => finding.followUp !== true);
      assert.deepEqual(now.map(picture).sort(), findingsIn(files, { rules }).map(picture).sort());
    }),
    { numRuns: 60, includeErrorInReport: true },
  );
});

test('the same with kustomizations, Lists, JSON and settings, and files that come, move and go', () => {
  fc.assert(
    fc.property(fc.array(anyStep, { minLength: 2, maxLength: 10 }), (steps) => {
      const workspace = new Workspace();
      const checker = new Checker(workspace);
      const builds = new BuildFindings(workspace, checker, new Builds(workspace));
      const files = new Map<string, string>();
      const published: Record<string, readonly Finding[]> = {};
      for (const step of steps) {
        const changes = changesOf(step, files);
        const delta = workspace.apply(
          changes.map(([uri, text]) => (text === undefined ? { uri, parsed: text } : put(uri, text, workspace))),
        );
        const touched = [...checker.apply(delta), ...builds.changed(delta.uris), ...builds.settle()];
        for (const uri of touched) published[uri] = builds.findings(uri, checker.findingsOf(uri));
      }
      const now = Object.values(published)
        .flat()
        .filter((finding) => finding.followUp !== true);
      assert.deepEqual(now.map(picture).sort(), findingsIn(Object.fromEntries(files)).map(picture).sort());
    }),
    { numRuns: 60, includeErrorInReport: true },
  );
});

const key = (finding: Finding): string => `${finding.code} ${JSON.stringify(finding.path)}`;
const RANK = { error: 3, warning: 2, info: 1, hint: 0 };

test('a preferred fix removes its finding and adds no error', () => {
  fc.assert(
    fc.property(text, (broken) => {
      const files = { 'a.yaml': broken };
      const before = findingsOf(broken);
      for (const finding of before) {
        for (const fix of finding.fixes?.() ?? []) {
          if (fix.preferred !== true) continue;
          const after = applyFix(files, fix);
          const left = findingsIn(after);
          const text = after['a.yaml'] ?? '';
          const story = () =>
            `${show(files, finding)}\n${fix.title}\n${broken}\n=>\n${text}\n${left.map((f) => `${show(after, f)} ${f.message}`).join('\n')}`;
          // A fix of the text itself lets more of it be read, and what was hidden behind is new.
          if (finding.stage === 'decode') {
            assert.ok(!left.some((item) => picture(item) === picture(finding)), story());
            continue;
          }
          const count = (list: readonly Finding[]) => list.filter((item) => key(item) === key(finding)).length;
          assert.ok(count(left) < count(before), story());
          const errors = (list: readonly Finding[]) => list.filter((item) => RANK[item.severity] === 3).length;
          assert.ok(errors(left) <= errors(before), story());
        }
      }
    }),
    { numRuns: 150, includeErrorInReport: true },
  );
});

test('every prefix of a manifest, and names that JavaScript knows, are survived', () => {
  for (const section of SECTIONS) {
    for (let length = 0; length <= section.length; length += 3) findingsOf(section.slice(0, length), { rules });
  }
  const strange = DEPLOYMENT.replace('labels:', '__proto__: {constructor: 1}\n      labels:')
    .replace('name: files', 'name: __proto__')
    .replace('app: web', '__proto__: web');
  findingsOf(strange, { rules });
  for (const text of [
    '',
    '\0\u0001',
    'kind: Pod\nspec: '.concat('['.repeat(3000)),
    'kind: {a: b}\napiVersion: []\n',
    '- kind: Pod\n',
  ]) {
    findingsOf(text, { rules });
  }
});
