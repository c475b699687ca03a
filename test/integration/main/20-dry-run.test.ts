// The way from a manifest to a dry run: apply, keep, change the image, apply, keep, scale, roll back; after each step
// the objects, events and revisions are what a cluster would have.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { CLUSTER_OBJECT } from '../../../server/src/protocol/cluster.ts';
import { DRY_RUN_TEXT, type DryRunReport } from '../../../server/src/protocol/dryRun.ts';
import {
  WEB,
  ask,
  children,
  deployment,
  history,
  imageOf,
  line,
  operations,
  reasons,
  report as run,
} from '../cluster.ts';
import { drydock, file, replace, show, tidy, until } from '../editor.ts';
import { QUICK_INPUT, click, fill, hasWindow, pressIn, shot, shown, texts } from '../window.ts';

/** The tab of the dry run says what the report says. */
async function timelineShows(report: DryRunReport, decision: string): Promise<void> {
  if (!hasWindow) return;
  await shown({ webview: '#dry-run', selector: `main[data-report="${report.id}"][data-decision="${decision}"]` });
}

suite('dry run', () => {
  suiteSetup(async () => {
    await show('web.yaml');
    const { server } = await drydock();
    await until('the language server', () => server.state === 'running');
    await vscode.commands.executeCommand('drydock.resetCluster', true);
  });
  suiteTeardown(tidy);

  test('apply: created, rolled out, ready; the cluster itself is as it was', async () => {
    const report = await run('dryRunApply');
    assert.deepEqual(operations(report), [
      'Deployment/web created',
      'Service/web created',
      'ConfigMap/web-config created',
    ]);
    assert.ok(report.settled, JSON.stringify(report.unsettled));
    for (const reason of ['ScalingReplicaSet', 'SuccessfulCreate', 'Scheduled', 'Pulled', 'Created', 'Started']) {
      assert.ok(reasons(report).has(reason), reason);
    }
    const [rollout] = report.rollouts;
    assert.equal(rollout?.workload.name, 'web');
    assert.equal(rollout?.ready.at(-1), 3);
    assert.equal(rollout?.available.at(-1), 3);
    await timelineShows(report, 'open');
    await shot('02-timeline-apply.png');
    assert.equal(await ask<string | null>(CLUSTER_OBJECT, { object: WEB }), null, 'nothing is kept yet');
  });

  test('several objects are compared in the multi-diff editor', async () => {
    await vscode.commands.executeCommand('drydock.showDiff');
    const tab = await until('the diff', () => vscode.window.tabGroups.activeTabGroup.activeTab);
    assert.ok(tab.label.startsWith('Dry run: apply web.yaml'), tab.label);
    if (hasWindow) {
      await shown({ selector: '.multiDiffEditor .monaco-diff-editor, .multiDiffEntry', text: 'kind' });
      await shot('03-multi-diff.png');
    }
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  });

  test('keep: the outcome is the cluster’s state, with revision 1', async () => {
    await vscode.commands.executeCommand('drydock.keepResult');
    const { drydock: state, dryRuns } = await drydock();
    assert.equal(dryRuns.decision, 'kept');
    assert.equal(state.cluster.kept, 1);
    assert.equal((await deployment())?.status.readyReplicas, 3);
    assert.deepEqual(
      (await history()).map(({ revision }) => revision),
      [1],
    );
  });

  test('change the image and apply again: configured, a rolling update, a diff of what changed', async () => {
    await replace(await show('web.yaml'), 'nginx:1.26', 'nginx:1.27');
    const report = await run('dryRunApply');
    assert.deepEqual(operations(report), [
      'Deployment/web configured',
      'Service/web unchanged',
      'ConfigMap/web-config unchanged',
    ]);
    assert.ok(report.settled, JSON.stringify(report.unsettled));
    const [rollout] = report.rollouts;
    assert.deepEqual(
      rollout?.series.map(({ pods }) => [pods[0], pods.at(-1)]).sort(),
      [
        [0, 3],
        [3, 0],
      ],
      'one ReplicaSet comes, the other goes',
    );
    // 25 % of 3, rounded down, may be missing: none; so all three are available at any time.
    assert.equal(Math.min(...(rollout?.available ?? [])), 3);
    await timelineShows(report, 'open');
    await shot('04-timeline-update.png');
    const side = (which: 'before' | 'after'): Promise<string> =>
      ask(DRY_RUN_TEXT, { id: report.id, object: WEB, side: which });
    const [before, after] = [await side('before'), await side('after')];
    assert.ok(before.includes('image: nginx:1.26') && after.includes('image: nginx:1.27'));
    assert.ok(!/^status:|resourceVersion|uid:/m.test(after), 'bookkeeping is folded away');
  });

  test('the diff is VS Code’s own, over read-only documents that never ask to be saved', async () => {
    await vscode.commands.executeCommand('drydock.showDiff', WEB);
    const input = await until('the diff', () => vscode.window.tabGroups.activeTabGroup.activeTab?.input);
    assert.ok(input instanceof vscode.TabInputTextDiff);
    const document = await vscode.workspace.openTextDocument(input.modified);
    assert.ok(!document.isDirty && !document.isUntitled);
    if (hasWindow) {
      await shown({ selector: '.monaco-diff-editor .line-delete' });
      await shown({ selector: '.monaco-diff-editor .line-insert' });
      await shot('05-diff.png');
    }
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  });

  test('keep again: revision 2, and what it changed', async () => {
    await vscode.commands.executeCommand('drydock.keepResult');
    assert.equal(imageOf(await deployment()), 'nginx:1.27');
    const [newest, oldest] = await history();
    assert.equal(newest?.revision, 2);
    assert.equal(newest?.current, true);
    assert.equal(newest?.change, 'image nginx:1.26 → nginx:1.27');
    assert.equal(oldest?.revision, 1);
  });

  test('scale to 5, asked for in an input box: five ready Pods; replicas offered for the manifest', async () => {
    const report = await (async () => {
      if (!hasWindow) return await run('dryRunScale', WEB, 5);
      const scaled = run('dryRunScale', WEB);
      await shown({ selector: '.quick-input-widget .quick-input-message', text: 'Replicas (now 3)' });
      await fill(QUICK_INPUT, 'five');
      await shown({ selector: '.quick-input-widget .quick-input-message', text: 'A whole number' });
      await fill(QUICK_INPUT, '5');
      await pressIn(QUICK_INPUT, 'Enter');
      return await scaled;
    })();
    assert.deepEqual(operations(report), ['Deployment/web configured']);
    assert.ok(report.settled);
    assert.equal(report.rollouts[0]?.ready.at(-1), 5);
    assert.equal(report.writeBack, 'replicas: 5 into web.yaml');
    await timelineShows(report, 'open');
    await vscode.commands.executeCommand('drydock.keepResult');
    const scaled = await deployment();
    assert.deepEqual([scaled?.spec.replicas, scaled?.status.readyReplicas], [5, 5]);
    assert.equal((await history()).length, 2, 'scaling makes no revision');
  });

  test('the outcome goes into the manifest as an ordinary edit, and undo takes it back', async () => {
    await vscode.commands.executeCommand('drydock.writeBack');
    const document = await vscode.workspace.openTextDocument(file('web.yaml'));
    assert.match(document.getText(), /^ {2}replicas: 5$/m);
    await show('web.yaml');
    await vscode.commands.executeCommand('undo');
    assert.match(document.getText(), /^ {2}replicas: 3$/m);
  });

  test('roll back to revision 1, picked from a list that says what each revision changed', async () => {
    const report = await (async () => {
      if (!hasWindow) return await run('dryRunRollBack', WEB, 1);
      const rolled = run('dryRunRollBack', WEB);
      await shown({ selector: '.quick-input-list .monaco-list-row', text: 'nginx:1.26 → nginx:1.27' });
      await shot('06-roll-back.png');
      await fill(QUICK_INPUT, 'Revision 1');
      await shown({ selector: '.quick-input-list .monaco-list-row.focused', text: 'Revision 1' });
      await pressIn(QUICK_INPUT, 'Enter');
      return await rolled;
    })();
    assert.ok(report.settled, JSON.stringify(report.unsettled));
    assert.ok(reasons(report).has('ScalingReplicaSet'));
    await timelineShows(report, 'open');
    await shot('07-timeline-roll-back.png');
    await vscode.commands.executeCommand('drydock.keepResult');
    const now = await deployment();
    assert.equal(imageOf(now), 'nginx:1.26');
    assert.equal(now?.status.readyReplicas, 5);
    assert.deepEqual(
      (await history()).map(({ revision }) => revision),
      [3, 2],
      'revision 1 has become revision 3, as kubectl rollout undo does it',
    );
  });

  test('the Cluster view shows it: workload → ReplicaSets → Pods, Services with endpoints, events', async () => {
    const namespace = line(await children(), 'default', 'namespace');
    const inside = await children(namespace);
    const web = line(inside, 'web', 'Deployment');
    assert.equal(web.health, 'good');
    const sets = await children(web);
    assert.deepEqual(
      sets.map(({ description }) => /revision \d/.exec(description)?.[0]),
      ['revision 3', 'revision 2'],
    );
    assert.ok(sets[0]);
    assert.equal((await children(sets[0])).filter(({ type: of }) => of === 'Pod').length, 5);
    const endpoints = await children(line(inside, 'web', 'Service'));
    assert.equal(endpoints.filter(({ health }) => health === 'good').length, 5);
    assert.ok((await children(line(inside, 'Events', 'events'))).some(({ label }) => label === 'ScalingReplicaSet'));
    if (!hasWindow) return;
    await vscode.commands.executeCommand('drydock.cluster.focus');
    await shown({ selector: '.pane-body .monaco-list-row', text: 'Deployment' });
    const twistie = (text: string) => `.pane-body .monaco-list-row:has-text("${text}") .monaco-tl-twistie`;
    await click({ selector: twistie('Deployment') });
    await shown({ selector: '.pane-body .monaco-list-row', text: 'revision 3' });
    await click({ selector: twistie('revision 3') });
    await shown({ selector: '.pane-body .monaco-list-row', text: 'Running 1/1' });
    await shot('08-cluster.png');
    assert.ok((await texts({ selector: '.pane-body .monaco-list-row' })).length > 7);
    await vscode.commands.executeCommand('workbench.view.explorer');
  });
});
