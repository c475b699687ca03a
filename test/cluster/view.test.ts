import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { gvkOf } from '../../server/src/api/gvk.ts';
import type { Pod } from '../../server/src/api/types.generated.ts';
import { Views, type View } from '../../server/src/cluster/view.ts';

const POD = gvkOf('v1', 'Pod');

const namesByNode: View<Map<string, Set<string>>> = {
  name: 'names-by-node',
  kinds: [POD],
  create: () => new Map(),
  change(view, before, after) {
    const of = (pod: Pod | undefined) => [pod?.spec?.nodeName ?? '', pod?.metadata?.name ?? ''] as const;
    if (before) view.get(of(before as Pod)[0])?.delete(of(before as Pod)[1]);
    if (after) {
      const [node, name] = of(after as Pod);
      view.set(node, (view.get(node) ?? new Set()).add(name));
    }
  },
};

const podOf = (name: number, node: number): Pod => ({
  metadata: { name: `pod-${name}` },
  spec: { nodeName: `node-${node}` },
});

const contents = (view: Map<string, Set<string>>) =>
  [...view]
    .filter(([, names]) => names.size > 0)
    .map(([node, names]) => `${node}: ${[...names].sort().join(' ')}`)
    .sort();

test('a view that took every commit in equals one built from the store', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(5), fc.option(fc.nat(3)))), (changes) => {
      const store = new Map<number, Pod>();
      const list = () => [...store.values()];
      const views = new Views();
      views.get(namesByNode, list);
      changes.forEach(([name, node], revision) => {
        const before = store.get(name);
        const after = node === null ? undefined : podOf(name, node);
        if (after) store.set(name, after);
        else store.delete(name);
        views.changed({ revision, at: 0, gvk: POD, ...(before && { before }), ...(after && { after }) });
      });
      assert.deepEqual(contents(views.get(namesByNode, list)), contents(new Views().get(namesByNode, list)));
    }),
  );
});
