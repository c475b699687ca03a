// kubectl apply --server-side: the server merges and says who owns what; kubectl takes over what client-side apply wrote.
// Source: staging/src/k8s.io/kubectl/pkg/cmd/apply/apply.go, client-go/util/csaupgrade, 1.36.
import { isMember, unionOf, type FieldSet } from '../api/fieldSets.ts';
import { apiVersionOf } from '../api/gvk.ts';
import { isObject } from '../api/strategicMerge.ts';
import type { ManagerEntry } from '../cluster/apiServer/managers.ts';
import type { Stored } from '../cluster/store.ts';
import { dryRunWords, isDryRun } from './change.ts';
import { fieldManagerOf } from './fieldManagers.ts';
import type { Flags } from './flags.ts';
import { LAST_APPLIED } from '../api/lastApplied.ts';
import { printedName, resultOf, type Target } from './targets.ts';
import type { Answering, VerbContext } from './verb.ts';

const ADVICE = `Please review the fields above--they currently have other managers. Here
are the ways you can resolve this warning:
* If you intend to manage all of these fields, please re-run the apply
  command with the \`--force-conflicts\` flag.
* If you do not intend to manage all of the fields, please edit your
  manifest to remove references to the fields that should keep their
  current managers.
* You may co-own fields by updating your manifest to match the existing
  value; in this case, you'll become the manager if the other manager(s)
  stop managing the field (remove it from their configuration).
See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts`;

/** Whether a manager owns the annotation in which client-side apply keeps what it applied. */
function ownsLastApplied({ fields }: ManagerEntry): boolean {
  let place: FieldSet | undefined = fields;
  for (const step of ['f:metadata', 'f:annotations', `f:${LAST_APPLIED}`]) {
    place = place !== undefined && Object.hasOwn(place, step) ? place[step] : undefined;
  }
  return place !== undefined && isMember(place);
}

/** Keeps the annotation of client-side apply alive, under a manager of its own. */
function keepAnnotation(context: VerbContext, target: Target, object: Stored): void {
  const annotation = object.metadata?.annotations?.[LAST_APPLIED];
  const owned = context.server.managersOf(object).some((one) => one.operation === 'Apply' && ownsLastApplied(one));
  if (annotation === undefined || owned) return;
  const { gvk, namespace, name } = target;
  const metadata = { name, ...(namespace === '' ? {} : { namespace }), annotations: { [LAST_APPLIED]: annotation } };
  const config = { apiVersion: apiVersionOf(gvk), kind: gvk.kind, metadata };
  context.server.apply(gvk, namespace, name, config, { fieldManager: 'kubectl-last-applied' });
}

/** Gives kubectl's apply what client-side apply owned. True if there was something. */
function takeOver(context: VerbContext, object: Stored, manager: string): boolean {
  const entries = context.server.managersOf(object);
  const former = entries.filter((one) => one.operation === 'Update' && ownsLastApplied(one));
  if (former.length === 0) return false;
  const isMine = (one: ManagerEntry): boolean => one.operation === 'Apply' && one.manager === manager;
  const fields = [...former, ...entries.filter(isMine)].reduce<FieldSet>((all, one) => unionOf(all, one.fields), {});
  const others = entries.filter((one) => !former.includes(one) && !isMine(one));
  context.server.setManagers(object, [...others, { manager, operation: 'Apply', fields }]);
  return true;
}

/** The manifest with the namespace that it is sent to. */
function inNamespace(value: unknown, namespace: string): unknown {
  if (namespace === '' || !isObject(value) || !isObject(value['metadata'])) return value;
  return { ...value, metadata: { ...value['metadata'], namespace: value['metadata']['namespace'] ?? namespace } };
}

/** Applies one manifest on the server's side. */
export function serverSideApply(context: VerbContext, flags: Flags, answering: Answering, target: Target): void {
  const { gvk, namespace, name } = target;
  const found = context.server.get(gvk, namespace, name);
  const value = inNamespace(target.written?.value, namespace);
  const fieldManager = fieldManagerOf('apply', flags);
  const options = { dryRun: isDryRun(flags), fieldManager, force: flags.on('force-conflicts') };
  const send = () => context.server.apply(gvk, namespace, name, value, options);
  const answer = send();
  if (!answer.ok) {
    const conflict = answer.error.details?.causes?.some(({ reason }) => reason === 'FieldManagerConflict') === true;
    answering.fail(conflict ? `${answer.error.message}\n${ADVICE}` : answer.error);
    answering.results.push(resultOf(target, 'rejected', answer.error));
    return;
  }
  for (const warning of answer.value.warnings) answering.warn(warning);
  let { changed } = answer.value;
  if (!options.dryRun) {
    if (fieldManager === 'kubectl') keepAnnotation(context, target, answer.value.object);
    const now = context.server.get(gvk, namespace, name);
    if (now.ok && takeOver(context, now.value, fieldManager)) {
      const again = send();
      changed ||= again.ok && again.value.changed;
    }
  }
  answering.results.push(resultOf(target, found.ok ? (changed ? 'configured' : 'unchanged') : 'created'));
  answering.say(`${printedName(gvk, name)} serverside-applied${dryRunWords(flags)}`);
}
