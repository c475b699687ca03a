// `kubectl label` and `kubectl annotate`: one file for what is the same in both.
// Source: staging/src/k8s.io/kubectl/pkg/cmd/{label/label.go,annotate/annotate.go}, 1.36.
import { cloneJson } from '../base/json.ts';
import { deepEqual } from '../base/compare.ts';
import { labelValueError } from '../api/labelValue.ts';
import { refuse, reject, send, type Draft } from './change.ts';
import type { Flags } from './flags.ts';
import { namesFiles, printedName, resultOf, targetsOf, type Target } from './targets.ts';
import { Answering, type VerbContext, type VerbResult } from './verb.ts';

/** What to set and what to remove. */
interface Changes {
  readonly set: ReadonlyMap<string, string>;
  readonly remove: readonly string[];
}

/** Takes `TYPE NAME… key=value key-` apart. */
function split(args: readonly string[]): { readonly resources: readonly string[]; readonly words: readonly string[] } {
  const isChange = (word: string): boolean => word.includes('=') || (word.endsWith('-') && word.length > 1);
  const at = args.findIndex(isChange);
  return at < 0 ? { resources: args, words: [] } : { resources: args.slice(0, at), words: args.slice(at) };
}

function changesOf(words: readonly string[], isLabel: boolean): Changes | string {
  const set = new Map<string, string>();
  const remove: string[] = [];
  for (const word of words) {
    const cut = word.indexOf('=');
    if (cut > 0) {
      const value = word.slice(cut + 1);
      const wrong = isLabel ? labelValueError(value) : undefined;
      if (wrong !== undefined) return `invalid label value: "${word}": ${wrong}`;
      set.set(word.slice(0, cut), value);
    } else if (word.endsWith('-')) remove.push(word.slice(0, -1));
    else return isLabel ? `unknown label spec: ${word}` : `invalid annotation: ${word}`;
  }
  const both = remove.find((key) => set.has(key));
  if (both !== undefined) {
    return isLabel
      ? 'can not both modify and remove a label in the same command'
      : `can not both modify and remove the following annotation(s) in the same command: ${both}`;
  }
  return { set, remove };
}

type Field = 'labels' | 'annotations';

/** Why a change may not be made without `--overwrite`. */
function clash(old: Readonly<Record<string, string>>, { set }: Changes, field: Field): string | undefined {
  const clashes = [...set.keys()].filter((key) => Object.hasOwn(old, key) && old[key] !== set.get(key));
  if (clashes.length === 0) return undefined;
  const shown = clashes.map((key) => `'${key}' already has a value (${old[key] ?? ''})`);
  return field === 'labels'
    ? shown.map((text) => `${text}, and --overwrite is false`).join('\n')
    : `--overwrite is false but found the following declared annotation(s): ${shown.join('; ')}`;
}

/** What kubectl says of a label that was set or removed. */
function labelWord(old: Readonly<Record<string, string>>, changes: Changes, changed: boolean): string {
  if (!changed) return 'not labeled';
  const removed = changes.remove.some((key) => Object.hasOwn(old, key));
  return changes.set.size === 0 && removed ? 'unlabeled' : 'labeled';
}

function changeOne(
  context: VerbContext,
  flags: Flags,
  answering: Answering,
  target: Target,
  changes: Changes,
  field: Field,
): void {
  const found = context.server.get(target.gvk, target.namespace, target.name);
  if (!found.ok) return reject(answering, target, found.error);
  const old = found.value.metadata?.[field] ?? {};
  const refused = flags.on('overwrite') ? undefined : clash(old, changes, field);
  if (refused !== undefined) {
    answering.fail(refused);
    answering.results.push(resultOf(target, 'rejected'));
    return;
  }
  if (field === 'labels') {
    for (const key of changes.remove) if (!Object.hasOwn(old, key)) answering.say(`label "${key}" not found.`);
  }
  const draft = cloneJson(found.value) as unknown as Draft;
  const next: Record<string, string> = { ...old };
  for (const [key, value] of changes.set) next[key] = value;
  for (const key of changes.remove) delete next[key];
  const metadata = { ...draft.metadata };
  if (Object.keys(next).length > 0) metadata[field] = next;
  else delete metadata[field];
  const version = flags.get('resource-version');
  draft.metadata = version === undefined ? metadata : { ...metadata, resourceVersion: version };
  const changed = !deepEqual(next, old);
  const word = field === 'labels' ? labelWord(old, changes, changed) : 'annotated';
  if (changed || version !== undefined) {
    send(context, flags, answering, target, found.value, draft, word);
  } else {
    answering.results.push(resultOf(target, 'unchanged'));
    answering.say(`${printedName(target.gvk, target.name)} ${word}`);
  }
}

/** Prints the labels or annotations that are there. */
function list(context: VerbContext, flags: Flags, resources: readonly string[], field: Field): VerbResult {
  const answering = new Answering();
  const { targets, errors } = targetsOf(context, flags, resources);
  for (const error of errors) answering.fail(error);
  for (const target of targets) {
    const found = context.server.get(target.gvk, target.namespace, target.name);
    if (!found.ok) reject(answering, target, found.error);
    else
      for (const [key, value] of Object.entries(found.value.metadata?.[field] ?? {})) answering.say(`${key}=${value}`);
  }
  return answering.done();
}

/** Sets and removes labels or annotations. */
export function changePairs(context: VerbContext, flags: Flags, field: Field): VerbResult {
  const { resources, words } = split(flags.args);
  const what = field === 'labels' ? 'label' : 'annotation';
  if (resources.length === 0 && !namesFiles(flags)) {
    return refuse('one or more resources must be specified as <resource> <name> or <resource>/<name>');
  }
  if (words.length === 0 && !flags.on('list')) return refuse(`at least one ${what} update is required`);
  if (flags.on('list')) return list(context, flags, resources, field);
  const changes = changesOf(words, field === 'labels');
  if (typeof changes === 'string') return refuse(changes);
  const answering = new Answering();
  const { targets, errors } = targetsOf(context, flags, resources);
  for (const error of errors) answering.fail(error);
  for (const target of targets) changeOne(context, flags, answering, target, changes, field);
  return answering.done();
}
