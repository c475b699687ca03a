// kubectl apply --server-side, as far as one manager goes: lists merge by their map keys, sets by value, the rest is
// replaced. Source: staging/src/k8s.io/apimachinery/pkg/util/managedfields, structured-merge-diff v6, 1.36.
import { cloneJson } from '../base/json.ts';
import { deepEqual } from '../base/compare.ts';
import type { PatchSchema } from '../api/patchSchema.ts';
import { isObject } from '../api/strategicMerge.ts';
import { dryRunWords, isDryRun } from './change.ts';
import type { Flags } from './flags.ts';
import { printedName, resultOf, type Target } from './targets.ts';
import { withSource, type Answering, type VerbContext } from './verb.ts';

/** `applied` laid over `live`, by the list types of the schema; what only `live` has stays. */
export function mergeApplied(live: unknown, applied: unknown, type: string | undefined, schema: PatchSchema): unknown {
  if (!isObject(applied) || !isObject(live)) return applied;
  const out: Record<string, unknown> = { ...live };
  for (const [key, value] of Object.entries(applied)) {
    if (key === '__proto__') continue;
    const field = type === undefined ? undefined : schema.field(type, key);
    const current = Object.hasOwn(live, key) ? live[key] : undefined;
    if (Array.isArray(value) && Array.isArray(current) && field?.listType === 'map') {
      const keys = field.listMapKeys;
      const same = (a: unknown, b: unknown): boolean =>
        isObject(a) && isObject(b) && keys.every((name) => deepEqual(a[name], b[name]));
      const before = current as readonly unknown[];
      const kept = before.map((item) => {
        const given = value.find((other: unknown) => same(other, item)) as unknown;
        return given === undefined ? item : mergeApplied(item, given, field.type, schema);
      });
      const fresh = (value as readonly unknown[]).filter((item) => !before.some((other) => same(other, item)));
      out[key] = [...kept, ...fresh];
    } else if (Array.isArray(value) && Array.isArray(current) && field?.listType === 'set') {
      const applied = value as readonly unknown[];
      const before = current as readonly unknown[];
      out[key] = [...before, ...applied.filter((item) => !before.some((other) => deepEqual(other, item)))];
    } else if (isObject(value) && isObject(current) && field?.atomicMap !== true) {
      out[key] = mergeApplied(current, value, field?.type, schema);
    } else out[key] = value;
  }
  return out;
}

/** Applies one manifest on the server's side. */
export function serverSideApply(context: VerbContext, flags: Flags, answering: Answering, target: Target): void {
  const found = context.server.get(target.gvk, target.namespace, target.name);
  const value = target.written?.value;
  const options = { dryRun: isDryRun(flags) };
  const answer = found.ok
    ? context.server.patch(
        target.gvk,
        target.namespace,
        target.name,
        'whole',
        mergeApplied(cloneJson(found.value), value, context.patchSchema.typeOf(target.gvk), context.patchSchema),
        options,
      )
    : context.server.create(target.gvk, target.namespace, value, options);
  if (!answer.ok) {
    answering.fail(withSource(answer.error, 'applying', target.origin));
    answering.results.push(resultOf(target, 'rejected', answer.error));
    return;
  }
  const operation = found.ok ? (answer.value.changed ? 'configured' : 'unchanged') : 'created';
  answering.results.push(resultOf(target, operation));
  answering.say(`${printedName(target.gvk, target.name)} serverside-applied${dryRunWords(flags)}`);
}
