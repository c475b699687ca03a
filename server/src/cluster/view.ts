// Views: what an actor wants to know of many objects at once (requests per node, Pods per owner, addresses in use),
// kept up to date commit by commit instead of counted again each time. A view is a function of the store alone, so a
// fork or a reload simply drops it and it is built again when somebody asks.
import type { GroupVersionKind } from '../api/gvk.ts';
import { gvkKey } from '../api/gvk.ts';
import type { ApiObject } from '../api/kindRules.ts';
import type { Commit, DeepReadonly } from './controller.ts';

/** How to build a view. Values of this type are constants of a module: they are the key under which a view is kept. */
export interface View<V> {
  readonly name: string;
  /** The kinds that the view looks at. */
  readonly kinds: readonly GroupVersionKind[];
  /** The view of an empty store. */
  create(): V;
  /** Takes one change in, changing `view` in place. `before` is absent on create, `after` on removal. */
  change(view: V, before: DeepReadonly<ApiObject> | undefined, after: DeepReadonly<ApiObject> | undefined): void;
}

/** The views of one store. The store tells it every commit; nobody else writes to it. */
export class Views {
  readonly #built = new Map<View<never>, unknown>();
  readonly #byKind = new Map<string, View<never>[]>();

  /** The view as of now; built from `list` when it is asked for the first time. */
  get<V>(view: View<V>, list: (gvk: GroupVersionKind) => readonly DeepReadonly<ApiObject>[]): V {
    const key = view as unknown as View<never>;
    const known = this.#built.get(key);
    if (known !== undefined) return known as V;
    const value = view.create();
    this.#built.set(key, value);
    for (const gvk of view.kinds) {
      this.#byKind.set(gvkKey(gvk), [...(this.#byKind.get(gvkKey(gvk)) ?? []), key]);
      for (const object of list(gvk)) view.change(value, undefined, object);
    }
    return value;
  }

  /** Takes a commit into every view that has been built. To be called at once, before anybody reads again. */
  changed(commit: Commit): void {
    for (const view of this.#byKind.get(gvkKey(commit.gvk)) ?? []) {
      view.change(this.#built.get(view) as never, commit.before, commit.after);
    }
  }
}
