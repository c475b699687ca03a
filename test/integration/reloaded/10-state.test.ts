// After a reload of the window the cluster is what was kept before, and work goes on from there.
import assert from 'node:assert/strict';
import { children, deployment, history, imageOf, line, report } from '../cluster.ts';
import { drydock, replace, show, tidy, until } from '../editor.ts';

suite('after a reload', () => {
  teardown(tidy);

  test('the kept state is still there: objects, revisions, tree', async () => {
    await show('web.yaml');
    const { server, drydock: state } = await drydock();
    await until('the language server', () => server.state === 'running');
    await until('the state', () => state.cluster.kept > 0);
    const web = await deployment();
    assert.equal(imageOf(web), 'nginx:1.26');
    assert.equal(web?.spec.replicas, 5);
    assert.equal(web.status.readyReplicas, 5);
    assert.deepEqual(
      (await history()).map(({ revision }) => revision),
      [3, 2],
    );
    const namespace = line(await children(), 'default', 'namespace');
    assert.equal(line(await children(namespace), 'web', 'Deployment').health, 'good');
  });

  test('the next dry run goes on from it', async () => {
    await replace(await show('web.yaml'), 'nginx:1.26', 'nginx:1.28');
    const made = await report('dryRunApply');
    assert.ok(made.settled);
    assert.deepEqual(
      made.rollouts[0]?.series.map(({ revision }) => revision),
      [3, 4],
    );
  });
});
