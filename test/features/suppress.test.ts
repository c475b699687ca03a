// Silencing a finding by a quick fix: what is written, and that the finding is gone and nothing else.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { suppressionsOf } from '../../server/src/features/suppress.ts';
import { applyFix, findingsIn, type Files } from '../diagnostics/support.ts';
import { workspaceOf } from '../workspace/build.ts';

const SERVICE = `# ours
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
  ports:
    - port: 80
      bogus: 1
`;

const fixesOf = (files: Files, code: string) => {
  const finding = findingsIn(files).find((one) => one.code === code);
  assert.ok(finding, code);
  return suppressionsOf(workspaceOf(files), finding);
};

/** The text after the nth way of silencing; that finding must be gone, and all others still be there. */
function silenced(files: Files, code: string, nth: number): string {
  const fix = fixesOf(files, code)[nth];
  assert.ok(fix);
  const after = applyFix(files, fix);
  const codes = (texts: Files) => findingsIn(texts).map((finding) => finding.code);
  assert.deepEqual(
    codes(after),
    codes(files).filter((one) => one !== code),
  );
  return Object.values(after)[0] ?? '';
}

void test('for a line: a comment above it, with its indentation and line break', () => {
  const line = '  # drydock-disable-next-line service-selects-nothing\n';
  assert.equal(
    silenced({ 'a.yaml': SERVICE }, 'service-selects-nothing', 0),
    SERVICE.replace('  selector', `${line}  selector`),
  );
  const crlf = SERVICE.replaceAll('\n', '\r\n');
  assert.equal(
    silenced({ 'a.yaml': crlf }, 'unknown-field', 0),
    crlf.replace('      bogus', '      # drydock-disable-next-line unknown-field\r\n      bogus'),
  );
});

void test('for a section: a comment above its first key, in any section', () => {
  const line = '# drydock-disable service-selects-nothing\n';
  assert.equal(
    silenced({ 'a.yaml': SERVICE }, 'service-selects-nothing', 1),
    SERVICE.replace('apiVersion', `${line}apiVersion`),
  );
  const second = `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: a\n---\n${SERVICE}`;
  assert.ok(silenced({ 'a.yaml': second }, 'service-selects-nothing', 1).includes(`# ours\n${line}apiVersion`));
});

void test('a code joins the comment that is there, before its reason', () => {
  const text = SERVICE.replace('  selector', '  # drydock-disable-next-line unknown-field -- for now\n  selector');
  assert.ok(
    silencedText(text).includes('# drydock-disable-next-line unknown-field, service-selects-nothing -- for now\n'),
  );
});

const silencedText = (text: string): string => {
  const [fix] = fixesOf({ 'a.yaml': text }, 'service-selects-nothing');
  assert.ok(fix);
  return applyFix({ 'a.yaml': text }, fix)['a.yaml'] ?? '';
};

void test('in JSON an annotation', () => {
  const object = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web' },
    spec: { selector: { app: 'web' }, ports: [{ port: 80, bogus: 1 }] },
  };
  const files = { 'a.json': JSON.stringify(object, null, 2) };
  const once = silenced(files, 'service-selects-nothing', 0);
  assert.match(once, /"drydock.dev\/disable": "service-selects-nothing"/);
  assert.match(silenced({ 'a.json': once }, 'unknown-field', 0), /"service-selects-nothing, unknown-field"/);
});

void test('what cannot be read and what is said of suppressions is repaired, not silenced', () => {
  const broken = { 'a.yaml': SERVICE.replace('name: web', 'name: "web') };
  for (const finding of findingsIn(broken)) assert.deepEqual(suppressionsOf(workspaceOf(broken), finding), []);
  const unused = { 'a.yaml': `# drydock-disable unknown-kind\n${SERVICE}` };
  assert.deepEqual(fixesOf(unused, 'unused-suppression'), []);
});
