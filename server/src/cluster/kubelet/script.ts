// What the annotations of a Pod say of one of its containers, read once. See api/behaviour.ts for their meaning.
import { behaviourValue, isBehaviourKey, probeScript, secondsToMs, type ProbeStep } from '../../api/behaviour.ts';
import { quantityOf, wholeUnits } from '../../api/quantity.ts';
import type { Container, Pod } from '../../api/types.generated.ts';
import type { DeepReadonly } from '../controller.ts';
import type { ContainerRuntime } from './runtime.ts';

/** The script of a container. */
export interface ContainerScript {
  readonly imageMissing: boolean;
  readonly readyMs: number | 'never';
  /** Whether readiness is said in seconds: that counts even where there is a probe. */
  readonly readyIsSaid: boolean;
  readonly heldBack: boolean;
  readonly exitAfterMs: number | undefined;
  readonly exitCode: number;
  readonly exitTimes: number;
  readonly oomAfterMs: number | undefined;
  readonly stopMs: number;
  readonly stopIsSaid: boolean;
  readonly postStartFails: boolean;
  readonly preStopFails: boolean;
  readonly preStopMs: number;
  readonly probes: Readonly<Record<'startup' | 'liveness' | 'readiness', readonly ProbeStep[] | undefined>>;
}

type Kind = ContainerRuntime['kind'];
type Annotations = Readonly<Record<string, string>> | undefined;

const known = new WeakMap<object, Map<string, ContainerScript>>();

const ms = (text: string | undefined): number | undefined => (text === undefined ? undefined : secondsToMs(text));

function memoryOomMs(annotations: Annotations, container: DeepReadonly<Container>): number | undefined {
  const usage = behaviourValue(annotations, 'memory-usage', container.name);
  const limit = container.resources?.limits?.['memory'];
  if (usage === undefined || limit === undefined) return undefined;
  return wholeUnits(quantityOf(usage)) > wholeUnits(quantityOf(limit)) ? 1000 : undefined;
}

function hasOwnWord(annotations: Annotations, name: string, container: string): boolean {
  const keys = Object.keys(annotations ?? {});
  return keys.includes(`drydock.dev/${name}`) || keys.includes(`${container}.drydock.dev/${name}`);
}

function read(annotations: Annotations, container: DeepReadonly<Container>, kind: Kind): ContainerScript {
  const name = container.name ?? '';
  const say = (behaviour: string) => behaviourValue(annotations, behaviour, name);
  // What is said of the Pod as a whole is about the containers that it is there for, not about those beside them.
  const sayExit = (behaviour: string) => {
    const own = annotations?.[`${name}.drydock.dev/${behaviour}`];
    return kind !== 'app' && own === undefined ? undefined : say(behaviour);
  };
  const missing = (say('missing-images') ?? '').split(',').map((image) => image.trim());
  const ready = say('ready-seconds') ?? '0';
  const script = (probe: string) => {
    const text = say(`${probe}-probe`);
    return text === undefined ? undefined : probeScript(text);
  };
  return {
    imageMissing: say('image') === 'missing' || missing.includes(container.image ?? ''),
    readyMs: ready === 'never' ? 'never' : (secondsToMs(ready) ?? 0),
    readyIsSaid: hasOwnWord(annotations, 'ready-seconds', name),
    heldBack: say('ready') === 'false',
    exitAfterMs: ms(sayExit('exit-after-seconds')) ?? (kind === 'init' ? 0 : undefined),
    exitCode: Number(sayExit('exit-code') ?? '0'),
    exitTimes: Number(sayExit('exit-times') ?? 'Infinity'),
    oomAfterMs: ms(sayExit('oom-after-seconds')) ?? memoryOomMs(annotations, container),
    stopMs: ms(say('stop-seconds')) ?? 0,
    stopIsSaid: hasOwnWord(annotations, 'stop-seconds', name),
    postStartFails: say('post-start') === 'fail',
    preStopFails: say('pre-stop') === 'fail',
    preStopMs: preStopMs(container, ms(say('pre-stop-seconds')) ?? 0),
    probes: { startup: script('startup'), liveness: script('liveness'), readiness: script('readiness') },
  };
}

/** A sleep hook takes as long as it says; others as long as the script says. */
function preStopMs(container: DeepReadonly<Container>, scripted: number): number {
  const hook = container.lifecycle?.preStop;
  if (!hook) return 0;
  return hook.sleep ? (hook.sleep.seconds ?? 0) * 1000 : scripted;
}

/** The script of a container of a Pod. Pods of one template share their containers, so one lookup finds it. */
export function scriptOf(pod: DeepReadonly<Pod>, container: DeepReadonly<Container>, kind: Kind): ContainerScript {
  const annotations = pod.metadata?.annotations;
  const scripts = known.get(container) ?? new Map<string, ContainerScript>();
  known.set(container, scripts);
  const key = `${kind} ${textOf(annotations)}`;
  const found = scripts.get(key);
  if (found) return found;
  const script = read(annotations, container, kind);
  scripts.set(key, script);
  return script;
}

const texts = new WeakMap<object, string>();

/** What annotations say to us, as text. */
function textOf(annotations: Annotations): string {
  if (annotations === undefined) return '';
  const known = texts.get(annotations);
  if (known !== undefined) return known;
  const ours = Object.keys(annotations).filter((key) => isBehaviourKey(key));
  const text = ours.map((key) => `${key}=${annotations[key] ?? ''}`).join('\n');
  texts.set(annotations, text);
  return text;
}

/** Seconds from being bound to running. */
export const startMs = (pod: DeepReadonly<Pod>): number =>
  ms(behaviourValue(pod.metadata?.annotations, 'start-seconds')) ?? 1000;
