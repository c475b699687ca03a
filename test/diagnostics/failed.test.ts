// A rule that throws costs its findings of that object and nothing else, and is told once.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PassThrough } from 'node:stream';
import {
  createConnection,
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { Failures } from '../../server/src/cli/failures.ts';
import { Checker } from '../../server/src/diagnostics/check.ts';
import { failureText, type Failed } from '../../server/src/diagnostics/failed.ts';
import type { Finding } from '../../server/src/diagnostics/finding.ts';
import { simpleRule } from '../../server/src/diagnostics/rule.ts';
import { createAnalysis } from '../../server/src/lsp/createAnalysis.ts';
import { startServer } from '../../server/src/lsp/server.ts';
import { createDocs } from '../../server/src/schema/docs.ts';
import { put, workspaceOf } from '../workspace/build.ts';

const config = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n  a: b\n`;

const base = { group: 'correctness', severity: 'warning', kinds: 'all', scope: 'resource' } as const;

/** Finds what is called `broken` too much for it, and says of everything else that it is there. */
const brittle = simpleRule({
  ...base,
  code: 'brittle',
  *find(node) {
    if (node.resource.name === 'broken') throw new TypeError('no such thing');
    yield { message: 'there', path: ['kind'] };
  },
});
const steady = simpleRule({ ...base, code: 'steady', find: () => [{ message: 'there', path: ['kind'] }] });

test('a rule that throws is told once, with the rule and the object', () => {
  const told: string[] = [];
  const failed: Failed = (...failure) => told.push(failureText(...failure));
  const workspace = workspaceOf({ 'a.yaml': `${config('good')}---\n${config('broken')}`, 'b.yaml': config('broken') });
  const checker = new Checker(workspace, { rules: [brittle, steady], failed });
  const codes = (uri: string) => checker.findingsOf(uri).map(({ code }) => code);
  assert.deepEqual(codes('a.yaml'), ['brittle', 'steady', 'steady']);
  assert.deepEqual(codes('b.yaml'), ['steady']);
  checker.apply(workspace.apply([put('b.yaml', config('broken').replace('a: b', 'a: c'), workspace)]));
  checker.recheck();
  assert.equal(told.length, 1);
  assert.match(told[0] ?? '', /^rule brittle failed on ConfigMap "broken" in a\.yaml .*TypeError: no such thing/);
});

test('the command line says it on standard error, once', () => {
  let err = '';
  const io = { out: () => assert.fail('nothing on standard output'), err: (text: string) => void (err += text) };
  const failures = new Failures({ ...io, stdin: () => '', cwd: '/' });
  const checker = new Checker(workspaceOf({ 'a.yaml': config('broken') }), { rules: [brittle], failed: failures.rule });
  const again = new Checker(workspaceOf({ 'b.yaml': config('broken') }), { rules: [brittle], failed: failures.rule });
  assert.deepEqual([...checker.findingsOf('a.yaml'), ...again.findingsOf('b.yaml')], []);
  assert.match(err, /^drydock: rule brittle failed on ConfigMap "broken" in a\.yaml/);
  assert.equal(err.match(/drydock: /g)?.length, 1);
  failures.fix({ code: 'brittle', uri: 'a.yaml' } as Finding, new Error('no edit'));
  assert.match(err, /drydock: fix of brittle failed in a\.yaml and is left out: Error: no edit\n$/);
});

test('the language server writes it to its log', async () => {
  const [toServer, toClient] = [new PassThrough(), new PassThrough()];
  const connection = createConnection(new StreamMessageReader(toServer), new StreamMessageWriter(toClient));
  const client = createProtocolConnection(new StreamMessageReader(toClient), new StreamMessageWriter(toServer));
  const logged = new Promise<string>((resolve) => {
    client.onNotification('window/logMessage', ({ message }: { message: string }) => resolve(message));
  });
  client.listen();
  let tell: Failed | undefined;
  const analysis = (failed: Failed) => createAnalysis((tell = failed));
  startServer(connection, { name: 'drydock', version: '0', analysis, docs: createDocs(() => '') });
  const [node] = workspaceOf({ 'a.yaml': config('broken') }).nodes;
  assert.ok(node && tell);
  tell('brittle', node, new TypeError('no such thing'));
  assert.match(await logged, /^rule brittle failed on ConfigMap "broken" in a\.yaml/);
  client.dispose();
  connection.dispose();
});
