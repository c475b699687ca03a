// kubectl taint. Source: staging/src/k8s.io/kubectl/pkg/cmd/taint/{taint,utils}.go, 1.36.
import { deepEqual } from '../../base/compare.ts';
import type { Taint } from '../../api/types.generated.ts';
import { changeEach, refuse } from '../change.ts';
import type { Verb } from '../verb.ts';

const EFFECTS = new Set(['NoSchedule', 'PreferNoSchedule', 'NoExecute']);

/** What to add and what to take away. */
interface Changes {
  readonly add: Taint[];
  readonly remove: Taint[];
}

/** `key=value:effect`, `key:effect`, `key:effect-`, `key-`. */
function changesOf(words: readonly string[]): Changes | string {
  const add: Taint[] = [];
  const remove: Taint[] = [];
  for (const word of words) {
    const off = word.endsWith('-');
    const text = off ? word.slice(0, -1) : word;
    const [left = '', effect] = text.split(':');
    const cut = left.indexOf('=');
    const key = cut < 0 ? left : left.slice(0, cut);
    const value = cut < 0 ? undefined : left.slice(cut + 1);
    if (effect !== undefined && !EFFECTS.has(effect))
      return `invalid taint effect: ${effect}, unsupported taint effect`;
    if (off) remove.push({ key, ...(effect === undefined ? {} : { effect }) });
    else if (effect === undefined) return `invalid taint spec: ${word}`;
    else add.push({ key, ...(value === undefined ? {} : { value }), effect });
  }
  return { add, remove };
}

const same = (a: Taint, b: Taint): boolean => a.key === b.key && a.effect === b.effect;

export const verb: Verb = {
  name: 'taint',
  valueFlags: [],
  switches: ['overwrite'],

  *run(context, flags) {
    const at = flags.args.findIndex(
      (word, index) => index > 0 && (word.includes(':') || word.includes('=') || word.endsWith('-')),
    );
    const resources = at < 0 ? flags.args : flags.args.slice(0, at);
    if (resources.length < 1) return refuse('one or more resources must be specified as <resource> <name>');
    if (at < 0) return refuse('at least one taint update is required');
    if (!['node', 'nodes', 'no'].includes((resources[0] ?? '').split('/')[0] ?? '')) {
      return refuse(`invalid resource type ${resources[0] ?? ''}, only node types are supported`);
    }
    const changes = changesOf(flags.args.slice(at));
    if (typeof changes === 'string') return refuse(changes);
    const word = changes.add.length === 0 ? 'untainted' : changes.remove.length === 0 ? 'tainted' : 'modified';
    return changeEach(
      context,
      flags,
      resources,
      (draft, { name }) => {
        const old = (draft.spec?.['taints'] ?? []) as Taint[];
        const gone = (taint: Taint): boolean =>
          changes.remove.some(
            ({ key, effect }) => key === taint.key && (effect === undefined || effect === taint.effect),
          );
        const missing = changes.remove.find((one) => !old.some((taint) => gone(taint) && taint.key === one.key));
        if (missing)
          return `taint "${missing.key ?? ''}${missing.effect === undefined ? '' : `:${missing.effect}`}" not found`;
        const exists = changes.add.filter((taint) => old.some((other) => same(other, taint)));
        if (exists.length > 0 && !flags.on('overwrite')) {
          const shown = exists.map(({ key = '' }) => key);
          return `node ${name} already has ${shown.join(',')} taint(s) with same effect(s) and --overwrite is false`;
        }
        const kept = old.filter((taint) => !gone(taint) && !changes.add.some((other) => same(other, taint)));
        const taints = [...changes.add, ...kept];
        const { taints: _, ...spec } = draft.spec ?? {};
        draft.spec = taints.length > 0 ? { ...spec, taints: deepEqual(taints, old) ? old : taints } : spec;
        return undefined;
      },
      word,
    );
  },
};
