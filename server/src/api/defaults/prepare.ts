// What the server drops from or adds to Pods and templates before it validates them.
// Source: pkg/api/pod/util.go (dropDisabledFields), pkg/registry/core/pod/strategy.go, 1.36, default feature gates.
import type { FieldPath } from '../fieldPath.ts';
import type {
  LabelSelector,
  Pod,
  PodAffinityTerm,
  PodSpec,
  PodStatus,
  PodTemplateSpec,
  Volume,
  VolumeProjection,
} from '../types.generated.ts';
import { beginLife, countGeneration, keepStatus } from '../strategy.ts';
import { semanticallyEqual } from '../validation/fields.ts';
import { appArmorOf } from '../validation/pod/annotations.ts';
import { eachContainer } from '../validation/pod/containersOf.ts';
import { validateAppArmorProfile } from '../validation/pod/securityContext.ts';
import { qosClass } from './qosClass.ts';

const NOWHERE: FieldPath = [];

const projections = (spec: PodSpec | undefined): VolumeProjection[] =>
  (spec?.volumes ?? []).flatMap((volume: Volume) => volume.projected?.sources ?? []);

/** Fields of features that a default cluster has not switched on go, unless the old Pod has them. */
function dropDisabledFields(spec: PodSpec, old: PodSpec | undefined): void {
  if (old?.schedulingGroup === undefined) delete spec.schedulingGroup;
  for (const field of ['clusterTrustBundle', 'podCertificate'] as const) {
    if (projections(old).some((source) => source[field] !== undefined)) continue;
    for (const source of projections(spec)) delete source[field];
  }
  dropStopSignals(spec, old);
}

function dropStopSignals(spec: PodSpec, old: PodSpec | undefined): void {
  let inUse = false;
  if (old !== undefined) {
    eachContainer(old, NOWHERE, ({ lifecycle }) => {
      if (lifecycle?.stopSignal !== undefined) inUse = true;
    });
  }
  if (inUse) return;
  eachContainer(spec, NOWHERE, (container) => {
    const lifecycle = container.lifecycle;
    if (lifecycle?.stopSignal === undefined) return;
    delete lifecycle.stopSignal;
    if (lifecycle.postStart === undefined && lifecycle.preStop === undefined) delete container.lifecycle;
  });
}

/** Source: DropDisabledTemplateFields. */
export function prepareTemplate(template: PodTemplateSpec | undefined, old: PodTemplateSpec | undefined): void {
  if (template?.spec !== undefined) dropDisabledFields(template.spec, old?.spec);
}

/** Source: podStrategy.PrepareForCreate. */
export function preparePodForCreate(pod: Pod): void {
  const spec = (pod.spec ??= {});
  const status: PodStatus = { phase: 'Pending', qosClass: qosClass(spec) };
  beginLife(pod, status);
  dropDisabledFields(spec, undefined);
  if ((spec.schedulingGates ?? []).length > 0) {
    // The time of the change is that of the creation, where it is known already.
    const created = pod.metadata?.creationTimestamp;
    status.conditions = [
      {
        ...(created === undefined ? {} : { lastTransitionTime: created }),
        type: 'PodScheduled',
        status: 'False',
        reason: 'SchedulingGated',
        message: 'Scheduling is blocked due to non-empty scheduling gates',
      },
    ];
  }
  mergeLabelKeys(pod);
  fieldsFromAppArmor(pod, spec);
}

/** Source: podStrategy.PrepareForUpdate. */
export function preparePodForUpdate(pod: Pod, old: Pod): void {
  const spec = (pod.spec ??= {});
  keepStatus(pod, old);
  dropDisabledFields(spec, old.spec);
  countGeneration(pod, old);
}

/** Source: applyLabelKeysToLabelSelector. */
function addKeys(
  selector: LabelSelector,
  keys: readonly string[] | undefined,
  operator: 'In' | 'NotIn',
  labels: Readonly<Record<string, string>>,
): void {
  for (const key of keys ?? []) {
    if (!Object.hasOwn(labels, key)) continue;
    (selector.matchExpressions ??= []).push({ key, operator, values: [labels[key] ?? ''] });
  }
}

/** Keys whose values a Pod brings itself become part of its selectors. Source: mutatePodAffinity and the like. */
function mergeLabelKeys(pod: Pod): void {
  const labels = pod.metadata?.labels ?? {};
  const merge = (term: PodAffinityTerm | undefined): void => {
    if (term?.labelSelector === undefined) return;
    addKeys(term.labelSelector, term.matchLabelKeys, 'In', labels);
    addKeys(term.labelSelector, term.mismatchLabelKeys, 'NotIn', labels);
  };
  for (const affinity of [pod.spec?.affinity?.podAffinity, pod.spec?.affinity?.podAntiAffinity]) {
    affinity?.preferredDuringSchedulingIgnoredDuringExecution?.forEach((item) => {
      merge(item.podAffinityTerm);
    });
    affinity?.requiredDuringSchedulingIgnoredDuringExecution?.forEach(merge);
  }
  for (const { labelSelector, matchLabelKeys } of pod.spec?.topologySpreadConstraints ?? []) {
    if (labelSelector !== undefined) addKeys(labelSelector, matchLabelKeys, 'In', labels);
  }
}

/** Annotations of old become fields. Source: applyAppArmorVersionSkew. */
function fieldsFromAppArmor(pod: Pod, spec: PodSpec): void {
  const annotations = pod.metadata?.annotations;
  if (annotations === undefined || spec.os?.name === 'windows') return;
  const ofPod = spec.securityContext?.appArmorProfile;
  eachContainer(spec, NOWHERE, (container) => {
    if (container.securityContext?.appArmorProfile !== undefined) return;
    const profile = appArmorOf(annotations, container.name ?? '');
    if (profile === undefined || semanticallyEqual(profile, ofPod)) return;
    const errors: Parameters<typeof validateAppArmorProfile>[0] = [];
    validateAppArmorProfile(errors, profile, NOWHERE);
    if (errors.length === 0) (container.securityContext ??= {}).appArmorProfile = profile;
  });
}
