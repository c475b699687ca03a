// Pages about the dry-run cluster: from the palette, from the Cluster view, and commands that only look.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { CLUSTER_LIST, type ObjectName } from '../../../server/src/protocol/cluster.ts';
import { ask, report, run } from '../cluster.ts';
import { drydock, show, tidy, until } from '../editor.ts';
import { hasWindow, shot } from '../window.ts';

const POD = { apiVersion: 'v1', kind: 'Pod' } as const;
const SERVICE: ObjectName = { apiVersion: 'v1', kind: 'Service', namespace: 'default', name: 'web' };

/** The text of the page that a command opens. */
async function pageOf(command: string, argument: unknown, title: string): Promise<string> {
  await vscode.commands.executeCommand(`drydock.${command}`, argument);
  const editor = await until(title, () => {
    const active = vscode.window.activeTextEditor;
    return active?.document.uri.scheme === 'drydock-view' && active.document.uri.path.includes(title)
      ? active
      : undefined;
  });
  assert.equal(editor.document.languageId, 'plaintext');
  assert.ok(!editor.document.isDirty);
  const [note, , ...lines] = editor.document.getText().split('\n');
  assert.equal(note, '# After “apply web.yaml”, which is not kept yet.');
  return lines.join('\n');
}

suite('pages about the cluster', () => {
  suiteSetup(async () => {
    await show('web.yaml');
    await report('dryRunApply');
  });
  // What is kept is what the suite after the reload finds: here nothing is.
  suiteTeardown(async () => {
    await vscode.commands.executeCommand('drydock.discardResult');
    await tidy();
  });

  test('logs and scheduling of a Pod, routes and description of a Service', async () => {
    const [pod] = await ask<ObjectName[]>(CLUSTER_LIST, POD);
    assert.ok(pod);
    assert.match(await pageOf('showLogs', pod, '(logs)'), new RegExp(`^Logs of Pod default/${pod.name}\n`));
    assert.match(
      await pageOf('explainScheduling', pod, '(scheduling)'),
      /\bNODE +POINTS\b[^]*control-plane +no \(TaintToleration\)/,
    );
    assert.match(await pageOf('showRoutes', SERVICE, '(routes)'), /^Routes to Service default\/web[^]*\nConnections\n/);
    await shot('15-routes.png');
    assert.match(await pageOf('describeObject', SERVICE, '(description)'), /^Name: +web\n/);
  });

  test('a command that only looks opens a page and leaves the last dry run alone', async () => {
    const { dryRuns } = await drydock();
    const before = dryRuns.report;
    assert.ok(before);
    const text = await pageOf('dryRunCommand', 'kubectl get pods -o wide', 'kubectl get pods');
    assert.match(text, /^NAME +READY +STATUS +RESTARTS +AGE +IP +NODE\b/);
    assert.equal(dryRuns.report, before);
    assert.equal(await run('dryRunCommand', 'get pods nope'), undefined);
    if (hasWindow) await shot('16-get-pods.png');
  });
});
