// Admitting a Pod, or refusing it; and how fast a controller gets its replacement refused as well.
// Source: rejectPod in pkg/kubelet/kubelet.go, 1.36. Upstream nothing brakes a StatefulSet or a ReplicaSet whose Pods
// are refused: what takes time is only the requests, of which kube-controller-manager makes 20 per second
// (RecommendedDefaultClientConnectionConfiguration). The hundredth refusal tells nobody anything that the tenth did
// not, so that from then on each takes twice as long as the one before: a dry run comes to its end.
import { controllerOf } from '../../api/objectMeta.ts';
import type { Node, Pod } from '../../api/types.generated.ts';
import type { DeepReadonly, Instant, Requeue } from '../controller.ts';
import { refusalOf } from './admission.ts';
import type { PodContext } from './context.ts';

/** A Pod that is deleted and made again is about six requests, with its events and the status of its owner. */
const ROUND_MS = 300;
/** From so many refusals on, each takes longer, and nobody waits for it. */
const PATIENT_ROUNDS = 10;
const LONGEST_MS = 900_000;
/** A controller that brakes itself, as DaemonSets (from 1 s on) and Jobs (from 10 s on) do, needs no second brake. */
const BRAKED_MS = 1000;

/** How often the Pods of a controller have been refused in a row. Those that have waited for one instant count once. */
interface Refusals {
  readonly rounds: number;
  readonly at: Instant;
}

/** The rounds before this one; whoever `waited` and is due with the last refusal is of its round. */
function roundsBefore(last: Refusals | undefined, boundAt: Instant, now: Instant, waited: boolean): number {
  if (!last || boundAt - last.at >= BRAKED_MS) return 0;
  return waited && last.at === now ? last.rounds - 1 : last.rounds;
}

function delayAfter(rounds: number): number {
  if (rounds === 0) return 0;
  return Math.min(ROUND_MS * 2 ** Math.max(0, Math.min(rounds, 30) - PATIENT_ROUNDS + 1), LONGEST_MS);
}

/** Decides on a Pod that has come to its node; gives when to ask again if it is too early to tell. */
export function admit(context: PodContext, node: DeepReadonly<Node>): Requeue | undefined {
  const { pod, runtime, api } = context;
  const waited = runtime.undecided === true;
  delete runtime.undecided;
  const refusal = refusalOf(pod, node, api);
  const owner = controllerOf(pod as Pod)?.uid;
  const key = `refused/${owner ?? ''}`;
  const last = owner === undefined ? undefined : api.recall<Refusals>(key);
  if (!refusal) {
    if (last) api.forget(key);
    return undefined;
  }
  const rounds = roundsBefore(last, runtime.boundAt, api.now, waited);
  const dueAt = runtime.boundAt + delayAfter(rounds);
  if (dueAt > api.now) {
    runtime.undecided = true;
    return { afterMs: dueAt - api.now, background: rounds >= PATIENT_ROUNDS };
  }
  if (owner !== undefined) api.remember(key, { rounds: rounds + 1, at: api.now } satisfies Refusals);
  runtime.terminal = { phase: 'Failed', ...refusal };
  api.event(pod, 'Warning', refusal.reason, refusal.message.replace('Pod was rejected: ', ''));
  return undefined;
}
