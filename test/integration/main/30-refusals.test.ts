// What cannot be done is said where a person looks: refusals at the field, reasons for commands, and a dry run that
// takes too long can be cancelled while typing goes on.
import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import * as vscode from 'vscode';
import { deployment, history, imageOf, operations, report, run } from '../cluster.ts';
import { drydock, errors, file, findings, quickFixes, rangeOf, replace, show, tidy, until } from '../editor.ts';
import { hasWindow, shot, shown } from '../window.ts';

suite('refusals', () => {
  teardown(tidy);

  test('a change that the cluster would refuse is underlined before it is applied; the fix puts it back', async () => {
    const editor = await show('web.yaml');
    const { document } = editor;
    // Right by itself, but the Deployment is in the cluster, and its selector may not change.
    await replace(editor, '      app: web\n  template', '      app: shop\n  template');
    await replace(editor, '        app: web\n    spec:', '        app: shop\n    spec:');
    const finding = await until('the finding', () =>
      errors(document.uri).find(({ message }) => message.includes('immutable')),
    );
    const selector = rangeOf(document, 'selector');
    assert.ok(finding.range.start.line >= selector.start.line && finding.range.start.line <= selector.start.line + 2);
    assert.match(finding.message, /put it back, or delete the object and create it anew/);

    const made = await report('dryRunApply');
    assert.ok(operations(made).includes('Deployment/web rejected'), operations(made).join(', '));
    assert.deepEqual(made.changes, [], 'nothing to keep or to discard');
    if (hasWindow) {
      await shown({ webview: '#dry-run', selector: '.badge.bad', text: 'rejected' });
      await shot('09-rejected.png');
    }
    const immutable = errors(document.uri).filter(({ message }) => message.includes('immutable'));
    assert.equal(immutable.length, 1, 'said once, although the dry run says it, too');
    assert.equal((await history()).length, 2, 'nothing has happened to the cluster');

    const fix = await until('the fix', async () =>
      (await quickFixes(document.uri, finding.range)).find(({ title }) => title.startsWith('Put ')),
    );
    assert.ok(fix.edit);
    assert.ok(await vscode.workspace.applyEdit(fix.edit));
    assert.ok(document.getText().includes('    matchLabels:\n      app: web\n'), document.getText());
    await until(
      'the finding to be gone',
      () => !errors(document.uri).some(({ message }) => message.includes('immutable')),
    );
  });

  test('a namespace that does not exist: refused at metadata.namespace', async () => {
    const editor = await show('other.yaml');
    await replace(editor, '  name: web-internal', '  name: web-internal\n  namespace: nowhere');
    const made = await report('dryRunApply');
    assert.deepEqual(operations(made), ['Service/web-internal rejected']);
    const finding = await until('the refusal', () => errors(editor.document.uri)[0]);
    assert.deepEqual(finding.range, rangeOf(editor.document, 'nowhere'));
    await replace(editor, 'nowhere', 'default');
    await until('the finding to go with an edit', () => errors(editor.document.uri).length === 0);
  });

  test('commands that cannot run say why, and do nothing', async () => {
    await show('notes.yaml');
    for (const [command, ...args] of [
      ['dryRunApply'],
      ['dryRunScale', { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'default', name: 'nobody' }, 3],
      ['dryRunCommand', 'frobnicate deployment/web'],
      ['keepResult'],
      ['cancelDryRun'],
    ] as const) {
      assert.equal(await run(command, ...args), undefined, command);
    }
    if (!hasWindow) return;
    await vscode.commands.executeCommand('notifications.showList');
    await shown({ selector: '.notifications-center', text: 'notes.yaml holds no Kubernetes manifest' });
    await shown({ selector: '.notifications-center', text: 'deployment/nobody is not in the dry-run cluster' });
    await shown({ selector: '.notifications-center', text: 'unknown command' });
    await shot('10-reasons.png');
    await vscode.commands.executeCommand('notifications.hideList');
  });

  test('a long dry run: typing goes on, cancelling ends it, the cluster is as it was', async () => {
    const before = imageOf(await deployment());
    const { dryRuns } = await drydock();
    const editor = await show('web.yaml');
    await replace(editor, 'replicas: 3', 'replicas: 100000');
    const running = run('dryRunApply');
    await until('the dry run to be under way', () => dryRuns.running);
    const other = await show('other.yaml');
    await replace(other, 'port: 8080', 'port: 80800');
    await until('a finding while it runs', () => findings(file('other.yaml')).length > 0);
    assert.ok(dryRuns.running, 'the dry run is still under way');
    await vscode.commands.executeCommand('drydock.cancelDryRun');
    assert.equal(await running, undefined);
    assert.ok(!dryRuns.running);
    assert.equal(imageOf(await deployment()), before);
  });

  test('a language server that dies comes back by itself, with the cluster as it was kept', async () => {
    const { server } = await drydock();
    const editor = await show('web.yaml');
    const { _serverProcess: victim } = (await server.client()) as unknown as { _serverProcess?: ChildProcess };
    assert.ok(victim, 'the process');
    assert.ok(victim.kill('SIGKILL'));
    await until('the end of the process', () => victim.signalCode !== null);
    await until('another one', () => server.state === 'running');
    await replace(editor, 'containerPort: 80', 'containerPort: 800000');
    await until('a finding', () => errors(editor.document.uri).length > 0);
    assert.equal((await deployment())?.spec.replicas, 5);
  });

  test('stopped is stopped; started again, the cluster is as it was kept', async () => {
    const { server } = await drydock();
    await show('web.yaml');
    await vscode.commands.executeCommand('drydock.stop');
    assert.equal(server.state, 'stopped');
    assert.equal(await run('dryRunApply'), undefined, 'nothing runs');
    await vscode.commands.executeCommand('drydock.restart');
    await until('the language server', () => server.state === 'running');
    assert.equal((await deployment())?.spec.replicas, 5);
    assert.deepEqual(
      (await history()).map(({ revision }) => revision),
      [3, 2],
    );
  });
});
